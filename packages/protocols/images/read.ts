// Small readers of answers of unknown shape, shared by the image APIs.

import { fields, type Fields } from '../conversation/counts.ts';
import type { Fault } from '../conversation/fault.ts';
import { usageOf, type Usage } from '../conversation/usage.ts';
import type { ImageAnswer, ImageOutcome, Picture } from './answer.ts';

/** The objects of a list. */
export function rows(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.map(fields) : [];
}

/** The text of a field, or undefined where it has none. */
export function words(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Pictures with what they used; none at all is a fault, whatever the status said. */
export function drawn(pictures: readonly Picture[], usage: Partial<Usage> = {}, said?: Fields): ImageOutcome {
  if (pictures.length === 0) return refused('The provider made no picture of it.');
  const answer: ImageAnswer = { pictures, usage: usageOf({ ...usage, images: usage.images || pictures.length }) };
  return { kind: 'done', answer: said === undefined ? answer : { ...answer, said } };
}

/** The provider will not draw this: another channel of its would not either. */
export function refused(message: string, code = 'content_policy_violation'): ImageOutcome {
  return failed({ kind: 'invalid_request', message, code });
}

/** An answer that failed. */
export function failed(fault: Fault): ImageOutcome {
  return { kind: 'fault', fault };
}

/** The fields that are not undefined. */
export function given(body: Readonly<Record<string, unknown>>): Fields {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
}

/** How often an API is asked for how many each time, so that it is as many as are wanted and none more. */
export function portions(n: number, most: number): { readonly times: number; readonly each: number } {
  let each = Math.min(n, most);
  while (n % each !== 0) each -= 1;
  return { times: n / each, each };
}

/** Extras by name, where the client sent them: fields that an API knows under the client's own name. */
export function picked(extras: Fields, ...names: readonly string[]): Fields {
  return given(Object.fromEntries(names.map(name => [name, extras[name]])));
}
