// Sends a table as CSV, page by page, so that its length costs no memory.

import { once } from 'node:events';
import type { Exchange } from '../../http/exchange.ts';

type Cell = string | number | null;

/** One line. Texts that a spreadsheet would take for a formula are kept texts. */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(cell).join(',')}\r\n`;
}

function cell(value: Cell): string {
  if (value === null) return '';
  const text = typeof value === 'string' && /^[=+@\t\r]|^-(?!\d)/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Sends the head and then each page until one is empty. */
export async function sendCsv(
  exchange: Exchange,
  name: string,
  head: readonly string[],
  next: () => Promise<readonly (readonly Cell[])[]>,
): Promise<void> {
  const { response } = exchange;
  let page = await next();
  const day = new Date().toISOString().slice(0, 10);
  exchange.head(200, [
    'content-type',
    'text/csv; charset=utf-8',
    'content-disposition',
    `attachment; filename="${name}-${day}.csv"`,
    'cache-control',
    'no-store',
  ]);
  // Spreadsheets take a file for UTF-8 by its mark alone.
  response.write(`\uFEFF${csvLine(head)}`);
  while (page.length > 0 && !exchange.gone) {
    if (!response.write(page.map(csvLine).join('')))
      await Promise.race([once(response, 'drain'), once(response, 'close')]);
    page = await next();
  }
  response.end();
}
