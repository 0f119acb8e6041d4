import type { Evidence } from '../model/finding.ts';
import type { Observation } from '../model/observation.ts';
import type { ServicePolicy } from '../model/policy.ts';
import type { Instant } from '../model/time.ts';

/** Looks at one observation for one kind of evidence: one piece, several or none. Missing parts give none, for or against. */
export type FindingRule = (
  observation: Observation,
  policy: ServicePolicy,
  now: Instant,
) => Evidence | readonly Evidence[];
