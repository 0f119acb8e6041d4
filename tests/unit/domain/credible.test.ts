// Unit layer: what is left out of an observation because it cannot be.

import { decide } from '#shared/domain/decide.ts';
import { sanitize } from '#shared/domain/evidence/sanitize.ts';
import type { Observation, StoppedTask } from '#shared/domain/model/observation.ts';
import { frozen, itemsOf, missing, observed, valueIn } from '#shared/domain/model/part.ts';
import { MINUTE, SECOND } from '#shared/domain/model/time.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { aReport } from '#tests/builders/a-report.ts';
import { NOW } from '#tests/builders/constants.ts';
import { anObservation } from '#tests/builders/given.ts';
import {
  aService,
  aStoppedTask,
  aTarget,
  aTargetGroup,
  aTask,
  aTaskProbe,
  someTraffic,
} from '#tests/builders/parts.ts';

const left = (given: Partial<Observation>): Observation => sanitize(anObservation(given), NOW);

/** Before the hour of the test, or ahead of it where negative. */
const AGES = [
  { ageSeconds: 899, isLeft: true },
  { ageSeconds: 900, isLeft: true },
  { ageSeconds: 901, isLeft: false },
  { ageSeconds: -59, isLeft: true },
  { ageSeconds: -60, isLeft: true },
  { ageSeconds: -61, isLeft: false },
];

describe('a part that was read', () => {
  it.each(AGES)('$ageSeconds s ago is left: $isLeft', ({ ageSeconds, isLeft }) => {
    const at = NOW - ageSeconds * SECOND;
    expect(left({ traffic: observed(at, someTraffic()) }).traffic.state).toBe(isLeft ? 'observed' : 'missing');
    expect(left({ traffic: frozen(at) }).traffic.state).toBe(isLeft ? 'frozen' : 'missing');
    expect(left({ tasks: observed(at, []) }).tasks.state).toBe(isLeft ? 'observed' : 'missing');
  });

  it('too long ago says how long, and that it cannot be used', () => {
    expect(left({ utilisation: observed(NOW - 40 * MINUTE, { cpu: 0.2 }) }).utilisation).toEqual(
      missing('invalid', 'it was true 40 minutes ago, so it says nothing about now'),
    );
  });

  it('not at all stays missing for its own reason', () => {
    const gone = missing('throttled', 'Rate exceeded');
    expect(left({ ecs: gone, traffic: gone })).toMatchObject({ ecs: gone, traffic: gone });
  });
});

describe('a single entry', () => {
  it.each(AGES)('of a probe $ageSeconds s ago is left: $isLeft', ({ ageSeconds, isLeft }) => {
    const at = NOW - ageSeconds * SECOND;
    const { taskProbes, dependencies } = left({
      taskProbes: observed(NOW, [aTaskProbe(1, { at })]),
      dependencies: observed(NOW, [{ dependency: 'database', ok: true, latencyMs: 3, at }]),
    });
    expect([itemsOf(taskProbes).length, itemsOf(dependencies).length]).toEqual(isLeft ? [1, 1] : [0, 0]);
  });

  it.each([
    { aheadSeconds: 60, isLeft: true },
    { aheadSeconds: 61, isLeft: false },
    { aheadSeconds: -3_600, isLeft: true },
  ])('of a service event or a stopped task $aheadSeconds s ahead is left: $isLeft', ({ aheadSeconds, isLeft }) => {
    const at = NOW + aheadSeconds * SECOND;
    const { ecs, stoppedTasks } = left({
      ecs: observed(NOW, aService({ events: [{ at, message: 'has reached a steady state' }] })),
      stoppedTasks: observed<readonly StoppedTask[]>(NOW, [aStoppedTask({ stoppedAt: at })]),
    });
    expect([valueIn(ecs)?.events.length, itemsOf(stoppedTasks).length]).toEqual(isLeft ? [1, 1] : [0, 0]);
  });
});

describe('what is listed twice', () => {
  it('is there once, and where the entries differ it is the worse one, whichever came first', () => {
    for (const order of [(a: unknown, b: unknown) => [a, b], (a: unknown, b: unknown) => [b, a]]) {
      const { tasks, targetGroups, taskProbes, breakers } = left({
        tasks: observed(NOW, order(aTask(1), aTask(1, { healthStatus: 'UNHEALTHY' })) as never),
        targetGroups: observed(NOW, [
          aTargetGroup({ targets: order(aTarget(1), aTarget(1, { state: 'unhealthy' })) as never }),
        ]),
        taskProbes: observed(NOW, order(aTaskProbe(1), aTaskProbe(1, { outcome: 'timeout' })) as never),
        breakers: observed(
          NOW,
          order(
            { name: 'backend', state: 'closed', version: 7, failedResets: 0 },
            { name: 'backend', state: 'open', version: 8, failedResets: 0 },
          ) as never,
        ),
      });
      expect(itemsOf(tasks)).toEqual([aTask(1, { healthStatus: 'UNHEALTHY' })]);
      expect(itemsOf(targetGroups)[0]?.targets).toEqual([aTarget(1, { state: 'unhealthy' })]);
      expect(itemsOf(taskProbes)).toEqual([aTaskProbe(1, { outcome: 'timeout' })]);
      expect(itemsOf(breakers).map(({ state }) => state)).toEqual(['open']);
    }
  });

  it('is not the same target on another port, nor another task', () => {
    const { tasks, targetGroups } = left({
      tasks: observed(NOW, [aTask(1), aTask(2)]),
      targetGroups: observed(NOW, [aTargetGroup({ targets: [aTarget(1), aTarget(1, { port: 5001 })] })]),
    });
    expect([itemsOf(tasks).length, itemsOf(targetGroups)[0]?.targets.length]).toEqual([2, 2]);
  });
});

describe('bad input, through the whole decision', () => {
  const previous = [aReport({ at: NOW - 15 * SECOND })];
  const unhealthyThen = [aTarget(1, { state: 'unhealthy' }), ...[2, 3, 4].map((number) => aTarget(number))];

  const assess = (given: Partial<Observation>) =>
    decide({
      observation: anObservation({ previous, ...given }),
      history: { incident: undefined, pastActions: [] },
      policy: aPolicy(),
      now: NOW,
    });

  it.each<{ what: string; good: Partial<Observation>; bad: Partial<Observation> }>([
    {
      what: 'a healthy target listed thrice beside one that is not',
      good: { targetGroups: observed(NOW, [aTargetGroup({ targets: unhealthyThen })]) },
      bad: { targetGroups: observed(NOW, [aTargetGroup({ targets: [...unhealthyThen, aTarget(2), aTarget(2)] })]) },
    },
    {
      what: 'a working task listed twice where one is missing',
      good: { tasks: observed(NOW, [aTask(1), aTask(2), aTask(3)]) },
      bad: { tasks: observed(NOW, [aTask(1), aTask(2), aTask(3), aTask(3)]) },
    },
    {
      what: 'a probe that timed out, and one of the same task that did not',
      good: {
        taskProbes: observed(NOW, [aTaskProbe(1, { outcome: 'timeout' }), aTaskProbe(2), aTaskProbe(3), aTaskProbe(4)]),
      },
      bad: {
        taskProbes: observed(NOW, [
          aTaskProbe(1),
          aTaskProbe(1, { outcome: 'timeout' }),
          aTaskProbe(2),
          aTaskProbe(3),
          aTaskProbe(4),
        ]),
      },
    },
  ])('makes nothing better: $what', ({ good, bad }) => {
    const [expected, got] = [assess(good), assess(bad)];
    expect(got.report.score).toBe(expected.report.score);
    expect(got.report.findings).toEqual(expected.report.findings);
    expect(got.report.score).toBeLessThan(100);
  });

  it('reads dependencies that were probed an hour ago as not asked', () => {
    const long = NOW - 60 * MINUTE;
    const { report } = assess({
      dependencies: observed(NOW, [
        { dependency: 'database', ok: true, latencyMs: 3, at: long },
        { dependency: 'discovery', ok: true, latencyMs: 3, at: long },
      ]),
    });
    expect(report.parts.find(({ id }) => id === 'dependencies')).toMatchObject({ mode: 'missing', score: 50 });
  });

  it('does not act on a probe of an hour ago', () => {
    const { report, decision } = assess({
      taskProbes: observed(NOW, [aTaskProbe(1, { outcome: 'timeout', at: NOW - 60 * MINUTE })]),
    });
    expect(report.findings.map(({ id }) => id)).not.toContain('task-not-working');
    expect(decision.kind).toBe('none');
  });
});
