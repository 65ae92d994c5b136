// Speech that passes: bytes as they come, or events, out of which a client of bytes is given the bytes.

import type { Fault } from '@turnpike/protocols/conversation/fault';
import { readSpeechUsage } from '@turnpike/protocols/audio/usage';
import { encodeSpeechEvents } from '@turnpike/protocols/audio/speech-answer';
import { renderFailure, type Failure } from '@turnpike/protocols/failures';
import { decodeFault } from '@turnpike/protocols/openai-chat/error';
import { noFacts, type Facts } from '../facts.ts';
import { isRecord, parseRecord } from '../json.ts';
import type { Passage } from '../lane.ts';
import { SseScanner, type LineReader } from '../sse-scanner.ts';
import type { SpeechErrand } from './speech-errand.ts';
import { SpokenTime } from './spoken-time.ts';

function failureEvent(failure: Failure, id: string): string {
  return `event: error\ndata: ${JSON.stringify(renderFailure('openai-chat', failure, id))}\n\n`;
}

/** Bytes of speech. Its upstream tells no usage: it is what was read, and what was spoken. */
export class SpeechBytes implements Passage {
  readonly facts: Facts = noFacts();
  private readonly errand: SpeechErrand;
  private readonly id: string;
  private readonly time: SpokenTime;
  private ended = false;

  constructor(errand: SpeechErrand, id: string) {
    this.errand = errand;
    this.id = id;
    this.time = new SpokenTime(errand.request.format);
  }

  /** Bytes end where their connection ends well. */
  get whole(): boolean {
    return this.ended && this.facts.output;
  }

  feed(chunk: Buffer): readonly Buffer[] {
    if (chunk.length === 0) return [];
    this.facts.output = true;
    this.facts.partials = Math.round(this.time.add(chunk) * 1000);
    if (!this.errand.request.events) return [chunk];
    return [
      Buffer.from(`data: ${JSON.stringify({ type: 'speech.audio.delta', audio: chunk.toString('base64') })}\n\n`),
    ];
  }

  rest(): readonly Buffer[] {
    this.ended = true;
    if (!this.facts.output) return [];
    this.facts.finishReason = 'stop';
    this.facts.finished = true;
    this.facts.usage = this.errand.usageFor((this.facts.partials ?? 0) / 1000);
    return this.errand.request.events ? [Buffer.from(encodeSpeechEvents([], this.facts.usage))] : [];
  }

  failure(failure: Failure): string {
    return failureEvent(failure, this.id);
  }
}

/** Events of speech. */
export class SpeechEvents implements Passage, LineReader {
  readonly facts: Facts = noFacts();
  fault: Fault | undefined;
  private readonly scanner = new SseScanner(this);
  private readonly errand: SpeechErrand;
  private readonly id: string;
  private readonly time: SpokenTime;
  private audio: Buffer[] = [];

  constructor(errand: SpeechErrand, id: string) {
    this.errand = errand;
    this.id = id;
    this.time = new SpokenTime(errand.request.format);
  }

  get whole(): boolean {
    return this.facts.finished;
  }

  feed(chunk: Buffer): readonly Buffer[] {
    return this.asWanted(this.scanner.feed(chunk));
  }

  rest(): readonly Buffer[] {
    const rest = this.scanner.rest();
    return this.asWanted(rest.length === 0 ? [] : [rest]);
  }

  failure(failure: Failure): string {
    return failureEvent(failure, this.id);
  }

  line(bytes: Buffer, start: number, end: number): boolean {
    const event = parseRecord(bytes.toString('utf8', start, end));
    if (event === undefined) return false;
    const { type, audio } = event;
    if (type === 'speech.audio.delta' && typeof audio === 'string') {
      const piece = Buffer.from(audio, 'base64');
      this.facts.output = true;
      this.facts.partials = Math.round(this.time.add(piece) * 1000);
      if (!this.errand.request.events) this.audio.push(piece);
    } else if (type === 'speech.audio.done') {
      const usage = readSpeechUsage(event['usage']);
      const { characters, seconds } = this.errand.usageFor((this.facts.partials ?? 0) / 1000);
      this.facts.usage = usage === undefined ? undefined : { ...usage, characters, seconds };
      this.facts.finished = true;
      this.facts.finishReason = 'stop';
    } else if (type === 'error' || isRecord(event['error'])) {
      this.facts.failed = true;
      this.fault ??= decodeFault(500, event);
    }
    return false;
  }

  private asWanted(pieces: readonly Buffer[]): readonly Buffer[] {
    if (this.errand.request.events) return pieces;
    const { audio } = this;
    this.audio = [];
    return audio;
  }
}
