// Reads fields of a client's body into precise types, or says in a Failure which field is wrong.

import { Failure } from '@turnpike/protocols/failures';
import { isRecord, type Json } from '../relay/json.ts';
import { idText } from './exact-json.ts';

function wrong(name: string, expected: string): Failure {
  return new Failure('invalid_request', `${name} must be ${expected}.`, { param: name });
}

/** A text, or undefined when it is absent, null or empty. */
export function optionalText(body: Json, name: string): string | undefined {
  const value = body[name];
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string') throw wrong(name, 'a text');
  return value;
}

/** A text that is more than blanks. */
export function requiredText(body: Json, name: string, message?: string): string {
  const value = optionalText(body, name);
  if (value === undefined || value.trim() === '')
    throw new Failure('invalid_request', message ?? `${name} is required.`, { param: name });
  return value;
}

/** A number, also written as a text (`"5"`, `"5s"`); undefined when absent. */
export function optionalNumber(body: Json, name: string): number | undefined {
  const value = body[name];
  if (value === undefined || value === null || value === '') return undefined;
  const number = typeof value === 'number' ? value : Number(idText(value).trim().replace(/s$/, '') || Number.NaN);
  if (!Number.isFinite(number)) throw wrong(name, 'a number');
  return number;
}

/** A number within bounds, or the fallback. */
export function boundedNumber(body: Json, name: string, fallback: number, least: number, most: number): number {
  const value = optionalNumber(body, name) ?? fallback;
  if (value < least || value > most) throw wrong(name, `from ${least} to ${most}`);
  return value;
}

/** A truth value, also written as a text; undefined when absent. */
export function optionalFlag(body: Json, name: string): boolean | undefined {
  const value = body[name];
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value === 'boolean') return value;
  if (value === 'true' || value === 'on') return true;
  if (value === 'false' || value === 'off') return false;
  throw wrong(name, 'true or false');
}

/** A list of texts; empty when absent. */
export function texts(body: Json, name: string): readonly string[] {
  const value = body[name];
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || !value.every(item => typeof item === 'string')) throw wrong(name, 'a list of texts');
  return value;
}

/** An object; empty when absent. Also one that is written as JSON text, as forms have it. */
export function objectField(body: Json, name: string): Json {
  const value = body[name];
  if (value === undefined || value === null || value === '') return {};
  if (isRecord(value)) return value;
  try {
    const parsed: unknown = typeof value === 'string' ? JSON.parse(value) : undefined;
    if (isRecord(parsed)) return parsed;
  } catch {
    throw wrong(name, 'an object');
  }
  throw wrong(name, 'an object');
}

/** An id, which some clients write as a number. */
export function idField(body: Json, name: string): string {
  const value = body[name];
  return typeof value === 'number' && !Number.isInteger(value) ? '' : idText(value).trim();
}
