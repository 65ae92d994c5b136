// Explains one charge line by line, in OpenRouter's shape with our own explanation beside it (openrouter.md §2).

import { promptTokens } from '@turnpike/protocols/conversation/usage';
import type { Exchange, Route } from '../http/exchange.ts';
import { isOperator } from '../identity/roles.ts';
import type { CallRecord } from '../ledger/charge.ts';
import { explain } from '../ledger/explain.ts';
import { formatUsd } from '../ledger/money.ts';
import { reading } from './reading.ts';
import type { Services } from './services.ts';

/** What OpenRouter's shape also has and this gateway does not keep: clients that read them find them empty. */
const NOT_KEPT = {
  session_id: null,
  provider_responses: null,
  router: null,
  app_id: null,
  preset_id: null,
  origin: '',
  http_referer: null,
  user_agent: null,
  external_user: null,
  service_tier: null,
  data_region: 'global',
  num_fetches: null,
  web_search_engine: null,
  workspace_id: null,
} as const;

/** What OpenRouter calls the API of a call, by a part of its wire format's name; all others are completions. */
const API_TYPES: readonly (readonly [part: RegExp, type: string])[] = [
  [/embed/, 'embeddings'],
  [/rerank/, 'rerank'],
  [/moderation/, 'moderations'],
  [/^images$|ideogram|^mj|midjourney/, 'image'],
  [/^speech$/, 'tts'],
  [/^trans(?:criptions|lations)$/, 'stt'],
  [/video|veo|kling|luma|runway|ark|jimeng|vidu|minimax|pixverse/, 'video'],
];

function apiType(protocol: string): string {
  return API_TYPES.find(([part]) => part.test(protocol))?.[1] ?? 'completions';
}

/** A generation as its owner sees it; channels are named to administrators only. */
export function renderGeneration(record: CallRecord, admin: boolean): Record<string, unknown> {
  const { usage } = record;
  const prompt = promptTokens(usage);
  const completion = usage.output + usage.audioOut + usage.imageOut;
  const usd = Number(formatUsd(record.amount));
  return {
    id: record.id,
    upstream_id: record.upstreamId === '' ? null : record.upstreamId,
    request_id: record.id,
    api_type: apiType(record.protocol),
    protocol: record.protocol,
    model: record.model,
    provider_name: admin ? record.channelName : record.group,
    created_at: new Date(record.at).toISOString(),
    streamed: record.streamed,
    cancelled: record.cancelled,
    finish_reason: record.finishReason === '' ? null : record.finishReason,
    native_finish_reason: record.finishReason === '' ? null : record.finishReason,
    latency: record.firstByteMs,
    moderation_latency: null,
    generation_time: Math.max(record.totalMs - record.firstByteMs, 0),
    tokens_prompt: prompt,
    tokens_completion: completion,
    native_tokens_prompt: prompt,
    native_tokens_completion: completion,
    native_tokens_completion_images: usage.imageOut,
    native_tokens_reasoning: usage.reasoning,
    native_tokens_cached: usage.cacheRead,
    num_media_prompt: null,
    num_input_audio_prompt: null,
    num_media_completion: null,
    num_search_results: usage.searches,
    usage: usd,
    total_cost: usd,
    cache_discount: null,
    upstream_inference_cost: admin && record.costSource !== 'unknown' ? Number(formatUsd(record.cost)) : null,
    is_byok: false,
    ...NOT_KEPT,
    response_cache_source_id: record.keptFrom ?? null,
    status: record.status,
    error: record.error === '' ? null : record.error,
    charge: explain(record, admin ? 'operator' : 'owner'),
  };
}

async function generation(services: Services, exchange: Exchange): Promise<void> {
  const principal = await services.identify(exchange);
  const id = exchange.query.get('id') ?? '';
  // An administrator may ask about any call: why its channel was chosen is the operator's question.
  const find = async () =>
    isOperator(principal.account.role)
      ? (await services.store.records.list({ id, limit: 1 })).rows[0]
      : services.store.records.find(principal.account.id, id);
  const record = id === '' ? undefined : await reading(services, find);
  if (record === undefined) {
    exchange.json(404, {
      error: { message: 'Generation not found', type: 'invalid_request_error', param: 'id', code: 'not_found' },
    });
    return;
  }
  exchange.json(200, { data: renderGeneration(record, isOperator(principal.account.role)) });
}

/** `GET /v1/generation?id=` and its alias. */
export function generationRoutes(services: Services): Route[] {
  return ['/v1/generation', '/api/v1/generation'].map(pattern => ({
    method: 'GET',
    pattern,
    family: 'openai-chat',
    handle: exchange => generation(services, exchange),
  }));
}
