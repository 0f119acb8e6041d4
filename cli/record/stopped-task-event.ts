import type { StoppedTask } from '#shared/domain/model/observation.ts';
import { toIso } from '#shared/domain/model/time.ts';

/**
 * Rebuilds the event of a stopped task from the stored fields: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_task_events.html
 * The table does not store the event's id and version; the task's id and version 1 replace them.
 */
export const stoppedTaskEvent = (task: StoppedTask, service: string) => {
  const { id, arn, taskDefinition, createdAt, startedAt, stoppedAt, stopCode, stoppedReason, containers } = task;
  const [, partition, , region, account, resource = ''] = arn.split(':');
  const [, cluster] = resource.split('/');
  return {
    version: '0',
    id,
    'detail-type': 'ECS Task State Change',
    source: 'aws.ecs',
    account,
    time: toIso(stoppedAt),
    region,
    resources: [arn],
    detail: {
      taskArn: arn,
      clusterArn: `arn:${partition}:ecs:${region}:${account}:cluster/${cluster}`,
      taskDefinitionArn: taskDefinition,
      group: `service:${service}`,
      desiredStatus: 'STOPPED',
      lastStatus: 'STOPPED',
      ...(task.availabilityZone !== undefined && { availabilityZone: task.availabilityZone }),
      ...(task.containerInstance !== undefined && { containerInstanceArn: task.containerInstance }),
      ...(createdAt !== undefined && { createdAt: toIso(createdAt) }),
      ...(startedAt !== undefined && { startedAt: toIso(startedAt) }),
      stoppedAt: toIso(stoppedAt),
      stopCode,
      stoppedReason,
      containers: containers.map((container) => ({ ...container, lastStatus: 'STOPPED' })),
      version: 1,
    },
  };
};
