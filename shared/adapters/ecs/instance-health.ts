import type { ContainerInstance as SdkInstance } from '@aws-sdk/client-ecs';
import type { ContainerInstance, FailedCheck } from '#shared/domain/model/container-instance.ts';
import { observed, type Part } from '#shared/domain/model/part.ts';
import type { Instant } from '#shared/domain/model/time.ts';
import type { ByArn, EcsReader } from '#shared/ports/observing.ts';
import type { Clock } from '#shared/ports/system.ts';
import { instant, optionalText, text } from '../transport/checked.ts';
import { describeInstances, type Ecs } from './container-instances.ts';

/** Reads the health of container instances, all of a cluster together. An instance that is gone is left out. */
export const instanceHealthReader =
  (ecs: Ecs, clock: Clock): EcsReader['containerInstances'] =>
  async (requests) => {
    const at = clock.now();
    const clusters = new Map(requests.flatMap(({ policy, arns }) => arns.map((arn) => [arn, policy.cluster] as const)));
    const wanted = { arns: [...clusters.keys()], clusterOf: (arn: string) => clusters.get(arn), at, ...WITH_HEALTH };
    const parts = new Map(await describeInstances(ecs, wanted, toContainerInstance));
    return new Map(requests.map(({ policy, arns }) => [policy.name, gather(arns, parts, at)]));
  };

const WITH_HEALTH = { include: ['CONTAINER_INSTANCE_HEALTH'] } as const;

/** Answers the instances that ECS describes, or the reason why it describes none. */
const gather = (
  arns: readonly string[],
  parts: ByArn<ContainerInstance>,
  at: Instant,
): Part<readonly ContainerInstance[]> => {
  const read = arns.flatMap((arn) => parts.get(arn) ?? []);
  const found = read.flatMap((part) => (part.state === 'observed' ? [part.value] : []));
  const failed = read.find((part) => part.state === 'missing' && part.reason !== 'not-found');
  return failed?.state === 'missing' && found.length === 0 ? failed : observed(at, found);
};

/** Throws AnswerInvalid where ECS's answer cannot be true. */
const toContainerInstance = (instance: SdkInstance): ContainerInstance => {
  const { status, agentConnected, healthStatus: { overallStatus, details = [] } = {} } = instance;
  const health = HEALTH.find((known) => known === overallStatus);
  return {
    arn: text(instance.containerInstanceArn, 'containerInstanceArn'),
    status: optionalText(status, 'containerInstance.status') ?? '',
    ...(health && { health }),
    ...(agentConnected !== undefined && { isAgentConnected: agentConnected === true }),
    failedChecks: details.filter((check) => check.status === 'IMPAIRED').map(toFailedCheck),
  };
};

const HEALTH = ['OK', 'IMPAIRED', 'INSUFFICIENT_DATA', 'INITIALIZING'] as const;

type SdkCheck = NonNullable<NonNullable<SdkInstance['healthStatus']>['details']>[number];

const toFailedCheck = ({ type, statusReason, lastStatusChange }: SdkCheck): FailedCheck => {
  const reason = optionalText(statusReason, 'healthStatus.statusReason');
  return {
    type: optionalText(type, 'healthStatus.type') ?? '',
    ...(reason && { reason }),
    ...(lastStatusChange && { since: instant(lastStatusChange, 'healthStatus.lastStatusChange') }),
  };
};
