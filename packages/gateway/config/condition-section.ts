// The conditions and route rules of the file: which requests they are about, and where those go.

import type { Protocol } from '@turnpike/protocols/failures';
import type { StoredCondition } from '../routing/channel-options.ts';
import { DAYS, localTime, MEDIA, readHours } from '../routing/conditions.ts';
import type { DeclaredRoute } from './config.ts';
import { given, required, texts } from './fields.ts';
import { POLICIES } from './options.ts';
import type { YamlNode } from './yaml-node.ts';

const PROTOCOLS: readonly Protocol[] = ['openai-chat', 'openai-responses', 'anthropic-messages', 'gemini-generate'];
/** Everything that a condition may ask. */
export const CONDITION_FIELDS = [
  'models',
  'protocols',
  'groups',
  'min_tokens',
  'max_tokens',
  'media',
  'streamed',
  'headers',
  'hours',
  'days',
  'zone',
];

/** Reads a condition. */
export function readCondition(node: YamlNode): StoredCondition {
  const fields = node.fields(CONDITION_FIELDS);
  const words = <Word extends string>(name: string, known: readonly Word[]): Word[] | undefined =>
    fields
      .get(name)
      ?.items()
      .flatMap(item => item.word(known) ?? []);
  const list = (name: string): string[] | undefined =>
    fields
      .get(name)
      ?.items()
      .flatMap(item => item.text() ?? []);
  return given<StoredCondition>({
    models: list('models'),
    protocols: words('protocols', PROTOCOLS),
    groups: list('groups'),
    minTokens: fields.get('min_tokens')?.integer(0, 1_000_000_000),
    maxTokens: fields.get('max_tokens')?.integer(0, 1_000_000_000),
    media: words('media', MEDIA),
    streamed: fields.get('streamed')?.switch(),
    headers: readHeaders(fields.get('headers')),
    hours: fields.get('hours')?.value('a span of hours such as 22:00-06:00', text => {
      readHours(text);
      return text;
    }),
    days: words('days', DAYS),
    zone: fields.get('zone')?.value('a time zone such as Asia/Shanghai', text => {
      localTime(0, text);
      return text;
    }),
  });
}

function readHeaders(node: YamlNode | undefined): Record<string, string> | undefined {
  if (node === undefined) return undefined;
  return Object.fromEntries(
    node.entries().flatMap(([name, value]) => {
      const text = value.text();
      return text === undefined ? [] : [[name.toLowerCase(), text]];
    }),
  );
}

/** Reads a route rule; `index` is its place, by which rules are tried. */
export function readRoute(node: YamlNode, index: number): DeclaredRoute | undefined {
  const fields = node.fields(['name', 'when', 'channels', 'policy']);
  const name = required(node, fields, 'name');
  const when = fields.get('when');
  const channels = texts(fields.get('channels'));
  const policy = fields.get('policy')?.word(POLICIES);
  if (channels === undefined && policy === undefined) node.fault('decides nothing; give it channels or a policy');
  if (name === undefined) return undefined;
  return { name, index, when: when === undefined ? {} : readCondition(when), channels, policy };
}
