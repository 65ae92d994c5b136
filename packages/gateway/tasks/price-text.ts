// A price sheet as text: what was in force when a task began is what it costs when it ends.

import type { PriceSheet } from '../ledger/price.ts';
import { isRecord } from '../relay/json.ts';

/** Writes a sheet. */
export function sheetText(sheet: PriceSheet): string {
  return JSON.stringify(sheet, (_name, value: unknown) => {
    if (typeof value === 'bigint') return { $integer: value.toString() };
    return value instanceof Map ? { $map: [...value] } : value;
  });
}

function revive(_name: string, value: unknown): unknown {
  if (!isRecord(value)) return value;
  if (typeof value['$integer'] === 'string') return BigInt(value['$integer']);
  return Array.isArray(value['$map']) ? new Map(value['$map']) : value;
}

/** Reads what `sheetText` wrote. */
export function readSheet(text: string): PriceSheet {
  const sheet: PriceSheet = JSON.parse(text, revive);
  return sheet;
}
