// Reads the fields of a client's body, and refuses what the protocol itself forbids by the field's path.

import type { Fields } from '../conversation/counts.ts';
import { isFields } from '../conversation/counts.ts';
import { Failure } from '../failures.ts';

/** Refuses a body. `at` is the path of the field at fault. @throws Failure `invalid_request` always. */
export function refuse(at: string, why: string): never {
  throw new Failure('invalid_request', `${at}: ${why}`, { param: at });
}

/** A field that must be text. @throws Failure */
export function needText(value: Fields, name: string, at: string): string {
  const field = value[name];
  return typeof field === 'string' ? field : refuse(`${at}.${name}`, 'give a text.');
}

/** A field that must be an object. @throws Failure */
export function needFields(value: Fields, name: string, at: string): Fields {
  const field = value[name];
  return isFields(field) ? field : refuse(`${at}.${name}`, 'give an object.');
}

/** A number, or undefined when there is none or null. @throws Failure for anything else. */
export function numberAt(value: unknown, at: string): number | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'number' && Number.isFinite(value) ? value : refuse(at, 'give a number.');
}

/** A list of objects; absent is empty. @throws Failure for anything else. */
export function listAt(value: unknown, at: string): readonly Fields[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) return refuse(at, 'give a list.');
  return value.map((item: unknown, index) => (isFields(item) ? item : refuse(`${at}[${index}]`, 'give an object.')));
}
