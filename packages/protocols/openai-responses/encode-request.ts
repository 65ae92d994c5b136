// Writes a request for an upstream that speaks OpenAI Responses, from whatever protocol it came.

import { entryOf } from '../conversation/entry-of.ts';
import type { EncodedRequest, Target } from '../codec.ts';
import { digest } from '../conversation/digest.ts';
import { Losses } from '../conversation/losses.ts';
import type { ConversationRequest, Effort, Message } from '../conversation/request.ts';
import { ToolNames } from '../conversation/tool-names.ts';
import { FIELD_NAMES } from '../conversation/field-names.ts';
import { Failure } from '../failures.ts';
import { writeInput } from './encode-items.ts';
import { writeTools, writeToolChoice, type ToolWriting } from './encode-tools.ts';
import { cannotReason, effortFor, effortOfBudget, reasons, refusesSampling } from './models.ts';
import { formatField, imageTool, wantsImage } from './encode-output.ts';
import { given, wordsOf, type Item } from './wire.ts';

/** Tokens below which the provider refuses a limit (`integer_below_min_value`). */
const LEAST_LIMIT = 16;

/** What every step of the writing knows. */
interface Draft extends ToolWriting {
  readonly target: Target;
  /** Whether the request was written for this protocol from the start. */
  readonly own: boolean;
}

/** Writes the request. @throws Failure naming what Responses can neither hold nor do. */
export function encodeRequest(request: ConversationRequest, target: Target): EncodedRequest {
  refuseImpossible(request);
  const names = new ToolNames();
  const losses = new Losses(request);
  const own = request.origin === 'openai-responses';
  const draft: Draft = { request, target, names, losses, own };
  // Tools first: names are given in the order of definition, whatever the history calls.
  const tools = toolFields(draft);
  const { instructions, rest } = splitInstructions(draft);
  const hint = jsonHint(request, own);
  if (request.handling.cache !== undefined) losses.field('cache');
  const input = writeInput(rest, draft);
  const reasoning = reasoningField(draft);
  const body: Record<string, unknown> = {
    model: target.model,
    ...given('instructions', hint === undefined ? instructions : joined(instructions, hint)),
    input,
    ...(request.streamed ? { stream: true } : {}),
    ...storeField(draft),
    ...tools,
    ...samplingFields(draft, reasoning?.['effort']),
    ...outputFields(draft),
    ...given('reasoning', reasoning),
    ...includeField(draft, input),
    ...handlingFields(draft),
    ...extraFields(draft),
  };
  return {
    body,
    headers: [],
    losses: losses.list,
    names,
    cutAt: (request.output.stop ?? []).filter(stop => stop !== ''),
  };
}

function refuseImpossible(request: ConversationRequest): void {
  const { choices, modalities } = request.output;
  if (choices !== undefined && choices > 1)
    throw refused(request, 'choices', 'the model answers once here (OpenAI Responses); ask for one answer');
  if (modalities?.includes('audio') === true)
    throw refused(request, 'modalities', 'the model does not speak here (OpenAI Responses); ask for text');
}

function refused(request: ConversationRequest, field: 'choices' | 'modalities', why: string): Failure {
  const path = FIELD_NAMES[request.origin][field] ?? field;
  return new Failure('invalid_request', `${path}: ${why}.`, { param: path });
}

/** Vendors that do not know `instructions` (Alibaba, early 2026): system text is an item to them. */
const WITHOUT_INSTRUCTIONS: ReadonlySet<string> = new Set(['bailian']);

/** What Claude Code writes into its system text for Anthropic's own accounting: other models would read it as a prompt. */
const BILLING = /^x-anthropic-billing-header:/;

/** Leading system text is `instructions`; what comes later, and a developer's, stays in its place as an item. */
function splitInstructions({ request, target, own, losses }: Draft): {
  readonly instructions?: string;
  readonly rest: readonly Message[];
} {
  const { messages } = request;
  const leads = (message: Message): boolean =>
    own
      ? message.at === 'instructions'
      : message.role === 'system' && message.parts.every(part => part.type === 'text');
  const found = messages.findIndex(message => !leads(message));
  const count = found === -1 ? messages.length : found;
  // Without any input there is nothing to answer: system text alone goes there.
  if (count === 0 || count === messages.length || WITHOUT_INSTRUCTIONS.has(target.vendor)) return { rest: messages };
  const texts: string[] = [];
  for (const { parts, at } of messages.slice(0, count)) {
    for (const part of parts) {
      if (part.type !== 'text' || part.text === '' || BILLING.test(part.text)) continue;
      if (part.cache !== undefined) losses.part(part, at, 'cache_control');
      texts.push(part.text);
    }
  }
  return { ...given('instructions', texts.length === 0 ? undefined : texts.join('\n\n')), rest: messages.slice(count) };
}

/** JSON mode is refused unless the word is said somewhere; most other providers do not ask for it. */
function jsonHint(request: ConversationRequest, own: boolean): string | undefined {
  if (own || request.output.format?.type !== 'json') return undefined;
  const said = request.messages.some(message =>
    message.parts.some(part => part.type === 'text' && /json/i.test(part.text)),
  );
  return said ? undefined : 'Answer with a JSON object.';
}

function joined(first: string | undefined, second: string): string {
  return first === undefined ? second : `${first}\n\n${second}`;
}

/** Nothing is kept at the provider: what must come back travels with the conversation. */
function storeField({ request, own, losses }: Draft): { readonly store?: boolean } {
  const { store } = request.handling;
  if (own) return given('store', store);
  if (store === true) losses.field('store');
  return { store: false };
}

function toolFields(draft: Draft): Record<string, unknown> {
  const { request } = draft;
  const image = wantsImage(request) ? imageTool(request, draft.losses) : undefined;
  const tools: readonly Item[] = [...writeTools(draft), ...(image === undefined ? [] : [image])];
  if (tools.length === 0) return {};
  const onlyImage = image !== undefined && request.output.modalities?.includes('text') !== true;
  const choice = request.toolChoice === undefined ? undefined : writeToolChoice(request.toolChoice, draft);
  return {
    tools,
    ...given('tool_choice', choice ?? (onlyImage ? { type: 'image_generation' } : undefined)),
    ...given('parallel_tool_calls', request.parallelTools),
  };
}

function samplingFields({ request, target, losses, own }: Draft, effort: unknown): Record<string, unknown> {
  const { temperature, topP, ...others } = request.sampling;
  for (const [field, value] of Object.entries(others)) if (value !== undefined) losses.field(unknownSampling(field));
  const refuses = !own && refusesSampling(target.model, effort === 'none' ? 'none' : undefined);
  const kept = (field: 'temperature' | 'topP', value: number | undefined): number | undefined => {
    if (value === undefined || !refuses || value === 1) return value;
    losses.field(field);
    return undefined;
  };
  const heat = kept('temperature', temperature);
  if (heat !== undefined && heat > 2) losses.field('temperature', 'clamped');
  return {
    ...given('temperature', heat === undefined ? undefined : Math.min(heat, 2)),
    ...given('top_p', kept('topP', topP)),
  };
}

function unknownSampling(field: string): 'topK' | 'seed' | 'presencePenalty' | 'frequencyPenalty' | 'logitBias' {
  switch (field) {
    case 'topK':
    case 'seed':
    case 'presencePenalty':
    case 'frequencyPenalty':
      return field;
    default:
      return 'logitBias';
  }
}

function outputFields({ request, target, losses }: Draft): Record<string, unknown> {
  const { limit, format, verbosity, logprobs, speech } = request.output;
  if (speech !== undefined) losses.field('speech');
  const text = { ...given('format', formatField(format, request)), ...given('verbosity', verbosity) };
  return {
    ...given('max_output_tokens', limit === undefined ? undefined : withinLimits(limit, target, losses)),
    ...(Object.keys(text).length === 0 ? {} : { text }),
    ...given('top_logprobs', logprobs?.top),
  };
}

function withinLimits(limit: number, target: Target, losses: Losses): number {
  const most = Math.max(target.maxOutput ?? limit, LEAST_LIMIT);
  const kept = Math.min(Math.max(limit, LEAST_LIMIT), most);
  if (kept !== limit) losses.field('limit', 'clamped');
  return kept;
}

function reasoningField({ request, target, losses, own }: Draft): Record<string, unknown> | undefined {
  const wish = request.reasoning;
  const { context } = { context: own ? request.extras['reasoning.context'] : undefined };
  if (own) {
    const field = {
      ...given('effort', wish?.effort),
      ...given('summary', shown(wish?.show)),
      ...given('context', context),
    };
    return Object.keys(field).length === 0 ? undefined : field;
  }
  const effort = wish?.effort ?? (wish?.budget === undefined ? undefined : effortOfBudget(wish.budget));
  if (cannotReason(target.model)) {
    if (effort !== undefined && effort !== 'none') losses.field('reasoning');
    return undefined;
  }
  const told = effort === undefined ? undefined : toldEffort(effort, request, target.model);
  const summary = told === 'none' || effort === 'none' ? undefined : summaryFor(request, target.model, effort);
  const field = { ...given('effort', told), ...given('summary', summary) };
  return Object.keys(field).length === 0 ? undefined : field;
}

/** A chat client chose among the words of these very models; others' wishes are brought into what the model knows. */
function toldEffort(effort: Effort, request: ConversationRequest, model: string): Effort {
  return request.origin === 'openai-chat' ? effort : effortFor(model, effort);
}

function shown(show: 'none' | 'auto' | 'concise' | 'detailed' | undefined): string | undefined {
  return show === 'none' ? undefined : show;
}

/** No summary comes unless it is asked for; clients of chat and of Anthropic are used to see thinking. */
function summaryFor(request: ConversationRequest, model: string, effort: Effort | undefined): string | undefined {
  const wish = request.reasoning;
  if (wish?.show !== undefined) return shown(wish.show);
  const thinks = effort !== undefined || wish?.adaptive === true;
  if (request.origin === 'openai-chat') return thinks || reasons(model) ? 'auto' : undefined;
  return request.origin === 'anthropic-messages' && thinks ? 'auto' : undefined;
}

/** Encrypted reasoning is asked for where it can be: other models refuse the wish. */
function includeField({ request, target }: Draft, input: readonly Item[]): Record<string, unknown> {
  const replayed = input.some(item => item.type === 'reasoning');
  const thinks =
    request.reasoning !== undefined && request.reasoning.effort !== 'none' && request.reasoning.budget !== 0;
  const proven = replayed || reasons(target.model) || (thinks && !cannotReason(target.model));
  const include = [
    ...(proven ? ['reasoning.encrypted_content'] : []),
    ...(request.output.logprobs === undefined ? [] : ['message.output_text.logprobs']),
    ...(request.origin === 'openai-responses' ? wordsOf(request.extras['include']) : []),
  ];
  return include.length === 0 ? {} : { include };
}

const TIERS: Readonly<Record<string, string>> = {
  auto: 'auto',
  default: 'default',
  flex: 'flex',
  priority: 'priority',
  scale: 'scale',
  standard_only: 'default',
};

function handlingFields({ request, losses, own }: Draft): Record<string, unknown> {
  const { user, metadata, serviceTier, cacheKey, cacheRetention } = request.handling;
  const tier = serviceTier === undefined || own ? serviceTier : entryOf(TIERS, serviceTier);
  if (serviceTier !== undefined && tier === undefined) losses.field('serviceTier');
  // Anthropic's agents name user and session in one text; the same text shall find the same cache.
  const key = cacheKey ?? (request.origin === 'anthropic-messages' && user !== undefined ? digest(user) : undefined);
  return {
    ...given('service_tier', tier),
    ...given('prompt_cache_key', key),
    ...given('prompt_cache_retention', cacheRetention),
    ...given('user', user === undefined || user.length <= 64 || own ? user : digest(user)),
    ...given('metadata', metadata),
  };
}

function extraFields({ request, losses, own }: Draft): Record<string, unknown> {
  const extras: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(request.extras)) {
    if (!own) losses.path(name);
    else if (name !== 'include' && !name.includes('.')) extras[name] = value;
  }
  return extras;
}
