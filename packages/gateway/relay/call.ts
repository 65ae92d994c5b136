// Reads what the gateway must know of a request from its envelope: model, stream, limits; and refuses what is malformed.

import { Failure, type Protocol } from '@turnpike/protocols/failures';
import { fieldByte, fieldValue, scanObject, type Envelope } from './envelope.ts';
import { record, text, type Json } from './json.ts';
import { namedAudio, namedFiles } from './objects/named-files.ts';
import { namedObjects } from './objects/named-objects.ts';
import { searchesOffered } from './searches.ts';

/** State at a provider, by the kind of its pin. */
export interface CallObject {
  readonly kind:
    | 'response'
    | 'conversation'
    | 'thread'
    | 'openai-file'
    | 'openai-audio'
    | 'claude-file'
    | 'google-file'
    | 'google-cache';
  readonly id: string;
}

/** What a client asks of a language model, as far as the gateway must understand it. */
export interface Call {
  readonly protocol: Protocol;
  readonly operation: 'generate' | 'count' | 'compact';
  /** The model name the client asked for. */
  readonly model: string;
  readonly envelope: Envelope;
  /** How the answer comes: server-sent events, a streamed JSON array (Gemini), or one JSON body. */
  readonly form: 'events' | 'array' | 'whole';
  /** The output limit in tokens that the request names, or undefined. */
  readonly outputLimit: number | undefined;
  /** How many answers are asked for. */
  readonly choices: number;
  readonly serviceTier: string | undefined;
  /** Whether the client asked for the usage chunk of a chat stream. */
  readonly wantsUsage: boolean;
  /** How many web searches the provider may run at most: each has a fee. */
  readonly searches: number;
  /** Provider state that the request builds on, which pins it to the channel that holds it. */
  readonly state: CallObject | undefined;
  /** More of it, which must be at the same place. */
  readonly alsoState?: readonly CallObject[];
}

/** What a field must be: the word names the check and stands in the message. */
type Kind =
  'a boolean' | 'a positive integer' | 'a number' | 'a list' | 'an object' | 'a string' | 'a string or a list';

interface Rule {
  readonly fields: Readonly<Record<string, Kind>>;
  readonly required: readonly string[];
  readonly limits: readonly string[];
}

/** The top-level fields that are checked before anything is held; all others are the upstream's business. */
const RULES: Readonly<Record<Protocol, Rule>> = {
  'openai-chat': {
    fields: {
      messages: 'a list',
      stream: 'a boolean',
      stream_options: 'an object',
      max_tokens: 'a positive integer',
      max_completion_tokens: 'a positive integer',
      n: 'a positive integer',
      temperature: 'a number',
      top_p: 'a number',
      tools: 'a list',
      presence_penalty: 'a number',
      frequency_penalty: 'a number',
    },
    required: ['messages'],
    limits: ['max_completion_tokens', 'max_tokens'],
  },
  'openai-responses': {
    fields: {
      input: 'a string or a list',
      stream: 'a boolean',
      max_output_tokens: 'a positive integer',
      temperature: 'a number',
      top_p: 'a number',
      tools: 'a list',
      previous_response_id: 'a string',
      store: 'a boolean',
      background: 'a boolean',
    },
    required: [],
    limits: ['max_output_tokens'],
  },
  'anthropic-messages': {
    fields: {
      messages: 'a list',
      stream: 'a boolean',
      max_tokens: 'a positive integer',
      temperature: 'a number',
      top_p: 'a number',
      top_k: 'a number',
      tools: 'a list',
      system: 'a string or a list',
    },
    required: ['messages', 'max_tokens'],
    limits: ['max_tokens'],
  },
  'gemini-generate': {
    fields: {},
    required: [],
    limits: ['maxOutputTokens', 'max_output_tokens'],
  },
};

/** No real limit is larger; a larger number is a mistake or an attack. */
const MAX_INTEGER = 100_000_000;
const MAX_MODEL_NAME = 256;

/** Reads a call whose model stands in the body (OpenAI and Anthropic). @throws Failure `invalid_request` naming the field. */
export function readCall(protocol: Protocol, operation: Call['operation'], envelope: Envelope): Call {
  const rule = RULES[protocol];
  const model = readModel(envelope);
  checkFields(rule, operation, envelope);
  const streamed = operation === 'generate' && fieldValue(envelope, 'stream') === true;
  refuseBackground(envelope, streamed);
  return {
    protocol,
    operation,
    model,
    envelope,
    form: streamed ? 'events' : 'whole',
    outputLimit: firstNumber(rule.limits.map(name => fieldValue(envelope, name))),
    choices: protocol === 'openai-chat' ? (firstNumber([fieldValue(envelope, 'n')]) ?? 1) : 1,
    serviceTier: text(fieldValue(envelope, 'service_tier')) || undefined,
    wantsUsage: streamed && record(fieldValue(envelope, 'stream_options'))['include_usage'] === true,
    searches: searchesOffered(envelope),
    ...statesOf(protocol, envelope),
  };
}

/** All provider state that a request builds on: an answer before it, and the files that it names. */
function statesOf(protocol: Protocol, envelope: Envelope): Pick<Call, 'state' | 'alsoState'> {
  const before = readState(protocol, envelope);
  const files = namedFiles(envelope, protocol === 'anthropic-messages' ? 'claude-file' : 'openai-file');
  const named = protocol === 'openai-chat' ? [...files, ...namedAudio(envelope)] : files;
  const [state, ...others] = before === undefined ? named : [before, ...named];
  return { state, ...(others.length === 0 ? {} : { alsoState: others }) };
}

/** Reads a Gemini call: the model and the verb stand in the path. @throws Failure `invalid_request` naming the field. */
export function readGeminiCall(
  model: string,
  operation: Call['operation'],
  form: Call['form'],
  envelope: Envelope,
): Call {
  const config = readGenerationConfig(envelope);
  if (operation === 'generate') requireContents(envelope);
  const objects = namedObjects(envelope);
  const limit = config['maxOutputTokens'] ?? config['max_output_tokens'];
  const choices = config['candidateCount'] ?? config['candidate_count'];
  checkKind('generationConfig.maxOutputTokens', limit, 'a positive integer');
  checkKind('generationConfig.candidateCount', choices, 'a positive integer');
  checkKind('generationConfig.temperature', config['temperature'], 'a number');
  return {
    protocol: 'gemini-generate',
    operation,
    model: checkName(model.replace(/^models\//, '')),
    envelope,
    form,
    outputLimit: firstNumber([limit]),
    choices: firstNumber([choices]) ?? 1,
    serviceTier: text(fieldValue(envelope, 'serviceTier')) || undefined,
    wantsUsage: true,
    searches: searchesOffered(envelope),
    state: objects[0],
    ...(objects.length > 1 ? { alsoState: objects.slice(1) } : {}),
  };
}

/** A background response reports its usage only later, to whoever asks: it would go unbilled. */
function refuseBackground(envelope: Envelope, streamed: boolean): void {
  if (streamed || fieldByte(envelope, 'background') !== 0x74) return;
  const message = 'background: only together with "stream": true. Stream the answer, or leave "background" out.';
  throw new Failure('invalid_request', message, { param: 'background' });
}

function readModel(envelope: Envelope): string {
  return modelNamed(fieldValue(envelope, 'model'));
}

/** The name of a model as a client gives it. @throws Failure `invalid_request` for anything that is none */
export function modelNamed(model: unknown): string {
  if (model === undefined || model === null || model === '') {
    throw new Failure('invalid_request', 'The field "model" is missing. Name the model to call.', { param: 'model' });
  }
  if (typeof model !== 'string') throw new Failure('invalid_request', '"model" must be a string.', { param: 'model' });
  return checkName(model);
}

function checkName(model: string): string {
  // eslint-disable-next-line no-control-regex -- a name with control characters must never reach a log or a header
  if (model === '' || model.length > MAX_MODEL_NAME || /[\u0000-\u001f\u007f]/.test(model)) {
    throw new Failure('invalid_request', `"model" must be 1 to ${MAX_MODEL_NAME} printable characters.`, {
      param: 'model',
    });
  }
  return model;
}

function checkFields(rule: Rule, operation: Call['operation'], envelope: Envelope): void {
  for (const name of rule.required) {
    if (operation === 'count' && name === 'max_tokens') continue;
    if (isAbsent(envelope, name)) throw new Failure('invalid_request', `${name}: Field required`, { param: name });
  }
  for (const [name, span] of envelope.fields) {
    // Names are the client's: some are those of what every object has.
    const kind = Object.hasOwn(rule.fields, name) ? rule.fields[name] : undefined;
    if (kind === undefined) continue;
    // Lists and objects are judged by their first byte: their contents may be megabytes.
    const byte = envelope.body[span.start];
    const value = byte === 0x5b ? [] : byte === 0x7b ? {} : byte === 0x22 ? '' : fieldValue(envelope, name);
    checkKind(name, value, kind);
  }
}

function isAbsent(envelope: Envelope, name: string): boolean {
  return fieldByte(envelope, name) === undefined || fieldByte(envelope, name) === 0x6e;
}

const CHECKS: Readonly<Record<Kind, (value: unknown) => boolean>> = {
  'a boolean': value => typeof value === 'boolean',
  'a positive integer': value => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= MAX_INTEGER,
  'a number': value => typeof value === 'number' && Math.abs(value) <= MAX_INTEGER,
  'a list': value => Array.isArray(value),
  'an object': value => typeof value === 'object' && !Array.isArray(value),
  'a string': value => typeof value === 'string',
  'a string or a list': value => typeof value === 'string' || Array.isArray(value),
};

function checkKind(name: string, value: unknown, kind: Kind): void {
  if (value === undefined || value === null || CHECKS[kind](value)) return;
  throw new Failure('invalid_request', `${name}: must be ${kind}.`, { param: name });
}

function firstNumber(values: readonly unknown[]): number | undefined {
  return values.find(value => typeof value === 'number');
}

function readGenerationConfig(envelope: Envelope): Json {
  for (const name of ['generationConfig', 'generation_config']) {
    const byte = fieldByte(envelope, name);
    if (byte === undefined || byte === 0x6e) continue;
    if (byte !== 0x7b) throw new Failure('invalid_request', `${name}: must be an object.`, { param: name });
    return record(fieldValue(envelope, name));
  }
  return {};
}

function requireContents(envelope: Envelope): void {
  const byte = fieldByte(envelope, 'contents');
  if (byte === 0x5b || byte === 0x7b) return;
  const message =
    byte === undefined || byte === 0x6e ? 'contents is not specified' : 'contents: must be a list of contents.';
  throw new Failure('invalid_request', `* GenerateContentRequest.contents: ${message}`, { param: 'contents' });
}

/** The state at a provider that a request builds on, or undefined. */
export function readState(protocol: Protocol, envelope: Envelope): Call['state'] {
  if (protocol === 'gemini-generate') return namedObjects(envelope)[0];
  if (protocol === 'openai-responses') {
    const id = text(fieldValue(envelope, 'previous_response_id'));
    if (id !== '') return { kind: 'response', id };
    const conversation = fieldValue(envelope, 'conversation');
    const conversationId = text(conversation) || text(record(conversation)['id']);
    return conversationId === '' ? undefined : { kind: 'conversation', id: conversationId };
  }
  if (protocol !== 'anthropic-messages') return undefined;
  const span = envelope.fields.get('thread');
  if (span === undefined || scanObject(envelope.body, span) === undefined) return undefined;
  const thread = record(fieldValue(envelope, 'thread'));
  return thread['type'] === 'continue' ? { kind: 'thread', id: text(thread['previous_message_id']) } : undefined;
}
