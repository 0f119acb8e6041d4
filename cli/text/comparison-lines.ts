import type { Writable } from 'node:stream';
import type { Expectation } from '../replay/case-file.ts';
import { compare, harmfulAction } from '../replay/compare.ts';
import type { Replayed } from '../replay/replay-case.ts';
import { alignColumns, paint, section } from './layout.ts';

/** Prints the result of a replay next to the expectation of its case, with a warning for a harmful action. */
export const comparisonLines = (replayed: Replayed, expect: Expectation, stream: Writable): readonly string[] => {
  const rows = compare(replayed, expect).map(({ what, expected, got, asExpected }) => [
    what,
    asExpected ? paint(stream, 'green', 'as expected') : paint(stream, 'red', 'not as expected'),
    asExpected ? got : `${got}, expected ${expected.join(' or ')}`,
  ]);
  const harmful = harmfulAction(replayed, expect);
  return section('expected', [
    ...alignColumns(rows),
    ...(harmful === undefined ? [] : [paint(stream, 'red', `harmful: ${harmful} makes this case worse`)]),
  ]);
};
