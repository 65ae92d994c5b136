// A chat request, read into the neutral form; what only chat knows is kept by its own name.

import type { RequestHints } from '../codec.ts';
import { fields, isFields, type Fields } from '../conversation/counts.ts';
import type { ConversationRequest, Handling, Output, Sampling, TextFormat } from '../conversation/request.ts';
import { BodyReader, invalid } from './body-reader.ts';
import { cacheMark } from './decode-content.ts';
import { decodeMessages } from './decode-message.ts';
import { decodeReasoning } from './decode-reasoning.ts';
import { decodeChoice, decodeTools } from './decode-tools.ts';

/** Leaves out what is absent, so that an absent field and one that is undefined are the same. */
export function defined<T extends object>(value: { [K in keyof T]: T[K] | undefined }): T;
export function defined(value: Fields): Fields {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined));
}

/** Reads a request. @throws Failure `invalid_request` for what the protocol forbids, with its path. */
export function decodeRequest(fieldsOfBody: Fields, hints: RequestHints): ConversationRequest {
  const body = new BodyReader(fieldsOfBody);
  const model = body.text('model') ?? hints.model;
  if (model === undefined || model === '') return invalid('model', 'is missing.');
  const streamed = body.flag('stream') ?? hints.streamed ?? false;
  body.object('stream_options');
  const messages = decodeMessages(body.take('messages'));
  const { tools, legacy } = decodeTools(body);
  const toolChoice = decodeChoice(body, tools);
  const parallelTools = body.flag('parallel_tool_calls');
  const sampling = decodeSampling(body);
  const { reasoning, extras } = decodeReasoning(body);
  const format = decodeFormat(body);
  const output = decodeOutput(body, extras);
  const handling = decodeHandling(body);
  return {
    origin: 'openai-chat',
    model,
    streamed,
    ...(legacy ? { legacy } : {}),
    messages,
    tools,
    ...(toolChoice === undefined ? {} : { toolChoice }),
    ...(parallelTools === undefined ? {} : { parallelTools }),
    sampling,
    ...(reasoning === undefined ? {} : { reasoning }),
    output: format === undefined ? output : { ...output, format },
    handling,
    extras: { ...body.rest(), ...extras },
  };
}

function decodeSampling(body: BodyReader): Sampling {
  return defined<Sampling>({
    temperature: body.number('temperature', 0, 2),
    topP: body.number('top_p', 0, 1),
    topK: body.integer('top_k', -1),
    seed: body.number('seed'),
    presencePenalty: body.number('presence_penalty', -2, 2),
    frequencyPenalty: body.number('frequency_penalty', -2, 2),
    logitBias: body.object('logit_bias'),
  });
}

function decodeOutput(body: BodyReader, extras: Record<string, unknown>): Output {
  return defined<Output>({
    limit: decodeLimit(body),
    choices: body.integer('n', 1, 128),
    stop: decodeStop(body),
    verbosity: body.word('verbosity', ['low', 'medium', 'high']),
    modalities: decodeModalities(body),
    speech: decodeSpeech(body),
    image: decodeImage(body, extras),
    logprobs: decodeLogprobs(body),
  });
}

function decodeLimit(body: BodyReader): number | undefined {
  const present = body.integer('max_completion_tokens', 1);
  const old = body.integer('max_tokens', 1);
  if (present !== undefined && old !== undefined && present !== old)
    return invalid('max_tokens', 'must not be set together with max_completion_tokens.');
  return present ?? old;
}

function decodeStop(body: BodyReader): readonly string[] | undefined {
  const value = body.take('stop');
  if (value === undefined) return undefined;
  const list = Array.isArray(value) ? value : [value];
  const texts = list.map((text: unknown, index) =>
    typeof text === 'string' ? text : invalid(Array.isArray(value) ? `stop[${index}]` : 'stop', 'must be a string.'),
  );
  const stops = texts.filter(text => text !== '');
  return stops.length === 0 ? undefined : stops;
}

const MODALITIES = ['text', 'image', 'audio'] as const;

function decodeModalities(body: BodyReader): Output['modalities'] {
  return body
    .list('modalities')
    ?.map(
      (value, index) =>
        MODALITIES.find(word => word === value) ??
        invalid(`modalities[${index}]`, `must be one of ${MODALITIES.join(', ')}.`),
    );
}

function decodeSpeech(body: BodyReader): Output['speech'] {
  const value = body.object('audio');
  if (value === undefined) return undefined;
  const audio = new BodyReader(value, 'audio');
  const named = audio.take('voice');
  // A voice of one's own is an object with its id.
  const voice = isFields(named) ? named['id'] : named;
  const format = audio.text('format');
  return defined<NonNullable<Output['speech']>>({ voice: typeof voice === 'string' ? voice : undefined, format });
}

/** Shape and size of a made image: OpenRouter's `image_config`, or Google's in `extra_body`. */
function decodeImage(body: BodyReader, extras: Record<string, unknown>): Output['image'] {
  const google = fields(extras['google']);
  const nested = google['image_config'] ?? google['imageConfig'];
  if (nested !== undefined) delete extras['google'];
  const value = body.object('image_config') ?? fields(nested);
  const ratio = value['aspect_ratio'] ?? value['aspectRatio'];
  const size = value['image_size'] ?? value['imageSize'];
  if (typeof ratio !== 'string' && typeof size !== 'string') return undefined;
  return defined<NonNullable<Output['image']>>({
    aspectRatio: typeof ratio === 'string' ? ratio : undefined,
    size: typeof size === 'string' ? size : undefined,
  });
}

function decodeLogprobs(body: BodyReader): Output['logprobs'] {
  const wanted = body.flag('logprobs');
  const top = body.integer('top_logprobs', 0, 20);
  if (wanted === true) return { top: top ?? 0 };
  return top === undefined || top === 0 ? undefined : invalid('top_logprobs', 'needs logprobs to be true.');
}

function decodeFormat(body: BodyReader): TextFormat | undefined {
  const value = body.peek('response_format');
  if (value === undefined) return undefined;
  if (!isFields(value)) return invalid('response_format', 'must be an object with a type.');
  const type = value['type'];
  if (typeof type !== 'string') return invalid('response_format.type', 'is missing.');
  // What else there is (grammars, regular expressions) only its own vendor knows.
  if (type !== 'text' && type !== 'json_object' && type !== 'json_schema') return undefined;
  body.take('response_format');
  if (type === 'text') return { type: 'text' };
  const loose = value['schema'];
  if (type === 'json_object') return isFields(loose) ? { type: 'json_schema', schema: loose } : { type: 'json' };
  const wanted = new BodyReader(fields(value['json_schema'] ?? value), 'response_format.json_schema');
  return defined<Extract<TextFormat, { type: 'json_schema' }>>({
    type: 'json_schema',
    name: wanted.text('name'),
    description: wanted.text('description'),
    schema: wanted.object('schema') ?? invalid('response_format.json_schema.schema', 'is missing.'),
    strict: wanted.flag('strict'),
  });
}

function decodeHandling(body: BodyReader): Handling {
  const user = body.text('user') ?? body.text('user_id');
  const safety = user === undefined ? body.text('safety_identifier') : undefined;
  return defined<Handling>({
    user: user ?? safety,
    metadata: decodeMetadata(body),
    serviceTier: body.text('service_tier'),
    cacheKey: body.text('prompt_cache_key'),
    cacheRetention: body.text('prompt_cache_retention'),
    store: body.flag('store'),
    cache: cacheMark(body.take('cache_control')),
  });
}

function decodeMetadata(body: BodyReader): Handling['metadata'] {
  const value = body.object('metadata');
  if (value === undefined) return undefined;
  const entries = Object.entries(value).filter(([, text]) => text !== null);
  return Object.fromEntries(
    entries.map(([name, text]): [string, string] => [
      name,
      typeof text === 'string' ? text : invalid(`metadata.${name}`, 'must be a string.'),
    ]),
  );
}
