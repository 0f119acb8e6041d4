// Unit layer: what is removed from an observation because it cannot be true.
import { decide } from '#shared/domain/decide.ts';
import { sanitize } from '#shared/domain/evidence/sanitize.ts';
import type { Observation } from '#shared/domain/model/observation.ts';
import { frozen, itemsOf, missing, observed, valueIn } from '#shared/domain/model/part.ts';
import { aReport } from '#tests/builders/a-report.ts';
import { minutesAgo, NOW, secondsAgo } from '#tests/builders/constants.ts';
import * as given from '#tests/builders/given.ts';
import {
  aBreaker,
  aStoppedTask,
  aTarget,
  aTargetGroup,
  aTask,
  aTaskProbe,
  someTraffic,
} from '#tests/builders/parts.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';

const sanitized = (state: ServiceState): Observation => sanitize(given.service(state), NOW);

/** Ahead of the clock where negative. */
const AGES = [
  { seconds: 899, remains: true },
  { seconds: 900, remains: true },
  { seconds: 901, remains: false },
  { seconds: -59, remains: true },
  { seconds: -60, remains: true },
  { seconds: -61, remains: false },
];

describe('a part', () => {
  it.each(AGES)('that was read $seconds s ago remains: $remains', ({ seconds, remains }) => {
    const at = secondsAgo(seconds);
    const { traffic, tasks } = sanitized({ parts: { traffic: observed(at, someTraffic()), tasks: observed(at, []) } });
    expect([traffic.state, tasks.state]).toEqual(remains ? ['observed', 'observed'] : ['missing', 'missing']);
    expect(sanitized({ parts: { traffic: frozen(at) } }).traffic.state).toBe(remains ? 'frozen' : 'missing');
  });

  it('that is too old becomes missing, with its age', () => {
    const { utilisation } = sanitized({ parts: { utilisation: observed(minutesAgo(40), { cpu: 0.2 }) } });
    expect(utilisation).toEqual(missing('no-data', 'it was true 40 minutes ago, so it says nothing about now'));
  });

  it('that is missing keeps its reason', () => {
    const gone = missing('throttled', 'Rate exceeded');
    expect(sanitized({ missing: { ecs: gone, traffic: gone } })).toMatchObject({ ecs: gone, traffic: gone });
  });
});

describe('an entry', () => {
  it.each(AGES)('of a probe $seconds s ago remains: $remains', ({ seconds, remains }) => {
    const at = secondsAgo(seconds);
    const { taskProbes, dependencies } = sanitized({
      tasks: 1,
      probe: { 1: { at } },
      dependency: { database: { at }, discovery: { at } },
    });
    expect([itemsOf(taskProbes).length, itemsOf(dependencies).length]).toEqual(remains ? [1, 2] : [0, 0]);
  });

  it.each([
    { seconds: 60, remains: true },
    { seconds: 61, remains: false },
    { seconds: -3_600, remains: true },
  ])('of a service event or a stopped task $seconds s ahead remains: $remains', ({ seconds, remains }) => {
    const at = secondsAgo(-seconds);
    const events = [{ at, message: 'has reached a steady state' }];
    const { ecs, stoppedTasks } = sanitized({ events, stopped: [{ stoppedAt: at }] });
    expect([valueIn(ecs)?.events.length, itemsOf(stoppedTasks).length]).toEqual(remains ? [1, 1] : [0, 0]);
  });
});

describe('an entry that is listed twice', () => {
  const inOrder = <T>(good: T, bad: T): readonly T[] => [good, bad];
  const reversed = <T>(good: T, bad: T): readonly T[] => [bad, good];

  it.each([
    { order: 'after the good one', both: inOrder },
    { order: 'before the good one', both: reversed },
  ])('remains once, as the worse of the two, when that is listed $order', ({ both }) => {
    const [task, target, probe] = [
      aTask(1, { healthStatus: 'UNHEALTHY' }),
      aTarget(1, { state: 'unhealthy' }),
      aTaskProbe(1, { outcome: 'timeout' }),
    ];
    const { tasks, targetGroups, taskProbes, breakers } = sanitized({
      targets: both(aTarget(1), target),
      probes: both(aTaskProbe(1), probe),
      breakers: both(aBreaker(), aBreaker({ state: 'open', version: 8 })),
      parts: { tasks: observed(NOW, both(aTask(1), task)) },
    });
    expect(itemsOf(tasks)).toEqual([task]);
    expect(itemsOf(targetGroups)[0]?.targets).toEqual([target]);
    expect(itemsOf(taskProbes)).toEqual([probe]);
    expect(itemsOf(breakers).map(({ state }) => state)).toEqual(['open']);
  });

  it('counts once among service events and stopped tasks', () => {
    const event = { at: minutesAgo(1), message: 'has reached a steady state' };
    const later = { ...event, at: NOW };
    const [good, bad] = [aStoppedTask({ stopCode: 'UserInitiated' }), aStoppedTask()];
    const { ecs, stoppedTasks } = sanitized({
      events: [later, event, event],
      parts: { stoppedTasks: observed(NOW, [good, bad, good, aStoppedTask({ arn: 'other', stoppedAt: NOW })]) },
    });
    expect(valueIn(ecs)?.events).toEqual([later, event]);
    expect(itemsOf(stoppedTasks).map(({ arn, stopCode }) => `${arn} ${stopCode}`)).toEqual([
      `other ${bad.stopCode}`,
      `${bad.arn} ${bad.stopCode}`,
    ]);
  });

  it('is not the same target on another port, nor another task', () => {
    const { tasks, targetGroups } = sanitized({ tasks: 2, targets: [aTarget(1), aTarget(1, { port: 5001 })] });
    expect([itemsOf(tasks).length, itemsOf(targetGroups)[0]?.targets.length]).toEqual([2, 2]);
  });
});

describe('a decision', () => {
  const assess = (state: ServiceState) =>
    decide(given.evidence({ previous: [aReport({ at: secondsAgo(15) })], ...state }));
  const targets = [aTarget(1, { state: 'unhealthy' }), ...[2, 3, 4].map((number) => aTarget(number))];
  const probes = [aTaskProbe(1, { outcome: 'timeout' }), ...[2, 3, 4].map((number) => aTaskProbe(number))];

  it.each<{ what: string; once: ServiceState; twice: ServiceState }>([
    {
      what: 'healthy targets beside an unhealthy one',
      once: { targetGroups: [aTargetGroup({ targets })] },
      twice: { targetGroups: [aTargetGroup({ targets: [...targets, aTarget(2), aTarget(2)] })] },
    },
    {
      what: 'a serving task where one is missing',
      once: { tasks: 3 },
      twice: { tasks: 3, parts: { tasks: observed(NOW, [aTask(1), aTask(2), aTask(3), aTask(3)]) } },
    },
    { what: 'a probe that timed out, with an answer', once: { probes }, twice: { probes: [aTaskProbe(1), ...probes] } },
  ])('is the same with $what listed twice', ({ once, twice }) => {
    const [expected, got] = [assess(once).report, assess(twice).report];
    expect([got.score, got.findings]).toEqual([expected.score, expected.findings]);
    expect(got.score).toBeLessThan(100);
  });

  it('treats dependencies that were probed an hour ago as missing', () => {
    const at = minutesAgo(60);
    const { report } = assess({ dependency: { database: { at }, discovery: { at } } });
    expect(report.parts.find(({ id }) => id === 'dependencies')).toMatchObject({ mode: 'missing', score: 50 });
  });

  it('ignores a work probe of an hour ago', () => {
    const { report, decision } = assess({ hung: [1], probe: { 1: { at: minutesAgo(60) } } });
    expect(report.findings.map(({ id }) => id)).not.toContain('task-not-working');
    expect(decision.kind).toBe('none');
  });
});
