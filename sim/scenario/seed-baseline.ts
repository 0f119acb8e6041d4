import { createIds } from '#local-aws/clock/ids.ts';
import { createRandom, type Random } from '#local-aws/clock/random.ts';
import { baselineStore } from '#shared/adapters/stores/baselines.ts';
import type { Table } from '#shared/adapters/stores/table.ts';
import { EMPTY_BASELINE, type HealthyRevision, type TaskStart } from '#shared/domain/model/baseline.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import { DAY, type Instant, SECOND } from '#shared/domain/model/time.ts';
import { drawMs } from '../world/draw-duration.ts';
import type { World } from '../world/world.ts';

export interface SeededBaseline {
  readonly world: World;
  readonly policy: ServicePolicy;
  readonly table: Table;
  readonly seed: number;
}

/** The medic has watched the service for this long when the world begins. */
const WATCHED_MS = 7 * DAY;

/** Number of tasks that it saw start in that time. */
const STARTS_SEEN = 20;

/**
 * Stores what a medic has learned that watched the service for a week: how long tasks take to start, and which revisions were healthy.
 * The usual state is left to its first check. The random numbers are a sequence of their own, so the world's history does not change.
 */
export const seedBaseline = async ({ world, policy, table, seed }: SeededBaseline): Promise<void> => {
  const now = world.clock.now();
  const random = createRandom(seed).fork('baseline');
  const baseline = {
    ...EMPTY_BASELINE,
    starts: drawStarts(world, policy, { random, now }),
    revisions: healthyRevisions(world, policy, now),
  };
  await baselineStore(table).save(policy.name, baseline, now);
};

const drawStarts = (
  world: World,
  policy: ServicePolicy,
  { random, now }: { readonly random: Random; readonly now: Instant },
): readonly TaskStart[] => {
  const ids = createIds(random);
  return Array.from({ length: STARTS_SEEN }, (_, index) => ({
    task: ids.hex(32),
    at: now - Math.round((WATCHED_MS * (index + 0.5)) / STARTS_SEEN),
    tookMs: drawStartMs(world, policy, random),
  }));
};

/** Draws the time until a check sees a new task serve: Fargate's start, the first health check after the boot, and the wait for the next check. */
const drawStartMs = ({ constants, service }: World, policy: ServicePolicy, random: Random): number => {
  const { bootSeconds, healthCheck } = service(policy.service).spec;
  const draw = (range: { readonly low: number; readonly high: number }): number => drawMs({ random }, range);
  const startMs = draw(constants.fargateStartSeconds);
  const firstCheckMs = draw(constants.targetRegistrationSeconds);
  const intervalMs = healthCheck.intervalSeconds * SECOND;
  const failedChecks = Math.ceil(Math.max(0, draw(bootSeconds) - firstCheckMs) / intervalMs);
  return startMs + firstCheckMs + failedChecks * intervalMs + draw({ low: 0, high: policy.cadenceSeconds });
};

/** Answers the current revision and the one before, each healthy from the end of its rollout until the next release. */
const healthyRevisions = ({ service }: World, policy: ServicePolicy, now: Instant): readonly HealthyRevision[] =>
  service(policy.service)
    .serviceDeployments.slice(0, 2)
    .map(({ target, createdAt, finishedAt = createdAt }, index, deployments) => {
      const firstAt = Math.max(finishedAt, now - WATCHED_MS);
      const lastAt = deployments[index - 1]?.createdAt ?? now;
      return { taskDefinition: target.definition.arn, firstAt, lastAt, healthyMs: lastAt - firstAt };
    });
