import {
  hasCompletedEarly,
  isRollingOut,
  primaryOf,
  releaseInProgress,
  usesRollingUpdates,
} from '../evidence/releases.ts';
import { isNewRevision, lastDeployable, lastProven } from '../evidence/revisions.ts';
import { isRunning, servingTasks } from '../evidence/serving-tasks.ts';
import { lastSegment } from '../model/arn.ts';
import type { Diagnosed } from '../model/evidence.ts';
import { earliest, type Finding } from '../model/finding.ts';
import type { Deployment, EcsService, Observation } from '../model/observation.ts';
import { isUnreadable, itemsOf, valueIn } from '../model/part.ts';
import type { RollBackPlan } from '../model/plan.ts';
import type { Reason } from '../model/reasons.ts';
import type { Release } from '../model/release.ts';
import { MINUTE, SECOND } from '../model/time.ts';
import { isForEcsToRollBack } from './ecs-roll-back.ts';
import { DID_NOT_WORK, mayTakeEffect, type PendingStep, type Progress, WORKED } from './progress.ts';
import { escalate, type Proposal, propose, recheckAfter } from './proposal.ts';

const READABLE_WITHIN_MS = 2 * MINUTE;

/**
 * Stops the deployment with rollback while it is in progress and ECS would return to the proven revision. Otherwise it deploys the
 * last proven revision. A deployment that returns to an earlier revision is never stopped.
 */
export const planForRelease = (input: Diagnosed): Proposal => {
  const { observation } = input;
  const ecs = valueIn(observation.ecs);
  const primary = ecs && primaryOf(ecs);
  if (ecs !== undefined && ecs.controller !== 'ECS') return escalate('not-rolling');
  if (ecs === undefined || primary === undefined) return escalate('insufficient-data');
  if (isUnreadable(observation.releases) && isFresh(input)) return recheckAfter('insufficient-data', 5);
  if (!isNewRevision(observation, primary)) return escalate('manual-action-required');
  if (input.diagnosis.evidence.every(isKillLoop)) return awaitStarts(input, primary);
  const proven = lastDeployable(observation, primary.taskDefinition);
  if (proven === undefined) return escalate(reasonForNone(observation, primary));
  return isInFlight(ecs, primary)
    ? planInFlight(input, { ecs, primary, proven })
    : propose(redeploy(input, { ecs, primary, proven }));
};

/** ECS can stop only a deployment that has neither failed nor completed, though older tasks may still run beside a completed one. */
const isInFlight = (ecs: EcsService, { rolloutState }: Deployment): boolean =>
  isRollingOut(ecs) && rolloutState !== 'FAILED' && !hasCompletedEarly(ecs);

const reasonForNone = (observation: Observation, { taskDefinition }: Deployment): Reason => {
  if (lastProven(observation, taskDefinition) !== undefined) return 'proven-revision-inactive';
  return isUnreadable(observation.releases) ? 'insufficient-data' : 'no-proven-revision';
};

/** Kills of young tasks alone do not tell a bad release from a grace period that is too short. Older tasks serve, so there is time. */
const PATIENCE_MS = 15 * MINUTE;

const isKillLoop = ({ id }: Finding): boolean => id === 'kill-loop';

const awaitStarts = ({ now }: Diagnosed, { createdAt }: Deployment): Proposal =>
  now - createdAt < PATIENCE_MS ? recheckAfter('new-tasks-starting', 15) : escalate('manual-action-required');

interface BadRelease {
  readonly ecs: EcsService;
  readonly primary: Deployment;
  /** The task definition to return to. */
  readonly proven: string;
}

/**
 * AWS does not say whether ECS can return to an INACTIVE revision when a deployment is stopped, so a stop needs a revision that ECS
 * accepts as well.
 */
const planInFlight = (input: Diagnosed, release: BadRelease): Proposal => {
  const { ecs, primary, proven } = release;
  if (isForEcsToRollBack(input, ecs, primary)) return recheckAfter('ecs-rolls-back-by-itself', 15);
  const running = releaseInProgress(input.observation);
  if (running === undefined) return recheckAfter('deployment-in-progress', 5);
  if (returnsTo(running, ecs, primary).every((revision) => revision === proven))
    return propose(stopDeployment(input, running, proven));
  return usesRollingUpdates(ecs) ? propose(redeploy(input, release)) : escalate('manual-action-required');
};

/** Answers the revisions to which ECS returns when the deployment is stopped; none where ECS does not tell. */
const returnsTo = ({ before }: Release, ecs: EcsService, primary: Deployment): readonly string[] =>
  before.length > 0
    ? before
    : ecs.deployments.filter(({ id }) => id !== primary.id).map(({ taskDefinition }) => taskDefinition);

/** The release history may be readable again in the next check, so a new diagnosis waits for it. */
const isFresh = ({ diagnosis, now }: Diagnosed): boolean => now - earliest(diagnosis.evidence) < READABLE_WITHIN_MS;

/** ECS refuses an INACTIVE revision. The plan says where that could not be ruled out. */
const unlessInactive = ({ rollBackTargets }: Observation, proven: string): string =>
  rollBackTargets.state !== 'observed' || rollBackTargets.value.some(({ arn }) => arn === proven)
    ? ''
    : '; whether it is still ACTIVE could not be read';

const stopDeployment = ({ observation, diagnosis }: Diagnosed, running: Release, proven: string): RollBackPlan => ({
  action: 'roll-back',
  step: 'stop-deployment',
  cause: diagnosis.cause,
  target: running.arn,
  from: running.taskDefinition,
  to: proven,
  capacityDip: 0,
  message: `stop the deployment of ${lastSegment(running.taskDefinition)} and let ECS roll back to ${lastSegment(proven)}${unlessInactive(observation, proven)}`,
});

const redeploy = ({ observation, diagnosis }: Diagnosed, { ecs, proven }: BadRelease): RollBackPlan => ({
  action: 'roll-back',
  step: 'redeploy',
  cause: diagnosis.cause,
  target: proven,
  from: ecs.taskDefinition,
  to: proven,
  capacityDip: 0,
  message: `deploy ${lastSegment(proven)} in place of ${lastSegment(ecs.taskDefinition)}${unlessInactive(observation, proven)}`,
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
    (!isRollingOut(ecs) || hasCompletedEarly(ecs)) &&
    primaryOf(ecs)?.taskDefinition !== plan.from &&
    running.every(({ taskDefinition }) => taskDefinition !== plan.from) &&
    servingTasks(observation).length >= ecs.desiredCount
  );
};
