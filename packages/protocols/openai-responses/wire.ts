// The words of OpenAI Responses: items as they are written, and careful readers for what is read.

import type { Fields } from '../conversation/counts.ts';
import { isFields } from '../conversation/counts.ts';

/** An item of the input or the output, as it is written. */
export type Item = Readonly<Record<string, unknown>> & { readonly type: string };

/** Which items the model's own turn is made of: what a reasoning item may stand before. */
export type Side = 'model' | 'client';

/** The text, or empty for anything else. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The text, or undefined for anything else and for an empty one. */
export function wordOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The objects of a list; what is none is passed over. */
export function objectsOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.filter(isFields) : [];
}

/** The texts of a list. */
export function wordsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter(word => typeof word === 'string') : [];
}

/** A field that is there only when it has a value. */
export function given<Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): { readonly [Key in Name]?: Value } {
  const none: { readonly [Key in Name]?: Value } = {};
  return value === undefined ? none : { ...none, [name]: value };
}

/** The value when it is one of a few words. */
export function oneOf<Word extends string>(value: unknown, words: readonly Word[]): Word | undefined {
  return words.find(word => word === value);
}

/** A JSON value of any kind as the JSON text of an object: an empty or missing one is an empty object. */
export function argumentsText(value: unknown): string {
  if (typeof value === 'string') return value.trim() === '' ? '{}' : value;
  return isFields(value) ? JSON.stringify(value) : '{}';
}
