import type { ECSClient } from '@aws-sdk/client-ecs';
import type { StoppedTask } from '#shared/domain/model/observation.ts';
import { itemsOf } from '#shared/domain/model/part.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import type { Instant } from '#shared/domain/model/time.ts';
import type { ByService, EcsReader } from '#shared/ports/observing.ts';
import type { Clock } from '#shared/ports/system.ts';
import { convert } from '../transport/failures.ts';
import { instanceIdReader } from './container-instances.ts';
import { describeTasksOf } from './described-tasks.ts';
import { hasStopped, toStoppedTask, toTask } from './task.ts';

type Ecs = Pick<ECSClient, 'send'>;

/** Reads the tasks whose desired status is RUNNING, oldest first, with the instances of those that share a network with theirs. */
export const runningTaskReader = (ecs: Ecs, clock: Clock): EcsReader['runningTasks'] => {
  const readInstanceIds = instanceIdReader(ecs);
  return async (policies) => {
    const at = clock.now();
    const tasks = await describeTasksOf(ecs, policies, { desiredStatus: 'RUNNING', at });
    const found = policies.flatMap(({ name, cluster }) => {
      const part = tasks.get(name);
      return part === undefined ? [] : { cluster, tasks: itemsOf(part) };
    });
    const instanceIds = await readInstanceIds(found, at);
    return convertEach(tasks, (each) =>
      each.map((task) => toTask(task, instanceIds)).sort((a, b) => a.createdAt - b.createdAt),
    );
  };
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
