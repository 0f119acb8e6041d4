import * as z from 'zod/mini';
import { busEvent } from './bus-event.ts';
import { JsonText } from './json-text.ts';
import { filledText, orUndefined } from './parts.ts';

/**
 * AWS Health sends this event about the state of AWS itself. A second region receives it with the same `communicationId`; `region`
 * is the region of delivery. Fields that the samples lack are optional
 * (https://docs.aws.amazon.com/health/latest/ug/aws-health-events-eventbridge-schema.html).
 */
export const HealthEvent = busEvent(
  'aws.health',
  'AWS Health Event',
  z.object({
    eventTypeCode: filledText(),
    /** The category is issue, scheduledChange, accountNotification or investigation. */
    eventTypeCategory: z.string(),
    communicationId: z.nullish(z.string()),
    /** The page number is text, such as `"1"`. */
    page: z.nullish(z.string()),
    /** The status is open, closed or upcoming. */
    statusCode: z.nullish(z.string()),
    affectedEntities: z.nullish(z.array(z.object({ entityValue: z.string() }))),
  }),
);

/**
 * Application Auto Scaling sends this event, at best effort, only when a scale-out reached the maximum capacity
 * (https://docs.aws.amazon.com/autoscaling/application/userguide/monitoring-eventbridge.html).
 */
export const ScalingActivity = busEvent(
  'aws.application-autoscaling',
  'Application Auto Scaling Scaling Activity State Change',
  z.object({
    serviceNamespace: z.string(),
    /** The id of an ECS service is `service/ml-platform/mlflow-registry`. */
    resourceId: filledText(),
    scaledToMax: z.nullish(z.boolean()),
  }),
);

/** Step Functions omits a large input from the event (https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html). */
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
