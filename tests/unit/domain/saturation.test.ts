// Unit layer: CPU and memory that are used up, memory that leaks, requests that rise, and the causes these add up to.

import { decide } from '#shared/domain/decide.ts';
import { diagnose } from '#shared/domain/diagnosis/diagnose.ts';
import { findAll } from '#shared/domain/findings/find.ts';
import { isHealthy } from '#shared/domain/incident/recovery.ts';
import type { Cause } from '#shared/domain/model/cause.ts';
import type { Finding, FindingId } from '#shared/domain/model/finding.ts';
import type { Observation } from '#shared/domain/model/observation.ts';
import { missing, observed } from '#shared/domain/model/part.ts';
import { MINUTE, SECOND } from '#shared/domain/model/time.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { aFinding, aReport } from '#tests/builders/a-report.ts';
import { assessed } from '#tests/builders/an-evidence.ts';
import { NEWEST, NOW } from '#tests/builders/constants.ts';
import { anObservation } from '#tests/builders/given.ts';
import { aHistory, level, rising } from '#tests/builders/metrics.ts';
import { aTarget, aTargetGroup, aTask, aTaskProbe, someTraffic } from '#tests/builders/parts.ts';

const findings = (given: Partial<Observation>): readonly Finding[] =>
  findAll({ observation: anObservation(given), policy: aPolicy(), now: NOW });
const only = (id: FindingId, given: Partial<Observation>): Finding | undefined =>
  findings(given).find((finding) => finding.id === id);

describe.each([
  { id: 'cpu-saturated' as const, series: 'cpu' as const, full: 0.9, nearly: 0.899 },
  { id: 'memory-saturated' as const, series: 'memory' as const, full: 0.95, nearly: 0.949 },
])('$id', ({ id, series, full, nearly }) => {
  it.each([
    { values: [full], strength: 'soft' },
    { values: [full, full], strength: 'soft' },
    { values: [full, full, full], strength: 'hard' },
    { values: [nearly, full, full, full], strength: 'hard' },
    { values: [nearly, full, full], strength: 'soft' },
    { values: [full, full, full, nearly], strength: undefined },
    { values: [nearly], strength: undefined },
  ])(
    'is hard evidence from three full minutes on, the newest among them: $values: $strength',
    ({ values, strength }) => {
      expect(only(id, { history: aHistory({ [series]: values }) })?.strength).toBe(strength);
    },
  );

  it.each([
    { newest: NOW - 4 * MINUTE, found: true },
    { newest: NOW - 5 * MINUTE, found: false },
  ])('is not found in minutes that are over four minutes old: $found', ({ newest, found }) => {
    expect(only(id, { history: aHistory({ [series]: level(5, 0.99) }, newest) }) !== undefined).toBe(found);
  });

  it('is a hard fact, and tells since when', () => {
    const finding = only(id, { history: aHistory({ [series]: [0.2, 1, 1, 1, 0.98] }) });
    expect(finding).toMatchObject({
      strength: 'hard',
      since: NEWEST - 3 * MINUTE,
      at: NEWEST + MINUTE,
      numbers: { newest: 0.98, minutes: 4 },
    });
    expect(finding?.message).toContain('in each of the last 4 minutes, now 98 %');
  });

  it('is not found without a history', () => {
    expect(only(id, { history: missing('throttled', 'slow down') })).toBeUndefined();
  });
});

describe('memory-rising', () => {
  const found = (memory: readonly number[], different: Partial<Observation> = {}): boolean =>
    only('memory-rising', { history: aHistory({ memory }), ...different }) !== undefined;

  it('is a hard fact that tells how fast, how surely, and when memory will be full', () => {
    const finding = only('memory-rising', {
      history: aHistory({ memory: rising(20, 0.9, 0.02), requests: level(20, 600) }),
    });
    expect(finding).toMatchObject({
      strength: 'hard',
      since: NEWEST - 19 * MINUTE,
      at: NEWEST + MINUTE,
      message: 'memory is at 90 % and rises by 2.0 points a minute, though requests do not: full in 5 minutes',
    });
    const rounded = Object.entries(finding?.numbers ?? {}).map(([name, value]) => [name, Number(value.toFixed(6))]);
    expect(Object.fromEntries(rounded)).toEqual({ slopePerMinute: 0.02, r2: 1, minutesToLimit: 5, newest: 0.9 });
  });

  it.each([
    { why: 'nine minutes', memory: rising(9, 0.9, 0.02), is: false },
    { why: 'ten minutes', memory: rising(10, 0.9, 0.02), is: true },
    { why: 'below 75 %', memory: rising(10, 0.749, 0.04), is: false },
    { why: 'at 75 %', memory: rising(10, 0.75, 0.04), is: true },
    { why: 'ten minutes to the limit', memory: rising(20, 0.8125, 0.01875), is: false },
    { why: 'less than ten minutes to the limit', memory: rising(20, 0.8125, 0.019), is: true },
    { why: 'a level', memory: level(20, 0.9), is: false },
    { why: 'a fall', memory: rising(20, 0.8, -0.005), is: false },
    { why: 'memory that is already full', memory: rising(20, 1.02, 0.02), is: true },
  ])('of $why is found: $is', ({ memory, is }) => {
    expect(found(memory)).toBe(is);
  });

  /** A line with waves of seven minutes. */
  const wavy = (by: number): readonly number[] =>
    rising(20, 0.9, 0.02).map((value, index) => value + by * Math.sin((2 * Math.PI * index) / 7));

  it.each([
    { by: 0.07, is: true },
    { by: 0.08, is: false },
  ])('is a line that explains more than 80 % of what the minutes differ by: $is', ({ by, is }) => {
    expect(found(wavy(by))).toBe(is);
  });

  it('is not found where memory rises ever more slowly, as a cache does that fills', () => {
    const filling = Array.from({ length: 25 }, (_, minute) => 0.88 - 0.5 * Math.exp(-minute / 8));
    expect(found(filling)).toBe(false);
  });

  it.each([
    { before: 599, after: 720, is: false },
    { before: 600, after: 720, is: true },
    { before: 601, after: 720, is: true },
  ])('is not found where requests rose by more than a fifth, from $before to $after: $is', ({ before, after, is }) => {
    const requests = [...level(7, before), ...level(6, 5_000), ...level(7, after)];
    expect(found([], { history: aHistory({ memory: rising(20, 0.9, 0.02), requests }) })).toBe(is);
  });

  it('after quiet minutes tells how near the limit is by its newest ten', () => {
    const memory = [...level(15, 0.46), ...rising(12, 0.83, 0.034)];
    expect(only('memory-rising', { history: aHistory({ memory }) })).toMatchObject({
      since: NEWEST - 9 * MINUTE,
      message: 'memory is at 83 % and rises by 3.4 points a minute, though requests do not: full in 5 minutes',
    });
  });

  it('after quiet minutes looks at the requests of all of them', () => {
    const history = { memory: [...level(15, 0.46), ...rising(12, 0.83, 0.034)] };
    const requests = [...level(13, 600), ...level(14, 900)];
    expect(found([], { history: aHistory({ ...history, requests }) })).toBe(false);
  });

  it('compares the requests of the same minutes only', () => {
    const requests = [...level(10, 100), ...level(15, 600)];
    expect(found([], { history: aHistory({ memory: rising(15, 0.9, 0.02), requests }) })).toBe(true);
  });

  it.each([
    { fall: 0.1, is: false },
    { fall: 0.099, is: true },
  ])('begins anew where memory was given back by $fall: $is', ({ fall, is }) => {
    expect(found([0.1 + fall, ...rising(9, 0.9, 0.1)])).toBe(is);
  });

  it('tells of the minutes after the newest fall', () => {
    const memory = [...rising(6, 0.9, 0.02), ...rising(5, 0.75, 0.02), ...rising(12, 0.8, 0.03)];
    const finding = only('memory-rising', { history: aHistory({ memory }) });
    expect(finding?.since).toBe(NEWEST - 11 * MINUTE);
  });

  it.each([
    { why: 'eleven minutes of it', startedMinutesAgo: 14, lastStatus: 'RUNNING', is: true },
    { why: 'ten minutes of it', startedMinutesAgo: 13, lastStatus: 'RUNNING', is: true },
    { why: 'nine minutes of it', startedMinutesAgo: 12, lastStatus: 'RUNNING', is: false },
    { why: 'a task that is not running yet', startedMinutesAgo: 1, lastStatus: 'ACTIVATING', is: true },
  ])('counts from two minutes after the newest start: $why: $is', ({ startedMinutesAgo, lastStatus, is }) => {
    const newest = aTask(2, { startedAt: NOW - startedMinutesAgo * MINUTE, lastStatus });
    expect(found(rising(20, 0.9, 0.02), { tasks: observed(NOW, [aTask(1), newest]) })).toBe(is);
  });

  it('counts all minutes where nothing tells when the tasks started', () => {
    const { startedAt: _, ...unknown } = aTask(1);
    expect(found(rising(20, 0.9, 0.02), { tasks: observed(NOW, [unknown]) })).toBe(true);
    expect(found(rising(20, 0.9, 0.02), { tasks: missing('throttled', 'slow down') })).toBe(true);
  });

  it.each([
    { newest: NOW - 4 * MINUTE, is: true },
    { newest: NOW - 5 * MINUTE, is: false },
  ])('is not found in minutes that are over four minutes old: $is', ({ newest, is }) => {
    expect(found([], { history: aHistory({ memory: rising(20, 0.9, 0.02) }, newest) })).toBe(is);
  });

  it('is not called saturation as well, however full memory is', () => {
    const ids = findings({ history: aHistory({ memory: rising(12, 1, 0.01) }) }).map(({ id }) => id);
    expect(ids).toEqual(['memory-rising']);
  });
});

describe('requests-rising', () => {
  const found = (requests: readonly number[], newest = NEWEST): Finding | undefined =>
    only('requests-rising', { history: aHistory({ requests }, newest) });

  it.each([
    { usual: 600, now: 899, is: false },
    { usual: 600, now: 900, is: true },
    { usual: 600, now: 901, is: true },
    { usual: 20, now: 79, is: false },
    { usual: 20, now: 80, is: true },
    { usual: 0, now: 60, is: true },
  ])('from $usual to $now requests a minute is found: $is', ({ usual, now, is }) => {
    expect(found([...level(27, usual), ...level(3, now)]) !== undefined).toBe(is);
  });

  it('takes the mean of the newest three minutes and the median of those ten minutes and more before', () => {
    const requests = [...level(7, 1_000), 90_000, ...level(12, 1_000), ...level(7, 5_000), 1_600, 2_000, 900];
    expect(found(requests)).toMatchObject({ numbers: { perMinute: 1_500, usual: 1_000 }, since: NEWEST });
  });

  it('is soft, and tells since when', () => {
    expect(found([...level(20, 600), ...level(5, 1_200)])).toMatchObject({
      strength: 'soft',
      since: NEWEST - 4 * MINUTE,
      message: '1200 requests a minute, usually 600',
    });
  });

  it.each([
    { before: 7, is: false },
    { before: 8, is: true },
  ])('takes eight minutes to know what is usual; from $before: $is', ({ before, is }) => {
    expect(found([...level(before, 600), ...level(10, 1_200)]) !== undefined).toBe(is);
  });

  it.each([
    { newest: NOW - 4 * MINUTE, is: true },
    { newest: NOW - 5 * MINUTE, is: false },
  ])('is not found in minutes that are over four minutes old: $is', ({ newest, is }) => {
    expect(found([...level(20, 600), ...level(5, 1_200)], newest) !== undefined).toBe(is);
  });

  it('keeps no service from being well, and is no symptom', () => {
    const [rise] = findings({ history: aHistory({ requests: [...level(20, 600), ...level(5, 1_200)] }) });
    expect(rise?.id).toBe('requests-rising');
    expect(isHealthy(aReport({ findings: rise === undefined ? [] : [rise] }))).toBe(true);
    expect(causeOf({ ids: ['requests-rising'] })).toBe('none');
  });
});

interface Given {
  readonly ids: readonly FindingId[];
  readonly observation?: Partial<Observation>;
}

const diagnosisOf = ({ ids, observation = {} }: Given) =>
  diagnose(
    assessed({
      observation: anObservation(observation),
      findings: ids.map((id) => aFinding({ id, strength: 'hard', subject: id })),
      policy: aPolicy(),
      now: NOW,
    }),
  );
const causeOf = (given: Given): Cause => diagnosisOf(given).cause;

const timingOut = {
  targetGroups: observed(NOW, [
    aTargetGroup({
      targets: [1, 2, 3, 4].map((number) => aTarget(number, { state: 'unhealthy', reason: 'Target.Timeout' })),
    }),
  ]),
};
const refusing = {
  targetGroups: observed(NOW, [
    aTargetGroup({ targets: [aTarget(1, { state: 'unhealthy', reason: 'Target.FailedHealthChecks' }), aTarget(2)] }),
  ]),
};
const leavingInTime = {
  targetGroups: observed(NOW, [aTargetGroup({ targets: [aTarget(1, { reason: 'Target.Timeout' })] })]),
};

describe('a service whose tasks are busy', () => {
  it.each<{ why: string; ids: readonly FindingId[]; observation?: Partial<Observation>; cause: Cause }>([
    { why: 'serves well', ids: ['cpu-saturated'], cause: 'none' },
    { why: 'has full memory and serves well', ids: ['memory-saturated'], cause: 'none' },
    { why: 'fails requests', ids: ['cpu-saturated', 'errors-above-objective'], cause: 'overload' },
    { why: 'is slow', ids: ['cpu-saturated', 'latency-above-objective'], cause: 'overload' },
    { why: 'is answered for by 503', ids: ['cpu-saturated', 'load-balancer-503'], cause: 'overload' },
    { why: 'is asked for more', ids: ['cpu-saturated', 'requests-rising'], cause: 'overload' },
    { why: 'has full memory and is slow', ids: ['memory-saturated', 'latency-above-objective'], cause: 'overload' },
    { why: 'lets its targets time out', ids: ['cpu-saturated'], observation: timingOut, cause: 'overload' },
    { why: 'has a target that refuses', ids: ['cpu-saturated'], observation: refusing, cause: 'none' },
    { why: 'has a target that timed out once', ids: ['cpu-saturated'], observation: leavingInTime, cause: 'none' },
    { why: 'is only asked for more', ids: ['requests-rising', 'breaker-open'], cause: 'none' },
  ])('and that $why is diagnosed as $cause', ({ ids, observation = {}, cause }) => {
    expect(causeOf({ ids, observation })).toBe(cause);
  });

  it('is told of with all that speaks for it', () => {
    const { evidence, restartHelps, confirmed } = diagnosisOf({
      ids: ['memory-saturated', 'latency-above-objective', 'cpu-saturated', 'requests-rising', 'breaker-open'],
    });
    expect(evidence.map(({ id }) => id)).toEqual([
      'memory-saturated',
      'cpu-saturated',
      'latency-above-objective',
      'requests-rising',
    ]);
    expect({ restartHelps, confirmed }).toEqual({ restartHelps: false, confirmed: true });
  });

  it.each<{ before: FindingId; cause: Cause }>([
    { before: 'dependency-unreachable', cause: 'dependency-down' },
    { before: 'breaker-open-dependency-back', cause: 'breaker-stuck-open' },
    { before: 'memory-rising', cause: 'memory-leak' },
    { before: 'target-unhealthy', cause: 'overload' },
    { before: 'task-not-working', cause: 'overload' },
    { before: 'tasks-missing', cause: 'overload' },
  ])('and that has $before as well is diagnosed as $cause', ({ before, cause }) => {
    expect(causeOf({ ids: [before, 'cpu-saturated', 'errors-above-objective'] })).toBe(cause);
  });

  const bad = (...numbers: readonly number[]): readonly Finding[] =>
    numbers.map((number) => aFinding({ id: 'task-not-working', subject: `task-${number}`, seen: 2 }));

  it.each<{ why: string; full: FindingId; bad: readonly number[]; running: number; cause: Cause }>([
    {
      why: 'memory is full and one task is bad',
      full: 'memory-saturated',
      bad: [1],
      running: 4,
      cause: 'instance-grey',
    },
    {
      why: 'memory is full and one task is bad twice',
      full: 'memory-saturated',
      bad: [1, 1],
      running: 4,
      cause: 'instance-grey',
    },
    {
      why: 'memory is full and two tasks are bad',
      full: 'memory-saturated',
      bad: [1, 2],
      running: 4,
      cause: 'overload',
    },
    {
      why: 'memory is full and the only task is bad',
      full: 'memory-saturated',
      bad: [1],
      running: 1,
      cause: 'overload',
    },
    { why: 'CPU is full and one task is bad', full: 'cpu-saturated', bad: [1], running: 4, cause: 'overload' },
  ])('where $why is diagnosed as $cause', ({ full, bad: numbers, running, cause }) => {
    const tasks = Array.from({ length: running }, (_, index) => aTask(index + 1));
    const diagnosis = diagnose(
      assessed({
        observation: anObservation({ tasks: observed(NOW, tasks) }),
        findings: [
          aFinding({ id: full, strength: 'hard' }),
          aFinding({ id: 'errors-above-objective' }),
          ...bad(...numbers),
        ],
        policy: aPolicy(),
        now: NOW,
      }),
    );
    expect(diagnosis.cause).toBe(cause);
  });

  it('where the only one is in trouble while another leaves is overload', () => {
    const tasks = observed(NOW, [aTask(1), aTask(2, { desiredStatus: 'STOPPED' })]);
    const { cause } = diagnose(
      assessed({
        observation: anObservation({ tasks }),
        findings: [
          aFinding({ id: 'memory-saturated', strength: 'hard' }),
          aFinding({ id: 'errors-above-objective' }),
          ...bad(1),
        ],
        policy: aPolicy(),
        now: NOW,
      }),
    );
    expect(cause).toBe('overload');
  });

  it.each([
    {
      why: 'work probes all time out as well',
      taskProbes: observed(
        NOW,
        [1, 2, 3, 4].map((number) => aTaskProbe(number, { outcome: 'timeout' })),
      ),
    },
    { why: 'containers are healthy by their own check alone', taskProbes: missing('not-configured', 'no prober') },
  ])('whose targets time out under three times the requests while its $why is overloaded', ({ taskProbes }) => {
    const overloaded = anObservation({
      ...timingOut,
      history: aHistory({
        cpu: [...level(26, 0.5), ...level(4, 1)],
        requests: [...level(26, 600), ...level(4, 1_800)],
      }),
      traffic: observed(NOW, someTraffic({ requests: 1_800, elb504: 600, latencyP95Ms: 9_000 })),
      taskProbes,
      previous: [aReport({ at: NOW - 15 * SECOND })],
    });
    const { diagnosis, decision } = decide({
      observation: overloaded,
      history: { incident: undefined, pastActions: [] },
      policy: aPolicy(),
      now: NOW,
    });
    expect({ cause: diagnosis.cause, confirmed: diagnosis.confirmed, decision }).toEqual({
      cause: 'overload',
      confirmed: true,
      decision: { kind: 'escalate', reason: 'manual-action-required' },
    });
  });
});

describe('a service whose memory rises', () => {
  it('is diagnosed to leak before users feel it, and people are told', () => {
    const leaking = anObservation({
      history: aHistory({ memory: rising(20, 0.9, 0.02), requests: level(20, 6_000) }),
    });
    const { diagnosis, decision } = decide({
      observation: leaking,
      history: { incident: undefined, pastActions: [] },
      policy: aPolicy(),
      now: NOW,
    });
    expect(diagnosis).toMatchObject({ cause: 'memory-leak', confirmed: true, restartHelps: true });
    expect(decision).toEqual({ kind: 'escalate', reason: 'manual-action-required' });
  });
});
