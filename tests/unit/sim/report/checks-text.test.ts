// Unit layer: the report of invariants and mismatches at the end of a simulation.
import { checksText, hasPassed } from '#sim/report/checks-text.ts';
import { INVARIANTS } from '#sim/scenario/invariants/invariants.ts';
import type { RunResult } from '#sim/scenario/run-result.ts';
import { ONSET } from '#tests/unit/sim/scenario/an-outcome.ts';

const aResult = (given: Partial<RunResult> = {}): RunResult => ({
  seed: 1,
  outcomes: [],
  mismatches: [],
  violations: [],
  checkedSeconds: 1_800,
  requests: { total: 1_000, failed: 3 },
  ...given,
});

const linesOf = (...results: readonly RunResult[]): readonly string[] =>
  checksText(results, (seed) => `npm run sim -- --seed ${seed}`).split('\n');

describe('the report of checks', () => {
  const [name = ''] = INVARIANTS.map((invariant) => invariant.name);

  it('lists every invariant as holding when all checks have passed', () => {
    const results = [aResult(), aResult({ seed: 2 })];
    expect(linesOf(...results)).toEqual([
      '6 of 2000 requests failed.',
      `${INVARIANTS.length} invariants, checked in each of 3600 simulated seconds:`,
      ...INVARIANTS.map((invariant) => `  holds     ${invariant.name}`),
    ]);
    expect(hasPassed(results)).toBe(true);
  });

  it('names every violation with its seed and time, and the command that reproduces it', () => {
    const violations = [{ invariant: name, at: ONSET, description: 'two at once' }];
    const results = [aResult(), aResult({ seed: 7, violations }), aResult({ seed: 9, violations })];
    const lines = linesOf(...results);
    for (const seed of [7, 9]) {
      expect(lines).toContain(`  VIOLATED  ${name}: two at once (seed ${seed}, 2026-11-23T10:00:00.000Z)`);
      expect(lines).toContain(`Reproduce with: npm run sim -- --seed ${seed}`);
    }
    expect(lines).not.toContain(`  holds     ${name}`);
    expect(hasPassed(results)).toBe(false);
  });

  it('names every mismatch with its seed and time, and the command that reproduces it', () => {
    const mismatch = { fault: 'hung-task', at: ONSET, part: 'actions', expected: 'stop-task', found: 'none' };
    const result = aResult({ seed: 8, mismatches: [mismatch] });
    expect(linesOf(result, aResult({ seed: 2 })).slice(-2)).toEqual([
      'MISMATCH: seed 8, hung-task at 2026-11-23T10:00:00.000Z, actions: expected stop-task, found none',
      'Reproduce with: npm run sim -- --seed 8',
    ]);
    expect(hasPassed([result])).toBe(false);
  });
});
