// Unit: how lines are laid out and coloured.
import { Writable } from 'node:stream';
import { alignColumns, paint, section } from '#cli/text/layout.ts';

const sink = (isTTY: boolean): Writable => Object.assign(new Writable(), { isTTY });
const saved = { ...process.env };

describe('colour', () => {
  beforeEach(() => {
    delete process.env.FORCE_COLOR;
  });
  afterEach(() => {
    process.env = saved;
  });

  it('is for terminals only', () => {
    expect(paint(sink(true), 'red', 'critical')).toBe('\u001b[31mcritical\u001b[39m');
    expect(paint(sink(false), 'red', 'critical')).toBe('critical');
  });

  it('takes no room in a column', () => {
    const rows = [
      [paint(sink(true), 'red', 'hold'), 'a'],
      ['passed', 'b'],
    ];
    expect(alignColumns(rows)).toEqual(['\u001b[31mhold\u001b[39m    a', 'passed  b']);
  });
});

describe('columns', () => {
  it.each([
    { rows: [], lines: [] },
    { rows: [['one']], lines: ['one'] },
    {
      rows: [
        ['a', 'b', 'c'],
        ['long', ''],
      ],
      lines: ['a     b  c', 'long'],
    },
  ])('of $rows are $lines', ({ rows, lines }) => {
    expect(alignColumns(rows)).toEqual(lines);
  });
});

describe('a section', () => {
  it('has its label at the first line only, and is nothing without lines', () => {
    expect(section('why', ['one', 'two'])).toEqual(['  why       one', '            two']);
    expect(section('why', [])).toEqual([]);
  });
});
