import type { Situation } from '#shared/domain/gates/gate.ts';
import { aPolicy } from './a-policy.ts';
import { aFinding, aReport } from './a-report.ts';
import { anIncident, aStopTaskPlan } from './an-incident.ts';
import { anObservation, NOW } from './an-observation.ts';

/** Task 1 hangs, and a plan to surge stands before the gates: every gate passes. */
export const aSituation = (given: Partial<Situation> = {}): Situation => ({
  observation: anObservation(),
  report: aReport({ score: 65, cause: 'instance-grey' }),
  diagnosis: {
    cause: 'instance-grey',
    subject: 'task-1',
    confirmed: true,
    restartHelps: true,
    because: [aFinding({ seen: 2 })],
    ruledOut: [],
  },
  plan: aStopTaskPlan(),
  incident: anIncident(),
  pastActions: [],
  policy: aPolicy(),
  now: NOW,
  ...given,
});
