import * as z from 'zod';
import { busEvent } from './bus-event.ts';
import { WhenSaid } from './instant-text.ts';

/** As far as it can be read; of what else there is, `cpu` for one may be the text "null". */
const Container = z.object({
  name: z.string().catch(''),
  /** Absent while it never ran. */
  exitCode: z.int().optional().catch(undefined),
  reason: z.string().optional().catch(undefined),
});

/**
 * Delivered at least once. The version grows with each change of the task. What only says why a task stopped may be missing
 * or unreadable. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_task_events.html
 */
export const TaskStateChange = busEvent(
  'aws.ecs',
  'ECS Task State Change',
  z.object({
    taskArn: z.string().min(1),
    clusterArn: z.string().min(1),
    version: z.int().positive(),
    lastStatus: z.string(),
    /** `service:NAME` for a service's tasks. */
    group: z.string().nullish(),
    stopCode: z.string().nullish(),
    stoppedReason: z.string().nullish(),
    taskDefinitionArn: z.string().optional().catch(undefined),
    startedAt: WhenSaid,
    stoppedAt: WhenSaid,
    /** Empty for a task that got no place. */
    containers: z.array(Container).catch([]),
  }),
);

const Notice = z.object({
  /** INFO, WARN or ERROR; ECS may add others. */
  eventType: z.string(),
  eventName: z.string().min(1),
  clusterArn: z.string().nullish(),
  reason: z.string().nullish(),
  /** Of a service's notice, as text; it has no version. */
  createdAt: z.string().nullish(),
  /** Of a deployment's notice. */
  updatedAt: z.string().nullish(),
});

/** The service comes first, and so far alone. */
const ServiceArns = z.tuple([z.string().min(1)], z.string());

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_events.html */
export const ServiceAction = busEvent('aws.ecs', 'ECS Service Action', Notice).extend({
  resources: ServiceArns,
});

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_deployment_events.html */
export const DeploymentStateChange = busEvent('aws.ecs', 'ECS Deployment State Change', Notice).extend({
  resources: ServiceArns,
});

export type TaskStateChange = z.output<typeof TaskStateChange>;
export type ServiceNotice = z.output<typeof ServiceAction> | z.output<typeof DeploymentStateChange>;
