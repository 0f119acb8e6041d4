// Unit layer: the tables of outcomes and recoveries, and what they are made of.
import { outcomesTable } from '#sim/report/outcomes-table.ts';
import { percentile } from '#sim/report/percentile.ts';
import { recoverySeconds, recoveryTable } from '#sim/report/recovery-table.ts';
import { table } from '#sim/report/table.ts';
import { anOutcome, ONSET } from '#tests/unit/sim/scenario/an-outcome.ts';

describe('a percentile', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);

  it.each([
    { values: hundred, percent: 0, expected: 1 },
    { values: hundred, percent: 50, expected: 50 },
    { values: hundred, percent: 98.9, expected: 99 },
    { values: hundred, percent: 99, expected: 99 },
    { values: hundred, percent: 99.1, expected: 100 },
    { values: hundred, percent: 100, expected: 100 },
    { values: [7], percent: 1, expected: 7 },
    { values: [10, 9, 100], percent: 50, expected: 10 },
    { values: [], percent: 50, expected: Number.NaN },
  ])(
    'of $values.length values at $percent % is $expected, without reordering them',
    ({ values, percent, expected }) => {
      const before = [...values];
      expect(percentile(values, percent)).toBe(expected);
      expect(values).toEqual(before);
    },
  );
});

describe('a table', () => {
  it('aligns words to the left and numbers to the right, without trailing spaces', () => {
    const rows = [
      ['fault', 'after', 'alerts'],
      ['hung-task', '9 s', 'none'],
      ['x', '-', ''],
    ];
    expect(table(rows).split('\n')).toEqual(['fault      after  alerts', 'hung-task    9 s  none', 'x              -']);
  });

  it('without rows is empty', () => {
    expect(table([])).toBe('');
  });
});

describe('a row of the outcomes table', () => {
  const without = { onsetAt: undefined, detectedAt: undefined, recoveredAt: undefined, verifiedAt: undefined };

  it.each([
    {
      shows: 'times in seconds from the onset',
      given: {},
      row: /^hung-task +10 s +instance-grey +stop-task +60 s +70 s +1500 of 12000 +resolved$/,
    },
    {
      shows: 'the variant of a fault',
      given: { fault: 'bad-release', details: { variant: 'crashes' } },
      row: /^bad-release \(crashes\) /,
    },
    {
      shows: 'missing values as none or a dash',
      given: { ...without, causes: [], actions: [], alerts: [] },
      row: /^hung-task +- +none +none +- +- +1500 of 12000 +none$/,
    },
    { shows: 'a detection before the onset as 0 s', given: { detectedAt: ONSET - 5_000 }, row: /^hung-task +0 s / },
  ])('shows $shows', ({ given, row }) => {
    expect(outcomesTable([anOutcome(given)]).split('\n')[1]).toMatch(row);
  });
});

describe('the recovery table', () => {
  it('has a row for each kind of fault, in order of names', () => {
    const recoveredIn = (seconds: number) =>
      anOutcome({ recoveredAt: ONSET + seconds * 1_000, requestsFailed: seconds });
    const never = { recoveredAt: undefined, verifiedAt: undefined, actions: [], alerts: [] };
    const outcomes = [
      recoveredIn(10),
      recoveredIn(30),
      anOutcome({ fault: 'database-down', ...never }),
      recoveredIn(20),
    ];
    const [head, ...rows] = recoveryTable(outcomes).split('\n');
    expect(head).toMatch(
      /^fault +injected +recovered p50 +p99 +max +verified p50 +actions +alerts +requests failed p50$/,
    );
    expect(rows).toEqual([
      expect.stringMatching(/^database-down +1 +- +- +- +- +none +none +1500$/),
      expect.stringMatching(/^hung-task +3 +20 s +30 s +30 s +70 s +3 stop-task +3 resolved +20$/),
    ]);
  });

  it.each([
    { given: {}, seconds: 60 },
    { given: { recoveredAt: undefined }, seconds: undefined },
    { given: { onsetAt: undefined }, seconds: undefined },
  ])('counts $seconds s for a recovery with $given', ({ given, seconds }) => {
    expect(recoverySeconds(anOutcome(given))).toBe(seconds);
  });
});
