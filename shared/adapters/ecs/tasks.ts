import type { ECSClient } from '@aws-sdk/client-ecs';
import type { StoppedTask, Task } from '#shared/domain/model/observation.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import type { Instant } from '#shared/domain/model/time.ts';
import type { ByService } from '#shared/ports/observing.ts';
import { convert } from '../transport/failures.ts';
import { describeTasksOf } from './described-tasks.ts';
import { hasStopped, toStoppedTask, toTask } from './task.ts';

type Ecs = Pick<ECSClient, 'send'>;

/** Reads the tasks whose desired status is RUNNING, oldest first. */
export const readRunningTasks = async (
  ecs: Ecs,
  policies: readonly ServicePolicy[],
  at: Instant,
): Promise<ByService<readonly Task[]>> => {
  const tasks = await describeTasksOf(ecs, policies, { desiredStatus: 'RUNNING', at });
  return convertEach(tasks, (found) => found.map(toTask).sort((a, b) => a.createdAt - b.createdAt));
};

/** Reads stopped tasks, newest first. Tasks that are still stopping are left out. */
export const readStoppedTasks = async (
  ecs: Ecs,
  policies: readonly ServicePolicy[],
  at: Instant,
): Promise<ByService<readonly StoppedTask[]>> => {
  const tasks = await describeTasksOf(ecs, policies, { desiredStatus: 'STOPPED', at });
  return convertEach(tasks, (found) =>
    found
      .filter(hasStopped)
      .map(toStoppedTask)
      .sort((a, b) => b.stoppedAt - a.stoppedAt),
  );
};

const convertEach = <T, R>(parts: ByService<T>, to: (value: T) => R): ByService<R> =>
  new Map([...parts].map(([name, part]) => [name, convert(part, to)]));
