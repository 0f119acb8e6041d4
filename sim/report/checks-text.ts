import { toIso } from '#shared/domain/model/time.ts';
import { INVARIANTS } from '../scenario/invariants.ts';
import type { HoursPlayed } from '../virtual/play-hours.ts';

/** Whether every fault ended as it must and every promise held, in all that was played. */
export const isFlawless = (played: readonly HoursPlayed[]): boolean =>
  played.every(({ shortfalls, violations }) => shortfalls.length + violations.length === 0);

/** What was checked and how it went; for a seed that shows a flaw, `again` gives the command that shows it again. */
export const checksText = (played: readonly HoursPlayed[], again: (seed: number) => string): string => {
  const sumOf = (count: (one: HoursPlayed) => number): number => played.reduce((sum, one) => sum + count(one), 0);
  const flawed = played.filter((one) => !isFlawless([one]));
  return [
    `${sumOf(({ requests }) => requests.failed)} of ${sumOf(({ requests }) => requests.total)} requests failed.`,
    `${INVARIANTS.length} invariants, checked on each of ${sumOf(({ ticks }) => ticks)} world seconds:`,
    ...INVARIANTS.flatMap(({ name }) => invariantLines(name, played)),
    ...flawed.flatMap(shortfallLines),
    ...flawed.map(({ seed }) => `To see it again: ${again(seed)}`),
  ].join('\n');
};

const invariantLines = (name: string, played: readonly HoursPlayed[]): readonly string[] => {
  const violated = played.flatMap(({ seed, violations }) =>
    violations
      .filter(({ invariant }) => invariant === name)
      .map(({ seen, at }) => `  VIOLATED  ${name}: ${seen} (seed ${seed}, ${toIso(at)})`),
  );
  return violated.length === 0 ? [`  holds     ${name}`] : violated;
};

const shortfallLines = ({ seed, shortfalls }: HoursPlayed): readonly string[] =>
  shortfalls.map(
    ({ fault, what, expected, found, at }) =>
      `NOT AS IT MUST BE: seed ${seed}, ${fault} at ${toIso(at)}, ${what}: expected ${expected}, found ${found}`,
  );
