import { toIso } from '#shared/domain/model/time.ts';
import { INVARIANTS } from '../scenario/invariants/invariants.ts';
import type { RunResult } from '../scenario/run-result.ts';

/** True when every outcome matches its expectation and every invariant has held. */
export const hasPassed = (results: readonly RunResult[]): boolean =>
  results.every(({ mismatches, violations }) => mismatches.length + violations.length === 0);

/** Reports all checks; for each seed with a failed check, `commandFor` gives the command that reproduces it. */
export const checksText = (results: readonly RunResult[], commandFor: (seed: number) => string): string => {
  const sumOf = (count: (result: RunResult) => number): number => results.reduce((sum, each) => sum + count(each), 0);
  const failed = results.filter((result) => !hasPassed([result]));
  return [
    `${sumOf(({ requests }) => requests.failed)} of ${sumOf(({ requests }) => requests.total)} requests failed.`,
    `${INVARIANTS.length} invariants, checked in each of ${sumOf(({ checkedSeconds }) => checkedSeconds)} simulated seconds:`,
    ...INVARIANTS.flatMap(({ name }) => invariantLines(name, results)),
    ...failed.flatMap(mismatchLines),
    ...failed.map(({ seed }) => `Reproduce with: ${commandFor(seed)}`),
  ].join('\n');
};

const invariantLines = (name: string, results: readonly RunResult[]): readonly string[] => {
  const violated = results.flatMap(({ seed, violations }) =>
    violations
      .filter(({ invariant }) => invariant === name)
      .map(({ description, at }) => `  VIOLATED  ${name}: ${description} (seed ${seed}, ${toIso(at)})`),
  );
  return violated.length === 0 ? [`  holds     ${name}`] : violated;
};

const mismatchLines = ({ seed, mismatches }: RunResult): readonly string[] =>
  mismatches.map(
    ({ fault, part, expected, found, at }) =>
      `MISMATCH: seed ${seed}, ${fault} at ${toIso(at)}, ${part}: expected ${expected}, found ${found}`,
  );
