// The relay routes: the four protocols of the language models, each in its own paths.

import type { Protocol } from '@turnpike/protocols/failures';
import type { Exchange, Route } from '../http/exchange.ts';
import { readCall, readGeminiCall, type Call } from '../relay/call.ts';
import { scanEnvelope } from '../relay/envelope.ts';
import { relayCount, relayStored } from '../relay/free.ts';
import { ModelErrand } from '../relay/model-errand.ts';
import { withOnline } from '../relay/online.ts';
import { carryOut, relay } from '../relay/pipeline.ts';
import type { RelayServices } from '../relay/services.ts';

type Operation = Call['operation'];

/** Paths whose model stands in the body. */
const BODY_ROUTES: readonly (readonly [pattern: string, protocol: Protocol, operation: Operation])[] = [
  ['/v1/chat/completions', 'openai-chat', 'generate'],
  // DeepSeek's base URL for answers that go on from a prefix (completions-fim.md §2).
  ['/beta/chat/completions', 'openai-chat', 'generate'],
  ['/v1/responses', 'openai-responses', 'generate'],
  ['/v1/responses/compact', 'openai-responses', 'compact'],
  ['/v1/responses/input_tokens', 'openai-responses', 'count'],
  ['/v1/messages', 'anthropic-messages', 'generate'],
  ['/v1/messages/count_tokens', 'anthropic-messages', 'count'],
];

/** Version prefixes under which Google's clients call. google-genai for Node uses `/v1`. */
const GEMINI_VERSIONS = ['/v1beta', '/v1alpha', '/v1'] as const;
const GEMINI_VERBS: readonly (readonly [verb: string, operation: Operation, streamed: boolean])[] = [
  ['generateContent', 'generate', false],
  ['streamGenerateContent', 'generate', true],
  ['countTokens', 'count', false],
];

/** What is stored of a response, at the channel that made it. */
const STORED_ROUTES: readonly (readonly [method: Route['method'], pattern: string])[] = [
  ['GET', '/v1/responses/{id}'],
  ['DELETE', '/v1/responses/{id}'],
  ['POST', '/v1/responses/{id}/cancel'],
  ['GET', '/v1/responses/{id}/input_items'],
];

/** Calls that are no conversation though they look like one: answers whether it took the call. */
export type Media = (exchange: Exchange, call: Call) => Promise<void> | undefined;

/** The relay's part of the route table. */
export function relayRoutes(services: RelayServices, media?: Media): Route[] {
  return [
    ...BODY_ROUTES.map(([pattern, protocol, operation]) => bodyRoute(services, pattern, protocol, operation, media)),
    ...GEMINI_VERSIONS.flatMap(version =>
      GEMINI_VERBS.map(([verb, operation, streamed]) => geminiRoute(services, version, verb, operation, streamed)),
    ),
    ...STORED_ROUTES.map(([method, pattern]): Route => {
      return { method, pattern, family: 'openai-responses', handle: exchange => relayStored(services, exchange) };
    }),
  ];
}

/** Takes a call on its way: to an answer, or only to a count of its tokens, which costs nothing. */
function walk(
  services: RelayServices,
  exchange: Exchange,
  operation: Operation,
  read: (body: Buffer) => Call,
): Promise<void> {
  if (operation === 'count') return relayCount(services, exchange, read);
  return relay(services, exchange, async () => new ModelErrand(read(await exchange.body({ text: true }))));
}

function bodyRoute(
  services: RelayServices,
  pattern: string,
  protocol: Protocol,
  operation: Operation,
  media?: Media,
): Route {
  const read = (body: Buffer): Call => withOnline(services.world(), readCall(protocol, operation, scanEnvelope(body)));
  if (media === undefined || protocol !== 'openai-chat')
    return { method: 'POST', pattern, family: protocol, handle: exchange => walk(services, exchange, operation, read) };
  const handle = async (exchange: Exchange): Promise<void> => {
    // Nobody's body is read before it is known whose it is.
    const identified = services.identify(exchange);
    const caller = identified instanceof Promise ? await identified : identified;
    const call = read(await exchange.body({ text: true }));
    await (media(exchange, call) ?? carryOut(services, exchange, caller, new ModelErrand(call)));
  };
  return { method: 'POST', pattern, family: protocol, handle };
}

function geminiRoute(
  services: RelayServices,
  version: string,
  verb: string,
  operation: Operation,
  streamed: boolean,
): Route {
  const handle = (exchange: Exchange): Promise<void> => {
    const form = !streamed ? 'whole' : exchange.query.get('alt') === 'sse' ? 'events' : 'array';
    const model = exchange.params['model'] ?? '';
    return walk(services, exchange, operation, body =>
      withOnline(services.world(), readGeminiCall(model, operation, form, scanEnvelope(body))),
    );
  };
  return { method: 'POST', pattern: `${version}/models/{model*}:${verb}`, family: 'gemini-generate', handle };
}
