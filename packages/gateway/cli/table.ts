// Prints rows as columns, the way people and scripts read them: a line of headings, then two spaces between columns.

/** The text of a table. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [headings, ...rows];
  const widths = headings.map((_, column) => Math.max(...lines.map(line => (line[column] ?? '').length)));
  return lines
    .map(
      line =>
        line
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('  ')
          .trimEnd() + '\n',
    )
    .join('');
}
