// Specification of schemas: Google's read as JSON Schema, and JSON Schema brought into Google's subset without new limits.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isFields, type Fields } from '../conversation/counts.ts';
import { allows } from './json-schema.fixture.ts';
import { jsonSchema } from './schema.ts';
import { inlineReferences } from './schema-refs.ts';
import { subsetSchema } from './schema-subset.ts';

const SUBSET: ReadonlySet<string> = new Set(
  'type format title description nullable enum maxItems minItems properties required minProperties maxProperties minimum maximum minLength maxLength pattern example anyOf propertyOrdering default items'.split(
    ' ',
  ),
);

/** What Google refuses in a schema, or undefined. */
function refusal(schema: unknown, path = '$'): string | undefined {
  if (!isFields(schema)) return `${path} is no schema`;
  const { type, format, properties, required, items, anyOf } = schema;
  const unknown = Object.keys(schema).find(name => !SUBSET.has(name));
  if (unknown !== undefined) return `${path} has ${unknown}`;
  if (type === undefined && anyOf === undefined) return `${path} has no type`;
  if (type !== undefined && !/^(?:STRING|NUMBER|INTEGER|BOOLEAN|ARRAY|OBJECT)$/.test(String(type)))
    return `${path} has the type ${String(type)}`;
  if (schema['enum'] !== undefined && type !== 'STRING') return `${path} has an enum of ${String(type)}`;
  if (Array.isArray(schema['enum']) && !schema['enum'].every(one => typeof one === 'string' && one !== ''))
    return `${path} has an enum of other than texts`;
  if (type === 'STRING' && format !== undefined && format !== 'enum' && format !== 'date-time')
    return `${path} has the format ${String(format)}`;
  if (type === 'ARRAY' && items === undefined) return `${path} has no items`;
  const names = isFields(properties) ? Object.keys(properties) : [];
  if (Array.isArray(required) && required.some(name => !names.includes(String(name))))
    return `${path} requires the unknown`;
  const inner: [string, unknown][] = [
    ...(isFields(properties) ? Object.entries(properties) : []),
    ...(items === undefined ? [] : [['[]', items] satisfies [string, unknown]]),
    ...(Array.isArray(anyOf) ? anyOf.map((one, index): [string, unknown] => [`anyOf${index}`, one]) : []),
  ];
  for (const [name, one] of inner) {
    const found = refusal(one, `${path}.${name}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

const names = fc.constantFrom('a', 'b', 'type', 'enum', '$ref', 'properties');
const values = fc.oneof(
  fc.constantFrom('x', 'y', '', 'a long text', null, true, false),
  fc.integer({ min: -9, max: 9 }),
  fc.constant(1.5),
);
/** Any value, but no list in a list: the subset cannot say that those may hold anything. */
const anything: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>(tie => ({
  value: fc.oneof(
    { maxDepth: 3 },
    values,
    fc.array(tie('value'), { maxLength: 3 }).map(list => list.filter(one => !Array.isArray(one))),
    fc.dictionary(names, tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
})).value;

const optional = (record: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<Fields> =>
  fc.record(record, { requiredKeys: [], noNullPrototype: true });

const schemas: fc.Arbitrary<Fields> = fc.letrec<{ schema: Fields }>(tie => {
  const words = { title: fc.constant('T'), description: fc.constant('D') };
  const text = optional({
    ...words,
    pattern: fc.constant('^[a-z]'),
    minLength: fc.nat(3),
    format: fc.constantFrom('email', 'date-time'),
  });
  const number = optional({
    minimum: fc.nat(3),
    exclusiveMaximum: fc.integer({ min: 4, max: 9 }),
    multipleOf: fc.constant(2),
  });
  const typed = fc.oneof(
    text.map(rest => ({ type: 'string', ...rest })),
    number.map(rest => ({ type: 'integer', ...rest })),
    number.map(rest => ({ type: 'number', ...rest })),
    fc.constantFrom<Fields>({ type: 'boolean' }, { type: 'null' }, {}),
    fc
      .array(fc.constantFrom('string', 'integer', 'null', 'array', 'object'), { minLength: 1, maxLength: 3 })
      .map(type => ({ type: [...new Set(type)] })),
    values.map(value => ({ const: value })),
    fc.uniqueArray(values, { minLength: 1, maxLength: 4 }).map(list => ({ enum: list })),
  );
  const object = fc
    .tuple(
      fc.dictionary(names, tie('schema'), { maxKeys: 3, noNullPrototype: true }),
      optional({
        ...words,
        additionalProperties: fc.boolean(),
        required: fc.uniqueArray(names, { maxLength: 2 }),
        $schema: fc.constant('http://json-schema.org/draft-07/schema#'),
      }),
    )
    .map(([properties, rest]) => ({ type: 'object', properties, ...rest }));
  const array = optional({ items: tie('schema'), minItems: fc.nat(2) }).map(rest => ({ type: 'array', ...rest }));
  const tuple = fc
    .array(tie('schema'), { minLength: 1, maxLength: 2 })
    .map(prefixItems => ({ type: 'array', prefixItems }));
  const combined = fc
    .tuple(
      fc.constantFrom('anyOf', 'oneOf', 'allOf'),
      fc.array(tie('schema'), { minLength: 1, maxLength: 3 }),
      optional(words),
    )
    .map(([word, list, rest]): Fields => ({ [word]: list, ...rest }));
  const referring = fc.constantFrom('#/$defs/One', '#/$defs/Two', '#/nowhere').map($ref => ({ $ref }));
  return {
    schema: fc.oneof({ maxDepth: 3, withCrossShrink: true }, typed, typed, object, array, tuple, combined, referring),
  };
}).schema;

const documents = fc
  .tuple(schemas, schemas, schemas)
  .map(([root, One, Two]): Fields => ({ ...root, $defs: { One, Two } }));

describe('the subset', () => {
  it('is what Google takes', () => {
    fc.assert(
      fc.property(documents, schema => {
        expect(refusal(subsetSchema(schema))).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });

  it('allows whatever the schema allows', () => {
    fc.assert(
      fc.property(documents, anything, (schema, value) => {
        fc.pre(allows(schema, value));
        expect(allows(jsonSchema(subsetSchema(schema)), value)).toBe(true);
      }),
      { numRuns: 2000, maxSkipsPerRun: 1000 },
    );
  });

  it('rewrites what it has no words for', () => {
    const schema = {
      $schema: 'http://json-schema.org/draft-07/schema#',
      type: 'object',
      additionalProperties: false,
      $defs: { place: { type: 'object', properties: { city: { type: 'string', format: 'email' } } } },
      properties: {
        where: { $ref: '#/$defs/place' },
        kind: { const: 'one' },
        level: { type: 'integer', enum: [1, 2], description: 'How much.' },
        note: { type: ['string', 'null'] },
        size: { type: 'number', exclusiveMinimum: 0 },
        either: { oneOf: [{ type: 'string' }, { type: 'integer' }] },
        tags: { type: 'array' },
      },
      required: ['where', 'missing'],
    };
    expect(subsetSchema(schema)).toMatchObject({
      type: 'OBJECT',
      required: ['where'],
      properties: {
        where: { type: 'OBJECT', properties: { city: { type: 'STRING' } } },
        kind: { type: 'STRING', enum: ['one'] },
        level: { type: 'INTEGER', description: 'How much. One of: 1, 2.' },
        note: { type: 'STRING', nullable: true },
        size: { type: 'NUMBER', minimum: 0 },
        either: { anyOf: [{ type: 'STRING' }, { type: 'INTEGER' }] },
        tags: { type: 'ARRAY', items: {} },
      },
    });
    expect(refusal(subsetSchema(schema))).toBeUndefined();
  });

  it('ends where a schema is endless', () => {
    const tree = {
      $ref: '#/$defs/node',
      $defs: { node: { type: 'object', properties: { next: { $ref: '#/$defs/node' } } } },
    };
    expect(JSON.stringify(subsetSchema(tree)).length).toBeLessThan(2000);
    expect(JSON.stringify(inlineReferences(tree))).not.toContain('$ref');
    const many = Object.fromEntries(
      Array.from({ length: 12 }, (_, index) => [
        `n${index}`,
        { anyOf: Array.from({ length: 12 }, (__, other) => ({ $ref: `#/$defs/n${other}` })) },
      ]),
    );
    expect(inlineReferences({ $ref: '#/$defs/n0', $defs: many })).toBeDefined();
  });
});

describe("Google's own schema", () => {
  it('becomes JSON Schema, in both spellings', () => {
    expect(
      jsonSchema({
        type: 'OBJECT',
        property_ordering: ['b', 'a'],
        properties: {
          a: { type: 'STRING', nullable: true, enum: ['x'], format: 'enum' },
          b: { type: 'ARRAY', items: { type: 'INTEGER', format: 'int32' }, min_items: '1' },
          c: { any_of: [{ type: 'NUMBER' }, { type: 'BOOLEAN' }], nullable: true, example: 1 },
        },
        required: ['a'],
      }),
    ).toEqual({
      type: 'object',
      properties: {
        b: { type: 'array', items: { type: 'integer', format: 'int32' }, minItems: 1 },
        a: { type: ['string', 'null'], enum: ['x', null] },
        c: { anyOf: [{ type: 'number' }, { type: 'boolean' }, { type: 'null' }], examples: [1] },
      },
      required: ['a'],
    });
    expect(
      Object.keys(fieldsOf(jsonSchema({ type: 'OBJECT', propertyOrdering: ['b', 'a'], properties: { a: {}, b: {} } }))),
    ).toEqual(['b', 'a']);
  });
});

function fieldsOf(schema: Fields): Fields {
  return isFields(schema['properties']) ? schema['properties'] : {};
}
