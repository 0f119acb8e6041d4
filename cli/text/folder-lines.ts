import type { Writable } from 'node:stream';
import type { Comparison } from '../replay/compare.ts';
import type { Judged, Verdict } from '../replay/judge.ts';
import type { FileReplay } from '../replay/replay-folder.ts';
import { type Confusion, isAboutCause, isAboutDecision, type Share, type Shares, type Tally } from '../replay/tally.ts';
import { alignColumns, joinBlocks, paint, section } from './layout.ts';

/** Prints every case with its result and expectation, the share of correct results, and a confusion matrix of causes. */
export const folderLines = (replays: readonly FileReplay[], tally: Tally, stream: Writable): readonly string[] => {
  const heading = ['case', 'cause', 'expected', 'decision', 'expected', ''];
  return joinBlocks([
    alignColumns([heading, ...replays.map((replay) => rowOf(replay, stream))]),
    section('correct', alignColumns(shareRows(tally))),
    section('causes', confusionLines(tally.confusion, stream)),
  ]);
};

const VERDICTS: Readonly<Record<Verdict, readonly ['green' | 'yellow' | 'red', string]>> = {
  ok: ['green', 'ok'],
  wrong: ['yellow', 'WRONG'],
  harmful: ['red', 'HARMFUL'],
};

const rowOf = (replay: FileReplay, stream: Writable): readonly string[] => {
  if (replay.kind === 'failed') return [replay.file, '', '', '', '', paint(stream, 'red', replay.error)];
  const { file, cause, decision } = replay;
  const decided = [decision.kind, decision.action ?? ''].join(' ').trim();
  if (replay.kind === 'unjudged') return [file, cause, '-', decided, '-', '-'];
  const [colour, word] = VERDICTS[replay.verdict];
  return [file, cause, expectedCause(replay), decided, expectedDecision(replay, decided), paint(stream, colour, word)];
};

/** Shows the accepted cause that was found, or all accepted causes if none was, so that a difference is visible. */
const expectedCause = ({ cause, accepted, comparisons }: Judged): string =>
  areAsExpected(comparisons.filter(isAboutCause)) ? cause : listed(accepted.cause);

const expectedDecision = ({ accepted, comparisons }: Judged, decided: string): string => {
  if (areAsExpected(comparisons.filter(isAboutDecision))) return decided;
  const act = `act ${accepted.action.join(' or ')}`.trim();
  return listed(accepted.decision.map((kind) => (kind === 'act' ? act : kind)));
};

const areAsExpected = (comparisons: readonly Comparison[]): boolean =>
  comparisons.length > 0 && comparisons.every(({ asExpected }) => asExpected);

const listed = (accepted: readonly string[]): string => (accepted.length === 0 ? '-' : accepted.join(' or '));

const shareRows = ({ all, groups }: Tally): readonly (readonly string[])[] => [
  ['', 'causes', 'decisions', 'grounding', 'harmful'],
  ...Object.entries({ ...groups, all }).map(([name, shares]) => [name, ...shareCells(shares)]),
];

const shareCells = ({ causes, decisions, grounding, harmful }: Shares): readonly string[] => [
  percentOf(causes),
  percentOf(decisions),
  percentOf(grounding),
  String(harmful),
];

const percentOf = ({ right, of }: Share): string =>
  of === 0 ? '-' : `${right} of ${of} (${Math.floor((100 * right) / of)} %)`;

/** Prints expected causes as rows and actual ones as columns. Names are too wide for columns, so letters stand for them. */
const confusionLines = (confusion: Confusion, stream: Writable): readonly string[] => {
  const actual = Object.values(confusion).flatMap((row) => Object.keys(row));
  const causes = [...new Set([...Object.keys(confusion), ...actual])].sort();
  if (causes.length === 0) return ['no case has an expected cause'];
  const rows = causes.map((expected, row) => [
    `${letterOf(row)} ${expected}`,
    ...causes.map((cause, column) => {
      const count = confusion[expected]?.[cause];
      return count === undefined ? '.' : paint(stream, row === column ? 'green' : 'red', String(count));
    }),
  ]);
  return alignColumns([
    ['expected in rows, actual in columns', ...causes.map((_, column) => letterOf(column))],
    ...rows,
  ]);
};

/** Returns a, b, c and so on. */
const letterOf = (index: number): string => (index + 10).toString(36);
