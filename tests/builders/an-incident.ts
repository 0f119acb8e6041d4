import type { Attempt, AttemptStep, Incident } from '#shared/domain/model/incident.ts';
import type { ResetBreakerPlan, RollBackPlan, StopTaskPlan } from '#shared/domain/model/plan.ts';
import { NOW, OLDER_REVISION, REVISION } from './an-observation.ts';

export const INCIDENT_ID = 'registry-20261123T100000Z';

export const anIncident = (given: Partial<Incident> = {}): Incident => ({
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
  ...given,
});

export const aStopTaskPlan = (given: Partial<StopTaskPlan> = {}): StopTaskPlan => ({
  action: 'stop-task',
  step: 'surge',
  cause: 'instance-grey',
  target: 'task-1',
  desiredCount: 4,
  keep: [],
  capacityDip: 0,
  message: 'start a replacement for task task-1: 4 tasks wanted becomes 5',
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

/** An attempt under way: its first step's, which is the only one unless said otherwise. */
export const anAttempt = (given: Partial<Attempt> = {}): Attempt => {
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
