// Google's proto JSON: names in camelCase or snake_case, one value where a list may stand, numbers written as strings.

import { isFields, type Fields } from '../conversation/counts.ts';
import { Failure } from '../failures.ts';

/** The protocol's own name, as the origin of what it makes. */
export const GEMINI = 'gemini-generate';

/** A name in camelCase. */
export function camel(name: string): string {
  return name.includes('_') ? name.replace(/_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()) : name;
}

/** The fields of one object under their camelCase names; null is absent. What stands deeper is left as it is. */
export function named(value: Fields): Fields {
  const plain = Object.entries(value).every(([name, entry]) => !name.includes('_') && entry !== null);
  if (plain) return value;
  const entries = Object.entries(value).filter(([, entry]) => entry !== null && entry !== undefined);
  return Object.fromEntries(entries.map(([name, entry]) => [camel(name), entry]));
}

/** The named fields of any value, none when it is no object: for answers, where nothing is refused. */
export function namedOrNone(value: unknown): Fields {
  return isFields(value) ? named(value) : {};
}

/** A list, or the single value that stands in its place. */
export function listed(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

/** The value when it is a text, else undefined. */
export function textOrNone(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** @throws Failure in the provider's words: the value at a path is not what it must be. */
export function refuse(path: string, expected: string): never {
  throw new Failure('invalid_request', `Invalid value at '${path}': ${expected}.`, { param: path });
}

/** The named fields of an object. @throws Failure */
export function objectAt(value: unknown, path: string): Fields {
  return isFields(value) ? named(value) : refuse(path, 'an object is expected');
}

/** A text, or undefined when it is absent. @throws Failure */
export function textAt(value: unknown, path: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'string' ? value : refuse(path, 'a string is expected');
}

/** A number, which proto JSON may write as a string, or undefined when it is absent. @throws Failure */
export function numberAt(value: unknown, path: string): number | undefined {
  if (value === undefined || value === null) return undefined;
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : refuse(path, 'a number is expected');
}

/** A whole number, or undefined when it is absent. @throws Failure */
export function wholeAt(value: unknown, path: string): number | undefined {
  const number = numberAt(value, path);
  return number === undefined || Number.isSafeInteger(number) ? number : refuse(path, 'a whole number is expected');
}

/** A flag, or undefined when it is absent. @throws Failure */
export function flagAt(value: unknown, path: string): boolean | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'boolean' ? value : refuse(path, 'true or false is expected');
}

/** An object of the fields that are present: undefined ones are left out. */
export function present(value: Fields): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined));
}
