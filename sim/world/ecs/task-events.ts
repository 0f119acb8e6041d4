import { toIso } from '#shared/domain/model/time.ts';
import { emitEcsEvent } from '../events.ts';
import type { ServiceState, Task, WorldState } from '../state.ts';
import { toEcsTask } from './task-shape.ts';

/**
 * Emits the event of a changed task: the shape of DescribeTasks without health statuses and with times as text.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_task_events.html
 */
export const emitTaskChange = (world: WorldState, service: ServiceState, task: Task): void => {
  const { healthStatus: _health, tags: _tags, attachments, containers, ...described } = toEcsTask(world, service, task);
  emitEcsEvent(world, 'ECS Task State Change', {
    resource: task.arn,
    detail: {
      ...withTimesAsText(described),
      attachments: attachments?.map((attachment) => ({ ...attachment, type: 'eni' })),
      containers: containers?.map(({ healthStatus: _status, networkBindings: _bindings, ...rest }) => rest),
      updatedAt: toIso(world.clock.now()),
    },
  });
};

const withTimesAsText = (described: object): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(described).map(([key, value]) => [key, value instanceof Date ? toIso(value.getTime()) : value]),
  );
