// The lane of a recording whose upstream listens in OpenAI's format too: the form goes, and the transcript comes, as it is.

import type { IncomingHttpHeaders } from 'node:http';
import { isUtf8 } from 'node:buffer';
import { readTranscriptUsage } from '@turnpike/protocols/audio/usage';
import type { Fault } from '@turnpike/protocols/conversation/fault';
import { renderFailure, type Failure } from '@turnpike/protocols/failures';
import { decodeFault } from '@turnpike/protocols/openai-chat/error';
import type { Exchange } from '../../http/exchange.ts';
import { formType } from '../../http/form.ts';
import { mediaRoot } from '../../providers/image-offers.ts';
import type { Candidate } from '../../routing/plan.ts';
import type { UpstreamRequest } from '../attempt.ts';
import type { Errands } from '../errand.ts';
import { addText, noFacts, type Facts } from '../facts.ts';
import { upstreamHeaders } from '../headers.ts';
import { isRecord, parseRecord, text } from '../json.ts';
import type { Lane, Passage, WholeAnswer } from '../lane.ts';
import { answerRefusal, type Refusal } from '../refusal.ts';
import { credentialHeaders, roadTo } from '../road.ts';
import { SseScanner, type LineReader } from '../sse-scanner.ts';
import { changedForm } from './form-fields.ts';
import type { TranscriptErrand } from './transcript-errand.ts';

/** One recording at one candidate. */
export interface TranscriptWork {
  readonly parts: Errands;
  readonly errand: TranscriptErrand;
  readonly candidate: Candidate;
  readonly upstream: string;
}

/** Forms of a transcript that are no JSON. */
const PLAIN = new Set(['text', 'srt', 'vtt']);

/** The lane of one candidate that speaks OpenAI's format. */
export class TranscriptPassLane implements Lane {
  readonly protocol: string;
  readonly request: UpstreamRequest;
  private readonly work: TranscriptWork;
  private isJson = true;

  constructor(work: TranscriptWork) {
    this.work = work;
    this.protocol = work.errand.api;
    this.request = requestOf(work);
  }

  passage(headers: IncomingHttpHeaders): Passage | undefined {
    const type = headers['content-type'] ?? '';
    this.isJson = /json/i.test(type) || type === '';
    const streams = this.work.errand.form === 'events' && /^text\/event-stream/i.test(type);
    return streams ? new TranscriptPassage(this.work.parts.exchange.id) : undefined;
  }

  whole(body: Buffer): WholeAnswer | undefined {
    const facts = noFacts();
    if (!isUtf8(body)) return undefined;
    const source = body.toString('utf8');
    const plain = PLAIN.has(this.work.errand.order.request.format);
    const value = parseRecord(source);
    if (value !== undefined && isRecord(value['error'])) return { facts, body, fault: decodeFault(500, value) };
    // Silence is an answer too, but a page is none.
    if (plain && (!this.isJson || value === undefined) && !/^\s*<(?:!doctype|html)/i.test(source))
      addText(facts, source.trim());
    else if (value === undefined || typeof value['text'] !== 'string') return undefined;
    else {
      addText(facts, value['text']);
      facts.usage = this.usageIn(value);
    }
    return { facts: { ...facts, output: true, finished: true, finishReason: 'stop' }, body };
  }

  headers(from: IncomingHttpHeaders): IncomingHttpHeaders {
    return from;
  }

  refuse(exchange: Exchange, refusal: Refusal): void {
    answerRefusal(exchange, refusal);
  }

  /** What the answer says of it; a duration that it tells is the provider's own. */
  private usageIn(value: Readonly<Record<string, unknown>>): Facts['usage'] {
    return readTranscriptUsage(value['usage']);
  }
}

/** A stream of a transcript, passed as it comes. */
class TranscriptPassage implements Passage, LineReader {
  readonly facts: Facts = noFacts();
  fault: Fault | undefined;
  private readonly scanner = new SseScanner(this);
  private readonly id: string;

  constructor(id: string) {
    this.id = id;
  }

  get whole(): boolean {
    return this.facts.finished;
  }

  feed(chunk: Buffer): readonly Buffer[] {
    return this.scanner.feed(chunk);
  }

  rest(): readonly Buffer[] {
    const rest = this.scanner.rest();
    return rest.length === 0 ? [] : [rest];
  }

  failure(failure: Failure): string {
    const border = this.scanner.partial ? '\n\n' : '';
    return `${border}event: error\ndata: ${JSON.stringify(renderFailure('openai-chat', failure, this.id))}\n\n`;
  }

  line(bytes: Buffer, start: number, end: number): boolean {
    const event = parseRecord(bytes.toString('utf8', start, end));
    if (event === undefined) return false;
    const type = text(event['type']);
    if (type === 'transcript.text.delta') addText(this.facts, event['delta']);
    else if (type === 'transcript.text.segment') this.facts.output = true;
    else if (type === 'transcript.text.done') {
      this.facts.output = true;
      this.facts.finished = true;
      this.facts.finishReason = 'stop';
      this.facts.usage = readTranscriptUsage(event['usage']);
    } else if (type === 'error' || isRecord(event['error'])) {
      this.facts.failed = true;
      this.fault ??= decodeFault(500, event);
    }
    return false;
  }
}

function requestOf({ parts, errand, candidate, upstream }: TranscriptWork): UpstreamRequest {
  const { channel, credential } = candidate;
  const { origin, prefix } = roadTo(channel);
  const { form, retold, renamed } = errand.order;
  const fields = new Map(upstream === errand.model ? [] : [['model', upstream]]);
  const body = changedForm(form, { fields, files: retold, names: renamed });
  const { exchange } = parts;
  const credentials = credentialHeaders(channel, credential, 'openai-chat');
  const headers = upstreamHeaders(exchange.request.headers, credentials, undefined);
  headers.push('content-type', formType(form.boundary), 'content-length', String(body.bytes));
  const path = `${prefix}${mediaRoot(channel)}/audio/${errand.api}${exchange.search}`;
  return { origin, path, method: 'POST', headers, body };
}
