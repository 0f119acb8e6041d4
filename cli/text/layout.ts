import type { Writable } from 'node:stream';
import { stripVTControlCharacters, styleText } from 'node:util';

type Format = Parameters<typeof styleText>[0];

/** Colours text if the stream is a terminal and NO_COLOR is not set. */
export const paint = (stream: Writable, format: Format, text: string): string => styleText(format, text, { stream });

/** Joins the cells of each row into a line, with the columns aligned. */
export const alignColumns = (rows: readonly (readonly string[])[]): readonly string[] => {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => widthOf(row[column] ?? ''))),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => padTo(widths[column] ?? 0, cell))
      .join('  ')
      .trimEnd(),
  );
};

const LABEL_WIDTH = 10;

/** Indents lines, with the label in front of the first one. No lines, no label. */
export const section = (label: string, lines: readonly string[]): readonly string[] =>
  lines.map((line, index) => `  ${(index === 0 ? label : '').padEnd(LABEL_WIDTH)}${line}`);

/** Joins blocks of lines, with an empty line between two of them. */
export const joinBlocks = (blocks: readonly (readonly string[])[]): readonly string[] =>
  blocks.flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]));

const widthOf = (cell: string): number => stripVTControlCharacters(cell).length;

const padTo = (width: number, cell: string): string => cell + ' '.repeat(width - widthOf(cell));
