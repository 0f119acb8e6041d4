// Unit layer: the tables of outcomes and recoveries, and what they are made of.
import { outcomesTable } from '#sim/report/outcomes-table.ts';
import { percentile } from '#sim/report/percentile.ts';
import { recoveryTable } from '#sim/report/recovery-table.ts';
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

const cellsOf = (text: string): readonly (readonly string[])[] => text.split('\n').map((row) => row.split(/ {2,}/));

describe('the outcomes table', () => {
  it('shows times in seconds from the onset, variants, and missing values as none or a dash', () => {
    const early = { detectedAt: ONSET - 5_000, fault: 'bad-release', details: { variant: 'crashes' } };
    const times = { onsetAt: undefined, detectedAt: undefined, recoveredAt: undefined, verifiedAt: undefined };
    const empty = { ...times, causes: [], actions: [], alerts: [] };
    const [, ...rows] = cellsOf(outcomesTable([anOutcome(), anOutcome(early), anOutcome(empty)]));
    expect(rows).toEqual([
      ['hung-task', '10 s', 'instance-grey', 'stop-task', '60 s', '70 s', '1500 of 12000', 'resolved'],
      ['bad-release (crashes)', '0 s', 'instance-grey', 'stop-task', '60 s', '70 s', '1500 of 12000', 'resolved'],
      ['hung-task', '-', 'none', 'none', '-', '-', '1500 of 12000', 'none'],
    ]);
  });
});

describe('the recovery table', () => {
  it('has a row for each kind of fault, in order of names', () => {
    const hungTasks = [10, 30, 20].map((seconds) =>
      anOutcome({ recoveredAt: ONSET + seconds * 1_000, requestsFailed: seconds }),
    );
    const never = { recoveredAt: undefined, verifiedAt: undefined, actions: [], alerts: [] };
    const databaseDown = anOutcome({ fault: 'database-down', ...never });
    expect(cellsOf(recoveryTable([...hungTasks, databaseDown, anOutcome({ fault: 'x', onsetAt: undefined })]))).toEqual(
      [
        [
          'fault',
          'injected',
          'recovered p50',
          'p99',
          'max',
          'verified p50',
          'actions',
          'alerts',
          'requests failed p50',
        ],
        ['database-down', '1', '-', '-', '-', '-', 'none', 'none', '1500'],
        ['hung-task', '3', '20 s', '30 s', '30 s', '70 s', '3 stop-task', '3 resolved', '20'],
        ['x', '1', '-', '-', '-', '-', '1 stop-task', '1 resolved', '1500'],
      ],
    );
  });
});
