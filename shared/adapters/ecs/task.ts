import type { Container, Task as SdkTask } from '@aws-sdk/client-ecs';
import { lastSegment } from '#shared/domain/model/arn.ts';
import type { StoppedContainer, StoppedTask, Task } from '#shared/domain/model/observation.ts';
import { valueIn } from '#shared/domain/model/part.ts';
import type { ByArn } from '#shared/ports/observing.ts';
import { count, instant, oneOf, optionalText, text, wholeNumber } from '../transport/checked.ts';
import { ADDRESS, hasOwnInterface } from './container-instances.ts';

/** Converts a task with the ids of the EC2 instances. Throws AnswerInvalid where ECS's answer cannot be true. */
export const toTask = (task: SdkTask, instanceIds: ByArn<string>): Task => {
  const address = addressOf(task, instanceIds);
  const hostPorts = hostPortsOf(task);
  return {
    ...identity(task),
    lastStatus: text(task.lastStatus, 'lastStatus'),
    desiredStatus: text(task.desiredStatus, 'desiredStatus'),
    healthStatus: oneOf(HEALTH, task.healthStatus ?? 'UNKNOWN', 'healthStatus'),
    createdAt: instant(task.createdAt, 'createdAt'),
    availabilityZone: optionalText(task.availabilityZone, 'availabilityZone') ?? '',
    ...(address !== undefined && { address }),
    ...(hostPorts.length > 0 && { hostPorts }),
    ...placeOf(task),
    ...connectivityOf(task),
    containers: (task.containers ?? []).map(({ name, lastStatus, healthStatus }) => ({
      name: optionalText(name, 'container.name') ?? '',
      lastStatus: optionalText(lastStatus, 'container.lastStatus') ?? '',
      healthStatus: oneOf(HEALTH, healthStatus ?? 'UNKNOWN', 'container.healthStatus'),
    })),
  };
};

/** Throws AnswerInvalid where ECS's answer cannot be true. */
export const toStoppedTask = (task: SdkTask): StoppedTask => ({
  ...identity(task),
  ...(task.createdAt && { createdAt: instant(task.createdAt, 'createdAt') }),
  ...(task.availabilityZone && { availabilityZone: text(task.availabilityZone, 'availabilityZone') }),
  ...placeOf(task),
  stoppedAt: instant(task.stoppedAt, 'stoppedAt'),
  stopCode: optionalText(task.stopCode, 'stopCode') ?? '',
  stoppedReason: optionalText(task.stoppedReason, 'stoppedReason') ?? '',
  containers: (task.containers ?? []).map(toStoppedContainer),
});

const toStoppedContainer = ({ name, exitCode, ...container }: Container): StoppedContainer => {
  const reason = optionalText(container.reason, 'container.reason');
  return {
    name: optionalText(name, 'container.name') ?? '',
    ...(exitCode !== undefined && { exitCode: wholeNumber(exitCode, 'container.exitCode') }),
    ...(reason !== undefined && { reason }),
  };
};

const HEALTH = ['HEALTHY', 'UNHEALTHY', 'UNKNOWN'] as const;
const CONNECTIVITY = ['CONNECTED', 'DISCONNECTED'] as const;

const connectivityOf = ({ connectivity, connectivityAt }: SdkTask): Pick<Task, 'connectivity' | 'disconnectedAt'> => {
  if (!connectivity) return {};
  const state = oneOf(CONNECTIVITY, connectivity, 'connectivity');
  return {
    connectivity: state,
    ...(state === 'DISCONNECTED' && connectivityAt && { disconnectedAt: instant(connectivityAt, 'connectivityAt') }),
  };
};

const placeOf = ({
  containerInstanceArn,
  launchType,
}: SdkTask): Pick<Task, 'containerInstance' | 'isOnManagedInstance'> => {
  const containerInstance = optionalText(containerInstanceArn, 'containerInstanceArn');
  if (!containerInstance) return {};
  return { containerInstance, ...(launchType === 'MANAGED_INSTANCES' && { isOnManagedInstance: true }) };
};

export const hasStopped = ({ lastStatus }: SdkTask): boolean => lastStatus === 'STOPPED';

const identity = (task: SdkTask) => {
  const arn = text(task.taskArn, 'taskArn');
  return {
    id: lastSegment(arn),
    arn,
    taskDefinition: text(task.taskDefinitionArn, 'taskDefinitionArn'),
    ...(task.startedAt && { startedAt: instant(task.startedAt, 'startedAt') }),
  };
};

/**
 * Returns the id of the task as a target: the private address of its own network interface (awsvpc), or the id of its EC2 instance
 * (bridge and host networking). It is absent until the interface is attached, and where the instance could not be read.
 */
const addressOf = (task: SdkTask, instanceIds: ByArn<string>): string | undefined => {
  const details = task.attachments?.flatMap((attachment) => attachment.details ?? []);
  const interfaces = task.containers?.flatMap(({ networkInterfaces }) => networkInterfaces ?? []);
  const own = details?.find(({ name }) => name === ADDRESS)?.value ?? interfaces?.[0]?.privateIpv4Address;
  if (own !== undefined || hasOwnInterface(task)) return optionalText(own, 'the address of the task');
  const instance = instanceIds.get(task.containerInstanceArn ?? '');
  return instance && valueIn(instance);
};

/** Lists the ports of the host that the task is bound to; none for awsvpc tasks, whose ports are their own. */
const hostPortsOf = (task: SdkTask): readonly number[] =>
  hasOwnInterface(task)
    ? []
    : (task.containers ?? []).flatMap(({ networkBindings = [] }) =>
        networkBindings.flatMap(({ hostPort }) => (hostPort === undefined ? [] : count(hostPort, 'hostPort'))),
      );
