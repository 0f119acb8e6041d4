import {
  type ApplicationAutoScalingClient,
  DescribeScalableTargetsCommand,
  DescribeScalingActivitiesCommand,
  type ScalableTarget,
} from '@aws-sdk/client-application-auto-scaling';
import { chunksOf } from '#shared/domain/model/chunks.ts';
import type { ScalingActivity } from '#shared/domain/model/operational-context.ts';
import { missing, observed, type Part } from '#shared/domain/model/part.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import { type Instant, MINUTE } from '#shared/domain/model/time.ts';
import type { ScalingLimits, ScalingReader } from '#shared/ports/observing.ts';
import type { Clock } from '#shared/ports/system.ts';
import { cachedParts, type Entry } from '../transport/answer-cache.ts';
import { CALLS_AT_ONCE, mapAtMost } from '../transport/batches.ts';
import { count } from '../transport/checked.ts';
import { convert, partOf } from '../transport/failures.ts';
import { collectPages } from '../transport/pages.ts';
import { DESIRED_COUNT, resourceOf } from './scalable-resource.ts';
import { toActivities } from './scaling-activities.ts';

type AutoScaling = Pick<ApplicationAutoScalingClient, 'send'>;

/** Limits rarely change, and all callers of an account share the API's rate. */
const CACHED_MS = 5 * MINUTE;

/** https://docs.aws.amazon.com/autoscaling/application/APIReference/API_DescribeScalableTargets.html */
const TARGETS_PER_CALL = 50;

const NOT_SCALED = missing('not-configured', 'nothing scales the service');

export const scalingReader = (client: AutoScaling, clock: Clock): ScalingReader => {
  const cached = cachedParts<ScalingLimits>(CACHED_MS);
  return {
    limits: async (policies) => {
      const now = clock.now();
      const names = policies.map(({ name }) => name);
      return cached(names, now, (unread) => {
        const some = policies.filter(({ name }) => unread.has(name));
        return readLimits(client, some, now);
      });
    },
    activities: async (policies) => {
      const now = clock.now();
      const read = (policy: ServicePolicy) => partOf(now, () => readActivities(client, policy));
      return new Map(
        await mapAtMost(CALLS_AT_ONCE, policies, async (policy) => [policy.name, await read(policy)] as const),
      );
    },
  };
};

const readLimits = async (
  client: AutoScaling,
  policies: readonly ServicePolicy[],
  at: Instant,
): Promise<readonly Entry<ScalingLimits>[]> => {
  const read = await mapAtMost(CALLS_AT_ONCE, chunksOf(policies, TARGETS_PER_CALL), async (chunk) => {
    const targets = await partOf(at, () => readTargets(client, chunk.map(resourceOf)));
    return chunk.map((policy) => [policy.name, limitsIn(targets, resourceOf(policy))] as const);
  });
  return read.flat();
};

const readTargets = (client: AutoScaling, resources: readonly string[]): Promise<readonly ScalableTarget[]> => {
  const ask = (NextToken: string | undefined) =>
    client.send(
      new DescribeScalableTargetsCommand({
        ...DESIRED_COUNT,
        ResourceIds: [...resources],
        MaxResults: TARGETS_PER_CALL,
        NextToken,
      }),
    );
  return collectPages(ask, ({ ScalableTargets }) => ScalableTargets);
};

const limitsIn = (targets: Part<readonly ScalableTarget[]>, resource: string): Part<ScalingLimits> => {
  if (targets.state !== 'observed') return targets;
  const target = targets.value.find(({ ResourceId }) => ResourceId === resource);
  return target ? convert(observed(targets.at, target), toLimits) : NOT_SCALED;
};

const toLimits = ({ MinCapacity, MaxCapacity, SuspendedState }: ScalableTarget): ScalingLimits => ({
  minimum: count(MinCapacity, 'MinCapacity'),
  maximum: count(MaxCapacity, 'MaxCapacity'),
  scaleOutSuspended: SuspendedState?.DynamicScalingOutSuspended ?? false,
});

/** One page goes back days where a schedule scales twice a day: https://docs.aws.amazon.com/autoscaling/application/APIReference/API_DescribeScalingActivities.html */
const ACTIVITIES_PER_CALL = 50;

const readActivities = async (client: AutoScaling, policy: ServicePolicy): Promise<readonly ScalingActivity[]> => {
  const command = new DescribeScalingActivitiesCommand({
    ...DESIRED_COUNT,
    ResourceId: resourceOf(policy),
    MaxResults: ACTIVITIES_PER_CALL,
  });
  const { ScalingActivities = [] } = await client.send(command);
  return toActivities(ScalingActivities);
};
