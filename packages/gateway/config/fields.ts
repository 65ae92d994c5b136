// What the readers of the file's sections share: fields that must be there, and lists of texts.

import type { YamlNode } from './yaml-node.ts';

const MAX_NAME = 100;

/** The fields of one map by their names. */
export type Fields = ReadonlyMap<string, YamlNode>;

/** A field that must be there. */
export function required(node: YamlNode, fields: Fields, name: string): string | undefined {
  const field = fields.get(name);
  if (field === undefined) node.fault(`lacks the field "${name}"`);
  const text = field?.text();
  if (text === '' || (text !== undefined && text.length > MAX_NAME && name === 'name')) {
    field?.fault(`must be 1 to ${MAX_NAME} characters`);
    return undefined;
  }
  return text;
}

/** A list of texts; undefined where there is none. */
export function texts(node: YamlNode | undefined): readonly string[] | undefined {
  return node?.items().flatMap(item => item.text() ?? []);
}

/** The fields that were given, without those that were not. */
export function given<Values extends object>(values: {
  [Name in keyof Values]: Values[Name] | undefined;
}): Values {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Values;
}
