// A channel in the management API: the file's own words, with its secrets taken out, and how a change of them is read.

import { Failure } from '@turnpike/protocols/failures';
import { Type, type Static, type TSchema } from 'typebox';
import { KEPT, readWords, wordsOf, type ChannelWords } from '../../config/channel-words.ts';
import type { DeclaredChannel } from '../../config/config.ts';
import { credentialOf } from '../../config/documents.ts';
import type { Seal } from '../../identity/seal.ts';
import { providerKind } from '../../providers/registry.ts';
import type { DocumentRow } from '../../store/store.ts';
import type { World } from '../../world.ts';
import { Name, strict } from './schemas.ts';

const MAX_LIST = 5_000;
const Word = Type.String({ maxLength: 500 });
const Words = Type.Array(Word, { maxItems: MAX_LIST });
const Table = Type.Unsafe<Record<string, string>>({ type: 'object', additionalProperties: { type: 'string' } });
const Json = Type.Unsafe<Record<string, unknown>>({ type: 'object', additionalProperties: true });
const NUMBERS = { type: 'object', additionalProperties: { type: 'number' } } as const;
const Count = Type.Optional(Type.Integer({ minimum: 1 }));
const Usd = Type.Optional(Type.String({ pattern: '^\\d{1,6}(\\.\\d{1,9})?$', description: 'USD, decimal text.' }));
const LimitWords = strict({
  concurrency: Type.Optional(Type.Integer({ minimum: 1 })),
  requests_per_minute: Count,
  requests_per_hour: Count,
  requests_per_day: Count,
  tokens_per_minute: Count,
  tokens_per_hour: Count,
  tokens_per_day: Count,
  money_per_minute: Usd,
  money_per_hour: Usd,
  money_per_day: Usd,
  wait_seconds: Type.Optional(Type.Integer({ minimum: 0, maximum: 600 })),
});
const Factor = Type.Number({
  minimum: 0,
  maximum: 1000,
  description: 'What it costs the operator, of the list price.',
});

const KeyFields = {
  enabled: Type.Optional(Type.Boolean()),
  cost: Type.Optional(Factor),
  limits: Type.Optional(LimitWords),
};

/** A credential as it is written: its secret, or the id of one that is there and stays. */
const KeyWords = Type.Union([
  Type.String({ minLength: 1, maxLength: 20_000 }),
  strict({
    key: Type.Optional(Type.String({ minLength: 1, maxLength: 20_000, description: 'The secret; never shown again.' })),
    id: Type.Optional(
      Type.String({ maxLength: 40, description: 'Instead of the secret: the one that is there stays.' }),
    ),
    ...KeyFields,
  }),
]);

const KeyView = Type.Object({
  id: Type.String(),
  hint: Type.String({ description: 'Its last characters.' }),
  ...KeyFields,
});

/** The fields of a channel that hold no credential, in the file's own words. */
const FIELDS = {
  base_url: Word,
  speaks: Words,
  models: Type.Array(Type.Union([Word, strict({ name: Word, upstream: Word })]), {
    maxItems: MAX_LIST,
    description: 'Names, `*` for all that the catalog knows, or a name and what goes upstream instead.',
  }),
  groups: Words,
  priority: Type.Integer(),
  weight: Type.Integer(),
  enabled: Type.Boolean(),
  cost: Factor,
  costs: Type.Array(Json, {
    maxItems: MAX_LIST,
    description: 'Prices as of the file, of what the operator pays for single models.',
  }),
  key_order: Type.Unsafe<'random' | 'round_robin' | 'least_used'>({ enum: ['random', 'round_robin', 'least_used'] }),
  timeouts: Type.Unsafe<Record<string, number>>({ ...NUMBERS, description: 'connect, first_byte, idle: seconds.' }),
  parameters: Type.Array(Json, { maxItems: 100 }),
  headers: strict({
    set: Type.Optional(Table),
    drop: Type.Optional(Words),
    pass: Type.Optional(Words),
  }),
  status: Type.Unsafe<Record<string, number>>(NUMBERS),
  system_prompt: strict({ text: Type.String({ maxLength: 100_000 }), mode: Word }),
  proxy: Type.String({ maxLength: 1_000, description: `With a user name and password it is shown as ${KEPT}.` }),
  pass_through: Type.Boolean(),
  strict_translation: Type.Boolean(),
  cache: Type.Boolean({ description: 'Its answers are kept, and kept ones given, without asking.' }),
  tag: Type.String({ maxLength: 100, description: 'A word for channels that are switched and changed together.' }),
  limits: LimitWords,
  region: Word,
  regions: Table,
  project: Word,
  account: Word,
  api_version: Word,
  scope: Word,
  auth: Type.Union([Word, strict({ header: Word, prefix: Word })]),
  paths: Table,
};

/** Every field may be left out; in a change, null takes it away. */
function optional(fields: Readonly<Record<string, TSchema>>, nullable: boolean): Record<string, TSchema> {
  const each = Object.entries(fields).map(([name, schema]) => {
    return [name, Type.Optional(nullable ? Type.Union([schema, Type.Null()]) : schema)] as const;
  });
  return Object.fromEntries(each);
}

const KEYS = { keys: Type.Optional(Type.Array(KeyWords, { maxItems: 1_000 })) };
const Provider = Type.String({ minLength: 1, maxLength: 40 });

/** The body that makes a channel. */
export const ChannelDraft = strict({ ...optional(FIELDS, true), ...KEYS, name: Name, provider: Provider });

/** The body that changes one: what is left out stays as it is. */
export const ChannelChange = strict({
  ...optional(FIELDS, true),
  ...KEYS,
  name: Type.Optional(Name),
  provider: Type.Optional(Provider),
});

/** A channel as it is shown. */
export const ChannelView = Type.Object({
  ...optional(FIELDS, false),
  name: Type.String(),
  provider: Type.String(),
  keys: Type.Array(KeyView),
});

type Key = Readonly<Record<string, unknown>> & { readonly key: string };

/** The words of a stored channel without its secrets: what can be shown, and written into the log of changes. */
export function shown(words: ChannelWords): Static<typeof ChannelView> {
  const { headers, proxy, keys: _keys, ...rest } = words;
  return {
    ...rest,
    name: String(words['name']),
    provider: String(words['provider']),
    ...(isRecord(headers) ? { headers: { ...headers, ...masked(headers['set']) } } : {}),
    ...(typeof proxy === 'string' ? { proxy: withoutPassword(proxy) } : {}),
    keys: keysOf(words).map(({ key, ...more }) => ({ id: credentialOf(key).id, hint: hintOf(key), ...more })),
  };
}

function masked(set: unknown): { set?: Record<string, string> } {
  if (!isRecord(set)) return {};
  return { set: Object.fromEntries(Object.keys(set).map(name => [name, KEPT])) };
}

function withoutPassword(proxy: string): string {
  const url = URL.parse(proxy);
  if (url === null || (url.username === '' && url.password === '')) return proxy;
  return proxy.replace(/\/\/[^@]*@/, `//${KEPT}@`);
}

/** A short secret shows nothing of itself. */
function hintOf(secret: string): string {
  return secret.length < 20 ? '…' : `…${secret.trimEnd().slice(-4)}`;
}

/** The channel of a body that makes one. @throws Failure naming the field at fault */
export function readDraft(body: ChannelWords, world: World): DeclaredChannel {
  return read(withoutNulls({ ...body, ...secretsOf(body, {}) }), world);
}

/**
 * A stored channel with a change of it. Secrets that are not written anew stay, unless the address that they were given
 * for changes: a secret goes only to the address that it belongs to. @throws Failure naming the field at fault
 */
export function readChange(body: ChannelWords, row: DocumentRow, seal: Seal, world: World): DeclaredChannel {
  const before = wordsOf(row, seal);
  const words = withoutNulls({ ...before, ...body, ...secretsOf(body, before) });
  const changed = read(words, world);
  if (isElsewhere(readWords(before), changed) && keepsSecrets(body, before))
    throw new Failure('invalid_request', `keys: ${ANEW}.`, {
      param: 'keys',
      details: { fields: [{ path: 'keys', message: ANEW }] },
    });
  return changed;
}

const ANEW = 'must be given anew, since they would go to another address than the one they were given for';

function read(words: ChannelWords, world: World): DeclaredChannel {
  const channel = readWords(words);
  const unknown = channel.groups.find(group => !world.groups.has(group));
  if (unknown !== undefined) {
    const message = `names no group: ${JSON.stringify(unknown)}`;
    throw new Failure('invalid_request', `groups ${message}.`, {
      param: 'groups',
      details: { fields: [{ path: 'groups', message }] },
    });
  }
  return channel;
}

/** Whether the secrets would go to another host than before, and not to the provider's own. */
function isElsewhere(before: DeclaredChannel, after: DeclaredChannel): boolean {
  const origin = ({ baseUrl }: DeclaredChannel): string => URL.parse(baseUrl)?.origin ?? '';
  if (before.provider !== after.provider) return true;
  if (origin(before) === origin(after)) return false;
  const kind = providerKind(after.provider);
  const own = kind?.address?.(after.options.details ?? {}) ?? kind?.defaultBaseUrl ?? '';
  return URL.parse(own)?.origin !== origin(after);
}

function keepsSecrets(body: ChannelWords, before: ChannelWords): boolean {
  const { keys } = body;
  const hadKeys = keysOf(before).length > 0;
  const keepsKeys =
    keys === undefined ? hadKeys : Array.isArray(keys) && keys.some(key => isRecord(key) && 'id' in key);
  const { headers } = body;
  const had = isRecord(before['headers']) && isRecord(before['headers']['set']);
  const set = isRecord(headers) && isRecord(headers['set']) ? Object.values(headers['set']) : [];
  return keepsKeys || (had && (headers === undefined || set.includes(KEPT)));
}

/** The parts of a body that may mean secrets which are there already, with those secrets put in. */
function secretsOf(body: ChannelWords, before: ChannelWords): ChannelWords {
  const { keys, headers, proxy } = body;
  const old = new Map(keysOf(before).map(key => [credentialOf(key.key).id, key.key]));
  const oldProxy = before['proxy'];
  return {
    ...(Array.isArray(keys) ? { keys: keys.map((key: unknown, index) => withSecret(key, index, old)) } : {}),
    ...(isRecord(headers) ? { headers: withValues(headers, before['headers']) } : {}),
    ...(typeof proxy === 'string' && typeof oldProxy === 'string' && proxy === withoutPassword(oldProxy)
      ? { proxy: oldProxy }
      : {}),
  };
}

function withSecret(key: unknown, index: number, old: ReadonlyMap<string, string>): unknown {
  if (!isRecord(key)) return key;
  const { id, ...rest } = key;
  if (id === undefined || rest['key'] !== undefined) return rest;
  const secret = old.get(String(id));
  if (secret === undefined) {
    const path = `keys.${index}.id`;
    throw new Failure('invalid_request', `${path}: there is no such key.`, { param: path });
  }
  return { ...rest, key: secret };
}

function withValues(headers: Readonly<Record<string, unknown>>, before: unknown): unknown {
  const { set } = headers;
  if (!isRecord(set)) return headers;
  const old = isRecord(before) && isRecord(before['set']) ? before['set'] : {};
  const values = Object.entries(set).map(([name, value]) => [name, value === KEPT ? (old[name] ?? value) : value]);
  return { ...headers, set: Object.fromEntries(values) };
}

function keysOf(words: ChannelWords): readonly Key[] {
  const { keys } = words;
  return Array.isArray(keys) ? keys.filter(isKey) : [];
}

function isKey(value: unknown): value is Key {
  return isRecord(value) && typeof value['key'] === 'string';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function withoutNulls(words: ChannelWords): ChannelWords {
  return Object.fromEntries(Object.entries(words).filter(([, value]) => value !== null));
}
