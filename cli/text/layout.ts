import type { Writable } from 'node:stream';
import { stripVTControlCharacters, styleText } from 'node:util';

type Format = Parameters<typeof styleText>[0];

/** Colours text where the stream is a terminal and NO_COLOR is not set; elsewhere the text stays as it is. */
export const paint = (stream: Writable, format: Format, text: string): string => styleText(format, text, { stream });

/** Rows of cells as lines in which the columns begin below one another. */
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

/** Lines beside a label, which stands at the first of them. */
export const section = (label: string, lines: readonly string[]): readonly string[] =>
  lines.map((line, index) => `  ${(index === 0 ? label : '').padEnd(LABEL_WIDTH)}${line}`);

const widthOf = (cell: string): number => stripVTControlCharacters(cell).length;

const padTo = (width: number, cell: string): string => cell + ' '.repeat(width - widthOf(cell));
