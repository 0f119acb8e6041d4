import type { FindingId } from '../model/finding.ts';
import type { Observation } from '../model/observation.ts';
import type { ServicePolicy } from '../model/policy.ts';
import type { Instant } from '../model/time.ts';
import { findAll } from './find.ts';

/** Findings that say that something moves, comes in, or is not to be had, not that something is wrong. */
const MOVING: ReadonlySet<FindingId> = new Set<FindingId>([
  'replacement-under-way',
  'deployment-in-progress',
  'permission-missing',
  'requests-rising',
]);

/** Whether something is found that logs, settings or a person's change could explain; they cost calls for every service. */
export const needsDetails = (observation: Observation, policy: ServicePolicy, now: Instant): boolean =>
  findAll(observation, policy, now).some(({ id }) => !MOVING.has(id));
