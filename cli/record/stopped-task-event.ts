import type { StoppedTask } from '#shared/domain/model/observation.ts';
import { toIso } from '#shared/domain/model/time.ts';

/**
 * The event that told of a task's end, as far as what was kept of it says: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_task_events.html
 * Its id and version are not kept: the task's id and the first version stand for them.
 */
export const stoppedTaskEvent = (task: StoppedTask, service: string) => {
  const { id, arn, taskDefinition, startedAt, stoppedAt, stopCode, stoppedReason, containers } = task;
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
      ...(startedAt !== undefined && { startedAt: toIso(startedAt) }),
      stoppedAt: toIso(stoppedAt),
      stopCode,
      stoppedReason,
      containers: containers.map((container) => ({ ...container, lastStatus: 'STOPPED' })),
      version: 1,
    },
  };
};
