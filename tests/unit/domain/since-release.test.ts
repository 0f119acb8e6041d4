// Unit layer: what got worse since a release, and when the release is to blame.

import { decide } from '#shared/domain/decide.ts';
import { diagnose } from '#shared/domain/diagnosis/diagnose.ts';
import { findAll } from '#shared/domain/findings/find.ts';
import type { Cause } from '#shared/domain/model/cause.ts';
import type { Finding, FindingId } from '#shared/domain/model/finding.ts';
import type { Deployment, Observation, Release } from '#shared/domain/model/observation.ts';
import { missing, observed, type Part } from '#shared/domain/model/part.ts';
import { HOUR, MINUTE } from '#shared/domain/model/time.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { aFinding } from '#tests/builders/a-report.ts';
import { assessed } from '#tests/builders/an-evidence.ts';
import { NEWEST, NOW, OLDER_REVISION, REVISION } from '#tests/builders/constants.ts';
import { anObservation } from '#tests/builders/given.ts';
import { aHistory, level } from '#tests/builders/metrics.ts';
import { aDeployment, anOlderRelease, aRelease, aService, someTraffic } from '#tests/builders/parts.ts';

/** The release began with the first of the newest eight minutes; a deployment that has been rolled out since. */
const MINUTES_SINCE = 8;
const RELEASED_AT = NEWEST - (MINUTES_SINCE - 1) * MINUTE;

const aNewRelease = (given: Partial<Release> = {}): Release =>
  aRelease({ createdAt: RELEASED_AT, finishedAt: RELEASED_AT + 3 * MINUTE, ...given });
const THE_ONE_BEFORE = anOlderRelease({ createdAt: NOW - 24 * HOUR, finishedAt: NOW - 23 * HOUR });

const ecsWith = (given: Partial<Deployment> = {}): Observation['ecs'] =>
  observed(NOW, aService({ deployments: [aDeployment({ createdAt: RELEASED_AT, ...given })] }));

const REQUESTS = 600;
const WELL_BEFORE = level(15, 1);

interface Told {
  readonly before?: readonly number[];
  readonly after?: readonly number[];
  readonly requests?: number;
}

/** Failures of the minutes before the release and of those since. */
const failing = ({ before = WELL_BEFORE, after = level(MINUTES_SINCE, 60), requests = REQUESTS }: Told = {}) => {
  const failed = [...before, ...after];
  return aHistory({ failed, requests: level(failed.length, requests) });
};
const slow = ({ before = level(15, 80), after = level(MINUTES_SINCE, 900), requests = REQUESTS }: Told = {}) => {
  const latencyP95Ms = [...before, ...after];
  const count = latencyP95Ms.length;
  return aHistory({ latencyP95Ms, failed: level(count, 0), requests: level(count, requests) });
};

const released = (given: Partial<Observation> = {}): Observation =>
  anObservation({
    ecs: ecsWith(),
    releases: observed(NOW, [THE_ONE_BEFORE, aNewRelease()]),
    traffic: observed(NOW, someTraffic({ requests: 600, target5xx: 60 })),
    history: failing(),
    ...given,
  });

const worse = (given: Partial<Observation> = {}): Finding | undefined =>
  findAll({ observation: released(given), policy: aPolicy(), now: NOW }).find(({ id }) => id === 'worse-since-release');
const isWorse = (given: Partial<Observation>): boolean => worse(given) !== undefined;

describe('more errors since a release', () => {
  it('are a hard fact about the new revision, with how many there are and were', () => {
    expect(worse()).toMatchObject({
      strength: 'hard',
      subject: REVISION,
      since: RELEASED_AT,
      at: NEWEST + MINUTE,
      message: 'since mlflow-registry:42 was deployed, at least 9.3 % of the requests fail, before at most 0.3 %',
    });
    expect(worse()?.numbers.atLeast).toBeCloseTo(0.093, 3);
    expect(worse()?.numbers.before).toBeCloseTo(0.0025, 3);
  });

  it.each([
    { before: 4, is: false },
    { before: 5, is: true },
  ])('need five minutes before the release to compare with; with $before: $is', ({ before, is }) => {
    expect(isWorse({ history: failing({ before: level(before, 0) }) })).toBe(is);
  });

  it.each([
    { whole: 1, is: false },
    { whole: 2, is: true },
  ])('need two whole minutes after it; with $whole: $is', ({ whole, is }) => {
    const createdAt = NEWEST - (whole - 1) * MINUTE;
    expect(isWorse({ ecs: ecsWith({ createdAt }), history: failing({ after: level(whole, 60) }) })).toBe(is);
  });

  it('do not count the minute in which the release began, on either side', () => {
    const createdAt = RELEASED_AT + MINUTE / 2;
    const wild = failing({ before: level(14, 0), after: [500, ...level(MINUTES_SINCE, 0)] });
    expect(isWorse({ ecs: ecsWith({ createdAt }), history: wild })).toBe(false);
    const fiveWithIt = failing({ before: level(4, 0), after: [500, ...level(MINUTES_SINCE - 1, 60)] });
    expect(isWorse({ ecs: ecsWith({ createdAt }), history: fiveWithIt })).toBe(false);
  });

  it.each([
    { newest: NOW - MINUTE, is: true },
    { newest: NOW - MINUTE + 1, is: false },
  ])('do not count a minute that is not over: $is', ({ newest, is }) => {
    const values = { failed: [...WELL_BEFORE, 60, 60], requests: level(17, REQUESTS) };
    expect(isWorse({ ecs: ecsWith({ createdAt: newest - MINUTE }), history: aHistory(values, newest) })).toBe(is);
  });

  it.each([
    { failures: 7, is: false },
    { failures: 8, is: true },
  ])('count by what is proven: $failures of 600 a minute, where 1 % may fail: $is', ({ failures, is }) => {
    expect(isWorse({ history: failing({ after: level(MINUTES_SINCE, failures) }) })).toBe(is);
  });

  it.each([
    { failures: 42, is: false },
    { failures: 55, is: true },
  ])('have to be three times what failed before: $failures a minute after 12: $is', ({ failures, is }) => {
    expect(isWorse({ history: failing({ before: level(15, 12), after: level(MINUTES_SINCE, failures) }) })).toBe(is);
  });

  it.each([
    { after: [0, 0, 0, 0, 1, 1, 1, 1], is: false },
    { after: [0, 0, 0, 1, 1, 1, 1, 1], is: true },
  ])('are five at least, however few the requests: $after: $is', ({ after, is }) => {
    expect(isWorse({ history: failing({ before: level(20, 0), after, requests: 8 }) })).toBe(is);
  });

  it.each([
    { minutesAfter: 10, is: true },
    { minutesAfter: 11, is: false },
  ])('have to begin within ten minutes of the release; after $minutesAfter: $is', ({ minutesAfter, is }) => {
    const after = [...level(minutesAfter, 1), ...level(4, 60)];
    const createdAt = NEWEST - (after.length - 1) * MINUTE;
    const finding = worse({ ecs: ecsWith({ createdAt }), history: failing({ before: level(10, 1), after }) });
    expect(finding?.since).toBe(is ? NEWEST - 3 * MINUTE : undefined);
  });

  it.each([
    { why: 'that are over', after: [60, 60, 60, 60, 60, 60, 0, 0], is: false },
    { why: 'of which the newest minute is free', after: [60, 60, 60, 60, 60, 60, 60, 0], is: true },
  ])('have to last: errors $why are found: $is', ({ after, is }) => {
    expect(isWorse({ history: failing({ after }) })).toBe(is);
  });

  it.each([
    { newest: NOW - 4 * MINUTE, is: true },
    { newest: NOW - 5 * MINUTE, is: false },
  ])('are not found in minutes that are over four minutes old: $is', ({ newest, is }) => {
    const values = { failed: [...WELL_BEFORE, ...level(5, 60)], requests: level(20, REQUESTS) };
    const ecs = ecsWith({ createdAt: newest - 4 * MINUTE });
    expect(isWorse({ ecs, history: aHistory(values, newest) })).toBe(is);
  });

  it.each([
    { target5xx: 29, is: false },
    { target5xx: 30, is: true },
  ])("are the tasks' own for one half at least: $target5xx of 60: $is", ({ target5xx, is }) => {
    const traffic = observed(NOW, someTraffic({ requests: 600, target5xx, elb502: 60 - target5xx }));
    expect(isWorse({ traffic })).toBe(is);
  });

  it('are not blamed on a release while nobody can say whose they are', () => {
    expect(isWorse({ traffic: missing('throttled', 'slow down') })).toBe(false);
  });

  it.each([
    { why: 'no count of failures', values: { requests: level(23, 600) } },
    { why: 'more failures than requests', values: { requests: level(23, 600), failed: level(23, 601) } },
    {
      why: 'more failures than requests, among good ones',
      values: { requests: level(23, 600), failed: [...level(21, 0), 601, 0] },
    },
    { why: 'no requests', values: { requests: level(23, 0), failed: level(23, 0) } },
  ])('are not found in minutes with $why', ({ values }) => {
    expect(isWorse({ history: aHistory(values) })).toBe(false);
  });
});

describe('slower answers since a release', () => {
  it('are a hard fact about the new revision, with how slow they are and were', () => {
    expect(worse({ history: slow() })).toMatchObject({
      strength: 'hard',
      subject: REVISION,
      since: RELEASED_AT,
      at: NEWEST + MINUTE,
      numbers: { latencyP95Ms: 900, before: 80 },
      message: 'since mlflow-registry:42 was deployed, p95 latency is 900 ms, before 80 ms',
    });
  });

  it.each([
    { before: 80, after: 500, is: false },
    { before: 80, after: 501, is: true },
    { before: 400, after: 800, is: false },
    { before: 400, after: 801, is: true },
  ])('are slower than the objective of 500 ms and than twice before: from $before to $after ms: $is', (latency) => {
    const history = slow({ before: level(15, latency.before), after: level(MINUTES_SINCE, latency.after) });
    expect(isWorse({ history })).toBe(latency.is);
  });

  it.each([
    { after: [80, 80, 80, 80, 80, 80, 900, 900], is: false },
    { after: [80, 80, 80, 80, 80, 900, 900, 900], is: true },
    { after: [80, 80, 80, 80, 900, 900, 900, 80], is: false },
  ])('are slow for three minutes and still are: $after: $is', ({ after, is }) => {
    expect(isWorse({ history: slow({ after }) })).toBe(is);
  });

  it.each([
    { requests: 24, is: false },
    { requests: 25, is: true },
  ])('need 200 requests to be sure of a p95; with 8 times $requests: $is', ({ requests, is }) => {
    expect(isWorse({ history: slow({ requests }) })).toBe(is);
  });

  it('are found beside errors that began too late to be of the release', () => {
    const values = {
      failed: [...level(27, 0), ...level(3, 200)],
      requests: level(30, REQUESTS),
      latencyP95Ms: [...level(10, 80), ...level(20, 900)],
    };
    const ecs = ecsWith({ createdAt: NEWEST - 19 * MINUTE });
    expect(worse({ ecs, history: aHistory(values) })?.numbers).toEqual({ latencyP95Ms: 900, before: 80 });
  });
});

describe('a release that is not suspected', () => {
  it.each<{ why: string; given: Partial<Observation> }>([
    { why: 'still rolls out', given: { ecs: ecsWith({ rolloutState: 'IN_PROGRESS' }) } },
    { why: 'failed', given: { ecs: ecsWith({ rolloutState: 'FAILED' }) } },
    { why: 'is not known', given: { ecs: missing('throttled', 'slow down') } },
    { why: 'is older than the history', given: { ecs: ecsWith({ createdAt: NOW - 40 * MINUTE }) } },
    { why: 'came of old', given: { ecs: ecsWith({ createdAt: NOW - 3 * HOUR }) } },
    {
      why: 'deployed the same revision once more',
      given: { releases: observed(NOW, [aNewRelease(), aNewRelease({ createdAt: NOW - HOUR }), THE_ONE_BEFORE]) },
    },
    {
      why: 'is a way back to an older revision',
      given: {
        ecs: ecsWith({ taskDefinition: OLDER_REVISION }),
        releases: observed(NOW, [
          aNewRelease({ taskDefinition: OLDER_REVISION }),
          aNewRelease({ createdAt: NOW - HOUR }),
        ]),
      },
    },
    {
      why: 'is a way back, by ECS itself',
      given: {
        ecs: ecsWith({ taskDefinition: OLDER_REVISION }),
        releases: observed(NOW, [aNewRelease({ status: 'ROLLBACK_SUCCESSFUL' })]),
      },
    },
  ])('is one that $why', ({ given }) => {
    expect(isWorse(given)).toBe(false);
  });

  it.each<{ why: string; releases: Part<readonly Release[]> }>([
    { why: 'is the first', releases: observed(NOW, [aNewRelease()]) },
    {
      why: 'comes after one of another family',
      releases: observed(NOW, [
        aNewRelease(),
        { ...THE_ONE_BEFORE, taskDefinition: OLDER_REVISION.replace('mlflow-registry:41', 'registry:99') },
      ]),
    },
    { why: 'is listed twice', releases: observed(NOW, [aNewRelease(), aNewRelease(), THE_ONE_BEFORE]) },
    { why: 'is not in the list yet', releases: observed(NOW, []) },
    { why: 'has a list that cannot be read', releases: missing('throttled', 'slow down') },
  ])('is not one that $why', ({ releases }) => {
    expect(isWorse({ releases })).toBe(true);
  });
});

const causeOf = (...ids: readonly FindingId[]): Cause =>
  diagnose(
    assessed({
      observation: anObservation(),
      findings: ids.map((id) => aFinding({ id, strength: 'hard', subject: id })),
      policy: aPolicy(),
      now: NOW,
    }),
  ).cause;

describe('a release after which users got worse answers', () => {
  it.each<{ beside: FindingId; cause: Cause }>([
    { beside: 'errors-above-objective', cause: 'bad-release' },
    { beside: 'cpu-saturated', cause: 'bad-release' },
    { beside: 'target-unhealthy', cause: 'bad-release' },
    { beside: 'memory-rising', cause: 'bad-release' },
    { beside: 'dependency-unreachable', cause: 'dependency-down' },
    { beside: 'breaker-open', cause: 'none' },
    { beside: 'requests-rising', cause: 'none' },
  ])('beside $beside is diagnosed as $cause', ({ beside, cause }) => {
    expect(causeOf('worse-since-release', beside)).toBe(cause);
  });

  it('is not to blame where nobody can say how its dependencies are', () => {
    const blind = released({ dependencies: missing('throttled', 'slow down') });
    expect(
      decide({ observation: blind, history: { incident: undefined, pastActions: [] }, policy: aPolicy(), now: NOW })
        .diagnosis.cause,
    ).not.toBe('bad-release');
  });

  it('is not to blame for full tasks where requests rose', () => {
    expect(causeOf('worse-since-release', 'requests-rising', 'cpu-saturated', 'errors-above-objective')).toBe(
      'overload',
    );
  });

  it('is rolled back to the last proven revision', () => {
    const { diagnosis, decision } = decide({
      observation: released(),
      history: { incident: undefined, pastActions: [] },
      policy: aPolicy(),
      now: NOW,
    });
    expect(diagnosis).toMatchObject({ cause: 'bad-release', subject: REVISION, confirmed: true });
    expect(decision).toMatchObject({
      kind: 'act',
      plan: { action: 'roll-back', step: 'redeploy', to: OLDER_REVISION },
    });
  });

  it('is not blamed while nothing is known of the time before', () => {
    const blind = { history: missing('throttled', 'slow down') };
    expect(
      decide({
        observation: released(blind),
        history: { incident: undefined, pastActions: [] },
        policy: aPolicy(),
        now: NOW,
      }).diagnosis.cause,
    ).toBe('unknown');
  });
});
