import type { Writable } from 'node:stream';
import { stripVTControlCharacters, styleText } from 'node:util';

type Format = Parameters<typeof styleText>[0];
type Row = readonly string[];

const LINE_WIDTH = 100;
const LABEL_WIDTH = 10;
const GAP = '  ';
/** The width of the lines in a section, next to its label. */
const TEXT_WIDTH = LINE_WIDTH - LABEL_WIDTH - GAP.length;

/** Colours text if the stream is a terminal and NO_COLOR is not set. */
export const paint = (stream: Writable, format: Format, text: string): string => styleText(format, text, { stream });

/** Joins the cells of each row into a line, with the columns aligned. */
export const alignColumns = (rows: readonly Row[]): readonly string[] => {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => widthOf(row[column] ?? ''))),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => padTo(widths[column] ?? 0, cell))
      .join(GAP)
      .trimEnd(),
  );
};

/** Aligns columns like {@link alignColumns}, and wraps the text of the last one to the width of a section. */
export const alignText = (rows: readonly Row[]): readonly string[] => {
  const indent = Math.max(0, ...alignColumns(rows.map((row) => row.slice(0, -1))).map(widthOf));
  return alignColumns(
    rows.flatMap((row) => {
      const cells = row.slice(0, -1);
      const [first = '', ...more] = wrap(row.at(-1) ?? '', TEXT_WIDTH - indent - GAP.length);
      return [[...cells, first], ...more.map((line) => [...cells.map(() => ''), line])];
    }),
  );
};

/** Breaks text at blanks into lines that fit into a section. A word that is too long stays whole. */
export const wrap = (text: string, width: number = TEXT_WIDTH): readonly string[] => {
  const [first = '', ...words] = text.split(' ');
  const lines = [first];
  for (const word of words) {
    const longer = `${lines.at(-1)} ${word}`;
    if (widthOf(longer) > width) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
};

/** Indents lines, with the label in front of the first one. No lines, no label. */
export const section = (label: string, lines: readonly string[]): readonly string[] =>
  lines.map((line, index) => `${GAP}${(index === 0 ? label : '').padEnd(LABEL_WIDTH)}${line}`);

/** Joins blocks of lines, with an empty line between two of them. */
export const joinBlocks = (blocks: readonly (readonly string[])[]): readonly string[] =>
  blocks.flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]));

const widthOf = (cell: string): number => stripVTControlCharacters(cell).length;

const padTo = (width: number, cell: string): string => cell + ' '.repeat(width - widthOf(cell));
