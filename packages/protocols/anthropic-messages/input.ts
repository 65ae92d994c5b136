// The arguments of a call, between JSON text and the object that Messages wants them to be.

import { isFields, type Fields } from '../conversation/counts.ts';
import { parseJson } from '../json.ts';

/**
 * The object in a JSON text, numbers digit by digit. Nothing is `{}`. What a model wrote broken, or as something else
 * than an object, is kept under `_raw`: a history must not fail for it.
 */
export function objectOf(text: string): Fields {
  if (text.trim() === '') return {};
  try {
    const value = parseJson(text);
    if (value === null) return {};
    if (isFields(value)) return value;
  } catch {
    // Broken: a model cut off by its limit, mostly.
  }
  return { _raw: text };
}
