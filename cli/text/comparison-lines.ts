import type { Writable } from 'node:stream';
import type { Expectation } from '../replay/case-file.ts';
import { compare, type Decided, harmfulAction } from '../replay/compare.ts';
import { alignText, paint, section } from './layout.ts';

/** Prints a result next to the expectation of its case, with a warning for a harmful action. */
export const comparisonLines = (result: Decided, expect: Expectation, stream: Writable): readonly string[] => {
  const rows = compare(result, expect).map(({ what, expected, got, asExpected }) => [
    what,
    asExpected ? paint(stream, 'green', 'as expected') : paint(stream, 'red', 'not as expected'),
    asExpected ? got : `${got}, expected ${expected.join(' or ')}`,
  ]);
  const harmful = harmfulAction(result, expect);
  return section('expected', [
    ...alignText(rows),
    ...(harmful === undefined ? [] : [paint(stream, 'red', `harmful: ${harmful} makes this case worse`)]),
  ]);
};
