import { DescribeServicesCommand, type ECSClient, type Service } from '@aws-sdk/client-ecs';
import { chunksOf } from '#shared/domain/model/chunks.ts';
import { type Part, valueIn } from '#shared/domain/model/part.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import type { Instant } from '#shared/domain/model/time.ts';
import type { EcsReader } from '#shared/ports/observing.ts';
import type { Clock } from '#shared/ports/system.ts';
import { CALLS_AT_ONCE, mapAtMost } from '../transport/batches.ts';
import { convert, NotFound, partOf } from '../transport/failures.ts';
import { revisionTargetGroups } from './revision-target-groups.ts';
import { toService } from './service.ts';

type Ecs = Pick<ECSClient, 'send'>;

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServices.html */
const SERVICES_PER_CALL = 10;

/** Reads services, ten per call, then the target groups that only their revisions name, for all services together. */
export const serviceReader = (ecs: Ecs, clock: Clock): EcsReader['services'] => {
  const readRevisionGroups = revisionTargetGroups(ecs);
  return async (policies) => {
    const clusters = [...Map.groupBy(policies, ({ cluster }) => cluster).values()];
    const batches = clusters.flatMap((ofOneCluster) => chunksOf(ofOneCluster, SERVICES_PER_CALL));
    const answers = await mapAtMost(CALLS_AT_ONCE, batches, (batch) => describeServices(ecs, batch, clock.now()));
    const described = answers.flat();
    const services = described.flatMap(([, part]) => valueIn(part) ?? []);
    const inRevisions = await readRevisionGroups(services, clock.now());
    return new Map(
      described.map(([name, part]) => [name, convert(part, (service) => toService(service, inRevisions))]),
    );
  };
};

/** Describes at most ten services of one cluster in one call. A failed call makes all of them missing. */
const describeServices = async (ecs: Ecs, policies: readonly ServicePolicy[], at: Instant) => {
  const cluster = policies[0]?.cluster;
  const services = [...new Set(policies.map(({ service }) => service))];
  const answer = await partOf(at, () => ecs.send(new DescribeServicesCommand({ cluster, services })));
  return policies.map((policy): readonly [string, Part<Service>] => [
    policy.name,
    convert(answer, (output) => pick(output.services, policy)),
  ]);
};

const pick = (services: readonly Service[] | undefined, { service, cluster }: ServicePolicy): Service => {
  const found = services?.find(({ serviceName, serviceArn }) => serviceName === service || serviceArn === service);
  if (found) return found;
  throw new NotFound(`ECS knows no service ${service} in cluster ${cluster}`);
};
