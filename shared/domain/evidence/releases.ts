import type { Deployment, EcsService, Observation } from '../model/observation.ts';
import { itemsOf, valueIn } from '../model/part.ts';
import type { Release } from '../model/release.ts';
import { HOUR, type Instant } from '../model/time.ts';
import { failuresSinceStart } from './release-failures.ts';
import { isNewRevision, provenRevisions } from './revisions.ts';

/** A release is no longer suspected for being new after this long. */
export const NEW_FOR_MS = HOUR;

export const primaryOf = (ecs: EcsService): Deployment | undefined =>
  ecs.deployments.find(({ status }) => status === 'PRIMARY');

/** True while any rollout is in progress. ECS starts nothing more for a failed deployment, so one at rest is not in progress. */
export const isRollingOut = (ecs: EcsService): boolean => {
  const state = primaryOf(ecs)?.rolloutState;
  if (state === 'FAILED') return ecs.deployments.some(({ pendingCount }) => pendingCount > 0);
  return ecs.deployments.length > 1 || state === 'IN_PROGRESS';
};

/**
 * True when ECS has declared the deployment successful by its early success criteria, while older tasks still run or new ones still
 * start. ECS does both by ordinary scaling, and rolls nothing back any more.
 */
export const hasCompletedEarly = (ecs: EcsService): boolean => {
  const primary = primaryOf(ecs);
  if (ecs.earlySuccess === undefined || primary?.rolloutState !== 'COMPLETED') return false;
  return ecs.deployments.length > 1 || primary.runningCount < primary.desiredCount;
};

/** True when new tasks replace old ones in place. Every other way runs a second set of tasks beside the first for a while. */
export const usesRollingUpdates = ({ controller, strategy }: EcsService): boolean =>
  controller === 'ECS' && strategy === 'ROLLING';

/**
 * Answers the deployment of the newest revision. CodeDeploy and external controllers keep the old task set as PRIMARY until all traffic
 * has shifted, so their newest task set counts.
 */
export const releasedDeployment = (ecs: EcsService): Deployment | undefined =>
  ecs.controller === 'ECS' ? primaryOf(ecs) : ecs.deployments.toSorted((a, b) => b.createdAt - a.createdAt)[0];

export interface NewRelease {
  readonly ecs: EcsService;
  readonly primary: Deployment;
}

/** Answers the newest release while it is new enough to be suspected. */
export const newRelease = (observation: Observation, now: Instant): NewRelease | undefined => {
  const release = newestRelease(observation);
  return release !== undefined && isNew(release, now) ? release : undefined;
};

const newestRelease = ({ ecs: part }: Observation): NewRelease | undefined => {
  const ecs = valueIn(part);
  const primary = ecs && releasedDeployment(ecs);
  return ecs === undefined || primary === undefined ? undefined : { ecs, primary };
};

const isNew = ({ primary }: NewRelease, now: Instant): boolean => now - primary.createdAt < NEW_FOR_MS;

/**
 * Answers the newest release while it may be blamed. It brought a new revision, and it is new, has not completed, or its tasks have
 * failed ever since it was new.
 */
export const suspectedRelease = (observation: Observation, now: Instant): NewRelease | undefined => {
  const release = newestRelease(observation);
  if (release === undefined || !isNewRevision(observation, release.primary)) return undefined;
  const { primary } = release;
  const isUnfinished = primary.rolloutState !== 'COMPLETED';
  return isNew(release, now) || isUnfinished || hasFailedEverSince(primary, observation, now) ? release : undefined;
};

const hasFailedEverSince = (primary: Deployment, observation: Observation, now: Instant): boolean => {
  const first = failuresSinceStart(primary, observation, now)[0];
  return first !== undefined && first.stoppedAt - primary.createdAt < NEW_FOR_MS;
};

/** Answers the proven revisions to which a roll-back may return, the last one first; none while no release may be blamed. */
export const rollBackCandidates = (observation: Observation, now: Instant): readonly string[] => {
  const release = suspectedRelease(observation, now);
  return release?.ecs.controller === 'ECS' ? provenRevisions(observation, release.primary.taskDefinition) : [];
};

/** Answers the service deployment in progress, which StopServiceDeployment would stop. */
export const releaseInProgress = ({ releases }: Observation): Release | undefined =>
  itemsOf(releases).find(({ status }) => status === 'IN_PROGRESS' || status === 'PENDING');
