// A stream on its way from one protocol into another: decoded event by event, and written once for each chunk.

import { StringDecoder } from 'node:string_decoder';
import type { StreamDecoder, StreamEncoder } from '@turnpike/protocols/codec';
import type { StreamEvent } from '@turnpike/protocols/conversation/event';
import type { Fault } from '@turnpike/protocols/conversation/fault';
import type { Usage } from '@turnpike/protocols/conversation/usage';
import type { Failure } from '@turnpike/protocols/failures';
import { SseReader, type SseEvent } from '@turnpike/protocols/sse';
import { readEvent } from './event-facts.ts';
import { noFacts, type Facts } from './facts.ts';
import { faultOf, forClient } from './fault-words.ts';
import type { Passage } from './lane.ts';
import { markEvent } from './proof-origin.ts';
import type { StopCutter } from './stop-cutter.ts';

/** What a translated stream is made of. */
export interface PassageParts {
  readonly decoder: StreamDecoder;
  readonly encoder: StreamEncoder;
  readonly cutter: StopCutter;
  /** Who makes the proofs of this answer. */
  readonly maker: string;
  /** Sees every event that the client is told of. */
  readonly watch: (event: StreamEvent) => void;
  /** What was used, where the upstream did not say. */
  readonly estimate: (facts: Facts) => Usage;
}

/** A fault of our own in the middle of a stream: the client must not take what it has for a whole answer. */
const BROKEN: Fault = { kind: 'server', message: 'The gateway could not translate the answer. Try again.' };

/** Implementation of `Passage` for two protocols. */
export class TranslatedPassage implements Passage {
  readonly facts: Facts = noFacts();
  fault: Fault | undefined;
  unusable: string | undefined;
  /** Nothing more of the upstream is wanted: a stop text was met. */
  done = false;
  steps = 0;
  private readonly parts: PassageParts;
  private readonly text = new StringDecoder('utf8');
  private readonly reader = new SseReader();
  private over = false;

  constructor(parts: PassageParts) {
    this.parts = parts;
  }

  get whole(): boolean {
    return this.facts.finished;
  }

  feed(chunk: Buffer): readonly Buffer[] {
    const text = this.text.write(chunk);
    // The sign of what is no character, where the upstream did not write it itself.
    if (text.includes('\uFFFD') && !chunk.includes('\uFFFD')) {
      this.unusable = 'The upstream sent bytes that are no text. Try again.';
      return [];
    }
    return this.write(() => this.translate(this.reader.push(text)));
  }

  rest(): readonly Buffer[] {
    return this.write(() => {
      const last = this.translate(this.reader.push(this.text.end())) + this.translate(this.reader.close());
      return last + this.tell(this.over ? [] : this.parts.decoder.close());
    });
  }

  failure(failure: Failure): string {
    return this.over ? '' : this.tell([{ type: 'error', fault: faultOf(failure) }]);
  }

  /** A mistake of ours must end this stream, not the process. */
  private write(translate: () => string): readonly Buffer[] {
    let out = '';
    try {
      out = translate();
    } catch {
      out = this.over ? '' : this.tell([{ type: 'error', fault: BROKEN }]);
    }
    return out === '' ? [] : [Buffer.from(out)];
  }

  private translate(events: readonly SseEvent[]): string {
    let out = '';
    for (const { data } of events) {
      if (this.over) break;
      const told = this.parts.decoder.push(data);
      this.steps += told.length;
      out += this.tell(told);
    }
    return out;
  }

  private tell(events: readonly StreamEvent[]): string {
    let out = '';
    for (const event of events) {
      for (const kept of this.parts.cutter.push(markEvent(event, this.parts.maker))) out += this.one(kept);
      if (this.parts.cutter.hit && !this.over) {
        this.done = true;
        out += this.one({ type: 'end' });
      }
      if (this.over) break;
    }
    return out;
  }

  private one(given: StreamEvent): string {
    if (this.over) return '';
    let out = '';
    let event = given;
    if (event.type === 'end' && this.facts.usage === undefined)
      out += this.parts.encoder.push({ type: 'usage', usage: this.parts.estimate(this.facts) });
    if (event.type === 'error') {
      this.fault = forClient(event.fault);
      event = { type: 'error', fault: this.fault };
    }
    readEvent(event, this.facts);
    this.parts.watch(event);
    this.over = event.type === 'end' || event.type === 'error';
    return out + this.parts.encoder.push(event);
  }
}
