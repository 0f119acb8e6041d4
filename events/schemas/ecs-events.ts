import * as z from 'zod/mini';
import { busEvent } from './bus-event.ts';
import { OptionalInstantText } from './instant-text.ts';
import { countFromOne, filledText, orUndefined } from './parts.ts';

/** A container has the fields that can be parsed. Other fields are unreliable: `cpu` may be the text "null". */
const Container = z.object({
  name: z.catch(z.string(), ''),
  /** The exit code is absent for a container that never ran. */
  exitCode: orUndefined(z.int()),
  reason: orUndefined(z.string()),
});

/**
 * ECS sends this event at least once for each change of a task; the version increases with each change. The fields that explain
 * a stopped task may be missing or malformed (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_task_events.html).
 */
export const TaskStateChange = busEvent(
  'aws.ecs',
  'ECS Task State Change',
  z.object({
    taskArn: filledText(),
    clusterArn: filledText(),
    version: countFromOne(),
    lastStatus: z.string(),
    /** The group is `service:NAME` for the tasks of a service. */
    group: z.nullish(z.string()),
    stopCode: z.nullish(z.string()),
    stoppedReason: z.nullish(z.string()),
    taskDefinitionArn: orUndefined(z.string()),
    availabilityZone: orUndefined(z.string()),
    containerInstanceArn: orUndefined(z.string()),
    createdAt: OptionalInstantText,
    startedAt: OptionalInstantText,
    stoppedAt: OptionalInstantText,
    /** The list is empty for a task that could not be placed. */
    containers: z.catch(z.array(Container), []),
  }),
);

const Notice = z.object({
  /** ECS sends INFO, WARN or ERROR and may add others. */
  eventType: z.string(),
  eventName: filledText(),
  clusterArn: z.nullish(z.string()),
  reason: z.nullish(z.string()),
  /** A service notice has this time as text; it has no version. */
  createdAt: z.nullish(z.string()),
  /** A deployment notice has this time. */
  updatedAt: z.nullish(z.string()),
});

/** The first ARN is the service; ECS has sent no others so far. */
const ServiceArns = z.tuple([filledText()], z.string());

/** ECS sends this event for each service event (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_events.html). */
export const ServiceAction = z.extend(busEvent('aws.ecs', 'ECS Service Action', Notice), {
  resources: ServiceArns,
});

/** ECS sends this event when a deployment changes state (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_deployment_events.html). */
export const DeploymentStateChange = z.extend(busEvent('aws.ecs', 'ECS Deployment State Change', Notice), {
  resources: ServiceArns,
});

export type TaskStateChange = z.output<typeof TaskStateChange>;
export type ServiceNotice = z.output<typeof ServiceAction> | z.output<typeof DeploymentStateChange>;
