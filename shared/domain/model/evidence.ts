import type { Diagnosis } from './diagnosis.ts';
import type { Finding } from './finding.ts';
import type { Score } from './health-report.ts';
import type { Incident, OpenIncident, PastAction } from './incident.ts';
import type { Observation } from './observation.ts';
import type { ServicePolicy } from './policy.ts';
import type { Instant } from './time.ts';

/** A snapshot is one service at one instant: what was read about it, its policy, and the only clock there is. */
export interface Snapshot {
  readonly observation: Observation;
  readonly policy: ServicePolicy;
  readonly now: Instant;
}

/** The history holds the service's newest incident, whatever its status, and the past actions that the budget counts. */
export interface ServiceHistory {
  readonly incident: Incident | undefined;
  readonly pastActions: readonly PastAction[];
}

/** The evidence is everything that one decision rests on. Each stage of `decide` adds what it worked out. */
export interface Evidence extends Snapshot {
  readonly history: ServiceHistory;
}

/** Adds the score and the findings. */
export interface Assessed extends Evidence {
  readonly score: Score;
  readonly findings: readonly Finding[];
}

/** Adds the diagnosis and the open incident as this check leaves it; `incident` is undefined while none is open. */
export interface Diagnosed extends Assessed {
  readonly diagnosis: Diagnosis;
  readonly incident: OpenIncident | undefined;
}
