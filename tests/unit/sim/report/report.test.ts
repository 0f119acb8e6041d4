// Unit layer: how what was played is shown: tables, percentiles, lines of the story, the checks.

import { PassThrough } from 'node:stream';
import { checksText, isFlawless } from '#sim/report/checks-text.ts';
import { oneLine } from '#sim/report/one-line.ts';
import { outcomesTable, recoverySeconds, recoveryTable } from '#sim/report/outcomes-table.ts';
import { percentile } from '#sim/report/percentile.ts';
import { table } from '#sim/report/table.ts';
import { timelineText } from '#sim/report/timeline-text.ts';
import { INVARIANTS } from '#sim/scenario/invariants.ts';
import type { HoursPlayed } from '#sim/virtual/play-hours.ts';
import { anOutcome, ONSET } from '#tests/unit/sim/play/an-outcome.ts';

/** A terminal without colours. */
const PLAIN = new PassThrough();

describe('a percentile', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);

  it.each([
    { values: hundred, percent: 0, is: 1 },
    { values: hundred, percent: 50, is: 50 },
    { values: hundred, percent: 98.9, is: 99 },
    { values: hundred, percent: 99, is: 99 },
    { values: hundred, percent: 99.1, is: 100 },
    { values: hundred, percent: 100, is: 100 },
    { values: [7], percent: 1, is: 7 },
    { values: [10, 9, 100], percent: 50, is: 10 },
    { values: [], percent: 50, is: Number.NaN },
  ])('$percent of $values.length values is $is', ({ values, percent, is }) => {
    expect(percentile(values, percent)).toBe(is);
  });

  it('leaves the values as they are', () => {
    const values = [3, 1, 2];
    percentile(values, 50);
    expect(values).toEqual([3, 1, 2]);
  });
});

describe('a table', () => {
  it('aligns words to the left and numbers to the right, and ends no line in spaces', () => {
    const rows = [
      ['fault', 'after', 'alerts'],
      ['hung-task', '9 s', 'none'],
      ['x', '-', ''],
    ];
    expect(table(rows).split('\n')).toEqual(['fault      after  alerts', 'hung-task    9 s  none', 'x              -']);
  });

  it('of nothing is nothing', () => {
    expect(table([])).toBe('');
  });
});

describe('the table of outcomes', () => {
  const rowOf = (given: Parameters<typeof anOutcome>[0]) => outcomesTable([anOutcome(given)]).split('\n')[1];

  it('has a row for each, in seconds from the onset', () => {
    expect(rowOf({})).toMatch(/^hung-task +10 s +instance-grey +stop-task +60 s +70 s +1500 of 12000 +resolved$/);
  });

  it('names the variant', () => {
    expect(rowOf({ fault: 'bad-release', details: { variant: 'crashes' } })).toMatch(/^bad-release \(crashes\) /);
  });

  it('shows what never was as none or a dash', () => {
    const nothing = { onsetAt: undefined, detectedAt: undefined, curedAt: undefined, verifiedAt: undefined };
    expect(rowOf({ ...nothing, causes: [], actions: [], alerts: [] })).toMatch(
      /^hung-task +- +none +none +- +- +1500 of 12000 +none$/,
    );
  });

  it('shows what was detected before its onset as detected at once', () => {
    expect(rowOf({ detectedAt: ONSET - 5_000 })).toMatch(/^hung-task +0 s /);
  });
});

describe('the table of recoveries', () => {
  it('has a row for each kind of fault, in order of names, with its times and counts', () => {
    const cured = (seconds: number) => anOutcome({ curedAt: ONSET + seconds * 1_000, requestsFailed: seconds });
    const other = anOutcome({
      fault: 'database-down',
      curedAt: undefined,
      verifiedAt: undefined,
      actions: [],
      alerts: [],
    });
    const [head, ...rows] = recoveryTable([cured(10), cured(30), other, cured(20)]).split('\n');
    expect(head).toMatch(/^fault +played +recovered p50 +p99 +max +proven p50 +actions +alerts +requests failed p50$/);
    expect(rows[0]).toMatch(/^database-down +1 +- +- +- +- +none +none +1500$/);
    expect(rows[1]).toMatch(/^hung-task +3 +20 s +30 s +30 s +70 s +3 stop-task +3 resolved +20$/);
    expect(rows).toHaveLength(2);
  });

  it.each([
    { given: {}, is: 60 },
    { given: { curedAt: undefined }, is: undefined },
    { given: { onsetAt: undefined }, is: undefined },
  ])('counts a recovery of $is s for $given', ({ given, is }) => {
    expect(recoverySeconds(anOutcome(given))).toBe(is);
  });
});

describe('a line of the story', () => {
  const at = Date.parse('2026-11-23T10:05:06Z');

  it('has its time of day, its kind and its text, and what follows stands below it', () => {
    expect(timelineText({ at, kind: 'saw', text: 'one\ntwo' }, PLAIN)).toBe(
      `10:05:06  saw       one\n${' '.repeat(20)}two`,
    );
  });

  it.each([
    { text: 'task 0123456789abcdef0123456789abcdef hangs', shown: 'task 01234567 hangs' },
    { text: 'arn:aws:ecs:us-east-1:123456789012:task-definition/registry:41', shown: 'registry:41' },
    { text: 'arn:aws:ecs:us-east-1:123456789012:service/ml/registry', shown: 'ml/registry' },
    { text: '0123456789abcdef0123456789abcde', shown: '0123456789abcdef0123456789abcde' },
  ])('shows $text as $shown', ({ text, shown }) => {
    expect(timelineText({ at, kind: 'did', text }, PLAIN)).toBe(`10:05:06  did       ${shown}`);
  });
});

describe('an error in one line', () => {
  it.each([
    { error: new TypeError('no such thing'), line: 'no such thing' },
    { error: 'a word', line: 'a word' },
  ])('is $line', ({ error, line }) => {
    expect(oneLine(error)).toBe(line);
  });
});

describe('the checks', () => {
  const played = (given: Partial<HoursPlayed> = {}): HoursPlayed => ({
    seed: 1,
    outcomes: [],
    shortfalls: [],
    violations: [],
    ticks: 1_800,
    requests: { total: 1_000, failed: 3 },
    ...given,
  });
  const [{ name: first } = { name: '' }] = INVARIANTS;
  const again = (seed: number): string => `npm run sim -- --seed ${seed}`;
  const violated = played({ seed: 7, violations: [{ invariant: first, at: ONSET, seen: 'two at once' }] });
  const short = played({
    seed: 8,
    shortfalls: [{ fault: 'hung-task', at: ONSET, what: 'actions', expected: 'stop-task', found: 'none' }],
  });

  it('that all went well say what was checked, how often, and nothing else', () => {
    const lines = checksText([played(), played({ seed: 2 })], again).split('\n');
    expect(lines[0]).toBe('6 of 2000 requests failed.');
    expect(lines[1]).toBe(`${INVARIANTS.length} invariants, checked on each of 3600 world seconds:`);
    expect(lines.slice(2)).toEqual(INVARIANTS.map(({ name }) => `  holds     ${name}`));
    expect(isFlawless([played(), played({ seed: 2 })])).toBe(true);
  });

  it('name every violation with its seed and moment, and how to see it again', () => {
    const text = checksText([played(), violated, { ...violated, seed: 9 }], again);
    for (const seed of [7, 9]) {
      expect(text).toContain(`  VIOLATED  ${first}: two at once (seed ${seed}, 2026-11-23T10:00:00`);
      expect(text).toContain(`To see it again: npm run sim -- --seed ${seed}`);
    }
    expect(text).not.toContain(`holds     ${first}`);
    expect(isFlawless([played(), violated])).toBe(false);
  });

  it('name every shortfall with its seed and moment, and how to see it again', () => {
    const lines = checksText([short, played({ seed: 2 })], again)
      .split('\n')
      .slice(-2);
    expect(lines[0]).toMatch(
      /^NOT AS IT MUST BE: seed 8, hung-task at 2026-11-23T10:00:00\S*, actions: expected stop-task, found none$/,
    );
    expect(lines[1]).toBe('To see it again: npm run sim -- --seed 8');
    expect(isFlawless([short])).toBe(false);
  });
});
