// Makes a value that a JSON schema accepts: for tool arguments and structured output.

import { isObject } from '../shape.ts';

type Json = Readonly<Record<string, unknown>>;

/** Texts for string formats that validators check. */
const FORMATS: Readonly<Record<string, string>> = {
  date: '2026-01-15',
  'date-time': '2026-01-15T12:00:00Z',
  time: '12:00:00Z',
  email: 'someone@example.com',
  uri: 'https://example.com/',
  uuid: '123e4567-e89b-42d3-a456-426614174000',
  ipv4: '192.0.2.1',
};
const MAX_DEPTH = 12;

/** A value that fits the schema; `$ref` is resolved within `root`. */
export function sample(schema: unknown, root: unknown = schema, depth = 0): unknown {
  if (!isObject(schema) || depth > MAX_DEPTH) return 'sandbox';
  if ('const' in schema) return schema['const'];
  if (Array.isArray(schema['enum']) && schema['enum'].length > 0) return schema['enum'][0];
  if (typeof schema['$ref'] === 'string') return sample(resolve(schema['$ref'], root), root, depth + 1);
  for (const union of ['anyOf', 'oneOf'] as const) {
    const options = schema[union];
    if (Array.isArray(options) && options.length > 0)
      return sample(options.find(option => !isNull(option)) ?? options[0], root, depth + 1);
  }
  if (Array.isArray(schema['allOf'])) return sample(merge(schema['allOf']), root, depth + 1);
  return sampleOfType(typeOf(schema), schema, root, depth);
}

function isNull(schema: unknown): boolean {
  return isObject(schema) && schema['type'] === 'null';
}

function merge(parts: readonly unknown[]): Json {
  return parts.filter(isObject).reduce<Json>(
    (whole, part) => ({
      ...whole,
      ...part,
      properties: { ...object(whole, 'properties'), ...object(part, 'properties') },
    }),
    {},
  );
}

function object(schema: Json, name: string): Json {
  const value = schema[name];
  return isObject(value) ? value : {};
}

/** Google spells types in capitals; a list of types means any of them. */
function typeOf(schema: Json): string {
  const type = schema['type'];
  const names = (Array.isArray(type) ? type : [type])
    .filter(name => typeof name === 'string')
    .map(name => name.toLowerCase());
  return (
    names.find(name => name !== 'null') ?? ('properties' in schema ? 'object' : 'items' in schema ? 'array' : 'string')
  );
}

function sampleOfType(type: string, schema: Json, root: unknown, depth: number): unknown {
  switch (type) {
    case 'object': {
      const properties = object(schema, 'properties');
      const required = Array.isArray(schema['required']) ? schema['required'].map(String) : Object.keys(properties);
      const names = required.length > 0 ? required : Object.keys(properties);
      return Object.fromEntries(names.map(name => [name, sample(properties[name], root, depth + 1)]));
    }
    case 'array': {
      const length = Math.max(1, Math.min(count(schema, 'minItems', 1), 50));
      return Array.from({ length: count(schema, 'maxItems', 1) === 0 ? 0 : length }, () =>
        sample(schema['items'], root, depth + 1),
      );
    }
    case 'integer':
    case 'number':
      return sampleNumber(schema, type === 'integer');
    case 'boolean':
      return true;
    case 'null':
      return null;
    default:
      return sampleText(schema);
  }
}

function count(schema: Json, name: string, fallback: number): number {
  const value = schema[name];
  return typeof value === 'number' ? value : fallback;
}

function sampleNumber(schema: Json, whole: boolean): number {
  const low = Math.max(
    count(schema, 'minimum', -Infinity),
    count(schema, 'exclusiveMinimum', -Infinity) + (whole ? 1 : 0.5),
  );
  const high = Math.min(
    count(schema, 'maximum', Infinity),
    count(schema, 'exclusiveMaximum', Infinity) - (whole ? 1 : 0.5),
  );
  const value = 42 >= low && 42 <= high ? 42 : low > -Infinity ? low : high;
  const step = count(schema, 'multipleOf', 0);
  const fitted = step > 0 ? Math.ceil(value / step) * step : value;
  return whole ? Math.ceil(fitted) : fitted;
}

function sampleText(schema: Json): string {
  const format = typeof schema['format'] === 'string' ? FORMATS[schema['format']] : undefined;
  const text = format ?? 'sandbox';
  const padded = text.padEnd(Math.min(count(schema, 'minLength', 0), 10_000), '.');
  return padded.slice(0, count(schema, 'maxLength', padded.length));
}

function resolve(reference: string, root: unknown): unknown {
  const names = reference.replace(/^#\/?/, '').split('/').filter(Boolean);
  return names.reduce<unknown>(
    (node, name) => (isObject(node) ? node[name.replace(/~1/g, '/').replace(/~0/g, '~')] : undefined),
    root,
  );
}
