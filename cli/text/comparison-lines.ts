import type { Writable } from 'node:stream';
import type { Expectation } from '../replay/case-file.ts';
import { compare, harmDone } from '../replay/compare.ts';
import type { Replayed } from '../replay/replay-case.ts';
import { alignColumns, paint, section } from './layout.ts';

/** What came out beside what the case expects, and a warning where it would do harm. */
export const comparisonLines = (replayed: Replayed, expect: Expectation, stream: Writable): readonly string[] => {
  const rows = compare(replayed, expect).map(({ what, expected, got, asExpected }) => [
    what,
    asExpected ? paint(stream, 'green', 'as expected') : paint(stream, 'red', 'not as expected'),
    asExpected ? got : `${got}, expected ${expected.join(' or ')}`,
  ]);
  const harm = harmDone(replayed, expect);
  return section('expected', [
    ...alignColumns(rows),
    ...(harm === undefined ? [] : [paint(stream, 'red', `${harm} makes this case worse`)]),
  ]);
};
