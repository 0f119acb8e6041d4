import { findOutage } from '#shared/domain/incident/silent-outage.ts';
import type { Assessment } from '#shared/domain/model/decision.ts';
import { NOTHING_CONSIDERED } from '#shared/domain/model/diagnosis.ts';
import { describeError } from '#shared/domain/model/error-text.ts';
import type { ServiceHistory } from '#shared/domain/model/evidence.ts';
import type { Observation } from '#shared/domain/model/observation.ts';
import type { Instant } from '#shared/domain/model/time.ts';
import { type CheckResult, carryOut, type FollowUpServices } from './carry-out.ts';

interface Unassessed {
  readonly observation: Observation;
  readonly history: ServiceHistory;
  readonly trigger: CheckResult['trigger'];
  readonly error: unknown;
  readonly now: Instant;
}

/** Notifies the operators of an outage of a service that could not be assessed: a fault of ecs-medic hides no outage. */
export const watchOutage =
  (services: FollowUpServices) =>
  async ({ observation, history: { incident }, trigger, error, now }: Unassessed): Promise<void> => {
    const outage = findOutage({ observation, incident, now });
    const isCovered = incident?.status === 'open' || incident?.status === 'escalated';
    if (outage === undefined || isCovered) return;
    const next = { kind: 'open-escalated', reason: 'silent-outage', detail: outage.message } as const;
    await carryOut(services)(next, { assessment: unassessed(observation, error, now), incident, trigger, now });
  };

/** Stands for the assessment that failed. Nothing is known about the service but its outage. */
const unassessed = ({ service }: Observation, error: unknown, now: Instant): Assessment => ({
  report: {
    service,
    at: now,
    score: 0,
    confidence: 0,
    state: 'unknown',
    parts: [],
    why: `The service could not be assessed: ${describeError(error)}`,
    scoringVersion: 'none',
    findings: [],
    cause: 'unknown',
    probesReach: false,
    served503: false,
  },
  diagnosis: { cause: 'unknown', confirmed: true, restartHelps: false, evidence: [], ...NOTHING_CONSIDERED },
  gates: [],
  decision: { kind: 'escalate', reason: 'silent-outage' },
});
