import * as z from 'zod/mini';
import { busEvent } from './bus-event.ts';
import { WhenSaid } from './instant-text.ts';
import { countFromOne, filledText, orUndefined } from './parts.ts';

/** As far as it can be read; of what else there is, `cpu` for one may be the text "null". */
const Container = z.object({
  name: z.catch(z.string(), ''),
  /** Absent while it never ran. */
  exitCode: orUndefined(z.int()),
  reason: orUndefined(z.string()),
});

/**
 * Delivered at least once. The version grows with each change of the task. What only says why a task stopped may be missing
 * or unreadable. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_task_events.html
 */
export const TaskStateChange = busEvent(
  'aws.ecs',
  'ECS Task State Change',
  z.object({
    taskArn: filledText(),
    clusterArn: filledText(),
    version: countFromOne(),
    lastStatus: z.string(),
    /** `service:NAME` for a service's tasks. */
    group: z.nullish(z.string()),
    stopCode: z.nullish(z.string()),
    stoppedReason: z.nullish(z.string()),
    taskDefinitionArn: orUndefined(z.string()),
    startedAt: WhenSaid,
    stoppedAt: WhenSaid,
    /** Empty for a task that got no place. */
    containers: z.catch(z.array(Container), []),
  }),
);

const Notice = z.object({
  /** INFO, WARN or ERROR; ECS may add others. */
  eventType: z.string(),
  eventName: filledText(),
  clusterArn: z.nullish(z.string()),
  reason: z.nullish(z.string()),
  /** Of a service's notice, as text; it has no version. */
  createdAt: z.nullish(z.string()),
  /** Of a deployment's notice. */
  updatedAt: z.nullish(z.string()),
});

/** The service comes first, and so far alone. */
const ServiceArns = z.tuple([filledText()], z.string());

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_events.html */
export const ServiceAction = z.extend(busEvent('aws.ecs', 'ECS Service Action', Notice), {
  resources: ServiceArns,
});

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_deployment_events.html */
export const DeploymentStateChange = z.extend(busEvent('aws.ecs', 'ECS Deployment State Change', Notice), {
  resources: ServiceArns,
});

export type TaskStateChange = z.output<typeof TaskStateChange>;
export type ServiceNotice = z.output<typeof ServiceAction> | z.output<typeof DeploymentStateChange>;
