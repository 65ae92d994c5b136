// A request, written for an upstream that speaks chat, in the dialect of its vendor.

import type { EncodedRequest, Target } from '../codec.ts';
import type { Fields } from '../conversation/counts.ts';
import type { RequestField } from '../conversation/loss.ts';
import { Losses } from '../conversation/losses.ts';
import type { ConversationRequest, Output } from '../conversation/request.ts';
import { ToolNames } from '../conversation/tool-names.ts';
import { turnsOf } from '../conversation/turns.ts';
import { Failure } from '../failures.ts';
import { encodeTurns } from './encode-message.ts';
import { merge, planThinking } from './encode-reasoning.ts';
import { encodeTools, schemaFor } from './encode-tools.ts';
import type { Quirks } from './quirks.ts';
import { quirksOf } from './models.ts';

/** Writes a request. @throws Failure `invalid_request` for what the target cannot hold, with the client's path. */
export function encodeRequest(request: ConversationRequest, target: Target): EncodedRequest {
  const quirks = quirksOf(target);
  const losses = new Losses(request);
  const names = new ToolNames();
  const native = request.origin === 'openai-chat';
  const plan = planThinking(request.reasoning, request.streamed, quirks, losses);
  const forced = quietForTool(request, quirks, plan.on);
  const tools = encodeTools({ request, quirks, names, losses, vendor: target.vendor }, forced ? false : plan.on);
  const writing = {
    quirks,
    losses,
    native,
    vendor: target.vendor,
    names,
    thinks: !forced && plan.on !== false,
    prefill: goesOn(request, quirks, losses),
  };
  const messages = encodeTurns(writing, turnsOf(request.messages));
  if (messages.length === 0) refuse(request.messages[0]?.at ?? 'messages', 'has nothing that the model can be given.');
  const format = formatFields(request.output.format, messages, quirks, losses);
  const { fields: stops, cutAt } = stopFields(request.output.stop, quirks);
  const body: Record<string, unknown> = {
    model: target.model,
    messages,
    ...(request.streamed
      ? { stream: true, ...(quirks.asksUsage ? { stream_options: { include_usage: true } } : {}) }
      : {}),
    ...plainFields(request, quirks, losses, { target, thinks: plan.on !== false && !forced }),
    ...stops,
    ...format,
    ...tools,
  };
  merge(body, plan.fields);
  if (forced) merge(body, quirks.thinking.off ?? {});
  addExtras(body, request, quirks, losses);
  if (request.handling.cache !== undefined) addPromptMark(messages, request, quirks, losses);
  return { body, headers: [], losses: losses.list, names, cutAt };
}

/**
 * Whether the answer goes on from a last message of the assistant's. Anthropic's always does; chat has fields for it, at
 * some vendors, and elsewhere the model may begin anew.
 */
function goesOn(request: ConversationRequest, quirks: Quirks, losses: Losses): boolean {
  const last = request.messages.at(-1);
  if (last?.role !== 'assistant') return false;
  const wanted = last.prefill === true || request.origin === 'anthropic-messages';
  if (wanted && quirks.prefill === undefined) losses.path(last.at, 'emulated');
  return wanted;
}

/** A vendor that forbids forced tools while it thinks is told not to, unless the client asked it to think. */
function quietForTool(request: ConversationRequest, quirks: Quirks, on: boolean | undefined): boolean {
  const choice = request.toolChoice;
  const demands = choice !== undefined && choice.mode !== 'auto' && choice.mode !== 'none';
  const { forbidsForcedTools, off } = quirks.thinking;
  return (
    demands && on === undefined && forbidsForcedTools === true && off !== undefined && quirks.toolChoice !== 'auto'
  );
}

/** One row a simple field: its neutral name, its wire name, and its value in a request. */
type Row = readonly [field: RequestField, wire: string, value: (request: ConversationRequest) => unknown];

const ROWS: readonly Row[] = [
  ['temperature', 'temperature', ({ sampling }) => sampling.temperature],
  ['topP', 'top_p', ({ sampling }) => sampling.topP],
  ['topK', 'top_k', ({ sampling }) => sampling.topK],
  ['seed', 'seed', ({ sampling }) => sampling.seed],
  ['presencePenalty', 'presence_penalty', ({ sampling }) => sampling.presencePenalty],
  ['frequencyPenalty', 'frequency_penalty', ({ sampling }) => sampling.frequencyPenalty],
  ['logitBias', 'logit_bias', ({ sampling }) => sampling.logitBias],
  ['choices', 'n', ({ output }) => output.choices],
  ['verbosity', 'verbosity', ({ output }) => output.verbosity],
  ['image', 'image_config', ({ output }) => imageConfig(output)],
  ['logprobs', 'logprobs', ({ output }) => (output.logprobs === undefined ? undefined : true)],
  ['user', 'user', ({ handling }) => handling.user],
  ['metadata', 'metadata', ({ handling }) => handling.metadata],
  ['serviceTier', 'service_tier', ({ handling }) => handling.serviceTier],
  ['cacheKey', 'prompt_cache_key', ({ handling }) => handling.cacheKey],
  ['cacheRetention', 'prompt_cache_retention', ({ handling }) => handling.cacheRetention],
  ['store', 'store', ({ handling }) => handling.store],
];

/** Fields that promise the client something: without them the answer would be another. */
const PROMISES: Readonly<Record<string, (value: unknown) => boolean>> = {
  n: value => value !== 1,
  logprobs: value => value === true,
};

interface Situation {
  readonly target: Target;
  /** Whether the model thinks, or may. */
  readonly thinks: boolean;
}

function plainFields(
  request: ConversationRequest,
  quirks: Quirks,
  losses: Losses,
  { target, thinks }: Situation,
): Fields {
  const fields: Record<string, unknown> = {};
  for (const [field, wire, read] of ROWS) {
    const value = read(request);
    if (value === undefined) continue;
    const dropped = quirks.drop.includes(wire) || (thinks && quirks.dropThinking.includes(wire));
    if (dropped || !fits(wire, value, request, quirks)) {
      if (PROMISES[wire]?.(value) === true) refuse(wire, `is not supported by this model at ${target.vendor}.`);
      if (!saysNothing(wire, value)) losses.field(field);
      continue;
    }
    fields[quirks.rename[wire] ?? wire] = clamped(wire, value, quirks, () => losses.field(field, 'clamped'));
  }
  const top = request.output.logprobs?.top;
  if (top !== undefined && top > 0 && fields['logprobs'] === true) fields['top_logprobs'] = top;
  Object.assign(fields, mediaFields(request, quirks, target));
  const { limit } = request.output;
  if (limit !== undefined) fields[quirks.limit] = limitFor(limit, target);
  return fields;
}

/** Whether a value is what everybody does unasked. */
function saysNothing(wire: string, value: unknown): boolean {
  return value === false || ((wire === 'n' || wire === 'temperature' || wire === 'top_p') && value === 1);
}

function refuse(path: string, why: string): never {
  throw new Failure('invalid_request', `${path} ${why}`, { param: path });
}

/** A limit above what the model can is refused by many; the model's own is the same wish. */
function limitFor(limit: number, { maxOutput }: Target): number {
  return maxOutput === undefined ? limit : Math.min(limit, maxOutput);
}

/** Whether a value of another protocol's has a meaning in this one. */
function fits(wire: string, value: unknown, request: ConversationRequest, quirks: Quirks): boolean {
  const foreign = request.origin !== 'openai-chat' && request.origin !== 'openai-responses';
  switch (wire) {
    case 'service_tier':
      return !foreign && ['auto', 'default', 'flex', 'scale', 'priority'].includes(String(value));
    case 'store':
      // What Responses stores is fetched by an id that chat does not have.
      return request.origin === 'openai-chat';
    case 'metadata':
      return !foreign;
    case 'user':
      // DeepSeek and Zhipu take a plain word.
      return quirks.rename['user'] === undefined || /^[\w-]{6,128}$/.test(String(value));
    case 'top_k':
      return typeof value === 'number' && value > 0;
    default:
      return true;
  }
}

function clamped(wire: string, value: unknown, quirks: Quirks, lose: () => void): unknown {
  const range = quirks.clamp[wire];
  if (range === undefined || typeof value !== 'number') return value;
  const [least, most] = range;
  const inside = Math.min(Math.max(value, least), most);
  if (inside !== value) lose();
  return inside;
}

/** The media that the answer shall have. @throws Failure when the vendor's answers have none of a kind that is wanted. */
function mediaFields({ output, streamed }: ConversationRequest, quirks: Quirks, target: Target): Fields {
  const wanted = (output.modalities ?? []).flatMap(kind => (kind === 'text' ? [] : [kind]));
  const missing = wanted.find(kind => !quirks.mediaOut.includes(kind));
  if (missing !== undefined)
    refuse('modalities', `asks for ${missing}, which the model cannot make through ${target.vendor}.`);
  if (wanted.length === 0) return {};
  // Sound comes only with text beside it, and in streams only as samples.
  const { voice, format = streamed ? 'pcm16' : 'wav' } = output.speech ?? {};
  const speech = wanted.includes('audio') ? { audio: { ...(voice === undefined ? {} : { voice }), format } } : {};
  return { modalities: wanted.includes('audio') ? ['text', 'audio'] : output.modalities, ...speech };
}

function imageConfig({ image }: Output): Fields | undefined {
  if (image === undefined) return undefined;
  return {
    ...(image.aspectRatio === undefined ? {} : { aspect_ratio: image.aspectRatio }),
    ...(image.size === undefined ? {} : { image_size: image.size }),
  };
}

/** Stop texts beyond what the vendor takes are cut where they appear. */
function stopFields(stop: readonly string[] | undefined, quirks: Quirks): { fields: Fields; cutAt: readonly string[] } {
  const told = stop?.slice(0, quirks.stops) ?? [];
  return { fields: told.length === 0 ? {} : { stop: told }, cutAt: stop?.slice(quirks.stops) ?? [] };
}

function formatFields(
  format: Output['format'],
  messages: Record<string, unknown>[],
  quirks: Quirks,
  losses: Losses,
): Fields {
  if (format === undefined || format.type === 'text')
    return format === undefined ? {} : { response_format: { type: 'text' } };
  if (format.type === 'json_schema' && quirks.format === 'schema')
    return { response_format: schemaFormat(format, quirks) };
  const schema = format.type === 'json_schema' ? JSON.stringify(format.schema) : undefined;
  if (schema !== undefined || quirks.format === 'none') losses.field('format', 'emulated');
  hint(messages, schema);
  return quirks.format === 'none' ? {} : { response_format: { type: 'json_object' } };
}

function schemaFormat(format: Extract<Output['format'], { type: 'json_schema' }>, quirks: Quirks): Fields {
  const schema = schemaFor(format.schema, quirks);
  return {
    type: 'json_schema',
    json_schema: {
      name: (format.name ?? 'answer').replace(/[^a-zA-Z0-9_-]/g, '_').slice(0, 64),
      ...(format.description === undefined ? {} : { description: format.description }),
      schema,
      ...(format.strict === undefined ? {} : { strict: format.strict }),
    },
  };
}

/** Vendors want the word JSON in the messages; and a schema that they cannot be given otherwise. */
export function hint(messages: Record<string, unknown>[], schema: string | undefined): void {
  if (schema === undefined && /json/i.test(JSON.stringify(messages))) return;
  const wish =
    schema === undefined
      ? 'Answer with a JSON object only.'
      : `Answer with a JSON object only, and keep to this JSON Schema:\n${schema}`;
  const [first] = messages;
  if (first?.['role'] === 'system' && typeof first['content'] === 'string') first['content'] += `\n\n${wish}`;
  else messages.unshift({ role: 'system', content: wish });
}

/** Fields that only chat knows: on to a vendor that may know them, a loss for one that refuses unknown ones. */
function addExtras(
  body: Record<string, unknown>,
  request: ConversationRequest,
  { extras }: Quirks,
  losses: Losses,
): void {
  const native = request.origin === 'openai-chat';
  for (const [name, value] of Object.entries(request.extras)) {
    if (native && (extras === 'pass' || extras.includes(name))) {
      const own = body[name];
      body[name] = value;
      // A list of the client's has in it what was read of it, too.
      if (own !== undefined && !Array.isArray(value)) merge(body, { [name]: own });
    } else losses.path(name);
  }
}

/** A mark over the whole prompt goes onto its last part. */
function addPromptMark(
  messages: readonly Record<string, unknown>[],
  request: ConversationRequest,
  quirks: Quirks,
  losses: Losses,
): void {
  const last = messages.at(-1);
  if (!quirks.cacheMarks || last === undefined || request.handling.cache === undefined) {
    losses.field('cache');
    return;
  }
  const mark = { cache_control: { type: 'ephemeral', ...(request.handling.cache.ttl === '1h' ? { ttl: '1h' } : {}) } };
  const content = last['content'];
  if (typeof content === 'string') last['content'] = [{ type: 'text', text: content, ...mark }];
  else if (Array.isArray(content) && content.length > 0)
    last['content'] = [...content.slice(0, -1), { ...content.at(-1), ...mark }];
}
