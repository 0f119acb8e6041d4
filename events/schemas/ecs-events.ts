import * as z from 'zod';
import { InstantText } from './instant-text.ts';

/**
 * Delivered at least once. The version grows with each change of the task. `containers` is left out: it can be empty.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_task_events.html
 */
export const TaskStateChange = z.object({
  'detail-type': z.literal('ECS Task State Change'),
  time: InstantText,
  detail: z.object({
    taskArn: z.string().min(1),
    clusterArn: z.string().min(1),
    version: z.number(),
    lastStatus: z.string(),
    /** `service:NAME` for a service's tasks. */
    group: z.string().optional(),
    stopCode: z.string().optional(),
    stoppedReason: z.string().optional(),
  }),
});

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_events.html */
export const ServiceAction = z.object({
  'detail-type': z.literal('ECS Service Action'),
  id: z.string().min(1),
  time: InstantText,
  resources: z.array(z.string()).min(1),
  detail: z.object({
    eventType: z.string(),
    eventName: z.string().min(1),
    clusterArn: z.string().optional(),
  }),
});

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_deployment_events.html */
export const DeploymentStateChange = z.object({
  'detail-type': z.literal('ECS Deployment State Change'),
  id: z.string().min(1),
  time: InstantText,
  resources: z.array(z.string()).min(1),
  detail: z.object({ eventType: z.string(), eventName: z.string().min(1), deploymentId: z.string().optional() }),
});

export type TaskStateChange = z.output<typeof TaskStateChange>;
export type ServiceAction = z.output<typeof ServiceAction>;
export type DeploymentStateChange = z.output<typeof DeploymentStateChange>;
