import type { Deployment, EcsService, Observation } from '../model/observation.ts';
import { itemsOf } from '../model/part.ts';
import type { Release } from '../model/release.ts';
import { type Instant, MINUTE } from '../model/time.ts';
import { releaseInProgress, usesRollingUpdates } from './releases.ts';
import { startTimeAllowedMs } from './start-time.ts';

/** A deployment of few tasks takes no longer than this, with image pulls and the drain of the old tasks (engineering judgement). */
const MIN_ALLOWED_MS = 15 * MINUTE;

/** The default of https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html#deregistration-delay */
const DEREGISTRATION_MS = 5 * MINUTE;

/** Each wave may take twice the time of a start before the deployment counts as stuck (engineering judgement). */
const STARTS_PER_WAVE = 2;

/** The roll-back of ECS explains missing tasks for this long (engineering judgement). */
const ROLLS_BACK_WITHIN_MS = 10 * MINUTE;

/** A deployment has this long from its start, or from the start of its roll-back. */
export interface Schedule {
  readonly since: Instant;
  readonly allowedMs: number;
}

export const scheduleOf = (ecs: EcsService, primary: Deployment, observation: Observation): Schedule => {
  const rolledBackAt = rollBackStart(ecs, primary, observation);
  return rolledBackAt === undefined
    ? { since: primary.createdAt, allowedMs: deploymentAllowedMs(ecs, observation) }
    : { since: rolledBackAt, allowedMs: ROLLS_BACK_WITHIN_MS };
};

const deploymentAllowedMs = (ecs: EcsService, observation: Observation): number =>
  Math.max(MIN_ALLOWED_MS, STARTS_PER_WAVE * wavesOf(ecs) * startTimeAllowedMs(observation) + DEREGISTRATION_MS);

/** Answers in how many waves ECS replaces all tasks, within the bounds of the deployment configuration. */
const wavesOf = ({ desiredCount, minimumHealthyPercent, maximumPercent }: EcsService): number => {
  const extra = Math.floor((desiredCount * maximumPercent) / 100) - desiredCount;
  const removable = desiredCount - Math.ceil((desiredCount * minimumHealthyPercent) / 100);
  return Math.max(1, Math.ceil(desiredCount / Math.max(1, extra + removable)));
};

const ROLLING_BACK: ReadonlySet<Release['status']> = new Set(['ROLLBACK_REQUESTED', 'ROLLBACK_IN_PROGRESS']);

export const rollBackOf = ({ releases }: Observation): Release | undefined =>
  itemsOf(releases).find(({ status }) => ROLLING_BACK.has(status));

/**
 * Answers when ECS began to roll back; undefined while it does not. ECS may return to the original deployment, which is old, so its
 * message tells the moment: `(service registry) rolling back to (deployment ecs-svc/4169…).`
 */
export const rollBackStart = (ecs: EcsService, primary: Deployment, observation: Observation): Instant | undefined => {
  const release = rollBackOf(observation);
  if (release === undefined) return undefined;
  const reported = ecs.events.find(({ message }) => /rolling back/i.test(message))?.at ?? 0;
  return Math.max(reported, primary.createdAt, release.createdAt);
};

/** During these stages the new tasks run, and ECS shifts traffic or watches alarms. */
const WAITING_STAGES: ReadonlySet<string> = new Set([
  'TEST_TRAFFIC_SHIFT',
  'POST_TEST_TRAFFIC_SHIFT',
  'PRODUCTION_TRAFFIC_SHIFT',
  'POST_PRODUCTION_TRAFFIC_SHIFT',
  'BAKE_TIME',
]);

/** True while a hook waits for an operator, or while traffic shifts step by step beside a full set of new tasks. */
export const isWaitingByDesign = (ecs: EcsService, primary: Deployment, observation: Observation): boolean => {
  const release = releaseInProgress(observation);
  if (release?.isPaused === true) return true;
  if (release?.stage !== undefined) return WAITING_STAGES.has(release.stage);
  return !usesRollingUpdates(ecs) && primary.runningCount >= primary.desiredCount;
};
