// Reads what the console sends with the file's own readers, so that both take the same and say the same of what is wrong.

import { Failure } from '@turnpike/protocols/failures';
import { type YamlNode, YamlSource } from './yaml-node.ts';

/** A thing as the file would write it. */
export type FileWords = Readonly<Record<string, unknown>>;

/**
 * What a reader of the file makes of words; nothing is taken from the environment.
 * @throws Failure naming the first field at fault, with all of them in its details
 */
export function readAs<Value>(what: string, words: FileWords, reader: (node: YamlNode) => Value | undefined): Value {
  const source = new YamlSource(what, JSON.stringify(words), undefined);
  const value = source.root === undefined ? undefined : reader(source.root);
  if (value !== undefined && source.faults.length === 0) return value;
  const fields = source.faults.map(fault => faultOf(fault, what));
  const [first] = fields;
  throw new Failure('invalid_request', `${first?.path ?? what}: ${first?.message ?? 'is wrong'}.`, {
    param: first?.path ?? '',
    details: { fields },
  });
}

/** `channel:1:20: models[0].name must be …` names its field; `the file lacks the field "name"` names it in quotes. */
function faultOf(fault: string, what: string): { readonly path: string; readonly message: string } {
  const text = fault.slice(what.length).replace(/^:\d+:\d+: /, '');
  const lacks = /^the file lacks the field "([a-z_]+)"(?:: (.*))?$/.exec(text);
  if (lacks !== null) return { path: lacks[1] ?? '', message: lacks[2] ?? 'must be given' };
  const unknown = /^unknown field "([^"]*)"/.exec(text);
  if (unknown !== null) return { path: unknown[1] ?? '', message: text };
  const whole = /^the file (.*)$/.exec(text);
  if (whole !== null) return { path: what, message: whole[1] ?? '' };
  const [path = '', ...rest] = text.split(' ');
  return { path: path.replaceAll('[', '.').replaceAll(']', ''), message: rest.join(' ') };
}
