// Google's proto JSON takes field names in camelCase and snake_case: here they become camelCase, but not inside free data.

import { isObject } from '../shape.ts';

type Json = Readonly<Record<string, unknown>>;

/** Fields whose value is the user's own data or a schema: its names are not ours to change. */
const FREE = new Set([
  'args',
  'response',
  'parameters',
  'parametersJsonSchema',
  'responseSchema',
  'responseJsonSchema',
  'labels',
  'partialArgs',
]);

/** The same value with camelCase names. */
export function camelCased(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelCased);
  if (!isObject(value)) return value;
  const renamed: [string, unknown][] = Object.entries(value).map(([name, entry]) => {
    const camel = name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
    return [camel, FREE.has(camel) ? entry : camelCased(entry)];
  });
  return Object.fromEntries(renamed);
}

/** A list where a single object may stand for one. */
export function listed(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter(isObject) : isObject(value) ? [value] : [];
}
