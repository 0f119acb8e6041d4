// Unit: lines are aligned, labelled and coloured.
import { Writable } from 'node:stream';
import { alignColumns, alignText, joinBlocks, paint, section, wrap } from '#cli/text/layout.ts';

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

it.each([
  ['a line of 11 columns', 'as wide as', ['as wide as']],
  ['a longer line', 'as wide as it', ['as wide as', 'it']],
  ['a word that is longer', 'a word-that-is-longer b', ['a', 'word-that-is-longer', 'b']],
  ['no text', '', ['']],
])('%s is wrapped to 11 columns without breaking words', (_, text, lines) => {
  expect(wrap(text, 11)).toEqual(lines);
});

it('the last column of a table is wrapped, so that a line in a section has at most 100 columns', () => {
  const message = 'word '.repeat(18).trim();
  const lines = alignText([
    ['id', 'hard', message],
    ['longer-id', 'soft', 'short'],
  ]);
  expect(lines).toEqual([
    `id         hard  ${'word '.repeat(14).trim()}`,
    `                 ${'word '.repeat(4).trim()}`,
    'longer-id  soft  short',
  ]);
  expect(section('findings', lines).every((line) => line.length <= 100)).toBe(true);
});

it('a section has its label on the first line only, and disappears without lines', () => {
  expect(section('why', ['one', 'two'])).toEqual(['  why       one', '            two']);
  expect(section('why', [])).toEqual([]);
});

it('blocks of lines are joined with an empty line between them', () => {
  expect(joinBlocks([['a', 'b'], ['c']])).toEqual(['a', 'b', '', 'c']);
});
