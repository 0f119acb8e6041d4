// Unit layer: work probes count as evidence only once the prober has reached a task.
import { decide } from '#shared/domain/decide.ts';
import { probesReach, withReachingProbes } from '#shared/domain/findings/probe-trust.ts';
import type { TaskProbe } from '#shared/domain/model/observation.ts';
import { aReport } from '#tests/builders/a-report.ts';
import { anIncident } from '#tests/builders/an-incident.ts';
import * as given from '#tests/builders/given.ts';
import { aTaskProbe } from '#tests/builders/parts.ts';

const answering = (...outcomes: readonly TaskProbe['outcome'][]) => ({
  probes: outcomes.map((outcome, index) => aTaskProbe(index + 1, { outcome })),
});
const SILENT = { hung: [1, 2, 3, 4] };

it.each([
  { answers: ['timeout', 'timeout', 'timeout', 'timeout'], before: false, reaches: false },
  { answers: ['refused', 'error'], before: false, reaches: false },
  { answers: ['timeout', 'ok'], before: false, reaches: true },
  { answers: ['timeout', 'bad-status'], before: false, reaches: true },
  { answers: ['timeout', 'timeout'], before: true, reaches: true },
] as const)('probes with outcomes $answers, an answer before $before, reach tasks: $reaches', (row) => {
  const previous = [aReport({ probesReach: row.before })];
  const snapshot = given.snapshot({ ...answering(...row.answers), previous });
  expect(probesReach(snapshot.observation)).toBe(row.reaches);
  expect(withReachingProbes(snapshot).taskProbes.state).toBe(row.reaches ? 'observed' : 'missing');
});

it.each([
  { target5xx: 0, down: ['discovery'], state: 'missing' },
  { target5xx: 5_000, down: ['database', 'discovery'], state: 'missing' },
  { target5xx: 5_000, down: ['discovery'], state: 'observed' },
])('probes that never reached a task are $state with $target5xx errors while $down do not answer', (row) => {
  const snapshot = given.snapshot({ ...SILENT, traffic: { target5xx: row.target5xx }, down: row.down });
  expect(withReachingProbes(snapshot).taskProbes.state).toBe(row.state);
});

it('probes that could not be sent keep the reason', () => {
  const snapshot = given.snapshot({ missing: { taskProbes: 'throttled' } });
  expect(withReachingProbes(snapshot).taskProbes).toMatchObject({ state: 'missing', reason: 'throttled' });
});

it('probes that never reached a task are no evidence against the service', () => {
  const { decision, report } = decide(given.evidence(SILENT));
  expect(decision).toMatchObject({ kind: 'none', reason: 'healthy' });
  expect(report.probesReach).toBe(false);
});

it('probes are evidence while an incident is open, even without earlier reports', () => {
  const { report } = decide(given.evidence({ ...SILENT, incident: anIncident() }));
  expect(report.findings.map(({ id }) => id)).toContain('task-not-working');
});
