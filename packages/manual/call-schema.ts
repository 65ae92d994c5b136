// The schemas of a call's body and answer, and a form as one value: what pages, OpenAPI and tests share.

import type { Call, FormField, Sample } from './call.ts';
import { objectSchema, type Schema } from './field.ts';
import type { Language } from './text.ts';

/** The schema of a call's JSON body; undefined where it has none. */
export function bodySchema(call: Call, language: Language = 'en'): Schema | undefined {
  return call.body === undefined ? call.bodySchema : objectSchema(call.body, language);
}

/** The schema of what a success answers. */
export function answerSchema(call: Call, language: Language = 'en'): Schema | undefined {
  return call.returns === undefined ? undefined : objectSchema(call.returns, language);
}

/** A form as one object: a file is its name. Fields given more than once are lists. */
export function formValue(sample: Sample): Record<string, string | string[]> {
  const value: Record<string, string | string[]> = {};
  for (const field of sample.form ?? []) {
    const text = textOf(field);
    const name = field.name.replace(/\[\]$/, '');
    const before = value[name];
    value[name] = before === undefined ? text : [...(Array.isArray(before) ? before : [before]), text];
  }
  return value;
}

function textOf(field: FormField): string {
  return 'file' in field ? field.file : field.value;
}
