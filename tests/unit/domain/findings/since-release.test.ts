// Unit layer: the finding that users get worse answers since a release.
import { HOUR, MINUTE } from '#shared/domain/model/time.ts';
import { minutesAgo, NEWEST, NOW, OLDER_REVISION, REVISION } from '#tests/builders/constants.ts';
import { level } from '#tests/builders/metrics.ts';
import { aRelease } from '#tests/builders/parts.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { found, NEWEST_MINUTES } from './found.ts';
import {
  failing,
  isWorse,
  MINUTES_SINCE,
  RELEASE,
  RELEASE_BEFORE,
  RELEASED_AT,
  released,
  slow,
  startingAt,
} from './released.ts';

describe('worse-since-release by errors', () => {
  it('is hard evidence on the new revision, with the share of failures now and before', () => {
    const [worse] = found('worse-since-release', released());
    expect(worse).toMatchObject({
      strength: 'hard',
      subject: REVISION,
      since: RELEASED_AT,
      at: NEWEST + MINUTE,
      message: 'since mlflow-registry:42 was deployed, at least 9.3 % of the requests fail, before at most 0.3 %',
    });
    expect(worse?.numbers.atLeast).toBeCloseTo(0.093, 3);
    expect(worse?.numbers.before).toBeCloseTo(0.0025, 3);
  });

  it.each([
    { before: 4, expected: false },
    { before: 5, expected: true },
  ])('is found with $before minutes before the release to compare with: $expected', ({ before, expected }) => {
    expect(isWorse(failing({ before: level(before, 0) }))).toBe(expected);
  });

  it.each([
    { whole: 1, expected: false },
    { whole: 2, expected: true },
  ])('is found with $whole whole minutes after the release: $expected', ({ whole, expected }) => {
    const state = startingAt(NEWEST - (whole - 1) * MINUTE);
    expect(isWorse(failing({ after: level(whole, 60) }), state)).toBe(expected);
  });

  it.each([
    { side: 'after', before: level(14, 0), after: [500, ...level(MINUTES_SINCE, 0)] },
    { side: 'before', before: level(4, 0), after: [500, ...level(MINUTES_SINCE - 1, 60)] },
  ])('does not count the minute in which the release began as one $side it', ({ before, after }) => {
    expect(isWorse(failing({ before, after }), startingAt(RELEASED_AT + MINUTE / 2))).toBe(false);
  });

  it.each([
    { newestMinute: minutesAgo(1), why: 'has just ended', expected: true },
    { newestMinute: minutesAgo(1) + 1, why: 'ends in a millisecond', expected: false },
  ])('counts the newest minute when it $why: $expected', ({ newestMinute, expected }) => {
    const state = { newestMinute, ...startingAt(newestMinute - MINUTE) };
    expect(isWorse(failing({ after: [60, 60] }), state)).toBe(expected);
  });

  it.each([
    { failures: 7, expected: false },
    { failures: 8, expected: true },
  ])('is found for $failures of 600 failed a minute, with an objective of 1 %: $expected', ({ failures, expected }) => {
    expect(isWorse(failing({ after: level(MINUTES_SINCE, failures) }))).toBe(expected);
  });

  it.each([
    { failures: 42, expected: false },
    { failures: 55, expected: true },
  ])('is found for $failures failures a minute after 12, which is three times as many: $expected', (row) => {
    expect(isWorse(failing({ before: level(15, 12), after: level(MINUTES_SINCE, row.failures) }))).toBe(row.expected);
  });

  it.each([
    { after: [0, 0, 0, 0, 1, 1, 1, 1], expected: false },
    { after: [0, 0, 0, 1, 1, 1, 1, 1], expected: true },
  ])('is found for five failures at least, however few the requests: $after: $expected', ({ after, expected }) => {
    expect(isWorse(failing({ before: level(20, 0), after, requests: 8 }))).toBe(expected);
  });

  it.each([
    { minutes: 10, sinces: [NEWEST - 3 * MINUTE] },
    { minutes: 11, sinces: [] },
  ])('is found for errors that begin $minutes minutes after the release, within ten: since $sinces', (row) => {
    const after = [...level(row.minutes, 1), ...level(4, 60)];
    const state = startingAt(NEWEST - (after.length - 1) * MINUTE);
    const worse = found('worse-since-release', released(failing({ before: level(10, 1), after }), state));
    expect(worse.map(({ since }) => since)).toEqual(row.sinces);
  });

  it.each([
    { why: 'ended', after: [60, 60, 60, 60, 60, 60, 0, 0], expected: false },
    { why: 'paused in the newest minute', after: [60, 60, 60, 60, 60, 60, 60, 0], expected: true },
  ])('is found for errors that $why: $expected', ({ after, expected }) => {
    expect(isWorse(failing({ after }))).toBe(expected);
  });

  it.each(NEWEST_MINUTES)('is found in minutes of which the newest began $minutes minutes ago: $isCurrent', (row) => {
    const newestMinute = minutesAgo(row.minutes);
    const state = { newestMinute, ...startingAt(newestMinute - 4 * MINUTE) };
    expect(isWorse(failing({ after: level(5, 60) }), state)).toBe(row.isCurrent);
  });

  it.each([
    { target5xx: 29, expected: false },
    { target5xx: 30, expected: true },
  ])('is found when $target5xx of 60 errors come from the tasks, half at least: $expected', (row) => {
    const traffic = { requests: 600, target5xx: row.target5xx, elb502: 60 - row.target5xx };
    expect(isWorse(failing(), { traffic })).toBe(row.expected);
  });

  it('is not found while the origin of the errors is not known', () => {
    expect(isWorse(failing(), { missing: { traffic: 'throttled' } })).toBe(false);
  });

  it.each([
    { why: 'no count of failures', metrics: { requests: level(23, 600) } },
    { why: 'too many failures', metrics: { requests: level(23, 600), failed: level(23, 601) } },
    { why: 'too many failures in one', metrics: { requests: level(23, 600), failed: [...level(21, 0), 601, 0] } },
    { why: 'no requests', metrics: { requests: level(23, 0), failed: level(23, 0) } },
  ])('is not found in minutes with $why', ({ metrics }) => {
    expect(isWorse(metrics)).toBe(false);
  });
});

describe('worse-since-release by latency', () => {
  it('is hard evidence on the new revision, with the latency now and before', () => {
    expect(found('worse-since-release', released(slow()))).toMatchObject([
      {
        strength: 'hard',
        subject: REVISION,
        since: RELEASED_AT,
        at: NEWEST + MINUTE,
        numbers: { latencyP95Ms: 900, before: 80 },
        message: 'since mlflow-registry:42 was deployed, p95 latency is 900 ms, before 80 ms',
      },
    ]);
  });

  it.each([
    { before: 80, after: 500, expected: false },
    { before: 80, after: 501, expected: true },
    { before: 400, after: 800, expected: false },
    { before: 400, after: 801, expected: true },
  ])('is found above the objective of 500 ms and twice before: from $before to $after ms: $expected', (row) => {
    const metrics = slow({ before: level(15, row.before), after: level(MINUTES_SINCE, row.after) });
    expect(isWorse(metrics)).toBe(row.expected);
  });

  it.each([
    { after: [80, 80, 80, 80, 80, 80, 900, 900], expected: false },
    { after: [80, 80, 80, 80, 80, 900, 900, 900], expected: true },
    { after: [80, 80, 80, 80, 900, 900, 900, 80], expected: false },
  ])('is found for three slow minutes that still last: $after: $expected', ({ after, expected }) => {
    expect(isWorse(slow({ after }))).toBe(expected);
  });

  it.each([
    { requests: 24, expected: false },
    { requests: 25, expected: true },
  ])('is found with 200 requests for a p95: 8 times $requests: $expected', ({ requests, expected }) => {
    expect(isWorse(slow({ requests }))).toBe(expected);
  });

  it('is found beside errors that began too late for the release', () => {
    const metrics = {
      failed: [...level(27, 0), ...level(3, 200)],
      requests: level(30, 600),
      latencyP95Ms: [...level(10, 80), ...level(20, 900)],
    };
    const state = released(metrics, startingAt(NEWEST - 19 * MINUTE));
    expect(found('worse-since-release', state)).toMatchObject([{ numbers: { latencyP95Ms: 900, before: 80 } }]);
  });
});

describe('worse-since-release', () => {
  const back = { taskDefinition: OLDER_REVISION };
  const otherFamily = OLDER_REVISION.replace('mlflow-registry:41', 'registry:99');
  const since = (given: NonNullable<ServiceState['deployments']>[number]): ServiceState => ({
    deployments: [{ createdAt: RELEASED_AT, ...given }],
  });

  it.each<{ why: string; state: ServiceState }>([
    {
      why: 'rolls out without a task in service',
      state: { ...since({ rolloutState: 'IN_PROGRESS' }), older: [1, 2, 3, 4] },
    },
    { why: 'failed', state: since({ rolloutState: 'FAILED' }) },
    { why: 'is not known', state: { missing: { ecs: 'throttled' } } },
    { why: 'is older than the history', state: startingAt(minutesAgo(40)) },
    { why: 'is hours old', state: startingAt(NOW - 3 * HOUR) },
    {
      why: 'repeats the revision',
      state: { releases: [{ ...RELEASE, before: [REVISION] }, aRelease({ createdAt: NOW - HOUR }), RELEASE_BEFORE] },
    },
    {
      why: 'went back to an older revision',
      state: { ...since(back), releases: [{ ...RELEASE, ...back }, aRelease({ createdAt: NOW - HOUR })] },
    },
    { why: 'ECS rolled back', state: { ...since(back), releases: [{ ...RELEASE, status: 'ROLLBACK_SUCCESSFUL' }] } },
  ])('is not found for a release that $why', ({ state }) => {
    expect(isWorse(failing(), state)).toBe(false);
  });

  it.each<{ why: string; state: ServiceState }>([
    { why: 'is the first', state: { releases: [RELEASE] } },
    { why: 'is of a new family', state: { releases: [RELEASE, { ...RELEASE_BEFORE, taskDefinition: otherFamily }] } },
    { why: 'is listed twice', state: { releases: [RELEASE, RELEASE, RELEASE_BEFORE] } },
    { why: 'is not listed yet', state: { releases: [] } },
    { why: 'has a list that cannot be read', state: { missing: { releases: 'throttled' } } },
  ])('is found for a release that $why', ({ state }) => {
    expect(isWorse(failing(), state)).toBe(true);
  });
});
