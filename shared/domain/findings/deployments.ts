import {
  isRollingOut,
  NEW_FOR_MS,
  releasedDeployment,
  releaseInProgress,
  usesRollingUpdates,
} from '../evidence/releases.ts';
import { isGoingBack } from '../evidence/revisions.ts';
import { startTimeAllowedMs } from '../evidence/start-time.ts';
import { lastSegment } from '../model/arn.ts';
import type { Deployment, EcsService, Observation } from '../model/observation.ts';
import { itemsOf, valueIn } from '../model/part.ts';
import { pluralize } from '../model/plural.ts';
import type { Release } from '../model/release.ts';
import { type Instant, MINUTE } from '../model/time.ts';
import type { FindingRule } from './rule.ts';

/** A deployment of few tasks takes no longer than this, with image pulls and the drain of the old tasks (engineering judgement). */
const MIN_ALLOWED_MS = 15 * MINUTE;

/** The default of https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html#deregistration-delay */
const DEREGISTRATION_MS = 5 * MINUTE;

/** Each wave may take twice the time of a start before the deployment counts as stuck (engineering judgement). */
const STARTS_PER_WAVE = 2;

/** The roll-back of ECS explains missing tasks for this long (engineering judgement). */
const ROLLS_BACK_WITHIN_MS = 10 * MINUTE;

/**
 * A deployment is in progress. It explains missing tasks for as long as its waves of tasks need. Afterwards `overdue` is 1. Pauses and
 * bake times are no delay.
 */
export const deploymentInProgress: FindingRule = ({ observation, now }) => {
  const ecs = valueIn(observation.ecs);
  const primary = ecs && releasedDeployment(ecs);
  if (ecs === undefined || primary === undefined || !isRollingOut(ecs)) return [];
  const { since, allowedMs } = scheduleOf(ecs, primary, observation);
  const minutes = Math.max(0, Math.floor((now - since) / MINUTE));
  const isOverdue = now - since > allowedMs && !isWaitingByDesign(ecs, primary, observation);
  return [
    {
      id: 'deployment-in-progress',
      strength: 'hard',
      subject: primary.id,
      at: observation.at,
      numbers: {
        running: primary.runningCount,
        desired: primary.desiredCount,
        failed: primary.failedTasks,
        minutes,
        ...(isOverdue && { overdue: 1 }),
      },
      message: `the deployment of ${lastSegment(primary.taskDefinition)} is in progress for ${pluralize(minutes, 'minute')}: ${primary.runningCount} of ${primary.desiredCount} tasks run${isOverdue ? ', which is longer than it should take' : ''}${quotedReason(primary)}`,
    },
  ];
};

/** ECS gives the reason of a roll-back here: `ECS deployment circuit breaker: rolling back to deploymentId ecs-svc/4169…` */
const quotedReason = ({ rolloutStateReason }: Deployment): string =>
  rolloutStateReason === '' ? '' : `: "${rolloutStateReason}"`;

interface Schedule {
  readonly since: Instant;
  readonly allowedMs: number;
}

const scheduleOf = (ecs: EcsService, primary: Deployment, observation: Observation): Schedule => {
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

const rollBackOf = ({ releases }: Observation): Release | undefined =>
  itemsOf(releases).find(({ status }) => ROLLING_BACK.has(status));

/**
 * Answers when ECS began to roll back; undefined while it does not. ECS may return to the original deployment, which is old, so its
 * message tells the moment: `(service registry) rolling back to (deployment ecs-svc/4169…).`
 */
const rollBackStart = (ecs: EcsService, primary: Deployment, observation: Observation): Instant | undefined => {
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
const isWaitingByDesign = (ecs: EcsService, primary: Deployment, observation: Observation): boolean => {
  const release = releaseInProgress(observation);
  if (release?.isPaused === true) return true;
  if (release?.stage !== undefined) return WAITING_STAGES.has(release.stage);
  return !usesRollingUpdates(ecs) && primary.runningCount >= primary.desiredCount;
};

/** The newest deployment failed, or ECS could not roll it back. ECS does not replace its tasks any more. */
export const deploymentFailed: FindingRule = ({ observation }) => {
  const ecs = valueIn(observation.ecs);
  const primary = ecs && releasedDeployment(ecs);
  const failure = primary && failureOf(primary, observation);
  if (primary === undefined || failure === undefined) return [];
  return [
    {
      id: 'deployment-failed',
      strength: 'hard',
      subject: failure.taskDefinition,
      at: observation.at,
      since: failure.createdAt,
      numbers: { running: primary.runningCount, desired: primary.desiredCount, failed: primary.failedTasks },
      message: failure.message,
    },
  ];
};

interface DeploymentFailure {
  readonly taskDefinition: string;
  readonly createdAt: Instant;
  readonly message: string;
}

const failureOf = (primary: Deployment, { releases }: Observation): DeploymentFailure | undefined => {
  const [newest] = itemsOf(releases).toSorted((a, b) => b.createdAt - a.createdAt);
  if (newest?.status === 'ROLLBACK_FAILED')
    return { ...newest, message: `ECS could not roll ${lastSegment(newest.taskDefinition)} back` };
  if (primary.rolloutState !== 'FAILED') return undefined;
  const reason = primary.rolloutStateReason || 'no reason given';
  return { ...primary, message: `the deployment of ${lastSegment(primary.taskDefinition)} failed: ${reason}` };
};

/** A lifecycle hook holds the deployment until an operator continues it or rolls it back. */
export const deploymentWaits: FindingRule = ({ observation }) =>
  itemsOf(observation.releases)
    .filter(({ isPaused }) => isPaused === true)
    .map(({ arn, taskDefinition, stage }) => ({
      id: 'deployment-waits',
      strength: 'hard',
      subject: arn,
      at: observation.at,
      numbers: {},
      message: `a lifecycle hook holds the deployment of ${lastSegment(taskDefinition)}${stage === undefined ? '' : ` in stage ${stage}`}`,
    }));

/** The service is returning to an earlier revision, or has just returned. Such a deployment brings nothing new. */
export const goingBack: FindingRule = ({ observation, now }) => {
  const ecs = valueIn(observation.ecs);
  const primary = ecs && releasedDeployment(ecs);
  if (ecs === undefined || primary === undefined) return [];
  const isByEcs = rollBackOf(observation) !== undefined;
  const isRecent = isRollingOut(ecs) || now - primary.createdAt < NEW_FOR_MS;
  if (!isByEcs && !(isRecent && isGoingBack(observation, primary))) return [];
  return [
    {
      id: 'going-back',
      strength: 'hard',
      subject: primary.taskDefinition,
      at: observation.at,
      since: rollBackStart(ecs, primary, observation) ?? primary.createdAt,
      numbers: { byEcs: isByEcs ? 1 : 0 },
      message: `${isByEcs ? 'ECS rolls the service back' : 'the service returns'} to ${lastSegment(primary.taskDefinition)}`,
    },
  ];
};
