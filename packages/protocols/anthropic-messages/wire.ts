// The words of the Anthropic Messages wire: what a block, a message and a cache mark look like, and the names they go by.

import type { Fields } from '../conversation/counts.ts';
import { isFields } from '../conversation/counts.ts';
import type { CacheMark, Native } from '../conversation/part.ts';

/** Whose protocol this is. */
export const PROTOCOL = 'anthropic-messages';

/** A content block, or any other object of the wire, while it is written. */
export type Block = Record<string, unknown>;

/** A message on the wire. */
export interface WireMessage {
  readonly role: 'user' | 'assistant' | 'system';
  readonly content: Block[];
}

/** Something that only this protocol knows, carried as it is. */
export function native(value: Fields): Native {
  return { origin: PROTOCOL, value };
}

/** The value of a native of this protocol, or undefined for one of another. */
export function ownValue(carried: Native | undefined): Fields | undefined {
  return carried?.origin === PROTOCOL ? carried.value : undefined;
}

/** The cache mark of a block, in the form `{ cache }` to be spread. What names no time lives five minutes. */
export function cacheOf(block: Fields): { readonly cache?: CacheMark } {
  const control = block['cache_control'];
  return isFields(control) ? { cache: { ttl: control['ttl'] === '1h' ? '1h' : '5m' } } : {};
}

/** A cache mark as a field of a block. Five minutes are the default and are not named: some hosts know no `ttl`. */
export function cacheControl(mark: CacheMark | undefined): Block {
  if (mark === undefined) return {};
  return { cache_control: mark.ttl === '1h' ? { type: 'ephemeral', ttl: '1h' } : { type: 'ephemeral' } };
}

/** The elements of a list that are objects; nothing for anything else. */
export function objects(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.filter(isFields) : [];
}

/** A text, or undefined for anything else. */
export function textOrNone(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** `{ [name]: value }`, or nothing when the value is undefined: for optional fields of exact types. */
export function given<Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): { readonly [Key in Name]?: Value } {
  const none: { readonly [Key in Name]?: Value } = {};
  return value === undefined ? none : { ...none, [name]: value };
}

/** What a table says under a name from outside; its own rows alone, not what every object has. */
export function row<Row>(table: Readonly<Record<string, Row>>, name: unknown): Row | undefined {
  return typeof name === 'string' && Object.hasOwn(table, name) ? table[name] : undefined;
}
