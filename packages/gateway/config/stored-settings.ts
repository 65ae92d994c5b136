// Settings that were changed in the console: kept in the store, in force where nothing on this node says otherwise.

import type { DocumentRow } from '../store/store.ts';
import { isOption, type OptionName, readOption } from './options.ts';
import type { WrittenSettings } from './settings.ts';

/** Settings that a node reads when it starts; a change of them waits for that. */
export const AT_START: ReadonlySet<OptionName> = new Set<OptionName>([
  'shutdown_grace_seconds',
  'connect_timeout_seconds',
  'lease_seconds',
  'journal_flush_ms',
  'journal_fsync',
  'reveal_keys',
  'log_requests',
  'asset_store',
  'sandbox',
  'play_balance',
]);

/** The document of a setting. */
export function settingDocument(name: OptionName, value: number | boolean | string): Omit<DocumentRow, 'id'> {
  return { kind: 'setting', name, declared: false, body: JSON.stringify(value) };
}

/** The settings of the store; what this release does not know, or cannot take, is left out. */
export function storedSettings(rows: readonly DocumentRow[]): WrittenSettings {
  const written: Partial<Record<OptionName, number | boolean | string>> = {};
  for (const { kind, name, body } of rows) {
    if (kind !== 'setting' || !isOption(name)) continue;
    const read = readOption(name, JSON.parse(body));
    if ('value' in read) written[name] = read.value;
  }
  return written;
}
