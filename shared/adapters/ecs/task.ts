import type { Task as SdkTask } from '@aws-sdk/client-ecs';
import { lastSegment } from '#shared/domain/model/arn.ts';
import type { StoppedTask, Task } from '#shared/domain/model/observation.ts';
import { instant, text } from '../transport/checked.ts';

/** Throws AnswerInvalid where ECS's answer cannot be true. */
export const toTask = (task: SdkTask): Task => {
  const address = addressOf(task);
  return {
    ...identity(task),
    lastStatus: text(task.lastStatus, 'lastStatus'),
    desiredStatus: text(task.desiredStatus, 'desiredStatus'),
    healthStatus: task.healthStatus ?? 'UNKNOWN',
    createdAt: instant(task.createdAt, 'createdAt'),
    availabilityZone: task.availabilityZone ?? '',
    ...(address !== undefined && { address }),
    ...(task.containerInstanceArn && { containerInstance: task.containerInstanceArn }),
    ...(task.connectivity && { connectivity: task.connectivity }),
    containers: (task.containers ?? []).map(({ name, lastStatus, healthStatus }) => ({
      name: name ?? '',
      lastStatus: lastStatus ?? '',
      healthStatus: healthStatus ?? 'UNKNOWN',
    })),
  };
};

/** Throws AnswerInvalid where ECS's answer cannot be true. */
export const toStoppedTask = (task: SdkTask): StoppedTask => ({
  ...identity(task),
  ...(task.createdAt && { createdAt: instant(task.createdAt, 'createdAt') }),
  ...(task.containerInstanceArn && { containerInstance: task.containerInstanceArn }),
  stoppedAt: instant(task.stoppedAt, 'stoppedAt'),
  stopCode: task.stopCode ?? '',
  stoppedReason: task.stoppedReason ?? '',
  containers: (task.containers ?? []).map(({ name, exitCode, reason }) => ({
    name: name ?? '',
    ...(exitCode !== undefined && { exitCode }),
    ...(reason !== undefined && { reason }),
  })),
});

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
 * Returns the private address of the task's own network interface (awsvpc). It is absent until the interface is
 * attached, and in bridge mode.
 */
const addressOf = (task: SdkTask): string | undefined =>
  task.attachments?.flatMap(({ details }) => details ?? []).find(({ name }) => name === 'privateIPv4Address')?.value ??
  task.containers?.flatMap(({ networkInterfaces }) => networkInterfaces ?? [])[0]?.privateIpv4Address;
