// Limits in the file: rules of the section `limits`, and the bounds of one user or one key.

import { Compile } from 'typebox/compile';
import { BOUND_FIELDS, BoundFields } from '../limits/bounds.ts';
import { EACH, type RuleFields } from '../limits/rules.ts';
import { given, required, texts } from './fields.ts';
import type { YamlNode } from './yaml-node.ts';

/** A rule as declared. */
export interface DeclaredLimit {
  readonly name: string;
  readonly rule: RuleFields;
}

const check = Compile(BoundFields);

/** Reads the bounds of a user or a key. */
export function readBounds(node: YamlNode | undefined): BoundFields | undefined {
  if (node === undefined) return undefined;
  return boundsIn(node, node.fields([...BOUND_FIELDS]));
}

/** Reads a rule: who is counted together, which calls, and the bounds. */
export function readLimit(node: YamlNode): DeclaredLimit | undefined {
  const fields = node.fields(['name', 'each', 'groups', 'models', ...BOUND_FIELDS]);
  const name = required(node, fields, 'name');
  const each = fields.get('each')?.word(EACH) ?? 'key';
  const bounds = boundsIn(node, new Map([...fields].filter(([field]) => BOUND_FIELDS.includes(field))));
  if (Object.keys(bounds).every(field => field === 'wait_seconds'))
    node.fault(`sets no limit; known are ${BOUND_FIELDS.join(', ')}`);
  if (name === undefined) return undefined;
  const lists = given<Pick<RuleFields, 'groups' | 'models'>>({
    groups: listOf(fields.get('groups')),
    models: listOf(fields.get('models')),
  });
  return { name, rule: { each, ...lists, bounds } };
}

function listOf(node: YamlNode | undefined): string[] | undefined {
  const list = texts(node);
  if (list?.length === 0) node?.fault('is empty; leave it out to mean all');
  return list === undefined ? undefined : [...list];
}

function boundsIn(node: YamlNode, fields: ReadonlyMap<string, YamlNode>): BoundFields {
  const values = Object.fromEntries(
    [...fields].map(([name, field]) => [name, name.startsWith('money_') ? field.text() : numberOf(field)]),
  );
  for (const [name, value] of Object.entries(values)) {
    if (check.Check({ [name]: value })) continue;
    const wanted = name.startsWith('money_') ? 'an amount in USD such as "5"' : 'a whole number of at least 1';
    (fields.get(name) ?? node).fault(`must be ${wanted}`);
  }
  return check.Check(values) ? values : {};
}

function numberOf(field: YamlNode): number {
  const text = field.text() ?? '';
  return /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
}
