import {
  type ApplicationAutoScalingClient,
  DescribeScalableTargetsCommand,
  type ScalableTarget,
} from '@aws-sdk/client-application-auto-scaling';
import { lastSegment } from '#shared/domain/model/arn.ts';
import type { ScalingLimits } from '#shared/domain/model/operational-context.ts';
import { isUnreadable, missing, observed, type Part } from '#shared/domain/model/part.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import { type Instant, MINUTE } from '#shared/domain/model/time.ts';
import type { ScalingReader } from '#shared/ports/observing.ts';
import type { Clock } from '#shared/ports/system.ts';
import { CALLS_AT_ONCE, chunksOf, mapAtMost } from '../transport/batches.ts';
import { count } from '../transport/checked.ts';
import { convert, partOf } from '../transport/failures.ts';
import { pagesOf } from '../transport/pages.ts';

type AutoScaling = Pick<ApplicationAutoScalingClient, 'send'>;
type Limits = Part<ScalingLimits>;
type Entry = readonly [service: string, limits: Limits];

/** Limits rarely change, and all services of an account share the API's rate. */
const LIMITS_KEPT = 5 * MINUTE;

/** As many targets as one answer holds: https://docs.aws.amazon.com/autoscaling/application/APIReference/API_DescribeScalableTargets.html */
const TARGETS_PER_CALL = 50;

const NOT_SCALED = missing('not-configured', 'nothing scales the service');

/** Keeps also that nothing scales a service, but no failure. */
export const scalingReader = (client: AutoScaling, clock: Clock): ScalingReader => {
  const kept = new Map<string, { readonly limits: Limits; readonly readAt: Instant }>();

  const keptAt = (at: Instant, name: string): readonly Entry[] => {
    const known = kept.get(name);
    return known && at - known.readAt < LIMITS_KEPT ? [[name, known.limits]] : [];
  };

  return {
    limits: async (policies) => {
      const at = clock.now();
      const known = new Map(policies.flatMap(({ name }) => keptAt(at, name)));
      const unknown = policies.filter(({ name }) => !known.has(name));
      const read = await mapAtMost(CALLS_AT_ONCE, chunksOf(unknown, TARGETS_PER_CALL), (chunk) =>
        readLimits(client, chunk, at),
      );
      for (const [name, limits] of read.flat()) if (!isUnreadable(limits)) kept.set(name, { limits, readAt: at });
      return new Map([...known, ...read.flat()]);
    },
  };
};

const readLimits = async (
  client: AutoScaling,
  policies: readonly ServicePolicy[],
  at: Instant,
): Promise<readonly Entry[]> => {
  const targets = await partOf(at, () => readTargets(client, policies.map(resourceOf)));
  return policies.map((policy) => [policy.name, limitsIn(targets, resourceOf(policy))]);
};

/** `service/ml-platform/mlflow-registry`; a policy may give either name as an ARN. */
const resourceOf = ({ cluster, service }: ServicePolicy): string =>
  `service/${lastSegment(cluster)}/${lastSegment(service)}`;

const readTargets = async (client: AutoScaling, resources: readonly string[]): Promise<readonly ScalableTarget[]> => {
  const targets: ScalableTarget[] = [];
  const pages = pagesOf((NextToken) =>
    client.send(
      new DescribeScalableTargetsCommand({
        ServiceNamespace: 'ecs',
        ScalableDimension: 'ecs:service:DesiredCount',
        ResourceIds: [...resources],
        MaxResults: TARGETS_PER_CALL,
        NextToken,
      }),
    ),
  );
  for await (const { ScalableTargets = [] } of pages) targets.push(...ScalableTargets);
  return targets;
};

const limitsIn = (targets: Part<readonly ScalableTarget[]>, resource: string): Limits => {
  if (targets.state !== 'observed') return targets;
  const target = targets.value.find(({ ResourceId }) => ResourceId === resource);
  return target ? convert(observed(targets.at, target), toLimits) : NOT_SCALED;
};

const toLimits = ({ MinCapacity, MaxCapacity, SuspendedState }: ScalableTarget): ScalingLimits => ({
  minimum: count(MinCapacity, 'MinCapacity'),
  maximum: count(MaxCapacity, 'MaxCapacity'),
  scaleOutSuspended: SuspendedState?.DynamicScalingOutSuspended ?? false,
});
