// Brings a JSON Schema into the subset that Google's `parameters` and `responseSchema` take: looser, never stricter.

import { isFields, type Fields } from '../conversation/counts.ts';
import { inlineReferences } from './schema-refs.ts';

type Writable = Record<string, unknown>;

const SCALARS: readonly Fields[] = [{ type: 'STRING' }, { type: 'NUMBER' }, { type: 'BOOLEAN' }, { type: 'OBJECT' }];

/** Any value, as far as the subset can say it: a list must have a kind of items, so lists in lists end here. */
const ANYTHING: Fields = {
  nullable: true,
  anyOf: [...SCALARS, { type: 'ARRAY', items: { nullable: true, anyOf: SCALARS } }],
};

/** Words that the subset has under the same name and with the same meaning. */
const KEPT = ['title', 'description', 'pattern'] as const;
const KEPT_NUMBERS = [
  'minItems',
  'maxItems',
  'minProperties',
  'maxProperties',
  'minimum',
  'maximum',
  'minLength',
  'maxLength',
] as const;

const NUMBER_FORMATS: ReadonlySet<string> = new Set(['float', 'double', 'int32', 'int64']);

/** The schema in Google's subset. Every value that the given one allows is allowed by it too. */
export function subsetSchema(schema: Fields): Fields {
  return subset(inlineReferences(schema));
}

function subset(value: unknown): Fields {
  if (!isFields(value)) return ANYTHING;
  const schema = merged(value);
  const [alternatives, nullable] = alternativesOf(schema);
  if (alternatives !== undefined) return withAlternatives(schema, alternatives, nullable);
  const types = typesOf(schema);
  const real = types.filter(type => type !== 'null');
  const isNullable = nullable || real.length < types.length;
  if (real.length === 1) return { ...ofType(schema, real[0] ?? ''), ...(isNullable ? { nullable: true } : {}) };
  const { title, description } = schema;
  const words = {
    ...(typeof title === 'string' ? { title } : {}),
    ...(typeof description === 'string' ? { description } : {}),
  };
  if (real.length === 0)
    return types.length > 0 ? { ...words, type: 'STRING', nullable: true } : { ...words, ...ANYTHING };
  const anyOf = real.map(type => ofType({ ...schema, title: undefined, description: undefined }, type));
  return { ...words, anyOf, ...(isNullable ? { nullable: true } : {}) };
}

/** `allOf` brought into one schema: what they say together, as far as the subset could say it. */
function merged(schema: Fields): Fields {
  if (!Array.isArray(schema['allOf'])) return schema;
  const { allOf, ...own } = schema;
  const parts: readonly Fields[] = [...(Array.isArray(allOf) ? allOf : []).filter(isFields).map(merged), own];
  const all: Writable = {};
  for (const part of parts) {
    const properties = { ...object(all['properties']), ...object(part['properties']) };
    const required = [...strings(all['required']), ...strings(part['required'])];
    Object.assign(all, part);
    if (Object.keys(properties).length > 0) all['properties'] = properties;
    if (required.length > 0) all['required'] = [...new Set(required)];
  }
  return all;
}

/** The alternatives of `anyOf` or `oneOf`, and whether null is one of them. */
function alternativesOf(schema: Fields): [alternatives: readonly Fields[] | undefined, nullable: boolean] {
  const list = schema['anyOf'] ?? schema['oneOf'];
  const nullable = schema['nullable'] === true;
  if (!Array.isArray(list) || list.length === 0) return [undefined, nullable];
  const given: readonly unknown[] = list;
  const rest = given.filter(one => !(isFields(one) && one['type'] === 'null'));
  return [rest.map(one => (isFields(one) ? one : {})), nullable || rest.length < given.length];
}

function withAlternatives(schema: Fields, alternatives: readonly Fields[], nullable: boolean): Fields {
  const { anyOf: _any, oneOf: _one, ...own } = schema;
  const common = typesOf(own).length > 0 || own['properties'] !== undefined;
  const mark = nullable ? { nullable: true } : {};
  const [only] = alternatives;
  if (only === undefined) return { ...subset({ ...own, type: 'null' }), nullable: true };
  if (alternatives.length === 1) return { ...subset({ ...own, ...only, ...describe(own, only) }), ...mark };
  const { description, title } = own;
  const words = {
    ...(typeof title === 'string' ? { title } : {}),
    ...(typeof description === 'string' ? { description } : {}),
  };
  // Beside fields of its own, an alternative mostly says which of them must be there: what all have in common stays.
  if (common) return { ...subset(own), ...mark };
  return { ...words, anyOf: alternatives.map(subset), ...mark };
}

function describe(own: Fields, only: Fields): Fields {
  const description = own['description'] ?? only['description'];
  return description === undefined ? {} : { description };
}

const TYPES: ReadonlySet<string> = new Set(['string', 'number', 'integer', 'boolean', 'array', 'object', 'null']);

/** The types of a schema, or what they must be from its other words. Empty when any will do. */
function typesOf(schema: Fields): readonly string[] {
  const given = (Array.isArray(schema['type']) ? schema['type'] : [schema['type']])
    .filter((type): type is string => typeof type === 'string')
    .map(type => type.toLowerCase())
    .filter(type => TYPES.has(type));
  if (given.length > 0) return given;
  const values = valuesOf(schema);
  if (values !== undefined) return [...new Set(values.map(kindOf))];
  if (schema['properties'] !== undefined) return ['object'];
  return schema['items'] !== undefined || schema['prefixItems'] !== undefined ? ['array'] : [];
}

/** The only values that a schema allows, by `enum` or `const`. */
function valuesOf(schema: Fields): readonly unknown[] | undefined {
  if (Array.isArray(schema['enum']) && schema['enum'].length > 0) return schema['enum'];
  return Object.hasOwn(schema, 'const') ? [schema['const']] : undefined;
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value === 'object' ? 'object' : typeof value;
}

function ofType(schema: Fields, type: string): Fields {
  const result: Writable = { type: type.toUpperCase() };
  for (const name of KEPT) if (typeof schema[name] === 'string') result[name] = schema[name];
  for (const name of KEPT_NUMBERS) if (typeof schema[name] === 'number') result[name] = schema[name];
  Object.assign(result, bounds(schema), formatOf(schema, type), enumOf(schema, type, result['description']));
  if (type === 'array') result['items'] = itemsOf(schema);
  if (type === 'object') Object.assign(result, fieldsOf(schema));
  return result;
}

/** Exclusive bounds as the inclusive ones that also allow the bound itself. */
function bounds(schema: Fields): Fields {
  const { exclusiveMinimum: least, exclusiveMaximum: most } = schema;
  return {
    ...(typeof least === 'number' && typeof schema['minimum'] !== 'number' ? { minimum: least } : {}),
    ...(typeof most === 'number' && typeof schema['maximum'] !== 'number' ? { maximum: most } : {}),
  };
}

function formatOf(schema: Fields, type: string): Fields {
  const { format } = schema;
  if (typeof format !== 'string') return {};
  const known = type === 'string' ? format === 'date-time' : NUMBER_FORMATS.has(format);
  return known ? { format } : {};
}

/** Allowed values: as an enum of strings, else in words, because the subset knows only strings. */
function enumOf(schema: Fields, type: string, description: unknown): Fields {
  const values = valuesOf(schema)?.filter(value => value !== null);
  if (values === undefined || values.length === 0) return {};
  const texts = values.filter((value): value is string => typeof value === 'string');
  if (type === 'string')
    return texts.length > 0 && !texts.includes('') ? { format: 'enum', enum: [...new Set(texts)] } : {};
  const words = `One of: ${values.map(value => JSON.stringify(value)).join(', ')}.`;
  return { description: typeof description === 'string' ? `${description} ${words}` : words };
}

function itemsOf(schema: Fields): Fields {
  const { items, prefixItems } = schema;
  const tuple: readonly unknown[] = Array.isArray(prefixItems) ? prefixItems : Array.isArray(items) ? items : [];
  if (tuple.length === 0) return isFields(items) && Object.keys(items).length > 0 ? subset(items) : ANYTHING;
  const open = Array.isArray(prefixItems) && items !== false;
  return open && !isFields(items) ? ANYTHING : subset({ anyOf: [...tuple, ...(isFields(items) ? [items] : [])] });
}

function fieldsOf(schema: Fields): Fields {
  const properties = object(schema['properties']);
  const names = Object.keys(properties);
  if (names.length === 0) return {};
  const required = strings(schema['required']).filter(name => Object.hasOwn(properties, name));
  const ordering = strings(schema['propertyOrdering']).filter(name => Object.hasOwn(properties, name));
  return {
    properties: Object.fromEntries(names.map(name => [name, subset(properties[name])])),
    ...(required.length > 0 ? { required: [...new Set(required)] } : {}),
    ...(ordering.length > 0 ? { propertyOrdering: ordering } : {}),
  };
}

function object(value: unknown): Fields {
  return isFields(value) ? value : {};
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}
