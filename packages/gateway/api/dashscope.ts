// DashScope's own generation of text and its conversations over media; what makes media there are tasks.

import { decodeGeneration } from '@turnpike/protocols/dashscope-generation/request';
import type { Exchange, Route } from '../http/exchange.ts';
import { modelNamed } from '../relay/call.ts';
import { GenerationErrand } from '../relay/dashscope/generation-errand.ts';
import { scanEnvelope } from '../relay/envelope.ts';
import { record, text, type Json } from '../relay/json.ts';
import { relay } from '../relay/pipeline.ts';
import { bailian } from '../tasks/dialects/bailian.ts';
import { makesMedia } from '../tasks/dialects/bailian-orders.ts';
import type { Services } from './services.ts';
import { runDialect } from './tasks.ts';

/** Prefixes under which relays serve DashScope's native paths (bailian.md §1, media-paths.md). */
const PREFIXES = ['', '/bailian', '/dashscope', '/alibailian'];
const SERVICES = '/api/v1/services/aigc';
const TEXT = 'text-generation/generation';
const MEDIA = 'multimodal-generation/generation';

/** Streams are asked for by a header, whatever the body says. */
function wantsStream({ request: { headers } }: Exchange): boolean {
  return headers['x-dashscope-sse'] === 'enable' || /text\/event-stream/.test(headers.accept ?? '');
}

/** The routes of DashScope's generation. */
export function dashscopeRoutes(services: Services): Route[] {
  return PREFIXES.flatMap(prefix => [
    textRoute(services, `${prefix}${SERVICES}/${TEXT}`),
    mediaRoute(services, prefix, `${prefix}${SERVICES}/${MEDIA}`),
  ]);
}

function errandOf(exchange: Exchange, source: Buffer, path: string, multimodal: boolean): GenerationErrand {
  const envelope = scanEnvelope(source);
  const body = record(JSON.parse(source.toString('utf8')));
  const asked = { streamed: wantsStream(exchange), multimodal };
  return new GenerationErrand(
    decodeGeneration(body, modelNamed(body['model']), asked),
    envelope,
    `${SERVICES}/${path}`,
  );
}

function textRoute(services: Services, pattern: string): Route {
  const handle = (exchange: Exchange): Promise<void> =>
    relay(services, exchange, async () => errandOf(exchange, await exchange.body({ text: true }), TEXT, false));
  return { method: 'POST', pattern, family: 'dashscope', handle };
}

/** Pictures and sounds are made at the same path: by the model, and by what is asked, they are told from talk. */
function mediaRoute(services: Services, prefix: string, pattern: string): Route {
  const handle = async (exchange: Exchange): Promise<void> => {
    const identified = services.identify(exchange);
    if (identified instanceof Promise) await identified;
    const source = await exchange.body({ text: true });
    const body = objectIn(source);
    if (body !== undefined && makesMedia(text(body['model']), record(body['input']))) {
      const asked = { method: 'POST', pattern: `${prefix}${SERVICES}/{path*}`, body, params: { path: MEDIA } };
      await runDialect(services, exchange, bailian, asked, record);
      return;
    }
    await relay(services, exchange, () => Promise.resolve(errandOf(exchange, source, MEDIA, true)));
  };
  return { method: 'POST', pattern, family: 'dashscope', handle };
}

function objectIn(source: Buffer): Json | undefined {
  try {
    return record(JSON.parse(source.toString('utf8')));
  } catch {
    return undefined;
  }
}
