import { DescribeServicesCommand, type ECSClient, type Service } from '@aws-sdk/client-ecs';
import type { EcsService } from '#shared/domain/model/observation.ts';
import type { Part } from '#shared/domain/model/part.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import type { Instant } from '#shared/domain/model/time.ts';
import type { EcsReader } from '#shared/ports/observing.ts';
import type { Clock } from '#shared/ports/system.ts';
import { CALLS_AT_ONCE, chunksOf, mapAtMost } from '../transport/batches.ts';
import { convert, NotFound, partOf } from '../transport/failures.ts';
import { releaseHistory } from './releases.ts';
import { toService } from './service.ts';
import { taskDefinitionReader } from './task-definitions.ts';
import { readRunningTasks, readStoppedTasks } from './tasks.ts';

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServices.html */
const SERVICES_PER_CALL = 10;

export const ecsReader = (client: Pick<ECSClient, 'send'>, clock: Clock): EcsReader => {
  const readReleases = releaseHistory(client);
  return {
    services: async (policies) => {
      const clusters = [...Map.groupBy(policies, ({ cluster }) => cluster).values()];
      const batches = clusters.flatMap((ofOneCluster) => chunksOf(ofOneCluster, SERVICES_PER_CALL));
      const answers = await mapAtMost(CALLS_AT_ONCE, batches, (batch) => describeServices(client, batch, clock.now()));
      return new Map(answers.flat());
    },
    runningTasks: (policies) => readRunningTasks(client, policies, clock.now()),
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
    taskDefinitions: taskDefinitionReader(client, clock),
  };
};

/** Services of one cluster, at most ten, in one call: each with what the call answered for it, or all with why it failed. */
const describeServices = async (client: Pick<ECSClient, 'send'>, policies: readonly ServicePolicy[], at: Instant) => {
  const cluster = policies[0]?.cluster;
  const services = [...new Set(policies.map(({ service }) => service))];
  const answer = await partOf(at, () => client.send(new DescribeServicesCommand({ cluster, services })));
  return policies.map((policy): readonly [string, Part<EcsService>] => [
    policy.name,
    convert(answer, (output) => toService(pick(output.services, policy))),
  ]);
};

const pick = (services: readonly Service[] | undefined, { service, cluster }: ServicePolicy): Service => {
  const found = services?.find(({ serviceName, serviceArn }) => serviceName === service || serviceArn === service);
  if (found) return found;
  throw new NotFound(`ECS knows no service ${service} in cluster ${cluster}`);
};
