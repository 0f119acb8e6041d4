import {
  type ApplicationAutoScalingClient,
  DescribeScalableTargetsCommand,
  type ScalableTarget,
} from '@aws-sdk/client-application-auto-scaling';
import { lastSegment } from '#shared/domain/model/arn.ts';
import { chunksOf } from '#shared/domain/model/chunks.ts';
import type { Scaling } from '#shared/domain/model/operational-context.ts';
import { missing, observed, type Part } from '#shared/domain/model/part.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import { type Instant, MINUTE } from '#shared/domain/model/time.ts';
import type { ScalingReader } from '#shared/ports/observing.ts';
import type { Clock } from '#shared/ports/system.ts';
import { cachedParts, type Entry } from '../transport/answer-cache.ts';
import { CALLS_AT_ONCE, mapAtMost } from '../transport/batches.ts';
import { count } from '../transport/checked.ts';
import { convert, partOf } from '../transport/failures.ts';
import { collectPages } from '../transport/pages.ts';

type AutoScaling = Pick<ApplicationAutoScalingClient, 'send'>;

/** Limits rarely change, and all callers of an account share the API's rate. */
const CACHED_MS = 5 * MINUTE;

/** https://docs.aws.amazon.com/autoscaling/application/APIReference/API_DescribeScalableTargets.html */
const TARGETS_PER_CALL = 50;

const NOT_SCALED = missing('not-configured', 'nothing scales the service');

export const scalingReader = (client: AutoScaling, clock: Clock): ScalingReader => {
  const cached = cachedParts<Scaling>(CACHED_MS);
  return {
    limits: async (policies) => {
      const now = clock.now();
      const names = policies.map(({ name }) => name);
      return cached(names, now, (unread) => {
        const some = policies.filter(({ name }) => unread.has(name));
        return readLimits(client, some, now);
      });
    },
  };
};

const readLimits = async (
  client: AutoScaling,
  policies: readonly ServicePolicy[],
  at: Instant,
): Promise<readonly Entry<Scaling>[]> => {
  const read = await mapAtMost(CALLS_AT_ONCE, chunksOf(policies, TARGETS_PER_CALL), async (chunk) => {
    const targets = await partOf(at, () => readTargets(client, chunk.map(resourceOf)));
    return chunk.map((policy) => [policy.name, limitsIn(targets, resourceOf(policy))] as const);
  });
  return read.flat();
};

/** `service/ml-platform/mlflow-registry`. A policy may give either name as an ARN. */
const resourceOf = ({ cluster, service }: ServicePolicy): string =>
  `service/${lastSegment(cluster)}/${lastSegment(service)}`;

const readTargets = (client: AutoScaling, resources: readonly string[]): Promise<readonly ScalableTarget[]> => {
  const ask = (NextToken: string | undefined) =>
    client.send(
      new DescribeScalableTargetsCommand({
        ServiceNamespace: 'ecs',
        ScalableDimension: 'ecs:service:DesiredCount',
        ResourceIds: [...resources],
        MaxResults: TARGETS_PER_CALL,
        NextToken,
      }),
    );
  return collectPages(ask, ({ ScalableTargets }) => ScalableTargets);
};

const limitsIn = (targets: Part<readonly ScalableTarget[]>, resource: string): Part<Scaling> => {
  if (targets.state !== 'observed') return targets;
  const target = targets.value.find(({ ResourceId }) => ResourceId === resource);
  return target ? convert(observed(targets.at, target), toLimits) : NOT_SCALED;
};

const toLimits = ({ MinCapacity, MaxCapacity, SuspendedState }: ScalableTarget): Scaling => ({
  minimum: count(MinCapacity, 'MinCapacity'),
  maximum: count(MaxCapacity, 'MaxCapacity'),
  scaleOutSuspended: SuspendedState?.DynamicScalingOutSuspended ?? false,
  activities: [],
});
