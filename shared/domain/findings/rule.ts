import type { Evidence } from '../finding.ts';
import type { Observation } from '../observation.ts';
import type { ServicePolicy } from '../policy.ts';
import type { Instant } from '../time.ts';

/** Looks at one observation for one kind of evidence: one piece, several or none. Missing parts give none, for or against. */
export type FindingRule = (
  observation: Observation,
  policy: ServicePolicy,
  now: Instant,
) => Evidence | readonly Evidence[];
