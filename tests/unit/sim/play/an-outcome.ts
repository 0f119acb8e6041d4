import type { FaultOutcome } from '#sim/scenario/outcome.ts';

export const ONSET = Date.parse('2026-11-23T10:00:00Z');

/** A hung task that was handled as it must be: found after 10 s, cured after 60 s, proven after 70 s. */
export const anOutcome = (given: Partial<FaultOutcome> = {}): FaultOutcome => ({
  fault: 'hung-task',
  details: {},
  onsetAt: ONSET,
  detectedAt: ONSET + 10_000,
  toldAt: ONSET + 75_000,
  curedAt: ONSET + 60_000,
  verifiedAt: ONSET + 70_000,
  causes: ['instance-grey'],
  actions: ['stop-task'],
  alerts: [{ kind: 'resolved', title: 'registry is healthy again' }],
  requestsFailed: 1_500,
  requestsTotal: 12_000,
  incidents: 1,
  executions: 1,
  ...given,
});
