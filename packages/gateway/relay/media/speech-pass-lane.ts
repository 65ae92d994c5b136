// The lane of a text whose upstream speaks in OpenAI's format too: JSON goes, and bytes or events come, as they are.

import type { IncomingHttpHeaders } from 'node:http';
import { SPEECH_TYPES } from '@turnpike/protocols/audio/speech-request';
import type { Exchange } from '../../http/exchange.ts';
import { mediaRoot } from '../../providers/image-offers.ts';
import type { Candidate } from '../../routing/plan.ts';
import type { UpstreamRequest } from '../attempt.ts';
import type { Errands } from '../errand.ts';
import { upstreamHeaders } from '../headers.ts';
import type { Lane, Passage, WholeAnswer } from '../lane.ts';
import { answerRefusal, type Refusal } from '../refusal.ts';
import { credentialHeaders, roadTo } from '../road.ts';
import { lengthOf, modelEdits, splice, type Edit } from '../splice.ts';
import type { SpeechErrand } from './speech-errand.ts';
import { SpeechBytes, SpeechEvents } from './speech-passage.ts';

/** One text at one candidate. */
export interface SpeechWork {
  readonly parts: Errands;
  readonly errand: SpeechErrand;
  readonly candidate: Candidate;
  readonly upstream: string;
}

/** Models that are billed by tokens, which only events tell: they are asked for those, and the bytes taken out of them. */
const BY_TOKENS = /^gpt-.*tts/;

/** The lane of one candidate that speaks OpenAI's format. */
export class SpeechPassLane implements Lane {
  readonly protocol = 'speech';
  readonly request: UpstreamRequest;
  private readonly work: SpeechWork;

  constructor(work: SpeechWork) {
    this.work = work;
    this.request = requestOf(work);
  }

  passage(headers: IncomingHttpHeaders): Passage | undefined {
    const { errand, parts } = this.work;
    const type = headers['content-type'] ?? '';
    if (/^text\/event-stream/i.test(type)) return new SpeechEvents(errand, parts.exchange.id);
    if (/^text\/html|json/i.test(type)) return undefined;
    return new SpeechBytes(errand, parts.exchange.id);
  }

  /** Speech is never JSON: an answer that is, failed. */
  whole(): WholeAnswer | undefined {
    return undefined;
  }

  headers(from: IncomingHttpHeaders): IncomingHttpHeaders {
    const { request } = this.work.errand;
    if (request.events)
      return { ...from, 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' };
    const told = from['content-type'] ?? '';
    return { ...from, 'content-type': told.startsWith('audio/') ? told : SPEECH_TYPES[request.format] };
  }

  refuse(exchange: Exchange, refusal: Refusal): void {
    answerRefusal(exchange, refusal);
  }
}

function requestOf({ parts, errand, candidate, upstream }: SpeechWork): UpstreamRequest {
  const { channel, credential } = candidate;
  const { origin, prefix } = roadTo(channel);
  const { envelope, request } = errand;
  const edits: Edit[] = modelEdits(envelope, request.model, upstream);
  if (!request.events && BY_TOKENS.test(upstream) && channel.options?.passThrough !== true) {
    const span = envelope.fields.get('stream_format');
    edits.push(
      span === undefined
        ? { start: envelope.close, end: envelope.close, text: ',"stream_format":"sse"' }
        : { ...span, text: '"sse"' },
    );
  }
  const body = splice(envelope.body, edits);
  const { exchange } = parts;
  const credentials = credentialHeaders(channel, credential, 'openai-chat');
  return {
    origin,
    path: `${prefix}${mediaRoot(channel)}/audio/speech${exchange.search}`,
    method: 'POST',
    headers: upstreamHeaders(exchange.request.headers, credentials, lengthOf(body)),
    body,
  };
}
