// Reads single fields of a client's body, and refuses by the field's path what no upstream would take.

import { isFields, type Fields } from './conversation/counts.ts';
import { Failure } from './failures.ts';

/** Refuses a body. @throws Failure `invalid_request` always */
export function refuseField(param: string, why: string): never {
  throw new Failure('invalid_request', `${param}: ${why}`, { param });
}

/** Whether a field is not there; null counts as absent, as it does for the providers. */
export function isAbsent(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}

/** A whole number within bounds, or undefined when absent. @throws Failure */
export function integerField(body: Fields, name: string, least: number, most: number): number | undefined {
  const value = body[name];
  if (isAbsent(value)) return undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
  return refuseField(name, `give a whole number from ${least} to ${most}.`);
}

/** A text, or undefined when absent. @throws Failure */
export function textField(body: Fields, name: string): string | undefined {
  const value = body[name];
  if (isAbsent(value)) return undefined;
  return typeof value === 'string' ? value : refuseField(name, 'give a text.');
}

/** True or false, or undefined when absent. @throws Failure */
export function flagField(body: Fields, name: string): boolean | undefined {
  const value = body[name];
  if (isAbsent(value)) return undefined;
  return typeof value === 'boolean' ? value : refuseField(name, 'give true or false.');
}

/** An object; absent is empty. @throws Failure */
export function objectField(body: Fields, name: string): Fields {
  const value = body[name];
  if (isAbsent(value)) return {};
  return isFields(value) ? value : refuseField(name, 'give an object.');
}

/** The fields of a body but for those that are named. */
export function restOf(body: Fields, known: ReadonlySet<string>): Fields {
  return Object.fromEntries(Object.entries(body).filter(([name]) => !known.has(name)));
}

/** An object without the fields that have no value. */
export function present(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
