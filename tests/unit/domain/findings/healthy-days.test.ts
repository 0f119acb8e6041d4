// Unit layer: the metric history of a healthy service never gives a hard finding.
import { createRandom } from '#local-aws/clock/random.ts';
import { cpuSaturated, memoryRising, memorySaturated } from '#shared/domain/findings/saturation.ts';
import { worseSinceRelease } from '#shared/domain/findings/since-release.ts';
import type { MetricHistory, MetricSeries } from '#shared/domain/model/operational-context.ts';
import { observed } from '#shared/domain/model/part.ts';
import { sum } from '#shared/domain/model/statistics.ts';
import { DAY, HOUR, MINUTE } from '#shared/domain/model/time.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { NEWEST, NOW } from '#tests/builders/constants.ts';
import * as given from '#tests/builders/given.ts';

/** A morning raises the requests, so `requests-rising` is left out. */
const RULES = [memoryRising, cpuSaturated, memorySaturated, worseSinceRelease];
const MINUTES = (60 * DAY) / MINUTE;
const SHOWN = 30;
/** Meets every distance from an hourly release, with fewer checks than one a minute. */
const MINUTES_BETWEEN_CHECKS = 7;
const POLICY = aPolicy();

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
    memoryMaximum: [],
    backlog: [],
    refused: [],
    byTargetGroup: [],
    memory: ofEach((_, minute) => random.normal(0.68 + (0.1 * (minute % 47)) / 47, 0.01)),
    latencyP95Ms: ofEach((asked) => 80 * Math.exp(random.normal(0, 4 / Math.sqrt(asked + 1)))),
  };
};

/** The hard findings at the end of this minute, with a release at the full hour. */
const hardFindings = (days: MetricHistory, newest: number): readonly string[] => {
  const now = NOW + newest * MINUTE + (NOW - NEWEST);
  const shown = (series: MetricSeries) => days[series].slice(newest - SHOWN + 1, newest + 1);
  const history: MetricHistory = {
    failed: shown('failed'),
    requests: shown('requests'),
    cpu: shown('cpu'),
    memory: shown('memory'),
    memoryMaximum: shown('memoryMaximum'),
    refused: shown('refused'),
    byTargetGroup: [],
    backlog: [],
    latencyP95Ms: shown('latencyP95Ms'),
  };
  const state = {
    deployments: [{ createdAt: now - (now % HOUR) }],
    traffic: { target5xx: sum(history.failed.map(({ value }) => value)) },
    parts: { history: observed(now, history) },
  };
  const snapshot = { observation: given.service(state, now), policy: POLICY, now };
  return RULES.flatMap((rule) => rule(snapshot))
    .filter(({ strength }) => strength === 'hard')
    .map(({ message }) => message);
};

it.each([
  { traffic: 'a daily wave from 20 to 6,000', usual: wave },
  { traffic: '20', usual: () => 20 },
  { traffic: '60', usual: () => 60 },
  { traffic: '600', usual: () => 600 },
  { traffic: '6,000', usual: () => 6_000 },
])('60 days with $traffic requests a minute and a release every hour give no hard finding', ({ traffic, usual }) => {
  const days = healthyDays(traffic, usual);
  const found: string[] = [];
  for (let newest = SHOWN; newest < MINUTES; newest += MINUTES_BETWEEN_CHECKS)
    found.push(...hardFindings(days, newest));
  expect(found).toEqual([]);
});
