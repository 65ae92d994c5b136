// The model lists, in the shapes of OpenAI, Anthropic and Gemini: what this key can call now.

import { Failure } from '@turnpike/protocols/failures';
import { protocolsOf } from '../catalog/catalog.ts';
import type { CatalogModel, ModelKind } from '../catalog/model.ts';
import type { Exchange, Route } from '../http/exchange.ts';
import type { Principal } from '../identity/principal.ts';
import type { World } from '../world.ts';
import type { Services } from './services.ts';

type Shape = 'openai' | 'anthropic' | 'gemini';

/** A model as this key sees it. */
interface Listed {
  readonly id: string;
  readonly known: CatalogModel | undefined;
}

/** Models without a date in the catalog: the epoch would read as an error in some clients. */
const UNDATED = 1_600_000_000;

/** The family whose errors go with a shape. */
const FAMILIES = { openai: 'openai-chat', anthropic: 'anthropic-messages', gemini: 'gemini-generate' } as const;

/** Which shape a client expects of `/v1/models` (gateway-api §3). */
function shapeOf(exchange: Exchange): Shape {
  const { headers } = exchange.request;
  if (headers['anthropic-version'] !== undefined) return 'anthropic';
  if (headers.authorization === undefined && (headers['x-goog-api-key'] !== undefined || exchange.query.has('key')))
    return 'gemini';
  return 'openai';
}

function listed(world: World, principal: Principal): Listed[] {
  const allowed = principal.key.models;
  const names = world.modelsOf(principal.group).filter(name => allowed === undefined || allowed.has(name));
  return names.map(id => ({ id, known: world.model(id) }));
}

/** A model by name: listed, or callable though not listed (`sandbox/…`). */
function find(world: World, principal: Principal, id: string): Listed | undefined {
  const allowed = principal.key.models;
  if (allowed !== undefined && !allowed.has(id)) return undefined;
  const callable = world.candidates(id, principal.group).length > 0 && world.price(id) !== undefined;
  return callable ? { id, known: world.model(id) } : undefined;
}

const ENDPOINT_TYPES = {
  'openai-chat': 'openai',
  'openai-responses': 'openai-response',
  'anthropic-messages': 'anthropic',
  'gemini-generate': 'gemini',
} as const;

/** Kinds of models that have an API of their own in place of a conversation. */
const KIND_ENDPOINTS: Readonly<Partial<Record<ModelKind, readonly string[]>>> = {
  embedding: ['embeddings'],
  rerank: ['jina-rerank'],
  moderation: ['moderations'],
  completion: ['completions'],
  stt: ['audio-transcription'],
};
/** Kinds with an API of their own beside conversations. */
const BESIDE: Readonly<Partial<Record<ModelKind, string>>> = { image: 'image-generation', tts: 'audio-speech' };
/** What Google calls the methods of its models that are no language models. */
const KIND_METHODS: Readonly<Partial<Record<ModelKind, readonly string[]>>> = {
  embedding: ['embedContent', 'batchEmbedContents'],
};

function endpointTypes(world: World, principal: Principal, { id, known }: Listed): readonly string[] {
  const own = known === undefined ? undefined : KIND_ENDPOINTS[known.kind];
  if (own !== undefined) return own;
  const spoken = new Set(world.candidates(id, principal.group).flatMap(channel => channel.speaks));
  const native = known === undefined ? [...spoken] : protocolsOf(known);
  const protocols = new Set([...native.filter(protocol => spoken.has(protocol)), ...spoken]);
  const beside = known === undefined ? undefined : BESIDE[known.kind];
  return [...(beside === undefined ? [] : [beside]), ...[...protocols].map(protocol => ENDPOINT_TYPES[protocol])];
}

function openaiModel(world: World, principal: Principal, model: Listed): Record<string, unknown> {
  const { id, known } = model;
  return {
    id,
    object: 'model',
    created: known?.created || UNDATED,
    owned_by: known?.provider ?? 'turnpike',
    supported_endpoint_types: endpointTypes(world, principal, model),
  };
}

function anthropicModel({ id, known }: Listed): Record<string, unknown> {
  const created = new Date((known?.created || UNDATED) * 1000).toISOString().replace('.000Z', 'Z');
  return { type: 'model', id, display_name: known?.title ?? id, created_at: created };
}

function geminiModel({ id, known }: Listed): Record<string, unknown> {
  return {
    name: `models/${id}`,
    version: '001',
    displayName: known?.title ?? id,
    description: known === undefined ? id : `${known.title} by ${known.provider}`,
    inputTokenLimit: known?.context ?? 1_048_576,
    outputTokenLimit: known?.maxOutput ?? 65_536,
    supportedGenerationMethods: (known === undefined ? undefined : KIND_METHODS[known.kind]) ?? [
      'generateContent',
      'countTokens',
    ],
  };
}

/** Anthropic's pages: `limit`, `after_id`, `before_id`. */
function anthropicPage(exchange: Exchange, models: readonly Listed[]): unknown {
  const limit = bounded(exchange, 'limit', 20, 1000);
  const after = exchange.query.get('after_id');
  const before = exchange.query.get('before_id');
  const start = after === null ? 0 : models.findIndex(model => model.id === after) + 1;
  const end = before === null ? models.length : models.findIndex(model => model.id === before);
  const window = models.slice(start, Math.max(end, start));
  const page = before === null ? window.slice(0, limit) : window.slice(-limit);
  return {
    data: page.map(anthropicModel),
    first_id: page[0]?.id ?? null,
    last_id: page.at(-1)?.id ?? null,
    has_more: page.length < window.length,
  };
}

/** Google's pages: `pageSize`, `pageToken`. */
function geminiPage(exchange: Exchange, models: readonly Listed[]): unknown {
  const size = bounded(exchange, 'pageSize', 50, 1000);
  const token = exchange.query.get('pageToken');
  const start = token === null || token === '' ? 0 : Number.parseInt(Buffer.from(token, 'base64url').toString(), 10);
  if (!Number.isSafeInteger(start) || start < 0)
    throw new Failure('invalid_request', 'The pageToken is not one of ours.', { param: 'pageToken' });
  const page = models.slice(start, start + size);
  const next =
    start + size < models.length ? { nextPageToken: Buffer.from(String(start + size)).toString('base64url') } : {};
  return { models: page.map(geminiModel), ...next };
}

function bounded(exchange: Exchange, name: string, fallback: number, most: number): number {
  const text = exchange.query.get(name);
  if (text === null || text === '') return fallback;
  if (!/^\d{1,6}$/.test(text) || Number(text) < 1)
    throw new Failure('invalid_request', `${name} must be a whole number from 1 to ${most}.`, { param: name });
  return Math.min(Number(text), most);
}

function pageOf(exchange: Exchange, shape: Shape, world: World, principal: Principal): unknown {
  const models = listed(world, principal);
  if (shape === 'anthropic') return anthropicPage(exchange, models);
  if (shape === 'gemini') return geminiPage(exchange, models);
  return { object: 'list', success: true, data: models.map(model => openaiModel(world, principal, model)) };
}

function one(shape: Shape, world: World, principal: Principal, model: Listed): unknown {
  if (shape === 'anthropic') return anthropicModel(model);
  return shape === 'gemini' ? geminiModel(model) : openaiModel(world, principal, model);
}

/** One model, or 404. */
function modelOf(exchange: Exchange, shape: Shape, world: World, principal: Principal): unknown {
  const id = (exchange.params['id'] ?? '').replace(/^models\//, '');
  const model = find(world, principal, id);
  if (model !== undefined) return one(shape, world, principal, model);
  throw new Failure('model_not_found', `The model '${id}' does not exist or this key may not call it.`, {
    param: 'model',
  });
}

type Render = typeof pageOf;

/** A route in one shape, or in the shape that the client's headers ask for; its errors are of the same family. */
function modelRoute(services: Services, pattern: string, shape: Shape | undefined, render: Render): Route {
  const handle = async (exchange: Exchange): Promise<void> => {
    const wanted = shape ?? shapeOf(exchange);
    exchange.speakAs(FAMILIES[wanted]);
    const principal = await services.identify(exchange);
    exchange.json(200, render(exchange, wanted, services.world(), principal));
  };
  return { method: 'GET', pattern, family: FAMILIES[shape ?? 'openai'], handle };
}

/** Where the lists stand, and in which shape; the first is shared by all three. */
const LISTS: readonly (readonly [path: string, shape: Shape | undefined])[] = [
  ['/v1/models', undefined],
  ['/v1beta/openai/models', 'openai'],
  ['/v1alpha/openai/models', 'openai'],
  ['/v1beta/models', 'gemini'],
  ['/v1alpha/models', 'gemini'],
];

/** The model routes. */
export function modelRoutes(services: Services): Route[] {
  return LISTS.flatMap(([path, shape]) => [
    modelRoute(services, path, shape, pageOf),
    modelRoute(services, `${path}/{id*}`, shape, modelOf),
  ]);
}
