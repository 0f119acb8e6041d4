import { decide } from '#shared/domain/decide.ts';
import { historyOf } from '#shared/domain/incident/transitions.ts';
import type { Action } from '#shared/domain/model/action.ts';
import type { Decision, GateResult } from '#shared/domain/model/decision.ts';
import type { Diagnosis } from '#shared/domain/model/diagnosis.ts';
import type { HealthReport } from '#shared/domain/model/health-report.ts';
import type { Incident } from '#shared/domain/model/incident.ts';
import type { Plan } from '#shared/domain/model/plan.ts';
import type { Reason } from '#shared/domain/model/reasons.ts';
import { observeOne } from '#shared/procedures/observe.ts';
import { policyNamed } from '#shared/procedures/policy-named.ts';
import type { RecordedCase } from './case-file.ts';
import { incidentAfter } from './incident-after.ts';
import { recordedServices } from './recorded-services.ts';

/** A replay prints these fields. A later case accepts `report` and `incident` as `previous`. */
export interface Replayed
  extends Pick<HealthReport, 'score' | 'confidence' | 'state' | 'findings'>,
    Omit<Diagnosis, 'subject' | 'confirmed' | 'restartHelps' | 'ruledOut'> {
  readonly decision: ReplayedDecision;
  readonly why: string;
  readonly report: HealthReport;
  readonly incident?: Incident;
}

export interface ReplayedDecision {
  readonly kind: Decision['kind'];
  readonly action?: Action;
  readonly target?: string;
  readonly reason: Reason;
  readonly gates: readonly GateResult[];
  readonly would?: Pick<Plan, 'action' | 'target'>;
}

/** A replay includes the full decision, for display to an operator. */
export interface Replay {
  readonly replayed: Replayed;
  readonly decision: Decision;
}

/** Observes the recording through the adapters that run in AWS, and decides as ecs-medic does at that time. */
export const replayCase = async (recorded: RecordedCase): Promise<Replay> => {
  const { service, policies, previous, now } = recorded;
  const policy = policyNamed(policies, service);
  const before = previous.incident ?? undefined;
  const observation = await observeOne(recordedServices(recorded))(policy, now);
  const history = historyOf({ incident: before, pastActions: [] });
  const assessment = decide({ observation, policy, history, now });
  const { report, diagnosis, decision, gates } = assessment;
  const { score, confidence, state, findings, cause, why } = report;
  const { evidence, explained, unexplained, context, candidates, rivals } = diagnosis;
  const incident = incidentAfter({ assessment, before, observation });
  const diagnosed = { cause, evidence, explained, unexplained, context, candidates, rivals };
  const decided = { decision: flatten(decision, gates), why, report, ...(incident && { incident }) };
  return { decision, replayed: { score, confidence, state, findings, ...diagnosed, ...decided } };
};

const flatten = (decision: Decision, gates: readonly GateResult[]): ReplayedDecision => ({
  kind: decision.kind,
  ...(decision.kind === 'act' && targetOf(decision.plan)),
  reason: decision.reason,
  gates,
  ...('would' in decision && decision.would && { would: targetOf(decision.would) }),
});

const targetOf = ({ action, target }: Plan): Pick<Plan, 'action' | 'target'> => ({ action, target });
