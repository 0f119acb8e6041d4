import type { Comparison } from './compare.ts';
import type { Judged } from './judge.ts';
import type { FileReplay } from './replay-folder.ts';

export interface Share {
  readonly right: number;
  readonly of: number;
}

/** Counts the correct results among the cases that have an expectation. */
export interface Shares {
  readonly causes: Share;
  readonly decisions: Share;
  /** The cases whose diagnosis rests on the evidence that they name. */
  readonly grounding: Share;
  readonly harmful: number;
}

/** A confusion matrix: expected cause -> actual cause -> number of cases. */
export type Confusion = Readonly<Record<string, Readonly<Record<string, number>>>>;

export interface Tally {
  readonly all: Shares;
  readonly groups: Readonly<Record<string, Shares>>;
  readonly confusion: Confusion;
}

/** Summarizes the replays of a folder, in total and by group. */
export const tallyOf = (replays: readonly FileReplay[]): Tally => {
  const judged = replays.filter((replay) => replay.kind === 'judged');
  const grouped = Object.groupBy(
    judged.filter(({ group }) => group !== undefined),
    ({ group = '' }) => group,
  );
  const groups = Object.entries(grouped).map(([group, cases = []]) => [group, sharesOf(cases)] as const);
  return { all: sharesOf(judged), groups: Object.fromEntries(groups), confusion: confusionOf(judged) };
};

const sharesOf = (cases: readonly Judged[]): Shares => ({
  causes: shareOf(cases, isAboutCause),
  decisions: shareOf(cases, isAboutDecision),
  grounding: shareOf(cases, isAboutEvidence),
  harmful: cases.filter(({ verdict }) => verdict === 'harmful').length,
});

/** Counts a case as right if all its selected comparisons are, such as those of decision and action. */
const shareOf = (cases: readonly Judged[], isSelected: (comparison: Comparison) => boolean): Share => {
  const selected = cases.map(({ comparisons }) => comparisons.filter(isSelected)).filter(({ length }) => length > 0);
  return { right: selected.filter((each) => each.every(({ asExpected }) => asExpected)).length, of: selected.length };
};

export const isAboutCause = ({ what }: Comparison): boolean => what === 'cause';
export const isAboutDecision = ({ what }: Comparison): boolean => what === 'decision' || what === 'action';
const isAboutEvidence = ({ what }: Comparison): boolean => what === 'evidence';

const confusionOf = (cases: readonly Judged[]): Confusion => {
  const confusion: Record<string, Record<string, number>> = {};
  for (const comparison of cases.flatMap(({ comparisons }) => comparisons.filter(isAboutCause))) {
    const { got, expected, asExpected } = comparison;
    const row = asExpected ? got : (expected[0] ?? got);
    confusion[row] = { ...confusion[row], [got]: (confusion[row]?.[got] ?? 0) + 1 };
  }
  return confusion;
};
