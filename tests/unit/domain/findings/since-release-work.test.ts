// Unit layer: answers that are worse since a release, by refusals, during a rollout, and beside more work for each task.
import { DAY, MINUTE } from '#shared/domain/model/time.ts';
import { NOW, REVISION } from '#tests/builders/constants.ts';
import { level } from '#tests/builders/metrics.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { found } from './found.ts';
import { type Course, failing, isWorse, MINUTES_SINCE, RELEASED_AT, released, slow } from './released.ts';

describe('worse-since-release by refusals', () => {
  const refusing = ({ before = level(15, 6), after = level(MINUTES_SINCE, 300), requests = 600 }: Course = {}) => {
    const refused = [...before, ...after];
    return { refused, requests: level(refused.length, requests), failed: level(refused.length, 0) };
  };

  it('is hard evidence on the new revision, with the share of refusals now and before', () => {
    const [worse] = found('worse-since-release', released(refusing()));
    expect(worse).toMatchObject({
      strength: 'hard',
      subject: REVISION,
      since: RELEASED_AT,
      message:
        'since mlflow-registry:42 was deployed, at least 48.8 % of the requests are refused with a 4xx, before at most 1.2 %',
    });
    expect(worse?.numbers.refusedAtLeast).toBeCloseTo(0.488, 3);
    expect(worse?.numbers.refusedBefore).toBeCloseTo(0.012, 3);
  });

  it.each([
    { refused: 54, before: 6, why: '9 % after 1 %, and nearly as many are accepted', expected: false },
    { refused: 72, before: 6, why: '12 % after 1 %', expected: true },
    { refused: 240, before: 90, why: '40 % after 15 %', expected: false },
    { refused: 330, before: 90, why: '55 % after 15 %', expected: true },
  ])('of as many requests are found for $why, at least three times as many: $expected', (row) => {
    const metrics = refusing({ before: level(15, row.before), after: level(MINUTES_SINCE, row.refused) });
    expect(isWorse(metrics)).toBe(row.expected);
  });

  it.each([
    { refused: 2, expected: false },
    { refused: 3, expected: true },
  ])('is found for 20 refusals at least, eight times $refused: $expected', ({ refused, expected }) => {
    expect(isWorse(refusing({ before: level(15, 0), after: level(MINUTES_SINCE, refused), requests: 3 }))).toBe(
      expected,
    );
  });

  it.each([
    { requests: 1_200, refused: 661, expected: false },
    { requests: 1_200, refused: 700, expected: true },
  ])(
    'is found only where fewer requests are accepted: $refused of $requests refused after 6 of 600: $expected',
    (row) => {
      const metrics = {
        requests: [...level(15, 600), ...level(MINUTES_SINCE, row.requests)],
        refused: [...level(15, 6), ...level(MINUTES_SINCE, row.refused)],
        failed: level(15 + MINUTES_SINCE, 0),
      };
      expect(isWorse(metrics, { tasks: 8, desired: 8, task: since(RELEASED_AT) })).toBe(row.expected);
    },
  );

  /** The tasks 5 to 8 started with the release, so that the work of each stays the same. */
  const since = (startedAt: number): NonNullable<ServiceState['task']> =>
    Object.fromEntries([5, 6, 7, 8].map((number) => [number, { startedAt }]));

  it('counts more refusals than requests as all of them', () => {
    const [worse] = found('worse-since-release', released(refusing({ after: level(MINUTES_SINCE, 900) })));
    expect(worse?.numbers.refusedAtLeast).toBeGreaterThan(0.99);
  });

  it.each([
    { why: 'ended', after: [300, 300, 300, 300, 300, 300, 6, 6] },
    { why: 'are as many as before', after: level(MINUTES_SINCE, 6) },
    { why: 'arrive without requests', after: level(MINUTES_SINCE, 300), requests: 0 },
  ])('is not found for refusals that $why', ({ after, requests = 600 }) => {
    expect(isWorse(refusing({ after, requests }))).toBe(false);
  });

  it('is not found while no minute of refusals is known', () => {
    expect(isWorse({ requests: level(23, 600), failed: level(23, 0) })).toBe(false);
  });
});

describe('worse-since-release while the release rolls out', () => {
  const rolling = (state: ServiceState = {}): ServiceState => ({
    deployments: [{ createdAt: RELEASED_AT, rolloutState: 'IN_PROGRESS' }],
    older: [2, 3, 4],
    ...state,
  });

  it('is found for errors once a new task gets requests', () => {
    expect(isWorse(failing(), rolling())).toBe(true);
    expect(isWorse(failing(), rolling({ unhealthy: [1] }))).toBe(false);
  });

  it('is not found for latency, since the new tasks are warming up', () => {
    expect(isWorse(slow(), rolling())).toBe(false);
    expect(isWorse(slow())).toBe(true);
  });
});

describe('worse-since-release beside more work for each task', () => {
  /** `left` of the tasks, eight unless given, have run since shortly before the release. */
  const scaledIn = (left: number, before = 8): ServiceState => ({
    desired: left,
    tasks: left,
    stopped: Array.from({ length: before - left }, (_, index) => ({
      id: `gone-${index}`,
      startedAt: NOW - DAY,
      stoppedAt: RELEASED_AT - MINUTE / 2,
      stopCode: 'SpotInterruption',
    })),
  });

  it.each([
    { left: 8, expected: true },
    { left: 6, expected: true },
    { left: 5, expected: false },
    { left: 3, expected: false },
    { left: 1, expected: false },
  ])('is found with $left of 8 tasks left: $expected', ({ left, expected }) => {
    for (const metrics of [failing(), slow()]) expect(isWorse(metrics, scaledIn(left))).toBe(expected);
  });

  it.each([
    { before: 5, growth: 1.25, expected: true },
    { before: 6, growth: 1.5, expected: false },
    { before: 7, growth: 1.75, expected: false },
  ])('is found when each task has $growth times the work: $expected', ({ before, expected }) => {
    for (const metrics of [failing(), slow()]) expect(isWorse(metrics, scaledIn(4, before))).toBe(expected);
  });

  it('states by how much the work of a task has grown', () => {
    expect(found('worse-since-release', released(slow(), scaledIn(8)))).toMatchObject([{ numbers: { workGrowth: 1 } }]);
  });

  it('is found when tasks left only after the answers became worse', () => {
    const stopped = (scaledIn(3).stopped ?? []).map((task) => ({ ...task, stoppedAt: RELEASED_AT + 5 * MINUTE }));
    expect(isWorse(failing(), { ...scaledIn(3), stopped })).toBe(true);
  });

  it('is not found for latency, which follows the work, when tasks left only after it had risen', () => {
    const leave = (stoppedAt: number) =>
      isWorse(slow(), { ...scaledIn(3), stopped: (scaledIn(3).stopped ?? []).map((task) => ({ ...task, stoppedAt })) });
    expect(leave(RELEASED_AT + 4 * MINUTE)).toBe(false);
    expect(leave(NOW)).toBe(true);
  });

  it.each(['tasks', 'stoppedTasks'] as const)(
    'is found for errors, but not for latency, while the %s cannot be read',
    (part) => {
      const state = { ...scaledIn(8), missing: { [part]: 'throttled' } } as const;
      const [worse] = found('worse-since-release', released(failing(), state));
      expect(worse?.numbers).toStrictEqual({ atLeast: expect.any(Number), before: expect.any(Number) });
      expect(isWorse(slow(), state)).toBe(false);
    },
  );
});

describe('worse-since-release by latency, beside the CPU of the tasks', () => {
  it.each([
    { cpu: 0.74, expected: true },
    { cpu: 0.75, expected: false },
    { cpu: 0.76, expected: false },
  ])('is found with CPU at $cpu after 0.5 before the release, half more: $expected', ({ cpu, expected }) => {
    const metrics = { ...slow(), cpu: [...level(15, 0.5), ...level(MINUTES_SINCE, cpu)] };
    expect(isWorse(metrics)).toBe(expected);
  });

  it.each([
    { newest: [0.4, 0.4, 0.8, 0.8, 0.4, 0.4], expected: true },
    { newest: [0.4, 0.4, 0.9, 0.9, 0.4, 0.4], expected: false },
    { newest: [0.9, 0.9, 0.4, 0.4, 0.4, 0.4], expected: true },
  ])('compares the median of the last five minutes, of which four are known: $newest: $expected', (row) => {
    const metrics = { ...slow(), cpu: [...level(17, 0.42), ...row.newest] };
    expect(isWorse(metrics)).toBe(row.expected);
  });

  it.each([
    { before: [0.4, 0.4, 0.8, 0.8, 0.8], expected: true },
    { before: [0.4, 0.4, 0.4, 0.8, 0.8], expected: false },
  ])('compares with the whole minutes before the release: $before: $expected', ({ before, expected }) => {
    const { length } = before;
    const metrics = { ...slow({ before: level(length, 80) }), cpu: [...before, ...level(MINUTES_SINCE, 0.95)] };
    expect(isWorse(metrics)).toBe(expected);
  });

  it('is found for errors whatever the CPU, because an error is no matter of load', () => {
    const metrics = { ...failing(), cpu: [...level(15, 0.4), ...level(MINUTES_SINCE, 0.9)] };
    expect(isWorse(metrics)).toBe(true);
  });
});
