import * as z from 'zod';
import { busEvent } from './bus-event.ts';
import { JsonText } from './json-text.ts';

/**
 * What AWS says about itself. Sent to a second region as well, under the same `communicationId`; `region` is where it was
 * delivered. Fields that samples lack are not insisted on.
 * https://docs.aws.amazon.com/health/latest/ug/aws-health-events-eventbridge-schema.html
 */
export const HealthEvent = busEvent(
  'aws.health',
  'AWS Health Event',
  z.object({
    eventTypeCode: z.string().min(1),
    /** issue, scheduledChange, accountNotification or investigation. */
    eventTypeCategory: z.string(),
    communicationId: z.string().nullish(),
    /** `"1"`: a number as text. */
    page: z.string().nullish(),
    /** open, closed or upcoming. */
    statusCode: z.string().nullish(),
    affectedEntities: z.array(z.object({ entityValue: z.string() })).nullish(),
  }),
);

/**
 * Sent only when scaling out reached the most that is allowed, at best effort.
 * https://docs.aws.amazon.com/autoscaling/application/userguide/monitoring-eventbridge.html
 */
export const ScalingActivity = busEvent(
  'aws.application-autoscaling',
  'Application Auto Scaling Scaling Activity State Change',
  z.object({
    serviceNamespace: z.string(),
    /** `service/ml-platform/mlflow-registry` of a service of ECS. */
    resourceId: z.string().min(1),
    scaledToMax: z.boolean().nullish(),
  }),
);

/** The input is left out of the event when it is large: https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html */
export const ExecutionStatusChange = busEvent(
  'aws.states',
  'Step Functions Execution Status Change',
  z.object({
    executionArn: z.string().min(1),
    stateMachineArn: z.string(),
    name: z.string().min(1),
    status: z.string(),
    input: JsonText.pipe(z.object({ service: z.string() }))
      .optional()
      .catch(undefined),
  }),
);

export type HealthEvent = z.output<typeof HealthEvent>;
export type ScalingActivity = z.output<typeof ScalingActivity>;
export type ExecutionStatusChange = z.output<typeof ExecutionStatusChange>;
