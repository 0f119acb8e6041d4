import { DescribeServicesCommand, type ECSClient, type Service } from '@aws-sdk/client-ecs';
import type { EcsService } from '#shared/domain/observation.ts';
import type { Part } from '#shared/domain/part.ts';
import type { ServicePolicy } from '#shared/domain/policy.ts';
import type { Instant } from '#shared/domain/time.ts';
import type { Clock, EcsReader } from '#shared/ports/services.ts';
import { CALLS_AT_ONCE, chunksOf, mapAtMost } from './batches.ts';
import { releaseHistory } from './ecs-releases.ts';
import { toService } from './ecs-service.ts';
import { taskDefinitionReader } from './ecs-task-definitions.ts';
import { readRunningTasks, readStoppedTasks } from './ecs-tasks.ts';
import { convert, NotFound, partOf } from './failures.ts';

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
