import type { Comparison } from './compare.ts';
import type { FileReplay, Judged } from './replay-folder.ts';

export interface Share {
  readonly right: number;
  readonly of: number;
}

/** How many of some cases came out right. A case counts where it says what it expects. */
export interface Shares {
  readonly causes: Share;
  readonly decisions: Share;
  readonly harmful: number;
}

/** How often each cause was named where another was expected: expected cause -> got cause -> cases. */
export type Confusion = Readonly<Record<string, Readonly<Record<string, number>>>>;

export interface Tally {
  readonly all: Shares;
  readonly groups: Readonly<Record<string, Shares>>;
  readonly confusion: Confusion;
}

/** Counts what came out of a folder of cases. */
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
  decisions: shareOf(cases, (comparison) => !isAboutCause(comparison)),
  harmful: cases.filter(({ verdict }) => verdict === 'harmful').length,
});

/** A case with several such comparisons, as of decision and action, is right when all of them are. */
const shareOf = (cases: readonly Judged[], isMeant: (comparison: Comparison) => boolean): Share => {
  const meant = cases.map(({ comparisons }) => comparisons.filter(isMeant)).filter(({ length }) => length > 0);
  return { right: meant.filter((each) => each.every(({ asExpected }) => asExpected)).length, of: meant.length };
};

export const isAboutCause = ({ what }: Comparison): boolean => what === 'cause';

const confusionOf = (cases: readonly Judged[]): Confusion => {
  const confusion: Record<string, Record<string, number>> = {};
  for (const comparison of cases.flatMap(({ comparisons }) => comparisons.filter(isAboutCause))) {
    const { got, expected, asExpected } = comparison;
    const row = asExpected ? got : (expected[0] ?? got);
    confusion[row] = { ...confusion[row], [got]: (confusion[row]?.[got] ?? 0) + 1 };
  }
  return confusion;
};
