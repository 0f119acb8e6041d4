import type { Situation } from '#shared/domain/gates/gate.ts';
import type { Assessed, Diagnosed, Evidence, ServiceHistory, Snapshot } from '#shared/domain/model/evidence.ts';
import type { Observation } from '#shared/domain/model/observation.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import type { Instant } from '#shared/domain/model/time.ts';
import { scoreService } from '#shared/domain/score/score.ts';
import { aPolicy } from './a-policy.ts';
import { aDiagnosis, aFinding, aScore } from './a-report.ts';
import { anIncident, aStopTaskPlan } from './an-incident.ts';
import { NOW } from './constants.ts';
import { observationOf } from './observation-of.ts';
import type { ServiceState } from './service-state.ts';

export interface SnapshotState extends ServiceState {
  readonly policy?: Partial<ServicePolicy>;
  readonly now?: Instant;
}

export type EvidenceState = SnapshotState & Partial<ServiceHistory>;

/** The observation of a service in this state. */
export const service = (state: ServiceState = {}, at: Instant = NOW): Observation => observationOf(state, at);

/** The snapshot that a finding rule gets. */
export const snapshot = ({ policy, now = NOW, ...state }: SnapshotState = {}): Snapshot => ({
  observation: service(state, now),
  policy: aPolicy(policy),
  now,
});

/** The evidence that `decide` gets, without an incident and past actions unless set. */
export const evidence = ({ incident, pastActions = [], ...state }: EvidenceState = {}): Evidence => ({
  ...snapshot(state),
  history: { incident, pastActions },
});

/** The scored evidence that a diagnosis rule gets, with these findings. */
export const assessed = ({
  findings = [],
  score,
  ...state
}: EvidenceState & Partial<Pick<Assessed, 'findings' | 'score'>> = {}): Assessed => {
  const found = evidence(state);
  return { ...found, score: score ?? scoreService(found), findings };
};

/** The diagnosed evidence that the planner gets; the incident is the open one. */
export const diagnosed = ({
  diagnosis,
  incident,
  ...state
}: Omit<EvidenceState, 'incident'> &
  Partial<Pick<Assessed, 'findings' | 'score'>> &
  Pick<Diagnosed, 'diagnosis'> &
  Partial<Pick<Diagnosed, 'incident'>>): Diagnosed => ({ ...assessed({ incident, ...state }), diagnosis, incident });

/** The situation that a gate gets. Task 1 hangs, and a plan to replace it passes every gate unless the state differs. */
export const situation = ({
  plan = aStopTaskPlan(),
  diagnosis = TASK_1_HANGS,
  incident = anIncident(),
  score = aScore({ score: 65 }),
  ...state
}: Partial<Parameters<typeof diagnosed>[0]> & Partial<Pick<Situation, 'plan'>> = {}): Situation => ({
  ...diagnosed({ diagnosis, incident, score, ...state }),
  plan,
});

const TASK_1_HANGS = aDiagnosis({
  cause: 'instance-grey',
  subject: 'task-1',
  restartHelps: true,
  evidence: [aFinding({ seen: 2 })],
});
