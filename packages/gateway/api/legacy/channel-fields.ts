// A channel in the new-api family's fields: numbers for providers, lists in texts, JSON in texts; both ways.

import { Failure } from '@turnpike/protocols/failures';
import { isRecord, list, record, text, type Json } from '../../relay/json.ts';
import { textField } from './envelope.ts';

/** The family's numbers of providers and ours (import-new-api.md §4). The first of a name is the one that is shown. */
const TYPES: readonly (readonly [type: number, provider: string])[] = [
  [1, 'openai'],
  [2, 'midjourney'],
  [5, 'midjourney'],
  [3, 'azure'],
  [4, 'ollama'],
  [8, 'custom'],
  [14, 'anthropic'],
  [46, 'baidu'],
  [15, 'baidu'],
  [26, 'zhipu'],
  [16, 'zhipu'],
  [17, 'bailian'],
  [20, 'openrouter'],
  [23, 'tencent'],
  [24, 'gemini'],
  [25, 'moonshot'],
  [27, 'perplexity'],
  [33, 'bedrock'],
  [34, 'cohere'],
  [35, 'minimax'],
  [36, 'suno'],
  [38, 'jina'],
  [39, 'cloudflare'],
  [40, 'siliconflow'],
  [41, 'vertex'],
  [42, 'mistral'],
  [43, 'deepseek'],
  [45, 'ark'],
  [54, 'ark'],
  [47, 'xinference'],
  [48, 'xai'],
  [50, 'kling'],
  [51, 'jimeng'],
  [52, 'vidu'],
  [55, 'openai'],
  [56, 'replicate'],
  [60, 'relay'],
];
/** What providers without a number are shown as: anything that speaks OpenAI's API. */
const OTHER = 1;

export function typeOf(provider: string): number {
  return TYPES.find(([, name]) => name === provider)?.[0] ?? OTHER;
}

/** The provider of a number. An address of one's own under «OpenAI» is whatever speaks like it. @throws Failure */
function providerOf(type: unknown, baseUrl: string): string {
  const found = TYPES.find(([number]) => number === type)?.[1];
  if (found === undefined)
    throw new Failure('invalid_request', `type: there is no provider ${String(type)} here.`, { param: 'type' });
  const isOwn = baseUrl !== '' && URL.parse(baseUrl)?.hostname !== 'api.openai.com';
  return type === 1 && isOwn ? 'compatible' : found;
}

const items = (value: string): readonly string[] => [
  ...new Set(
    value
      .split(/[,\n]/)
      .map(part => part.trim())
      .filter(part => part !== ''),
  ),
];

/** A field that holds JSON in a text. @throws Failure naming it */
function jsonField(fields: Json, name: string): Json {
  const value = fields[name];
  if (isRecord(value)) return value;
  const said = text(value).trim();
  if (said === '') return {};
  let parsed: unknown;
  try {
    parsed = JSON.parse(said);
  } catch {
    parsed = undefined;
  }
  if (isRecord(parsed)) return parsed;
  throw new Failure('invalid_request', `${name} must be a JSON object.`, { param: name });
}

/** Secrets of a body: one, or one a line. */
export function keysIn(fields: Json): readonly string[] {
  return (textField(fields, 'key') ?? '')
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '');
}

/**
 * The words of a channel that a body asks for; only what it says. `before`: the provider that stays where none is named.
 * @throws Failure naming the field
 */
export function wordsIn(fields: Json, before?: string): Record<string, unknown> {
  const words: Record<string, unknown> = {};
  const has = (name: string): boolean => fields[name] !== undefined && fields[name] !== null;
  const baseUrl = (textField(fields, 'base_url') ?? '').trim();
  if (has('name')) words['name'] = text(fields['name']).trim();
  if (has('type')) {
    const asked = providerOf(fields['type'], baseUrl);
    // A provider that has no number of its own is not made another by one that reads and writes back.
    words['provider'] = before !== undefined && typeOf(before) === fields['type'] ? before : asked;
  }
  if (has('tag')) words['tag'] = text(fields['tag']).trim() || null;
  if (has('base_url')) words['base_url'] = baseUrl === '' ? null : baseUrl.replace(/\/+$/, '');
  if (has('models')) words['models'] = modelsIn(fields);
  if (has('group')) words['groups'] = items(text(fields['group']));
  if (typeof fields['priority'] === 'number') words['priority'] = fields['priority'];
  // There nought is the usual weight; here it would be none.
  if (typeof fields['weight'] === 'number') words['weight'] = Math.max(fields['weight'], 1);
  if (typeof fields['status'] === 'number') words['enabled'] = fields['status'] === 1;
  if (has('status_code_mapping')) words['status'] = orNull(statusesIn(fields));
  if (has('param_override')) words['parameters'] = parametersIn(fields);
  if (has('header_override')) {
    const set = jsonField(fields, 'header_override');
    words['headers'] = Object.keys(set).length === 0 ? null : { set };
  }
  if (has('setting')) Object.assign(words, settingIn(jsonField(fields, 'setting')));
  const other = text(fields['other']).trim();
  if (other !== '' && (words['provider'] ?? before) === 'azure') words['api_version'] = other;
  if (other !== '' && ['vertex', 'bedrock'].includes(String(words['provider'] ?? before)) && !other.startsWith('{'))
    words['region'] = other;
  return words;
}

const orNull = (table: Json): Json | null => (Object.keys(table).length === 0 ? null : table);

function modelsIn(fields: Json): unknown[] {
  const mapping = jsonField(fields, 'model_mapping');
  return items(text(fields['models'])).map(name => {
    const upstream = text(mapping[name]);
    return upstream === '' || upstream === name ? name : { name, upstream };
  });
}

function statusesIn(fields: Json): Json {
  const pairs = Object.entries(jsonField(fields, 'status_code_mapping'));
  return Object.fromEntries(pairs.map(([from, to]) => [from, Number(to)]));
}

/** Overrides of the family: fields that are set, or its own operations, which are another language. */
function parametersIn(fields: Json): unknown[] | null {
  const set = jsonField(fields, 'param_override');
  if (Array.isArray(set['operations']))
    throw new Failure('invalid_request', 'param_override: operations are not read here. Give the fields to be set.', {
      param: 'param_override',
    });
  return Object.keys(set).length === 0 ? null : [{ set }];
}

function settingIn(setting: Json): Record<string, unknown> {
  const [proxy, prompt] = [text(setting['proxy']), text(setting['system_prompt'])];
  return {
    proxy: proxy === '' ? null : proxy,
    system_prompt:
      prompt === '' ? null : { text: prompt, mode: setting['system_prompt_override'] === true ? 'prepend' : 'default' },
    ...(setting['pass_through_body_enabled'] === true ? { pass_through: true } : {}),
  };
}

/** A channel as clients of this family read it; its keys are never shown. */
export function channelObject(row: Json, channel: Json, usedQuota: number): Record<string, unknown> {
  const models = list(channel['models']).map(model =>
    isRecord(model) ? { name: text(model['name']), upstream: text(model['upstream']) } : { name: text(model) },
  );
  const mapping = Object.fromEntries(
    models.flatMap(model => ('upstream' in model ? [[model.name, model.upstream]] : [])),
  );
  const keys = list(channel['keys']).length;
  const day = record(row['day']);
  const parameters = Object.assign({}, ...list(channel['parameters']).map(rule => record(record(rule)['set'])));
  return {
    id: row['id'],
    type: typeOf(text(channel['provider'])),
    key: '',
    name: channel['name'],
    status: row['enabled'] !== true ? 2 : row['drained'] === true ? 3 : 1,
    weight: row['weight'],
    priority: row['priority'],
    created_time: 0,
    test_time: 0,
    response_time: day['mean_ms'] ?? 0,
    base_url: text(channel['base_url']),
    other: text(channel['api_version']) || text(channel['region']),
    balance: 0,
    balance_updated_time: 0,
    models: models.map(({ name }) => name).join(','),
    group: list(row['groups']).map(text).join(','),
    used_quota: usedQuota,
    model_mapping: jsonText(mapping),
    status_code_mapping: jsonText(record(channel['status'])),
    auto_ban: 1,
    tag: text(channel['tag']),
    setting: jsonText({
      ...(channel['proxy'] === undefined ? {} : { proxy: channel['proxy'] }),
      ...(isRecord(channel['system_prompt']) ? { system_prompt: channel['system_prompt']['text'] } : {}),
    }),
    settings: '',
    param_override: jsonText(parameters),
    header_override: jsonText(record(record(channel['headers'])['set'])),
    channel_info: { is_multi_key: keys > 1, multi_key_size: keys > 1 ? keys : 0, multi_key_mode: 'random' },
    remark: '',
  };
}

const jsonText = (value: Json): string => (Object.keys(value).length === 0 ? '' : JSON.stringify(value));
