// Judges values by the words of JSON Schema that the tests use: a second opinion on what a rewritten schema allows.

import { isFields, type Fields } from '../conversation/counts.ts';

/** Deeper than this a value is let pass. */
const DEEPEST = 12;

/** Whether a schema allows a value. */
export function allows(schema: unknown, value: unknown, root: unknown = schema, depth = 0): boolean {
  if (!isFields(schema) || depth > DEEPEST) return schema !== false;
  const inner = (one: unknown, part: unknown): boolean => allows(one, part, root, depth + 1);
  const { $ref } = schema;
  if (typeof $ref === 'string') {
    const target = definitionOf(root, $ref);
    if (target !== undefined && !inner(target, value)) return false;
  }
  return (
    isOfType(schema, value) &&
    combinations(schema, one => inner(one, value)) &&
    (typeof value !== 'string' || fitsText(schema, value)) &&
    (typeof value !== 'number' || fitsNumber(schema, value)) &&
    (!Array.isArray(value) || fitsList(schema, value, inner)) &&
    (!isFields(value) || fitsObject(schema, value, inner))
  );
}

function definitionOf(root: unknown, reference: string): unknown {
  const name = /^#\/\$defs\/(.+)$/.exec(reference)?.[1];
  const definitions = isFields(root) ? root['$defs'] : undefined;
  return name === undefined || !isFields(definitions) ? undefined : definitions[name];
}

function isOfType(schema: Fields, value: unknown): boolean {
  const given = schema['type'];
  const types: readonly unknown[] = Array.isArray(given) ? given : given === undefined ? [] : [given];
  const same = (one: unknown): boolean => JSON.stringify(one) === JSON.stringify(value);
  if (types.length > 0 && !types.some(type => isA(type, value))) return false;
  if (Array.isArray(schema['enum']) && !schema['enum'].some(same)) return false;
  return !Object.hasOwn(schema, 'const') || same(schema['const']);
}

function isA(type: unknown, value: unknown): boolean {
  switch (type) {
    case 'null':
      return value === null;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isFields(value);
    case 'integer':
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}

function combinations(schema: Fields, fits: (one: unknown) => boolean): boolean {
  const list = (name: string): readonly unknown[] | undefined =>
    Array.isArray(schema[name]) ? schema[name] : undefined;
  return (
    (list('anyOf')?.some(fits) ?? true) &&
    (list('oneOf')?.filter(fits).length ?? 1) === 1 &&
    (list('allOf')?.every(fits) ?? true)
  );
}

const number = (value: unknown, otherwise: number): number => (typeof value === 'number' ? value : otherwise);

function fitsText(schema: Fields, value: string): boolean {
  const { pattern, minLength, maxLength } = schema;
  return (
    (typeof pattern !== 'string' || new RegExp(pattern).test(value)) &&
    value.length >= number(minLength, 0) &&
    value.length <= number(maxLength, Infinity)
  );
}

function fitsNumber(schema: Fields, value: number): boolean {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  return (
    value >= number(minimum, -Infinity) &&
    value <= number(maximum, Infinity) &&
    value > number(exclusiveMinimum, -Infinity) &&
    value < number(exclusiveMaximum, Infinity) &&
    (typeof multipleOf !== 'number' || value % multipleOf === 0)
  );
}

type Inner = (schema: unknown, value: unknown) => boolean;

function fitsList(schema: Fields, value: readonly unknown[], inner: Inner): boolean {
  const first: readonly unknown[] = Array.isArray(schema['prefixItems']) ? schema['prefixItems'] : [];
  return (
    value.length >= number(schema['minItems'], 0) &&
    value.every((one, index) => {
      const own = index < first.length ? first[index] : schema['items'];
      return own === undefined || inner(own, one);
    })
  );
}

function fitsObject(schema: Fields, value: Fields, inner: Inner): boolean {
  const properties = isFields(schema['properties']) ? schema['properties'] : {};
  const required: readonly unknown[] = Array.isArray(schema['required']) ? schema['required'] : [];
  const known = (name: string): boolean => Object.hasOwn(properties, name);
  return (
    required.every(name => Object.hasOwn(value, String(name))) &&
    Object.entries(value).every(([name, one]) =>
      known(name) ? inner(properties[name], one) : schema['additionalProperties'] !== false,
    )
  );
}
