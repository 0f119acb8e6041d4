import type { FaultOutcome } from '#sim/scenario/outcome.ts';

export const ONSET = Date.parse('2026-11-23T10:00:00Z');

/** A hung task as expected: detected after 10 s, recovered after 60 s, verified after 70 s. */
export const anOutcome = (given: Partial<FaultOutcome> = {}): FaultOutcome => ({
  fault: 'hung-task',
  details: {},
  onsetAt: ONSET,
  detectedAt: ONSET + 10_000,
  notifiedAt: ONSET + 75_000,
  recoveredAt: ONSET + 60_000,
  verifiedAt: ONSET + 70_000,
  causes: ['instance-grey'],
  actions: ['stop-task'],
  alerts: [{ kind: 'resolved', title: 'registry has recovered' }],
  requestsFailed: 1_500,
  requestsTotal: 12_000,
  incidents: 1,
  executions: 1,
  ...given,
});
