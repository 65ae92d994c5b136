// Reads a request of OpenAI Responses into the neutral form.

import { entryOf } from '../conversation/entry-of.ts';
import type { RequestHints } from '../codec.ts';
import type { Fields } from '../conversation/counts.ts';
import { countOrNone, fields, isFields } from '../conversation/counts.ts';
import type {
  ConversationRequest,
  Effort,
  Handling,
  Message,
  Output,
  Reasoning,
  TextFormat,
} from '../conversation/request.ts';
import { Failure } from '../failures.ts';
import { readInput } from './decode-items.ts';
import { readToolChoice, readTools } from './decode-tools.ts';
import { given, oneOf, textOf, wordOf, wordsOf } from './wire.ts';

/** Fields that the neutral form knows, or that mean nothing to it; the rest are `extras`. */
const KNOWN: ReadonlySet<string> = new Set(
  (
    'model input instructions stream stream_options tools tool_choice parallel_tool_calls temperature top_p top_logprobs ' +
    'max_output_tokens text reasoning include store service_tier user metadata prompt_cache_key ' +
    'prompt_cache_retention previous_response_id conversation prompt background'
  ).split(' '),
);

/** What `include` may ask for that every answer of ours holds anyway, or that has a place of its own. */
const COVERED = new Set([
  'reasoning.encrypted_content',
  'message.output_text.logprobs',
  'web_search_call.action.sources',
]);

/**
 * Reads a body. It is for requests that another protocol will serve: what only the service that made it could resolve
 * is refused, because without it the conversation would silently be another one.
 * @throws Failure `invalid_request` with `param`.
 */
export function decodeRequest(body: Fields, hints: RequestHints): ConversationRequest {
  refuseState(body);
  refuseMoved(body);
  const model = wordOf(body['model']) ?? hints.model;
  if (model === undefined) throw invalid('model', 'is missing');
  const choice = readToolChoice(body['tool_choice']);
  const reasoning = readReasoningWish(fields(body['reasoning']));
  return {
    origin: 'openai-responses',
    model,
    streamed: typeof body['stream'] === 'boolean' ? body['stream'] : (hints.streamed ?? false),
    messages: [...instructions(body), ...readInput(body['input'])],
    tools: readTools(body),
    ...given('toolChoice', choice),
    ...given('parallelTools', flag(body['parallel_tool_calls'])),
    sampling: {
      ...given('temperature', number(body['temperature'])),
      ...given('topP', number(body['top_p'])),
    },
    ...given('reasoning', reasoning),
    output: readOutputWish(body),
    handling: readHandling(body),
    extras: extrasOf(body),
  };
}

const STATE: readonly (readonly [field: string, why: string])[] = [
  ['previous_response_id', 'send the whole conversation in input instead'],
  ['conversation', 'send the whole conversation in input instead'],
  ['prompt', 'send the text of the prompt in instructions or input instead'],
];

function refuseState(body: Fields): void {
  for (const [field, why] of STATE) {
    if (body[field] === undefined || body[field] === null) continue;
    throw invalid(field, `is kept by the provider that made it, and another one serves this model; ${why}`);
  }
  if (body['background'] === true)
    throw invalid('background', 'is not possible with this model, which is served by another API; leave it out');
}

/** Names of the chat API, and what they are called here. */
const MOVED: Readonly<Record<string, string>> = {
  messages: 'input',
  response_format: 'text.format',
  max_tokens: 'max_output_tokens',
  max_completion_tokens: 'max_output_tokens',
  reasoning_effort: 'reasoning.effort',
};

/** The provider refuses these with a hint; silence would answer another question than was asked. */
function refuseMoved(body: Fields): void {
  const name = Object.keys(MOVED).find(moved => body[moved] !== undefined && body[moved] !== null);
  if (name !== undefined) throw invalid(name, `is called '${entryOf(MOVED, name) ?? ''}' in the Responses API`);
}

function instructions(body: Fields): readonly Message[] {
  const text = wordOf(body['instructions']);
  return text === undefined ? [] : [{ role: 'system', parts: [{ type: 'text', text }], at: 'instructions' }];
}

const EFFORTS = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const satisfies readonly Effort[];

function readReasoningWish(reasoning: Fields): Reasoning | undefined {
  const effort = oneOf(reasoning['effort'], EFFORTS);
  const shown = reasoning['summary'] ?? reasoning['generate_summary'];
  const show = oneOf(shown, ['none', 'auto', 'concise', 'detailed'] as const);
  if (effort === undefined && show === undefined) return undefined;
  return { ...given('effort', effort), ...given('show', show) };
}

function readOutputWish(body: Fields): Output {
  const text = fields(body['text']);
  const top = countOrNone(body['top_logprobs']) ?? 0;
  const wanted = top > 0 || wordsOf(body['include']).includes('message.output_text.logprobs');
  return {
    ...given('limit', countOrNone(body['max_output_tokens'])),
    ...given('format', readFormat(fields(text['format']))),
    ...given('verbosity', oneOf(text['verbosity'], ['low', 'medium', 'high'] as const)),
    ...given('logprobs', wanted ? { top } : undefined),
  };
}

function readFormat(format: Fields): TextFormat | undefined {
  switch (format['type']) {
    case 'text':
      return { type: 'text' };
    case 'json_object':
      return { type: 'json' };
    case 'json_schema':
      if (!isFields(format['schema'])) throw invalid('text.format.schema', 'must be a JSON Schema object');
      return {
        type: 'json_schema',
        ...given('name', wordOf(format['name'])),
        ...given('description', wordOf(format['description'])),
        schema: format['schema'],
        ...given('strict', flag(format['strict'])),
      };
    case undefined:
      return undefined;
    default:
      throw invalid('text.format.type', `'${textOf(format['type'])}' is not 'text', 'json_object' or 'json_schema'`);
  }
}

function readHandling(body: Fields): Handling {
  const metadata = Object.entries(fields(body['metadata'])).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return {
    ...given('user', wordOf(body['user']) ?? wordOf(body['safety_identifier'])),
    ...(metadata.length === 0 ? {} : { metadata: Object.fromEntries(metadata) }),
    ...given('serviceTier', wordOf(body['service_tier'])),
    ...given('cacheKey', wordOf(body['prompt_cache_key'])),
    ...given('cacheRetention', wordOf(body['prompt_cache_retention'])),
    ...given('store', flag(body['store'])),
  };
}

/** What only Responses knows. A field of a known object stands under its whole path: `reasoning.context`. */
function extrasOf(body: Fields): Fields {
  const extras: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(body)) {
    if (KNOWN.has(name) || value === null || value === undefined) continue;
    if (name === 'truncation' && value === 'disabled') continue;
    // Where it is the only name of the end user, it is the neutral form's.
    if (name === 'safety_identifier' && wordOf(body['user']) === undefined) continue;
    extras[name] = value;
  }
  const include = wordsOf(body['include']).filter(wish => !COVERED.has(wish));
  if (include.length > 0) extras['include'] = include;
  const { context } = fields(body['reasoning']);
  if (context !== undefined && context !== null) extras['reasoning.context'] = context;
  return extras;
}

function flag(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function invalid(param: string, why: string): Failure {
  return new Failure('invalid_request', `${param}: ${why}.`, { param });
}
