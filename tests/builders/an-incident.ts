import type {
  Attempt,
  AttemptStep,
  EscalatedIncident,
  Incident,
  OpenIncident,
  PendingAttempt,
  ResolvedIncident,
} from '#shared/domain/model/incident.ts';
import type { ResetBreakerPlan, RollBackPlan, StopTaskPlan } from '#shared/domain/model/plan.ts';
import type { Instant } from '#shared/domain/model/time.ts';
import { INCIDENT_ID, NOW, OLDER_REVISION, REVISION } from './constants.ts';

/** An open incident, or one of the status given. */
export function anIncident(given: Partial<EscalatedIncident> & { readonly status: 'escalated' }): EscalatedIncident;
export function anIncident(given: Partial<ResolvedIncident> & { readonly status: 'resolved' }): ResolvedIncident;
export function anIncident(given?: Partial<OpenIncident>): OpenIncident;
export function anIncident(given: Partial<Incident> = {}): Incident {
  return {
    id: INCIDENT_ID,
    service: 'registry',
    status: 'open',
    openedAt: NOW,
    trigger: { kind: 'scheduled' },
    cause: 'instance-grey',
    subject: 'task-1',
    attempts: [],
    healthyObservations: 0,
    alerts: [],
    version: 0,
    ...(given.status === 'escalated' && { handover: { reason: 'cause-unknown' } }),
    ...(given.status === 'resolved' && { closedAt: NOW }),
    ...given,
  } as Incident;
}

export const aStopTaskPlan = (given: Partial<StopTaskPlan> = {}): StopTaskPlan => ({
  action: 'stop-task',
  step: 'surge',
  cause: 'instance-grey',
  target: 'task-1',
  desiredCount: 4,
  keep: [],
  capacityDip: 0,
  message: 'start a replacement for task task-1: 4 tasks desired becomes 5',
  ...given,
});

export const aRollBackPlan = (given: Partial<RollBackPlan> = {}): RollBackPlan => ({
  action: 'roll-back',
  step: 'redeploy',
  cause: 'bad-release',
  target: OLDER_REVISION,
  from: REVISION,
  to: OLDER_REVISION,
  capacityDip: 0,
  message: 'deploy mlflow-registry:41 in place of mlflow-registry:42',
  ...given,
});

export const aResetBreakerPlan = (given: Partial<ResetBreakerPlan> = {}): ResetBreakerPlan => ({
  action: 'reset-breaker',
  step: 'half-open',
  cause: 'breaker-stuck-open',
  target: 'backend',
  expectedVersion: 7,
  capacityDip: 0,
  message: 'set breaker backend half-open',
  ...given,
});

/** A step that was done at once. */
export const aStep = (given: Partial<AttemptStep> = {}): AttemptStep => ({
  plan: aStopTaskPlan(),
  digest: 'd1',
  epoch: 1,
  reservedAt: NOW,
  outcome: { kind: 'done', at: NOW },
  ...given,
});

/** A pending attempt: its first step's, which is the only one unless said otherwise. */
export const aPendingAttempt = (given: Partial<PendingAttempt> = {}): PendingAttempt => {
  const [first = aStep()] = given.steps ?? [];
  const { action, cause, target } = first.plan;
  return {
    number: 1,
    action,
    cause,
    target,
    startedAt: first.reservedAt,
    steps: [first],
    verdict: 'pending',
    ...given,
  };
};

/** A pending attempt, or with a verdict one that ended at once unless said otherwise. */
export const anAttempt = ({
  verdict = 'pending',
  endedAt,
  ...given
}: Partial<Omit<PendingAttempt, 'verdict'>> & { verdict?: Attempt['verdict']; endedAt?: Instant } = {}): Attempt => {
  const pending = aPendingAttempt(given);
  return verdict === 'pending' ? pending : { ...pending, verdict, endedAt: endedAt ?? pending.startedAt };
};
