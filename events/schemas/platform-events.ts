import * as z from 'zod/mini';
import { busEvent } from './bus-event.ts';
import { JsonText } from './json-text.ts';
import { filledText, orUndefined } from './parts.ts';

/**
 * What AWS says about itself. Sent to a second region as well, under the same `communicationId`; `region` is where it was
 * delivered. Fields that samples lack are not insisted on.
 * https://docs.aws.amazon.com/health/latest/ug/aws-health-events-eventbridge-schema.html
 */
export const HealthEvent = busEvent(
  'aws.health',
  'AWS Health Event',
  z.object({
    eventTypeCode: filledText(),
    /** issue, scheduledChange, accountNotification or investigation. */
    eventTypeCategory: z.string(),
    communicationId: z.nullish(z.string()),
    /** `"1"`: a number as text. */
    page: z.nullish(z.string()),
    /** open, closed or upcoming. */
    statusCode: z.nullish(z.string()),
    affectedEntities: z.nullish(z.array(z.object({ entityValue: z.string() }))),
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
    resourceId: filledText(),
    scaledToMax: z.nullish(z.boolean()),
  }),
);

/** The input is left out of the event when it is large: https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html */
export const ExecutionStatusChange = busEvent(
  'aws.states',
  'Step Functions Execution Status Change',
  z.object({
    executionArn: filledText(),
    stateMachineArn: z.string(),
    name: filledText(),
    status: z.string(),
    input: orUndefined(z.pipe(JsonText, z.object({ service: z.string() }))),
  }),
);

export type HealthEvent = z.output<typeof HealthEvent>;
export type ScalingActivity = z.output<typeof ScalingActivity>;
export type ExecutionStatusChange = z.output<typeof ExecutionStatusChange>;
