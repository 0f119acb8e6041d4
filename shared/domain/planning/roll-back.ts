import { isRollingOut, primaryOf } from '../evidence/releases.ts';
import { isRunning, servingTasks } from '../evidence/serving-tasks.ts';
import { lastSegment } from '../model/arn.ts';
import type { Cause } from '../model/cause.ts';
import type { Diagnosed } from '../model/evidence.ts';
import { earliest } from '../model/finding.ts';
import type { EcsService, Observation } from '../model/observation.ts';
import { isUnreadable, itemsOf, valueIn } from '../model/part.ts';
import type { RollBackPlan } from '../model/plan.ts';
import type { Release } from '../model/release.ts';
import { MINUTE, SECOND } from '../model/time.ts';
import { DID_NOT_WORK, mayTakeEffect, type PendingStep, type Progress, WORKED } from './progress.ts';
import { escalate, type Proposal, propose, recheckAfter } from './proposal.ts';

/** A revision is proven once it has served for this long after its deployment completed. */
const PROVEN_AFTER_MS = 10 * MINUTE;
/** A deployment with a circuit breaker or alarms has this long to roll itself back. */
const ECS_HAS_MS = 10 * MINUTE;

const READABLE_WITHIN_MS = 2 * MINUTE;

/** Stops the deployment with rollback while it is in progress. Deploys the last proven revision after it completed or failed. */
export const planForRelease = (input: Diagnosed): Proposal => {
  const ecs = valueIn(input.observation.ecs);
  const primary = ecs && primaryOf(ecs);
  if (ecs === undefined || primary === undefined) return escalate('insufficient-data');
  if (isUnreadable(input.observation.releases)) return waitOrEscalate(input);
  const releases = itemsOf(input.observation.releases);
  const proven = lastProven(releases, primary.taskDefinition);
  if (proven === undefined) return escalate('no-proven-revision');
  if (!isRollingOut(ecs) || primary.rolloutState === 'FAILED')
    return propose(redeploy(ecs, proven, input.diagnosis.cause));
  if (ecs.rollsBackByItself && input.now - primary.createdAt < ECS_HAS_MS)
    return recheckAfter('ecs-rolls-back-by-itself', 15);
  const running = releases.find(({ status }) => status === 'IN_PROGRESS' || status === 'PENDING');
  return running === undefined
    ? recheckAfter('deployment-in-progress', 5)
    : propose(stopDeployment(running, proven, input.diagnosis.cause));
};

/** Waits at first, since a failed call may succeed in the next check; escalates when the release history stays unreadable. */
const waitOrEscalate = ({ diagnosis, now }: Diagnosed): Proposal => {
  const since = earliest(diagnosis.evidence);
  return now - since < READABLE_WITHIN_MS ? recheckAfter('insufficient-data', 5) : escalate('insufficient-data');
};

/**
 * Answers the newest earlier revision whose deployment completed, that served for ten minutes before it was replaced, and that was
 * not itself replaced by an older revision.
 */
export const lastProven = (releases: readonly Release[], current: string): Release | undefined => {
  const newestFirst = [...releases].sort((a, b) => b.createdAt - a.createdAt);
  return newestFirst.find(({ status, finishedAt, taskDefinition }, index) => {
    if (status !== 'SUCCESSFUL' || finishedAt === undefined || taskDefinition === current) return false;
    const successor = newestFirst[index - 1];
    const wasUndone = newestFirst.slice(index + 1).some((older) => older.taskDefinition === successor?.taskDefinition);
    return !wasUndone && (successor?.createdAt ?? Number.POSITIVE_INFINITY) - finishedAt >= PROVEN_AFTER_MS;
  });
};

const stopDeployment = (running: Release, proven: Release, cause: Cause): RollBackPlan => ({
  action: 'roll-back',
  step: 'stop-deployment',
  cause,
  target: running.arn,
  from: running.taskDefinition,
  to: proven.taskDefinition,
  capacityDip: 0,
  message: `stop the deployment of ${lastSegment(running.taskDefinition)} and let ECS roll back to ${lastSegment(proven.taskDefinition)}`,
});

const redeploy = (ecs: EcsService, proven: Release, cause: Cause): RollBackPlan => ({
  action: 'roll-back',
  step: 'redeploy',
  cause,
  target: proven.taskDefinition,
  from: ecs.taskDefinition,
  to: proven.taskDefinition,
  capacityDip: 0,
  message: `deploy ${lastSegment(proven.taskDefinition)} in place of ${lastSegment(ecs.taskDefinition)}`,
});

const EFFECT_WITHIN_MS = 30 * SECOND;

/** Tasks of the proven revision start in one wave where maximumPercent allows; ten minutes cover a start one by one. */
const BACK_WITHIN_MS = 10 * MINUTE;

/** Waits until only tasks of the proven revision run, as many as desired. */
export const continueRollBack = (
  { attempt, lastStep, observation, now }: PendingStep,
  plan: RollBackPlan,
): Progress => {
  const ecs = valueIn(observation.ecs);
  if (ecs === undefined || observation.tasks.state !== 'observed') return recheckAfter('insufficient-data', 5);
  if (isBack(ecs, observation, plan)) return WORKED;
  if (primaryOf(ecs)?.taskDefinition === plan.from)
    return mayTakeEffect({ lastStep, now }, EFFECT_WITHIN_MS) ? recheckAfter('step-in-flight', 5) : DID_NOT_WORK;
  return now - attempt.startedAt < BACK_WITHIN_MS ? recheckAfter('rolling-back', 5) : DID_NOT_WORK;
};

const isBack = (ecs: EcsService, observation: Observation, plan: RollBackPlan): boolean => {
  const running = itemsOf(observation.tasks).filter(isRunning);
  return (
    !isRollingOut(ecs) &&
    primaryOf(ecs)?.taskDefinition !== plan.from &&
    running.every(({ taskDefinition }) => taskDefinition !== plan.from) &&
    servingTasks(observation).length >= ecs.desiredCount
  );
};
