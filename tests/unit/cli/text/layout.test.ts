// Unit: lines are aligned, labelled and coloured.
import { Writable } from 'node:stream';
import { alignColumns, joinBlocks, paint, section } from '#cli/text/layout.ts';

const RED = '\u001b[31mhold\u001b[39m';
const stream = (isTTY: boolean): Writable => Object.assign(new Writable(), { isTTY });

describe('colour', () => {
  const saved = { ...process.env };
  beforeEach(() => {
    delete process.env.FORCE_COLOR;
  });
  afterEach(() => {
    process.env = saved;
  });

  it.each([
    ['in a terminal', true, RED],
    ['outside a terminal', false, 'hold'],
  ])('%s: "%s"', (_, isTTY, text) => {
    expect(paint(stream(isTTY), 'red', 'hold')).toBe(text);
  });
});

it.each([
  [[], []],
  ['one', ['one']],
  ['a b c|long', ['a     b  c', 'long']],
  [`${RED} a|passed b`, [`${RED}    a`, 'passed  b']],
])('the rows "%s" are aligned in columns, in which colour takes no room', (text, lines) => {
  const rows = typeof text === 'string' ? text.split('|').map((row) => row.split(' ')) : text;
  expect(alignColumns(rows)).toEqual(lines);
});

it('a section has its label on the first line only, and disappears without lines', () => {
  expect(section('why', ['one', 'two'])).toEqual(['  why       one', '            two']);
  expect(section('why', [])).toEqual([]);
});

it('blocks of lines are joined with an empty line between them', () => {
  expect(joinBlocks([['a', 'b'], ['c']])).toEqual(['a', 'b', '', 'c']);
});
