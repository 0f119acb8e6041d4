import type { Situation } from '#shared/domain/gates/gate.ts';
import { aPolicy } from './a-policy.ts';
import { aFinding, aScore } from './a-report.ts';
import { NO_HISTORY } from './an-evidence.ts';
import { anIncident, aStopTaskPlan } from './an-incident.ts';
import { NOW } from './constants.ts';
import { anObservation } from './given.ts';

/** Task 1 hangs, and a plan to surge stands before the gates: every gate passes. */
export const aSituation = (given: Partial<Situation> = {}): Situation => ({
  observation: anObservation(),
  score: aScore({ score: 65 }),
  findings: [],
  diagnosis: {
    cause: 'instance-grey',
    subject: 'task-1',
    confirmed: true,
    restartHelps: true,
    evidence: [aFinding({ seen: 2 })],
    ruledOut: [],
  },
  plan: aStopTaskPlan(),
  incident: anIncident(),
  history: NO_HISTORY,
  policy: aPolicy(),
  now: NOW,
  ...given,
});
