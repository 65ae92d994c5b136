// The routes of the small APIs: every path under which a vendor's client calls them, with its format and its errors.

import { Failure, type Family } from '@turnpike/protocols/failures';
import type { WireFormat } from '@turnpike/protocols/wire-format';
import type { Exchange, Route } from '../http/exchange.ts';
import { modelNamed } from '../relay/call.ts';
import { scanEnvelope } from '../relay/envelope.ts';
import { record } from '../relay/json.ts';
import { relay } from '../relay/pipeline.ts';
import type { RelayServices } from '../relay/services.ts';
import { EMBEDDINGS } from '../relay/small/embeddings.ts';
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

/** Reads a call. @throws Failure for what is malformed */
export function readSmall<Request, Answer>(
  exchange: Exchange,
  service: Service<Request, Answer>,
  format: WireFormat<Request, Answer>,
  source: Buffer,
  verb: string,
): SmallErrand<Request, Answer> {
  const envelope = scanEnvelope(source);
  const body = record(JSON.parse(source.toString('utf8')));
  const model = modelNamed(exchange.params['model']?.replace(/^models\//, '') ?? body['model']);
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

/** Every route of the small APIs. */
export function smallRoutes(services: RelayServices): Route[] {
  return routesFor(services, EMBEDDINGS, EMBEDDING_ROWS);
}
