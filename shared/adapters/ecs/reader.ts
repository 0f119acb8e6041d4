import type { ECSClient } from '@aws-sdk/client-ecs';
import type { EcsReader } from '#shared/ports/observing.ts';
import type { Clock } from '#shared/ports/system.ts';
import { CALLS_AT_ONCE, mapAtMost } from '../transport/batches.ts';
import { partOf } from '../transport/failures.ts';
import { instanceHealthReader } from './instance-health.ts';
import { releaseHistory } from './releases.ts';
import { serviceReader } from './services.ts';
import { taskDefinitionReader } from './task-definitions.ts';
import { readStoppedTasks, runningTaskReader } from './tasks.ts';

export const ecsReader = (client: Pick<ECSClient, 'send'>, clock: Clock): EcsReader => {
  const readReleases = releaseHistory(client);
  return {
    services: serviceReader(client, clock),
    runningTasks: runningTaskReader(client, clock),
    stoppedTasks: (policies) => readStoppedTasks(client, policies, clock.now()),
    releases: async (policies) => {
      const at = clock.now();
      return new Map(
        await mapAtMost(
          CALLS_AT_ONCE,
          policies,
          async (policy) => [policy.name, await partOf(at, () => readReleases(policy))] as const,
        ),
      );
    },
    containerInstances: instanceHealthReader(client, clock),
    taskDefinitions: taskDefinitionReader(client, clock),
  };
};
