import { type Checked, followUp } from '#shared/domain/incident/follow-up.ts';
import type { Cause } from '#shared/domain/model/cause.ts';
import type { Decision } from '#shared/domain/model/decision.ts';
import type { FindingId } from '#shared/domain/model/finding.ts';
import type { HealthReport } from '#shared/domain/model/health-report.ts';
import type { Incident, PastAction } from '#shared/domain/model/incident.ts';
import type { Reason } from '#shared/domain/model/reasons.ts';
import { aDiagnosis, aFinding, anAssessment, aReport } from '#tests/builders/a-report.ts';
import { aStopTaskPlan } from '#tests/builders/an-incident.ts';
import { NOW } from '#tests/builders/constants.ts';
import { service } from '#tests/builders/given.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';

export const would = aStopTaskPlan();
export const ACT: Decision = { kind: 'act', reason: 'treat-cause', plan: would };
export const escalate = (reason: Reason): Decision => ({ kind: 'escalate', reason });
export const wait = (reason: Reason) => ({ kind: 'wait', reason, recheckAfterSeconds: 5 }) as const;

export interface Fault {
  readonly decision: Decision;
  readonly cause?: Cause;
  readonly confirmed?: boolean;
  readonly evidence?: readonly FindingId[];
}

/** An assessment that found a fault. */
export const faulty = ({
  decision,
  cause = 'instance-grey',
  confirmed = true,
  evidence = [],
}: Fault): Checked['assessment'] =>
  anAssessment({
    report: aReport({ score: 60, findings: [aFinding()] }),
    diagnosis: aDiagnosis({ cause, confirmed, restartHelps: true, evidence: evidence.map((id) => aFinding({ id })) }),
    decision,
  });

export interface Given extends Partial<Pick<Checked, 'assessment' | 'isConfirmation'>> {
  readonly incident?: Incident;
  readonly pastActions?: readonly PastAction[];
  readonly previous?: readonly HealthReport[];
  readonly state?: ServiceState;
}

export const followed = (given: Given): string => inWords(given).kind;

export const inWords = ({ assessment = anAssessment(), incident, pastActions = [], previous = [], ...given }: Given) =>
  followUp({
    assessment,
    observation: service({ ...given.state, previous }),
    history: { incident, pastActions },
    isConfirmation: given.isConfirmation ?? false,
    now: NOW,
  });

/** A fault, and what follows it. */
export type Row = Fault & { readonly follows: string };
