/** Renders rows as aligned columns, numbers to the right; the first row is the head. */
export const table = (rows: readonly (readonly string[])[]): string => {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => pad(cell, widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
};

const pad = (cell: string, width: number): string =>
  /^[\d.,-]+( s)?$/.test(cell) ? cell.padStart(width) : cell.padEnd(width);
