// The calls that a batch may be of: how each of its requests is read, and what an answer to one says that it used.

import { usageOf, type Usage } from '@turnpike/protocols/conversation/usage';
import { openaiEmbeddings } from '@turnpike/protocols/embeddings/openai';
import { Failure, type Protocol } from '@turnpike/protocols/failures';
import { openaiModerations } from '@turnpike/protocols/moderations/openai';
import { decodeCompletion } from '@turnpike/protocols/openai-completions/request';
import type { WireFormat } from '@turnpike/protocols/wire-format';
import { modelNamed, readCall, type CallObject } from '../call.ts';
import { CompletionErrand } from '../completions/completion-errand.ts';
import { withSearches } from '../delivered.ts';
import { scanEnvelope, type Envelope } from '../envelope.ts';
import type { Errand } from '../errand.ts';
import { noFacts, tokensOf } from '../facts.ts';
import { parseRecord, record, type Json } from '../json.ts';
import { ModelErrand } from '../model-errand.ts';
import { READERS } from '../readers.ts';
import { EMBEDDINGS } from '../small/embeddings.ts';
import { MODERATIONS } from '../small/moderations.ts';
import type { Service } from '../small/service.ts';
import { SmallErrand } from '../small/small-errand.ts';

/** One request of a batch, read. */
export interface BatchCall {
  readonly errand: Errand;
  /** What a provider keeps and the request builds on. */
  readonly state: readonly CallObject[];
}

/** One kind of call. */
export interface BatchEndpoint {
  /** @throws Failure naming the field at fault */
  read(body: Buffer): BatchCall;
  /** What an answer used. */
  usage(answer: Json): Usage;
}

function language(protocol: Protocol): BatchEndpoint {
  return {
    read(body) {
      const call = readCall(protocol, 'generate', scanEnvelope(body));
      if (call.form !== 'whole')
        throw new Failure('invalid_request', 'stream: a batch has no streams.', { param: 'stream' });
      const { state, alsoState = [] } = call;
      return { errand: new ModelErrand(call), state: state === undefined ? [] : [state, ...alsoState] };
    },
    usage: answer => usageIn(protocol, answer),
  };
}

/** What an answer says, else what its text comes to: nothing that was made is free by omission. */
function usageIn(protocol: Protocol, answer: Json): Usage {
  const facts = noFacts();
  READERS[protocol].read(answer, facts);
  return withSearches(facts.usage ?? usageOf({ output: tokensOf(facts.ascii, facts.wide) }), facts);
}

function small<Request, Answer>(
  service: Service<Request, Answer>,
  format: WireFormat<Request, Answer>,
): BatchEndpoint['read'] {
  return bytes => {
    const envelope: Envelope = scanEnvelope(bytes);
    const body = record(parseRecord(bytes.toString('utf8')));
    const model = modelNamed(body['model']);
    const request = format.decodeRequest(body, model);
    const errand = new SmallErrand({ service, format, envelope, body, request, model, path: {} });
    return { errand, state: [] };
  };
}

/** By the path that a batch names. */
export const BATCH_ENDPOINTS: ReadonlyMap<string, BatchEndpoint> = new Map([
  ['/v1/chat/completions', language('openai-chat')],
  ['/v1/responses', language('openai-responses')],
  [
    '/v1/completions',
    {
      read(bytes) {
        const body = record(parseRecord(bytes.toString('utf8')));
        const request = decodeCompletion(body, modelNamed(body['model']));
        return { errand: new CompletionErrand(request, scanEnvelope(bytes)), state: [] };
      },
      // Completions tell their usage as chats do.
      usage: answer => usageIn('openai-chat', answer),
    },
  ],
  [
    '/v1/embeddings',
    { read: small(EMBEDDINGS, openaiEmbeddings), usage: answer => openaiEmbeddings.usageOf(answer) ?? usageOf() },
  ],
  ['/v1/moderations', { read: small(MODERATIONS, openaiModerations), usage: () => usageOf({ calls: 1 }) }],
]);

/** Of Anthropic's batches, which are of messages alone. */
export const MESSAGES: BatchEndpoint = language('anthropic-messages');
