// Unit layer: which minutes of the history count, and that a healthy service's half hours give no hard finding.

import { createRandom } from '#local-aws/clock/random.ts';
import { isCurrent, minutesOf } from '#shared/domain/evidence/metric-minutes.ts';
import { cpuSaturated, memoryRising, memorySaturated } from '#shared/domain/findings/saturation.ts';
import { worseSinceRelease } from '#shared/domain/findings/since-release.ts';
import type { Observation } from '#shared/domain/model/observation.ts';
import type { MetricHistory } from '#shared/domain/model/operational-context.ts';
import { frozen, missing, observed } from '#shared/domain/model/part.ts';
import { sum } from '#shared/domain/model/statistics.ts';
import { DAY, HOUR, type Instant, MINUTE } from '#shared/domain/model/time.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { NEWEST, NOW, REVISION } from '#tests/builders/constants.ts';
import { anObservation } from '#tests/builders/given.ts';
import { aHistory } from '#tests/builders/metrics.ts';
import { aService, someTraffic } from '#tests/builders/parts.ts';

const cpuOf = (history: Observation['history']): readonly number[] =>
  minutesOf(anObservation({ history }), 'cpu', NOW).map(({ value }) => value);

describe('the minutes of a series', () => {
  it.each([
    { what: 'not a number', value: Number.NaN, counts: false },
    { what: 'endless', value: Number.POSITIVE_INFINITY, counts: false },
    { what: 'below nothing', value: -0.01, counts: false },
    { what: 'nothing', value: 0, counts: true },
    { what: 'more than was reserved', value: 1.4, counts: true },
  ])('do not hold what cannot be: $what counts: $counts', ({ value, counts }) => {
    expect(cpuOf(aHistory({ cpu: [value] }))).toHaveLength(counts ? 1 : 0);
  });

  it.each([
    { what: 'of the next second', at: NOW + 1_000, counts: false },
    { what: 'that begins now', at: NOW, counts: true },
    { what: 'of half an hour ago', at: NOW - 30 * MINUTE, counts: true },
    { what: 'of 31 minutes ago', at: NOW - 31 * MINUTE, counts: false },
  ])('do not hold what is another time: a minute $what counts: $counts', ({ at, counts }) => {
    expect(cpuOf(aHistory({ cpu: [0.5] }, at))).toHaveLength(counts ? 1 : 0);
  });

  it.each([{ part: missing('throttled', 'slow down') }, { part: frozen(NOW) }])(
    'are none where the history is $part.state',
    ({ part }) => {
      expect(cpuOf(part)).toEqual([]);
    },
  );

  it.each([
    { at: NOW - 4 * MINUTE, current: true },
    { at: NOW - 4 * MINUTE - 1, current: false },
  ])('are current until the newest began four minutes ago: $current', ({ at, current }) => {
    expect(isCurrent([{ at: at - MINUTE }, { at }], NOW)).toBe(current);
  });
});

/** More requests than usual are nothing wrong, and a morning brings them. */
const RULES = [memoryRising, cpuSaturated, memorySaturated, worseSinceRelease];
const MINUTES = (60 * DAY) / MINUTE;
const SHOWN = 30;
/** Looks at all minutes would tell little more than these do, which meet every distance from a release. */
const MINUTES_BETWEEN_LOOKS = 7;

/** From 20 requests a minute at night to 6,000 by day, in a wave that multiplies. */
const wave = (minute: number): number => 20 * 300 ** ((1 - Math.cos((2 * Math.PI * minute * MINUTE) / DAY)) / 2);

/** 0.1 % of errors, memory that is taken and given back, CPU that follows the requests, a p95 the less certain the fewer they are. */
const healthyDays = (seed: string, usual: (minute: number) => number): MetricHistory => {
  const random = createRandom(seed);
  const ofEach = (value: (requests: number, minute: number) => number) =>
    requests.map((minute, index) => ({ at: minute.at, value: value(minute.value, index) }));
  const requests = Array.from({ length: MINUTES }, (_, minute) => ({
    at: NOW + minute * MINUTE,
    value: random.poisson(usual(minute)),
  }));
  return {
    requests,
    failed: ofEach((asked) => random.binomial(asked, 0.001)),
    cpu: ofEach((asked) => Math.max(0, random.normal(0.1 + asked / 10_000, 0.05))),
    memory: ofEach((_, minute) => random.normal(0.68 + (0.1 * (minute % 47)) / 47, 0.01)),
    latencyP95Ms: ofEach((asked) => 80 * Math.exp(random.normal(0, 4 / Math.sqrt(asked + 1)))),
  };
};

const [aDeployment] = aService().deployments;

/** Every hour a release that changes nothing for the users. */
const releaseOfTheHour = (now: Instant): Partial<Observation> => {
  const createdAt = now - (now % HOUR);
  const deployments = aDeployment === undefined ? [] : [{ ...aDeployment, taskDefinition: REVISION, createdAt }];
  return { ecs: observed(now, aService({ deployments })) };
};

const POLICY = aPolicy();
const AT_REST = anObservation();

const lookAt = (history: MetricHistory, newest: number): readonly string[] => {
  const now = NOW + newest * MINUTE + (NOW - NEWEST);
  const shown = (series: keyof MetricHistory) => history[series].slice(newest - SHOWN + 1, newest + 1);
  const failed = shown('failed');
  const observation: Observation = {
    ...AT_REST,
    ...releaseOfTheHour(now),
    traffic: observed(now, someTraffic({ target5xx: sum(failed.map(({ value }) => value)) })),
    history: observed(now, {
      failed,
      requests: shown('requests'),
      cpu: shown('cpu'),
      memory: shown('memory'),
      latencyP95Ms: shown('latencyP95Ms'),
    }),
  };
  return RULES.flatMap((rule) => rule({ observation, policy: POLICY, now }))
    .filter(({ strength }) => strength === 'hard')
    .map(({ message }) => message);
};

describe('sixty days of a healthy service', () => {
  it.each([
    { traffic: 'a daily wave from 20 to 6,000', usual: wave },
    { traffic: '20', usual: () => 20 },
    { traffic: '60', usual: () => 60 },
    { traffic: '600', usual: () => 600 },
    { traffic: '6,000', usual: () => 6_000 },
  ])('with $traffic requests a minute, and a release every hour, give no hard finding', ({ traffic, usual }) => {
    const history = healthyDays(traffic, usual);
    const found: string[] = [];
    for (let newest = SHOWN; newest < MINUTES; newest += MINUTES_BETWEEN_LOOKS) found.push(...lookAt(history, newest));
    expect(found).toEqual([]);
  });
});
