// `POST /v1/universal`: any model and any medium in one JSON form; the kind of the model decides which API does it.

import { Failure } from '@turnpike/protocols/failures';
import { openaiEmbeddings } from '@turnpike/protocols/embeddings/openai';
import { openaiModerations } from '@turnpike/protocols/moderations/openai';
import { decodeCompletion } from '@turnpike/protocols/openai-completions/request';
import { flagField, objectField, textField } from '@turnpike/protocols/read-fields';
import { jinaRerank } from '@turnpike/protocols/rerank/formats';
import type { ModelKind } from '../catalog/model.ts';
import type { Exchange, Route } from '../http/exchange.ts';
import { modelNamed, readCall } from '../relay/call.ts';
import { CompletionErrand } from '../relay/completions/completion-errand.ts';
import { scanEnvelope } from '../relay/envelope.ts';
import type { Errand } from '../relay/errand.ts';
import { isRecord, record, type Json } from '../relay/json.ts';
import { ImageErrand } from '../relay/media/image-errand.ts';
import { readImageOrder } from '../relay/media/image-order.ts';
import { SpeechErrand } from '../relay/media/speech-errand.ts';
import { ModelErrand } from '../relay/model-errand.ts';
import { relay } from '../relay/pipeline.ts';
import { EMBEDDINGS } from '../relay/small/embeddings.ts';
import { MODERATIONS } from '../relay/small/moderations.ts';
import { RERANK } from '../relay/small/rerank.ts';
import { UniversalErrand } from '../relay/universal/universal-errand.ts';
import { unifiedVideo } from '../tasks/dialects/unified-video.ts';
import type { Services } from './services.ts';
import { readSmall } from './small.ts';
import { runDialect } from './tasks.ts';

/** What a client asks, whatever the medium (openrouter.md §5). */
interface Asked {
  readonly model: string;
  readonly kind: ModelKind;
  readonly body: Json;
  readonly parameters: Json;
  readonly streamed: boolean;
}

/** Kinds whose APIs take a form or a socket, with the path that does. */
const ELSEWHERE: Readonly<Partial<Record<ModelKind, string>>> = {
  stt: 'POST /v1/audio/transcriptions with the recording as a form',
  realtime: 'GET /v1/realtime as a WebSocket',
  music: 'POST /suno/submit/music',
  ocr: 'the API of its own provider',
};
const KINDS: ReadonlySet<string> = new Set<ModelKind>([
  'chat',
  'completion',
  'embedding',
  'rerank',
  'image',
  'video',
  'tts',
  'moderation',
  'search',
]);

/** The kind that is named, else the catalog's, else what the body looks like. @throws Failure */
function kindOf(services: Services, model: string, body: Json): ModelKind {
  const said = textField(body, 'kind');
  if (said !== undefined && !KINDS.has(said)) {
    throw new Failure('invalid_request', `kind: give one of ${[...KINDS].join(', ')}.`, { param: 'kind' });
  }
  const named = [...KINDS].find((kind): kind is ModelKind => kind === said);
  const known = named ?? services.world().model(model)?.kind;
  if (known !== undefined) return known;
  return isRecord(body['input']) && body['input']['documents'] !== undefined ? 'rerank' : 'chat';
}

function readAsked(services: Services, source: Buffer): Asked {
  const { body: bytes } = scanEnvelope(source);
  const body = record(JSON.parse(bytes.toString('utf8')));
  const model = modelNamed(body['model']);
  const wait = body['async'];
  if (wait !== undefined && wait !== 'auto' && typeof wait !== 'boolean')
    throw new Failure('invalid_request', 'async: give "auto", true or false.', { param: 'async' });
  return {
    model,
    kind: kindOf(services, model, body),
    body,
    parameters: objectField(body, 'parameters'),
    streamed: flagField(body, 'stream') ?? false,
  };
}

/** The text to begin from, wherever it stands. @throws Failure */
function promptOf({ body }: Asked): string {
  const input = record(body['input']);
  const found = [body['prompt'], body['input'], input['prompt'], input['text']].find(
    value => typeof value === 'string',
  );
  if (typeof found === 'string' && found !== '') return found;
  throw new Failure('invalid_request', 'prompt: Field required. Give the prompt as a text.', { param: 'prompt' });
}

function messagesOf(asked: Asked): unknown {
  const { messages, input } = asked.body;
  if (Array.isArray(messages)) return messages;
  if (Array.isArray(input)) return input;
  const inner = record(input)['messages'];
  return Array.isArray(inner) ? inner : [{ role: 'user', content: promptOf(asked) }];
}

/** What is to be read, as it came: a text, a list, or the text of an object. */
function inputOf(asked: Asked): unknown {
  const { input } = asked.body;
  return input === undefined || isRecord(input) ? promptOf(asked) : input;
}

/** Fields of an `input` object that are no prompt belong to the API's own body. */
function fieldsOf({ body }: Asked): Json {
  return record(body['input']);
}

function bytesOf(value: object): Buffer {
  return Buffer.from(JSON.stringify(value));
}

/** The same exchange with another body, for readers that take the body themselves. */
function withBody(exchange: Exchange, body: Buffer): Exchange {
  return Object.create(exchange, { body: { value: () => Promise.resolve(body) } });
}

type Maker = (services: Services, exchange: Exchange, asked: Asked) => Errand | Promise<Errand>;

const chat: Maker = (_services, _exchange, asked) => {
  const { model, parameters, streamed } = asked;
  const source = bytesOf({ model, messages: messagesOf(asked), ...parameters, stream: streamed });
  return new ModelErrand(readCall('openai-chat', 'generate', scanEnvelope(source)));
};

/** How the errand of each kind is made. */
const MAKERS: Readonly<Partial<Record<ModelKind, Maker>>> = {
  chat,
  search: chat,
  completion: (_services, _exchange, asked) => {
    const body = { model: asked.model, prompt: promptOf(asked), ...asked.parameters, stream: asked.streamed };
    return new CompletionErrand(decodeCompletion(body, asked.model), scanEnvelope(bytesOf(body)));
  },
  embedding: (_services, exchange, asked) => {
    const source = bytesOf({ model: asked.model, input: inputOf(asked), ...asked.parameters });
    return readSmall(exchange, EMBEDDINGS, openaiEmbeddings, source, '');
  },
  rerank: (_services, exchange, asked) => {
    const source = bytesOf({ model: asked.model, ...fieldsOf(asked), ...asked.parameters });
    return readSmall(exchange, RERANK, jinaRerank, source, '');
  },
  moderation: (_services, exchange, asked) => {
    const source = bytesOf({ model: asked.model, input: inputOf(asked), ...asked.parameters });
    return readSmall(exchange, MODERATIONS, openaiModerations, source, '');
  },
  image: async (services, exchange, asked) => {
    const pictures = { ...fieldsOf(asked), ...asked.parameters };
    const operation = 'image' in pictures || 'images' in pictures ? 'edit' : 'generate';
    const streamed = asked.streamed ? { stream: true } : {};
    const source = bytesOf({ ...pictures, model: asked.model, prompt: promptOf(asked), ...streamed });
    return new ImageErrand(await readImageOrder(services, withBody(exchange, source), operation));
  },
  tts: (_services, _exchange, asked) =>
    new SpeechErrand(bytesOf({ voice: 'alloy', ...asked.parameters, model: asked.model, input: promptOf(asked) })),
};

async function make(services: Services, exchange: Exchange, asked: Asked): Promise<Errand> {
  const maker = MAKERS[asked.kind];
  const elsewhere = ELSEWHERE[asked.kind];
  if (maker === undefined || elsewhere !== undefined) {
    const message = `The model ${asked.model} is a ${asked.kind} model: use ${elsewhere ?? 'its own API'}.`;
    throw new Failure('invalid_request', message, { param: 'model' });
  }
  if (asked.body['async'] === true) {
    const message = `async: ${asked.model} answers at once; leave it out, or say "auto".`;
    throw new Failure('invalid_request', message, { param: 'async' });
  }
  return new UniversalErrand(await maker(services, exchange, asked), asked.kind);
}

/** A task's answer in the one form. */
function renderTask(told: unknown): Json {
  const task = record(told);
  const { error } = task;
  if (isRecord(error)) return task;
  const words: Readonly<Record<string, string>> = { pending: 'queued', processing: 'running', completed: 'succeeded' };
  const status = words[String(task['status'])] ?? 'failed';
  const url = task['video_url'];
  return {
    id: task['id'],
    object: 'universal.result',
    kind: 'video',
    status,
    progress: task['progress'],
    ...(typeof url === 'string' ? { output: { video_url: url } } : {}),
    ...(error === undefined ? {} : { error: { message: error } }),
  };
}

async function submit(services: Services, exchange: Exchange, asked: Asked): Promise<void> {
  if (asked.body['async'] === false || asked.streamed) {
    const param = asked.streamed ? 'stream' : 'async';
    const message = `${param}: ${asked.model} takes minutes. Leave it out, and ask GET /v1/universal/{id} for the video.`;
    throw new Failure('invalid_request', message, { param });
  }
  const hook = textField(asked.body, 'webhook');
  const body = {
    ...fieldsOf(asked),
    ...asked.parameters,
    model: asked.model,
    prompt: promptOf(asked),
    ...(hook === undefined ? {} : { callback_url: hook }),
  };
  await runDialect(services, exchange, unifiedVideo, { method: 'POST', pattern: '/v1/video/create', body }, renderTask);
}

async function universal(services: Services, exchange: Exchange): Promise<void> {
  await services.identify(exchange);
  const asked = readAsked(services, await exchange.body({ text: true }));
  if (asked.kind === 'video') await submit(services, exchange, asked);
  else await relay(services, exchange, () => make(services, exchange, asked));
}

async function look(services: Services, exchange: Exchange): Promise<void> {
  const query = new URLSearchParams({ id: exchange.params['id'] ?? '' });
  const ask = { method: 'GET', pattern: '/v1/video/query', body: {}, query };
  await runDialect(services, exchange, unifiedVideo, ask, renderTask);
}

/** The routes. */
export function universalRoutes(services: Services): Route[] {
  return [
    ...['/v1/universal', '/v1/run'].map((pattern): Route => {
      return { method: 'POST', pattern, family: 'openai-chat', handle: exchange => universal(services, exchange) };
    }),
    {
      method: 'GET',
      pattern: '/v1/universal/{id}',
      family: 'openai-chat',
      handle: exchange => look(services, exchange),
    },
  ];
}
