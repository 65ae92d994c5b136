// Brings JSON Schemas into the form that Anthropic takes: for a tool's input, and for an answer.

import { fields, isFields, type Fields } from '../conversation/counts.ts';
import { objects, type Block } from './wire.ts';

/**
 * The schema of a tool's input: it must be of the type object, and must not begin with a choice of schemas. The
 * branches of such a choice are laid over each other; what is required is what all of them require.
 */
export function inputSchema(schema: Fields | undefined): Block {
  if (schema === undefined) return { type: 'object', properties: {} };
  const flat = ['oneOf', 'anyOf', 'allOf'].reduce(withoutChoice, resolved(schema, schema));
  return flat['type'] === 'object' ? { ...flat } : { ...flat, type: 'object' };
}

function withoutChoice(schema: Fields, choice: string): Fields {
  const branches = objects(schema[choice]).map(branch => resolved(branch, schema));
  if (branches.length === 0) return schema;
  const { [choice]: _, ...rest } = schema;
  const required = branches.map(branch => new Set(listed(branch['required'])));
  const all = [...new Set(required.flatMap(names => [...names]))];
  const common = choice === 'allOf' ? all : all.filter(name => required.every(names => names.has(name)));
  const properties = Object.assign({}, ...branches.map(branch => fields(branch['properties'])));
  return {
    ...rest,
    type: 'object',
    properties: { ...properties, ...fields(schema['properties']) },
    required: [...new Set([...listed(schema['required']), ...common])],
  };
}

function listed(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A schema that only points at a definition of its own document, as what it points at, definitions kept. */
function resolved(schema: Fields, root: Fields): Fields {
  const pointer = schema['$ref'];
  if (typeof pointer !== 'string' || !pointer.startsWith('#/')) return schema;
  const target = pointer
    .slice(2)
    .split('/')
    .reduce<unknown>((value, key) => fields(value)[key], root);
  const { $ref: _, ...rest } = schema;
  return isFields(target) ? { ...target, ...rest } : schema;
}

/** String formats that Anthropic holds an answer to (the SDK's own list). */
const FORMATS: ReadonlySet<unknown> = new Set([
  'date-time',
  'time',
  'date',
  'duration',
  'email',
  'hostname',
  'uri',
  'ipv4',
  'ipv6',
  'uuid',
]);

/** Rules that Anthropic refuses in the schema of an answer: they are told in words instead. */
const UNENFORCED: ReadonlySet<string> = new Set([
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'maxItems',
  'uniqueItems',
  'minProperties',
  'maxProperties',
  'patternProperties',
  'propertyNames',
  'contains',
  'not',
  'if',
  'then',
  'else',
]);

/** The schema of an answer: objects closed, one-of as any-of, and what Anthropic does not enforce told in the description. */
export function answerSchema(schema: unknown): unknown {
  if (!isFields(schema)) return schema;
  const written: Block = {};
  const told: string[] = [];
  for (const [name, value] of Object.entries(schema)) {
    if (name === '$schema') continue;
    if (isUnenforced(name, value)) told.push(`${name}: ${JSON.stringify(value)}`);
    else written[name === 'oneOf' ? 'anyOf' : name] = inner(name, value);
  }
  if (schema['type'] === 'object' || isFields(schema['properties'])) written['additionalProperties'] = false;
  if (told.length > 0)
    written['description'] = [schema['description'], told.join(', ')].filter(text => text !== undefined).join('\n');
  return written;
}

function isUnenforced(name: string, value: unknown): boolean {
  if (name === 'format') return !FORMATS.has(value);
  if (name === 'minItems') return value !== 0 && value !== 1;
  return UNENFORCED.has(name);
}

function inner(name: string, value: unknown): unknown {
  if (name === 'items') return answerSchema(value);
  if (Array.isArray(value) && ['anyOf', 'oneOf', 'allOf', 'prefixItems'].includes(name)) return value.map(answerSchema);
  if (isFields(value) && ['properties', '$defs', 'definitions'].includes(name))
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, answerSchema(one)]));
  return value;
}
