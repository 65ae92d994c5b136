// The routes of the small APIs: every path under which a vendor's client calls them, with its format and its errors.

import { Failure, type Family } from '@turnpike/protocols/failures';
import { openaiModerations } from '@turnpike/protocols/moderations/openai';
import { decodeCompletion, decodeFim } from '@turnpike/protocols/openai-completions/request';
import { jinaRerank } from '@turnpike/protocols/rerank/formats';
import type { WireFormat } from '@turnpike/protocols/wire-format';
import type { Exchange, Route } from '../http/exchange.ts';
import { modelNamed } from '../relay/call.ts';
import { scanEnvelope } from '../relay/envelope.ts';
import { parseRecord, record, type Json } from '../relay/json.ts';
import { relay } from '../relay/pipeline.ts';
import type { RelayServices } from '../relay/services.ts';
import { CompletionErrand } from '../relay/completions/completion-errand.ts';
import { EMBEDDINGS } from '../relay/small/embeddings.ts';
import { MODERATIONS, USUAL_MODERATION } from '../relay/small/moderations.ts';
import { RERANK } from '../relay/small/rerank.ts';
import type { Service } from '../relay/small/service.ts';
import { SmallErrand } from '../relay/small/small-errand.ts';

/** Prefixes under which relays serve DashScope's native paths (bailian.md §1, media-paths.md). */
const DASHSCOPE = ['', '/bailian', '/dashscope', '/alibailian'].map(prefix => `${prefix}/api/v1/services`);
/** Version prefixes of Google's clients. */
const GEMINI = ['/v1beta', '/v1alpha', '/v1'];

/** A path with the format that its clients speak. */
type Row = readonly [pattern: string, format: string, family: Family, verb?: string];

const EMBEDDING_ROWS: readonly Row[] = [
  ['/v1/embeddings', 'openai-embeddings', 'openai-chat'],
  ['/v1/engines/{model*}/embeddings', 'openai-embeddings', 'openai-chat'],
  ['/compatible-mode/v1/embeddings', 'openai-embeddings', 'openai-chat'],
  ['/v2/embed', 'cohere-embed', 'cohere'],
  ...DASHSCOPE.map((root): Row => [
    `${root}/embeddings/text-embedding/text-embedding`,
    'bailian-embeddings',
    'dashscope',
  ]),
  ...GEMINI.flatMap(version =>
    ['embedContent', 'batchEmbedContents'].map((verb): Row => [
      `${version}/models/{model*}:${verb}`,
      'gemini-embed',
      'gemini-generate',
      verb,
    ]),
  ),
];

/** The paths of reranking. The last has three vendors' clients: how they are told apart says `rerankFormat`. */
const RERANK_ROWS: readonly Row[] = [
  ['/v2/rerank', 'cohere-rerank', 'cohere'],
  ...DASHSCOPE.map((root): Row => [`${root}/rerank/text-rerank/text-rerank`, 'bailian-rerank', 'dashscope']),
  ['/compatible-api/v1/reranks', 'jina-rerank', 'openai-chat'],
  ['/jina/v1/rerank', 'jina-rerank', 'openai-chat'],
];

/** Whose client calls `/v1/rerank`: Cohere's and Voyage's SDKs say their names, and Voyage names its count otherwise. */
function rerankFormat(exchange: Exchange, body: Json): readonly [format: string, family: Family] {
  const { headers } = exchange.request;
  const said = `${String(headers['x-fern-sdk-name'])} ${String(headers['x-client-name'])} ${String(headers['user-agent'])}`;
  if (/cohere/i.test(said)) return ['cohere-rerank', 'cohere'];
  if (/voyage/i.test(said) || (body['top_k'] !== undefined && body['top_n'] === undefined))
    return ['voyage-rerank', 'voyage'];
  return ['jina-rerank', 'openai-chat'];
}

/** Reads a call. @throws Failure for what is malformed */
export function readSmall<Request, Answer>(
  exchange: Exchange,
  service: Service<Request, Answer>,
  format: WireFormat<Request, Answer>,
  source: Buffer,
  verb: string,
  usual?: string,
  named: (model: string) => string = model => model,
): SmallErrand<Request, Answer> {
  const envelope = scanEnvelope(source);
  const body = record(JSON.parse(source.toString('utf8')));
  const model = named(modelNamed(exchange.params['model']?.replace(/^models\//, '') ?? body['model'] ?? usual));
  const version = /^\/(v1|v1alpha)\//.exec(exchange.path)?.[1] ?? 'v1beta';
  const request = format.decodeRequest(body, model);
  return new SmallErrand({ service, format, envelope, body, request, model, path: { verb, version } });
}

function routesFor<Request, Answer>(
  services: RelayServices,
  service: Service<Request, Answer>,
  rows: readonly Row[],
): Route[] {
  return rows.map(([pattern, name, family, verb = '']): Route => {
    const format = service.formats.get(name);
    if (format === undefined) throw new Failure('internal_error', `The format ${name} is not known.`);
    const handle = (exchange: Exchange): Promise<void> =>
      relay(services, exchange, async () =>
        readSmall(exchange, service, format, await exchange.body({ text: true }), verb),
      );
    return { method: 'POST', pattern, family, handle };
  });
}

/** `POST /v1/rerank`, in the form of whose client it is. */
function rerankRoute(services: RelayServices): Route {
  const handle = (exchange: Exchange): Promise<void> =>
    relay(services, exchange, async () => {
      const source = await exchange.body({ text: true });
      const [name, family] = rerankFormat(exchange, parseRecord(source.toString('utf8')) ?? {});
      exchange.speakAs(family);
      return readSmall(exchange, RERANK, RERANK.formats.get(name) ?? jinaRerank, source, '');
    });
  return { method: 'POST', pattern: '/v1/rerank', family: 'openai-chat', handle };
}

/** `POST /v1/moderations`: without a model the usual one; the older ones are judged by it where nobody serves them. */
function moderationRoute(services: RelayServices): Route {
  const named = (model: string): string =>
    model.startsWith('text-moderation') && !services.world().knows(model) ? USUAL_MODERATION : model;
  const handle = (exchange: Exchange): Promise<void> =>
    relay(services, exchange, async () => {
      const source = await exchange.body({ text: true });
      return readSmall(exchange, MODERATIONS, openaiModerations, source, '', USUAL_MODERATION, named);
    });
  return { method: 'POST', pattern: '/v1/moderations', family: 'openai-chat', handle };
}

/** OpenAI's path, Bailian's, and DeepSeek's own for its base URL with `/beta` (completions-fim.md §2). */
const COMPLETION_PATHS = [
  '/v1/completions',
  '/beta/completions',
  '/beta/v1/completions',
  '/compatible-mode/v1/completions',
];

function completionRoutes(services: RelayServices): Route[] {
  const handle = (exchange: Exchange): Promise<void> =>
    relay(services, exchange, async () => {
      const envelope = scanEnvelope(await exchange.body({ text: true }));
      const body = record(JSON.parse(envelope.body.toString('utf8')));
      return new CompletionErrand(decodeCompletion(body, modelNamed(body['model'])), envelope);
    });
  const fill = (exchange: Exchange): Promise<void> =>
    relay(services, exchange, async () => {
      const envelope = scanEnvelope(await exchange.body({ text: true }));
      const body = record(JSON.parse(envelope.body.toString('utf8')));
      return new CompletionErrand(decodeFim(body, modelNamed(body['model'])), envelope, 'chat');
    });
  return [
    ...COMPLETION_PATHS.map((pattern): Route => ({ method: 'POST', pattern, family: 'openai-chat', handle })),
    { method: 'POST', pattern: '/v1/fim/completions', family: 'openai-chat', handle: fill },
  ];
}

/** Every route of the small APIs. */
export function smallRoutes(services: RelayServices): Route[] {
  return [
    ...routesFor(services, EMBEDDINGS, EMBEDDING_ROWS),
    ...routesFor(services, RERANK, RERANK_ROWS),
    rerankRoute(services),
    moderationRoute(services),
    ...completionRoutes(services),
  ];
}
