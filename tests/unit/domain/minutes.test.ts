// Unit layer: how long it has been so, as the minutes of CloudWatch tell it.

import { countedMinutes, newestRun } from '#shared/domain/evidence/metric-minutes.ts';
import { findAll } from '#shared/domain/findings/find.ts';
import type { Observation } from '#shared/domain/model/observation.ts';
import type { MinuteValue } from '#shared/domain/model/operational-context.ts';
import { missing, observed } from '#shared/domain/model/part.ts';
import { MINUTE } from '#shared/domain/model/time.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { NOW } from '#tests/builders/constants.ts';
import { anObservation } from '#tests/builders/given.ts';
import { someTraffic } from '#tests/builders/parts.ts';

/** The newest minute last, which ended now. */
const minutes = (...values: readonly number[]): readonly MinuteValue[] =>
  values.map((value, index) => ({ at: NOW - (values.length - index) * MINUTE, value }));
const none = { cpu: [], memory: [], requests: [], failed: [], latencyP95Ms: [] };

describe('the newest run of minutes', () => {
  it.each([
    { values: [], length: 0 },
    { values: [1, 1, 9], length: 1 },
    { values: [9, 1, 9, 9], length: 2 },
    { values: [9, 9, 9], length: 3 },
    { values: [9, 9, 1], length: 0 },
  ])('of $values above 5 has $length', ({ values, length }) => {
    expect(newestRun(minutes(...values), ({ value }) => value > 5)).toHaveLength(length);
  });
});

describe('the minutes of which it is known how many requests failed', () => {
  const pluralize = (history: Observation['history']) =>
    countedMinutes({ history }, NOW).map(({ requests, failed }) => [requests, failed]);

  it('are those that had requests, and no more failures than those', () => {
    const history = { ...none, requests: minutes(100, 0, 50, 10), failed: minutes(1, 0, 5, 11) };
    expect(pluralize(observed(NOW, history))).toEqual([
      [100, 1],
      [50, 5],
    ]);
  });

  it('leave out a minute of which only one of the two is known', () => {
    expect(pluralize(observed(NOW, { ...none, failed: minutes(1) }))).toEqual([]);
    expect(pluralize(observed(NOW, { ...none, requests: minutes(1) }))).toEqual([]);
  });

  it('are none without a history', () => {
    expect(pluralize(missing('throttled', 'slow down'))).toEqual([]);
  });
});

const findingOf = (id: string, given: Parameters<typeof anObservation>[0]) =>
  findAll({ observation: anObservation(given), policy: aPolicy(), now: NOW }).find((finding) => finding.id === id);

describe('errors above the objective', () => {
  const traffic = observed(NOW, someTraffic({ requests: 1_000, target5xx: 200 }));

  it('have lasted since the first minute of the run that the history shows', () => {
    const history = observed(NOW, {
      ...none,
      requests: minutes(1_000, 1_000, 1_000, 1_000),
      failed: minutes(0, 11, 10, 200),
    });
    expect(findingOf('errors-above-objective', { traffic, history })?.since).toBe(NOW - MINUTE);
    const longer = observed(NOW, { ...none, requests: minutes(1_000, 1_000), failed: minutes(11, 200) });
    expect(findingOf('errors-above-objective', { traffic, history: longer })?.since).toBe(NOW - 2 * MINUTE);
  });

  it('are as old as the look when there is no history', () => {
    expect(findingOf('errors-above-objective', { traffic })?.since).toBe(NOW);
  });
});

describe('latency above the objective', () => {
  const traffic = observed(NOW, someTraffic({ latencyP95Ms: 900 }));

  it.each([
    { slow: 2, strength: 'soft' },
    { slow: 3, strength: 'hard' },
    { slow: 4, strength: 'hard' },
  ])('for $slow minutes is $strength evidence', ({ slow, strength }) => {
    const history = observed(NOW, { ...none, latencyP95Ms: minutes(500, ...Array(slow).fill(501)) });
    const finding = findingOf('latency-above-objective', { traffic, history });
    expect(finding).toMatchObject({ strength, since: NOW - slow * MINUTE });
  });

  it('is soft evidence without a history', () => {
    const finding = findingOf('latency-above-objective', { traffic, history: missing('throttled', 'slow down') });
    expect(finding).toMatchObject({ strength: 'soft', since: NOW });
  });
});
