// Reads fields of database rows into precise types, or says which field is not what it should be.

import { Value } from 'typebox/value';
import { BoundFields } from '../limits/bounds.ts';
import type { Row } from './driver.ts';

function wrong(row: Row, field: string, wanted: string): TypeError {
  return new TypeError(`database field ${field} is ${typeof row[field]}, not ${wanted}`);
}

/** A text field. Throws a `TypeError` when it is anything else. */
export function text(row: Row, field: string): string {
  const value = row[field];
  if (typeof value !== 'string') throw wrong(row, field, 'text');
  return value;
}

/** A text field that may be NULL. */
export function optionalText(row: Row, field: string): string | null {
  return row[field] === null ? null : text(row, field);
}

/** A 64-bit integer field: money in nano-dollars. */
export function money(row: Row, field: string): bigint {
  const value = row[field];
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  throw wrong(row, field, 'an integer');
}

/** A 64-bit integer field that may be NULL. */
export function optionalMoney(row: Row, field: string): bigint | null {
  return row[field] === null ? null : money(row, field);
}

/** An integer field that fits a number: ids, counts and times. Throws a `RangeError` when it does not. */
export function integer(row: Row, field: string): number {
  const value = Number(money(row, field));
  if (!Number.isSafeInteger(value)) throw new RangeError(`database field ${field} is beyond 2^53`);
  return value;
}

/** An integer field that may be NULL. */
export function optionalInteger(row: Row, field: string): number | null {
  return row[field] === null ? null : integer(row, field);
}

/** A truth value, kept as 0 or 1. */
export function flag(row: Row, field: string): boolean {
  return integer(row, field) !== 0;
}

/** A list of strings kept as JSON text, or NULL. */
export function optionalList(row: Row, field: string): string[] | null {
  if (row[field] === null) return null;
  const value: unknown = JSON.parse(text(row, field));
  if (!Array.isArray(value) || !value.every(item => typeof item === 'string'))
    throw wrong(row, field, 'a list of texts');
  return value;
}

/** Limits kept as JSON text. */
export function bounds(row: Row, field: string): BoundFields {
  return Value.Parse(BoundFields, JSON.parse(text(row, field)));
}

/** The row that a statement must have answered. Throws when it answered none. */
export function only(rows: readonly Row[]): Row {
  const row = rows[0];
  if (row === undefined) throw new Error('the database answered no row where one was certain');
  return row;
}
