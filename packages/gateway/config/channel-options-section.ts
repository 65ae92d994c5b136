// What may be set for a channel beside its address, keys and models: limits, timeouts, changes of requests and answers.

import {
  KEY_ORDERS,
  PLAIN_OPTIONS,
  PROMPT_MODES,
  type ChannelOptions,
  type HeaderRules,
  type Limits,
  type ParameterRule,
} from '../routing/channel-options.ts';
import { readCondition } from './condition-section.ts';
import { given, texts, type Fields } from './fields.ts';
import type { YamlNode } from './yaml-node.ts';

/** The fields of a channel that are read here. */
export const OPTION_FIELDS = [
  'key_order',
  'cost',
  'timeouts',
  'parameters',
  'headers',
  'status',
  'system_prompt',
  'proxy',
  'pass_through',
  'strict_translation',
  'cache',
  'limits',
  'tag',
];

/** The longest time that may be waited for anything, seconds. */
const LONGEST = 7200;
/** Headers that carry the credential, or that belong to the connection: no rule may set or pass them. */
const OWN_HEADERS = /^(?:host|content-length|transfer-encoding|connection|te|upgrade|expect|accept-encoding)$/;
const CREDENTIAL_HEADERS = /^(?:authorization|x-api-key|x-goog-api-key|api-key|cookie|mj-api-secret)$/;

/** Reads what is set beside a channel's own fields. */
export function readOptions(fields: Fields): ChannelOptions {
  const limits = fields.get('limits');
  const prompt = fields.get('system_prompt');
  return {
    keyOrder: fields.get('key_order')?.word(KEY_ORDERS) ?? PLAIN_OPTIONS.keyOrder,
    cost: fields.get('cost')?.decimal(0, 1000) ?? PLAIN_OPTIONS.cost,
    timeouts: readTimeouts(fields.get('timeouts')),
    parameters: (fields.get('parameters')?.items() ?? []).map(readParameterRule),
    headers: readHeaders(fields.get('headers')),
    status: readStatus(fields.get('status')),
    passThrough: fields.get('pass_through')?.switch() ?? false,
    strictTranslation: fields.get('strict_translation')?.switch() ?? false,
    limits: limits === undefined ? {} : readLimits(limits),
    ...(fields.get('cache')?.switch() === true ? { cache: true } : {}),
    ...given<Pick<ChannelOptions, 'systemPrompt' | 'proxy' | 'tag'>>({
      tag: fields.get('tag')?.text(),
      systemPrompt: prompt === undefined ? undefined : readSystemPrompt(prompt),
      proxy: fields.get('proxy')?.value('a URL such as http://10.0.0.1:3128 or socks5://10.0.0.1:1080', readProxy),
    }),
  };
}

/** The words of limits, by the names that they are kept under. */
export const LIMIT_WORDS: Readonly<Record<keyof Limits, string>> = {
  concurrency: 'concurrency',
  requestsPerMinute: 'requests_per_minute',
  requestsPerHour: 'requests_per_hour',
  requestsPerDay: 'requests_per_day',
  tokensPerMinute: 'tokens_per_minute',
  tokensPerHour: 'tokens_per_hour',
  tokensPerDay: 'tokens_per_day',
  moneyPerMinute: 'money_per_minute',
  moneyPerHour: 'money_per_hour',
  moneyPerDay: 'money_per_day',
  waitSeconds: 'wait_seconds',
};
const USD = /^\d{1,6}(?:\.\d{1,9})?$/;

function readUsd(text: string): string {
  if (!USD.test(text)) throw new RangeError('an amount in USD such as "25" or "0.5"');
  return text;
}

/** Reads limits. */
export function readLimits(node: YamlNode): Limits {
  const fields = node.fields(Object.values(LIMIT_WORDS));
  const count = (name: keyof Limits, most: number): number | undefined =>
    fields.get(LIMIT_WORDS[name])?.integer(1, most);
  const money = (name: keyof Limits): string | undefined =>
    fields.get(LIMIT_WORDS[name])?.value('an amount in USD such as "25" or "0.5"', readUsd);
  return given<Limits>({
    concurrency: count('concurrency', 1_000_000),
    requestsPerMinute: count('requestsPerMinute', 1_000_000_000),
    requestsPerHour: count('requestsPerHour', 1_000_000_000),
    requestsPerDay: count('requestsPerDay', 1_000_000_000),
    tokensPerMinute: count('tokensPerMinute', 1_000_000_000_000),
    tokensPerHour: count('tokensPerHour', 1_000_000_000_000),
    tokensPerDay: count('tokensPerDay', 1_000_000_000_000),
    moneyPerMinute: money('moneyPerMinute'),
    moneyPerHour: money('moneyPerHour'),
    moneyPerDay: money('moneyPerDay'),
    waitSeconds: fields.get(LIMIT_WORDS.waitSeconds)?.integer(0, 600),
  });
}

/** Seconds, with a fraction where one is wanted; kept as milliseconds. */
function readTimeouts(node: YamlNode | undefined): ChannelOptions['timeouts'] {
  if (node === undefined) return {};
  const fields = node.fields(['connect', 'first_byte', 'idle']);
  const milliseconds = (name: string): number | undefined => {
    const seconds = fields.get(name)?.decimal(0.05, LONGEST);
    return seconds === undefined ? undefined : Math.round(seconds * 1000);
  };
  return given<ChannelOptions['timeouts']>({
    connect: milliseconds('connect'),
    firstByte: milliseconds('first_byte'),
    idle: milliseconds('idle'),
  });
}

function readParameterRule(node: YamlNode): ParameterRule {
  const fields = node.fields(['set', 'default', 'drop', 'rename', 'when']);
  if ([...fields.keys()].every(name => name === 'when'))
    node.fault('changes nothing; give it set, default, drop or rename');
  const when = fields.get('when');
  return given<ParameterRule>({
    set: readValues(fields.get('set')),
    default: readValues(fields.get('default')),
    drop: fields.has('drop') ? [...(texts(fields.get('drop')) ?? [])] : undefined,
    rename: readTexts(fields.get('rename')),
    when: when === undefined ? undefined : readCondition(when),
  });
}

function readValues(node: YamlNode | undefined): Record<string, unknown> | undefined {
  return node === undefined
    ? undefined
    : Object.fromEntries(node.entries().map(([name, value]) => [name, value.json()]));
}

function readTexts(node: YamlNode | undefined): Record<string, string> | undefined {
  if (node === undefined) return undefined;
  return Object.fromEntries(
    node.entries().flatMap(([name, value]) => {
      const text = value.text();
      return text === undefined ? [] : [[name, text]];
    }),
  );
}

function readHeaders(node: YamlNode | undefined): HeaderRules {
  if (node === undefined) return PLAIN_OPTIONS.headers;
  const fields = node.fields(['set', 'drop', 'pass']);
  const set = Object.entries(readTexts(fields.get('set')) ?? {}).map(([name, value]) => [name.toLowerCase(), value]);
  for (const [name = '', value = ''] of set) {
    if (!/^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(name) || OWN_HEADERS.test(name))
      fields.get('set')?.fault(`holds ${JSON.stringify(name)}, which is no header that may be set`);
    // eslint-disable-next-line no-control-regex -- a line break in a header would begin another one
    if (/[\u0000-\u001f\u007f]/.test(value)) fields.get('set')?.fault('holds a value with control characters');
  }
  const names = (field: string): string[] => (texts(fields.get(field)) ?? []).map(name => name.toLowerCase());
  const pass = names('pass');
  const secret = pass.find(name => CREDENTIAL_HEADERS.test(name) || OWN_HEADERS.test(name));
  if (secret !== undefined)
    fields.get('pass')?.fault(`holds ${secret}: it belongs to the client’s own connection or account`);
  return { set: Object.fromEntries(set), drop: names('drop'), pass };
}

function readStatus(node: YamlNode | undefined): Record<string, number> {
  if (node === undefined) return {};
  return Object.fromEntries(
    node.entries().flatMap(([from, to]) => {
      if (!/^[1-5]\d\d$/.test(from)) to.fault(`must stand under a status from 100 to 599, not ${JSON.stringify(from)}`);
      const status = to.integer(200, 599);
      return status === undefined ? [] : [[from, status]];
    }),
  );
}

/** A text, or a map with the text and what becomes of the client's own. */
function readSystemPrompt(node: YamlNode): ChannelOptions['systemPrompt'] {
  if (!node.isMap) {
    const text = node.text();
    return text === undefined ? undefined : { text, mode: 'default' };
  }
  const fields = node.fields(['text', 'mode']);
  const text = fields.get('text')?.text();
  if (text === undefined) node.fault('lacks the field "text"');
  return { text: text ?? '', mode: fields.get('mode')?.word(PROMPT_MODES) ?? 'default' };
}

function readProxy(text: string): string {
  const url = new URL(text);
  if (!/^(?:https?|socks5h?):$/.test(url.protocol)) throw new Error('begin it with http://, https:// or socks5://');
  return text;
}
