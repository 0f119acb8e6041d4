import type { Deployment, EcsService, Observation } from '../model/observation.ts';
import { valueIn } from '../model/part.ts';
import { HOUR, type Instant } from '../model/time.ts';

/** A release is no longer suspected for being new after this long. */
export const NEW_FOR_MS = HOUR;

export const primaryOf = (ecs: EcsService): Deployment | undefined =>
  ecs.deployments.find(({ status }) => status === 'PRIMARY');

/** True while any rollout is in progress. */
export const isRollingOut = (ecs: EcsService): boolean =>
  ecs.deployments.length > 1 || primaryOf(ecs)?.rolloutState === 'IN_PROGRESS';

export interface NewRelease {
  readonly ecs: EcsService;
  readonly primary: Deployment;
}

/** Answers the newest release while it is new enough to be suspected. */
export const newRelease = (observation: Observation, now: Instant): NewRelease | undefined => {
  const ecs = valueIn(observation.ecs);
  if (ecs === undefined) return undefined;
  const primary = primaryOf(ecs);
  return primary !== undefined && now - primary.createdAt < NEW_FOR_MS ? { ecs, primary } : undefined;
};
