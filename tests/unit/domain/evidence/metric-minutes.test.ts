// Unit layer: which minutes of the metric history count.
import {
  countedMinutes,
  isCurrent,
  minutesOf,
  newestRun,
  refusedMinutes,
  wereMeasuredSince,
} from '#shared/domain/evidence/metric-minutes.ts';
import { frozen } from '#shared/domain/model/part.ts';
import { minutesAgo, NEWEST, NOW, secondsAgo } from '#tests/builders/constants.ts';
import * as given from '#tests/builders/given.ts';
import { level, type MinuteSeries } from '#tests/builders/metrics.ts';

describe('the minutes of a series', () => {
  const cpuIn = (...[state]: Parameters<typeof given.service>) => minutesOf(given.service(state), 'cpu', NOW);

  it.each([
    { value: Number.NaN, counts: false },
    { value: Number.POSITIVE_INFINITY, counts: false },
    { value: -0.01, counts: false },
    { value: 0, counts: true },
    { value: 1.4, counts: true },
  ])('include the value $value: $counts', ({ value, counts }) => {
    expect(cpuIn({ metrics: { cpu: [value] } })).toHaveLength(counts ? 1 : 0);
  });

  it.each([
    { begins: 'in a second', newestMinute: secondsAgo(-1), counts: false },
    { begins: 'now', newestMinute: NOW, counts: true },
    { begins: '30 minutes ago', newestMinute: minutesAgo(30), counts: true },
    { begins: '31 minutes ago', newestMinute: minutesAgo(31), counts: false },
  ])('include a minute that begins $begins: $counts', ({ newestMinute, counts }) => {
    expect(cpuIn({ metrics: { cpu: [0.5] }, newestMinute })).toHaveLength(counts ? 1 : 0);
  });

  it('are none without a history', () => {
    expect(cpuIn({ missing: { history: 'throttled' } })).toEqual([]);
    expect(cpuIn({ parts: { history: frozen(NOW) } })).toEqual([]);
  });

  it.each([
    { at: minutesAgo(4), current: true },
    { at: minutesAgo(4) - 1, current: false },
  ])('are current until the newest began four minutes ago: $current', ({ at, current }) => {
    expect(isCurrent([{ at: at - 60_000 }, { at }], NOW)).toBe(current);
  });
});

it.each([
  { values: [], length: 0 },
  { values: [1, 1, 9], length: 1 },
  { values: [9, 1, 9, 9], length: 2 },
  { values: [9, 9, 9], length: 3 },
  { values: [9, 9, 1], length: 0 },
])('the newest run of $values above 5 has the length $length', ({ values, length }) => {
  expect(newestRun(values, (value) => value > 5)).toHaveLength(length);
});

describe('the minutes with requests and failures', () => {
  const counted = (metrics: MinuteSeries) =>
    countedMinutes(given.service({ metrics }), NOW).map(({ requests, failed }) => [requests, failed]);

  it('exclude those without requests, and with more failures than requests', () => {
    expect(counted({ requests: [100, 0, 50, 10], failed: [1, 0, 5, 11] })).toEqual([
      [100, 1],
      [50, 5],
    ]);
  });

  it('exclude those that lack one of the two counts', () => {
    expect(counted({ failed: [1] })).toEqual([]);
    expect(counted({ requests: [1] })).toEqual([]);
  });

  it('are none without a history', () => {
    expect(countedMinutes(given.service({ missing: { history: 'throttled' } }), NOW)).toEqual([]);
  });
});

describe('the minutes with requests and refusals', () => {
  it('exclude those without requests, with more refusals than requests, and without either count', () => {
    const metrics = { requests: [7, 100, 0, 50, 10], refused: [1, 0, 5, 11] };
    const counted = refusedMinutes(given.service({ metrics }), NOW);
    expect(counted.map(({ requests, failed }) => [requests, failed])).toEqual([
      [100, 1],
      [50, 5],
    ]);
  });
});

it.each([
  { what: 'before the newest minute', moment: NEWEST - 1, measured: true },
  { what: 'at its beginning', moment: NEWEST, measured: true },
  { what: 'after its beginning', moment: NEWEST + 1, measured: false },
])('tasks are measured since an instant $what: $measured', ({ moment, measured }) => {
  expect(wereMeasuredSince(given.service({ metrics: { cpu: level(5, 0.4) } }), moment, NOW)).toBe(measured);
});

it('tasks that are never measured count as measured', () => {
  expect(wereMeasuredSince(given.service({ missing: { history: 'throttled' } }), NOW, NOW)).toBe(true);
});
