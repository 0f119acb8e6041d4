// Unit layer: work probes count as evidence only once the prober has reached a task.
import { decide } from '#shared/domain/decide.ts';
import { worstAnswer } from '#shared/domain/evidence/port-answers.ts';
import { probesReach, withReachedPorts, withReachingProbes } from '#shared/domain/findings/probe-trust.ts';
import type { Observation } from '#shared/domain/model/observation.ts';
import { itemsOf } from '#shared/domain/model/part.ts';
import type { TaskProbe } from '#shared/domain/model/probe.ts';
import { aReport } from '#tests/builders/a-report.ts';
import { anIncident } from '#tests/builders/an-incident.ts';
import { NOW } from '#tests/builders/constants.ts';
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

describe('a further port', () => {
  const answer = (port: number, outcome: TaskProbe['outcome'], latencyMs = 40) => ({
    port,
    outcome,
    latencyMs,
    at: NOW,
  });
  /** Each task answers on port 5000, and on port 9090 as written. */
  const admin = (...outcomes: readonly TaskProbe['outcome'][]) => ({
    probes: outcomes.map((outcome, index) => {
      const ports = [answer(5000, 'ok'), answer(9090, outcome, 80)];
      return { taskId: `task-${index + 1}`, ...worstAnswer(ports) };
    }),
  });
  const outcomesIn = (observation: Observation) =>
    itemsOf(withReachedPorts(observation).taskProbes).map(({ outcome, port }) => [outcome, port]);

  it.each([
    { answers: ['timeout', 'ok'], before: undefined, counts: true },
    { answers: ['refused', 'bad-status'], before: undefined, counts: true },
    { answers: ['timeout', 'error'], before: [5000, 9090], counts: true },
    { answers: ['timeout', 'error'], before: [5000], counts: false },
    { answers: ['timeout', 'refused'], before: undefined, counts: false },
  ] as const)('that answered $answers, before it $before, counts: $counts', ({ answers, before, counts }) => {
    const previous = [aReport({ ...(before && { reachedPorts: [...before] }) })];
    const [[outcome, port] = []] = outcomesIn(given.service({ ...admin(...answers), previous }));
    expect([outcome, port]).toEqual(counts ? [answers[0], 9090] : ['ok', undefined]);
  });

  it('that counts for nothing leaves the answer of the first port, also a bad one', () => {
    const ports = [answer(5000, 'timeout', 90), answer(9090, 'refused')];
    const probes = [{ taskId: 'task-1', ...worstAnswer(ports) }];
    const { taskProbes } = withReachedPorts(given.service({ probes }));
    expect(itemsOf(taskProbes)).toEqual([
      { taskId: 'task-1', outcome: 'timeout', port: 5000, latencyMs: 90, at: NOW, ports: ports.slice(0, 1) },
    ]);
  });

  it.each([
    { what: 'tasks on one port', state: SILENT },
    { what: 'probes that could not be made', state: { missing: { taskProbes: 'throttled' } } as const },
    { what: 'a task without answers', state: { probes: [aTaskProbe(1), aTaskProbe(2, { ports: [] })] } },
  ])('changes nothing for $what', ({ state }) => {
    const observation = given.service(state);
    expect(withReachedPorts(observation).taskProbes).toEqual(observation.taskProbes);
  });

  it.each([
    { answers: ['ok'], before: undefined, ports: [5000, 9090] },
    { answers: ['timeout'], before: undefined, ports: [5000] },
    { answers: ['timeout'], before: [9191, 9090], ports: [5000, 9090, 9191] },
  ] as const)('is reported as reached after $answers, before it $before: $ports', ({ answers, before, ports }) => {
    const previous = [aReport({ ...(before && { reachedPorts: [...before] }) })];
    expect(decide(given.evidence({ ...admin(...answers), previous })).report.reachedPorts).toEqual(ports);
  });

  it('is not in the report of a service whose tasks are probed on one port', () => {
    expect(decide(given.evidence({})).report).not.toHaveProperty('reachedPorts');
  });
});
