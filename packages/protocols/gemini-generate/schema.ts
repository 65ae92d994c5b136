// Reads Google's own schemas (the OpenAPI subset with types in capitals) as JSON Schema.

import { isFields, type Fields } from '../conversation/counts.ts';
import { listed, named } from './wire.ts';

/** Counts that proto JSON may write as strings. */
const COUNTS: ReadonlySet<string> = new Set([
  'minItems',
  'maxItems',
  'minLength',
  'maxLength',
  'minProperties',
  'maxProperties',
]);

/** Further words of real JSON Schema that hold one schema each, for clients that mix the two. */
const NESTED: ReadonlySet<string> = new Set(['items', 'additionalProperties', 'not']);

/** The JSON Schema that a schema of Google's means. Never throws: what it does not know it leaves as it is. */
export function jsonSchema(value: unknown): Fields {
  if (!isFields(value)) return {};
  const schema = named(value);
  const result: Record<string, unknown> = {};
  for (const [name, entry] of Object.entries(schema)) Object.assign(result, translated(name, entry, schema));
  return schema['nullable'] === true ? orNull(result) : result;
}

function translated(name: string, entry: unknown, schema: Fields): Fields {
  switch (name) {
    case 'type':
      return typeOf(entry);
    case 'nullable':
    case 'propertyOrdering':
      return {};
    case 'example':
      return { examples: [entry] };
    case 'format':
      return entry === 'enum' ? {} : { format: entry };
    case 'properties':
      return { properties: propertiesOf(entry, listed(schema['propertyOrdering'])) };
    case 'anyOf':
    case 'oneOf':
    case 'allOf':
      return { [name]: listed(entry).map(jsonSchema) };
    default:
      if (COUNTS.has(name) && typeof entry === 'string') return { [name]: Number(entry) };
      return { [name]: NESTED.has(name) && isFields(entry) ? jsonSchema(entry) : entry };
  }
}

function typeOf(entry: unknown): Fields {
  if (typeof entry === 'string') return entry === 'TYPE_UNSPECIFIED' ? {} : { type: entry.toLowerCase() };
  return { type: listed(entry).map(one => (typeof one === 'string' ? one.toLowerCase() : one)) };
}

/** The properties in the order that the model shall keep: JSON Schema has no other way to say it. */
function propertiesOf(entry: unknown, ordering: readonly unknown[]): Fields {
  if (!isFields(entry)) return {};
  const first = ordering.filter((name): name is string => typeof name === 'string' && Object.hasOwn(entry, name));
  const order = new Set([...first, ...Object.keys(entry)]);
  return Object.fromEntries([...order].map(name => [name, jsonSchema(entry[name])]));
}

function orNull(schema: Fields): Fields {
  const { type } = schema;
  const enumerated = Array.isArray(schema['enum']) ? { enum: [...schema['enum'], null] } : {};
  if (typeof type === 'string') return { ...schema, type: [type, 'null'], ...enumerated };
  if (Array.isArray(schema['anyOf'])) return { ...schema, anyOf: [...schema['anyOf'], { type: 'null' }] };
  return schema;
}
