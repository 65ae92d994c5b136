// Reads a request of the legacy Completions API, and puts it as a conversation for models that only chat.

import { isFields, type Fields } from '../conversation/counts.ts';
import { flagField, integerField, isAbsent, present, refuseField, restOf, textField } from '../read-fields.ts';

/** A prompt: a text, or tokens of the model's own tokenizer. */
export type Prompt = string | readonly number[];

/** What a client asks to have completed. */
export interface CompletionRequest {
  readonly model: string;
  readonly prompts: readonly Prompt[];
  /** What stands behind the gap that is to be filled. */
  readonly suffix: string | undefined;
  /** The output limit in tokens that the request names, or undefined. */
  readonly limit: number | undefined;
  readonly n: number;
  readonly bestOf: number;
  readonly streamed: boolean;
  readonly wantsUsage: boolean;
  /** How many alternatives of each token are wanted; undefined for none, not even the tokens themselves. */
  readonly logprobs: number | undefined;
  /** The answer begins with the prompt. */
  readonly echo: boolean;
  readonly body: Fields;
}

/** Fields that a conversation calls otherwise, or does not know. */
const NOT_CHAT = new Set(['model', 'prompt', 'suffix', 'max_tokens', 'best_of', 'logprobs', 'echo']);
/** No real limit is larger. */
const MOST_TOKENS = 100_000_000;
const MOST_PROMPTS = 2048;

function isToken(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}

function promptsOf(value: unknown): Prompt[] {
  if (isAbsent(value)) return refuseField('prompt', 'Field required. Give a text, or a list of texts.');
  if (typeof value === 'string') return [value];
  if (!Array.isArray(value) || value.length === 0)
    return refuseField('prompt', 'give a text, a list of texts, or tokens.');
  if (value.every(isToken)) return [value];
  if (value.length > MOST_PROMPTS) return refuseField('prompt', `give at most ${MOST_PROMPTS} prompts in one call.`);
  return value.map((item: unknown, index): Prompt => {
    if (typeof item === 'string') return item;
    if (Array.isArray(item) && item.length > 0 && item.every(isToken)) return item;
    return refuseField(`prompt[${index}]`, 'give a text, or a list of tokens.');
  });
}

function checkStop(value: unknown): void {
  const isList = Array.isArray(value) && value.length <= 16 && value.every(item => typeof item === 'string');
  if (!isAbsent(value) && typeof value !== 'string' && !isList)
    refuseField('stop', 'give a text, or a list of at most 16 texts.');
}

function checkNumber(body: Fields, name: string, least: number, most: number): void {
  const value = body[name];
  if (isAbsent(value) || (typeof value === 'number' && value >= least && value <= most)) return;
  refuseField(name, `give a number from ${least} to ${most}.`);
}

/** Reads a body. @throws Failure `invalid_request` naming the field */
export function decodeCompletion(body: Fields, model: string): CompletionRequest {
  const streamed = flagField(body, 'stream') ?? false;
  const n = integerField(body, 'n', 1, 128) ?? 1;
  const bestOf = integerField(body, 'best_of', 1, 128) ?? n;
  if (bestOf < n) refuseField('best_of', 'must not be smaller than n.');
  if (bestOf > n && streamed) refuseField('best_of', 'cannot be streamed: the best is known at the end only.');
  if (!streamed && !isAbsent(body['stream_options']))
    refuseField('stream_options', 'only together with "stream": true.');
  checkStop(body['stop']);
  checkNumber(body, 'temperature', 0, 2);
  checkNumber(body, 'top_p', 0, 1);
  checkNumber(body, 'presence_penalty', -2, 2);
  checkNumber(body, 'frequency_penalty', -2, 2);
  const options = body['stream_options'];
  return {
    model,
    prompts: promptsOf(body['prompt']),
    suffix: textField(body, 'suffix'),
    limit: integerField(body, 'max_tokens', 0, MOST_TOKENS),
    n,
    bestOf,
    streamed,
    wantsUsage: isFields(options) && options['include_usage'] === true,
    logprobs: integerField(body, 'logprobs', 0, 20),
    echo: flagField(body, 'echo') ?? false,
    body,
  };
}

/** What a model that only chats is told, so that it fills a gap and does not talk about it. */
const FILL =
  'Fill the gap between the prefix and the suffix. Answer with the missing text only: no explanation, no code fence, and nothing of the prefix or the suffix.';

/**
 * The request as a conversation. `limitField`: what the model calls its output limit.
 * @throws Failure for what no conversation can do
 */
export function asChat(request: CompletionRequest, limitField: 'max_tokens' | 'max_completion_tokens'): Fields {
  const [prompt] = request.prompts;
  if (request.prompts.length !== 1)
    return refuseField('prompt', 'this model chats: give one prompt in one call, or use a completion model.');
  if (typeof prompt !== 'string')
    return refuseField('prompt', 'this model chats: give the prompt as a text, not as tokens.');
  if (request.bestOf > request.n)
    return refuseField('best_of', 'this model chats, and cannot choose the best of several answers. Leave it out.');
  const { suffix, logprobs, limit, model } = request;
  const isGap = suffix !== undefined && suffix !== '';
  const text = isGap ? `<prefix>${prompt}</prefix>\n<suffix>${suffix}</suffix>` : prompt;
  const rest = restOf(request.body, NOT_CHAT);
  return present({
    model,
    messages: [...(isGap ? [{ role: 'system', content: FILL }] : []), { role: 'user', content: text }],
    [limitField]: limit === 0 ? undefined : limit,
    ...(logprobs === undefined ? {} : { logprobs: true, top_logprobs: logprobs }),
    ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null)),
  });
}

/**
 * Reads a body of Mistral's gap filling, in the words of completions where they differ (completions-fim.md §3).
 * @throws Failure naming the field
 */
export function decodeFim(body: Fields, model: string): CompletionRequest {
  if (typeof body['prompt'] !== 'string') return refuseField('prompt', 'Field required. Give one text.');
  const { random_seed: seed, min_tokens: _least, ...rest } = body;
  return decodeCompletion(seed === undefined ? rest : { ...rest, seed }, model);
}

/** The request in Mistral's form of filling gaps (completions-fim.md §3). @throws Failure */
export function asMistralFim(request: CompletionRequest, model: string): Fields {
  const [prompt] = request.prompts;
  if (request.prompts.length !== 1 || typeof prompt !== 'string')
    return refuseField('prompt', 'this model takes one text in one call.');
  const { body } = request;
  return present({
    model,
    prompt,
    suffix: request.suffix,
    max_tokens: request.limit,
    min_tokens: body['min_tokens'],
    stop: body['stop'] ?? undefined,
    temperature: body['temperature'] ?? undefined,
    top_p: body['top_p'] ?? undefined,
    random_seed: body['seed'] ?? body['random_seed'] ?? undefined,
    stream: request.streamed ? true : undefined,
  });
}
