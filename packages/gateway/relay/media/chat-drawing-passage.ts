// A stream of pictures told as a conversation's answer: those on their way as they come, then the pictures themselves.

import { StringDecoder } from 'node:string_decoder';
import type { StreamEncoder } from '@turnpike/protocols/codec';
import type { Fields } from '@turnpike/protocols/conversation/counts';
import type { StreamEvent } from '@turnpike/protocols/conversation/event';
import type { Fault } from '@turnpike/protocols/conversation/fault';
import type { MediaPart } from '@turnpike/protocols/conversation/part';
import type { Failure } from '@turnpike/protocols/failures';
import { decodeFault } from '@turnpike/protocols/openai-chat/error';
import { SseReader } from '@turnpike/protocols/sse';
import { noFacts, type Facts } from '../facts.ts';
import { faultOf, forClient } from '../fault-words.ts';
import { parseRecord, text } from '../json.ts';
import type { Passage } from '../lane.ts';
import { readImageEvent } from './image-facts.ts';

/** One stream of a conversation whose model only draws. */
export class ChatDrawingPassage implements Passage {
  readonly facts: Facts = noFacts();
  fault: Fault | undefined;
  steps = 0;
  private readonly text = new StringDecoder('utf8');
  private readonly reader = new SseReader();
  private readonly encoder: StreamEncoder;
  private readonly model: string;
  private readonly n: number;
  private begun = false;
  private over = false;

  /** `n`: how many pictures are to come. */
  constructor(encoder: StreamEncoder, model: string, n: number) {
    this.encoder = encoder;
    this.model = model;
    this.n = n;
  }

  /** No event ends the stream: it is whole when its pictures are. */
  get whole(): boolean {
    return (this.facts.pieces ?? 0) > 0;
  }

  feed(chunk: Buffer): readonly Buffer[] {
    const out = this.reader.push(this.text.write(chunk)).map(({ data }) => this.read(data));
    return written(out.join(''));
  }

  rest(): readonly Buffer[] {
    const out = this.reader.close().map(({ data }) => this.read(data));
    return written(out.join('') + this.end());
  }

  failure(failure: Failure): string {
    return this.over ? '' : this.tell({ type: 'error', fault: faultOf(failure) });
  }

  private read(data: string): string {
    const event = parseRecord(data);
    if (event === undefined || this.over) return '';
    this.steps += 1;
    readImageEvent(event, this.facts, this.n);
    if (this.facts.failed) {
      this.fault = forClient(decodeFault(500, event));
      return this.tell({ type: 'error', fault: this.fault });
    }
    const type = text(event['type']);
    const picture = pictureIn(event);
    if (picture === undefined) return '';
    if (type.endsWith('.partial_image')) {
      const index = Number(event['partial_image_index'] ?? 0);
      return this.tell({ type: 'picture', choice: 0, index, picture });
    }
    if (!type.endsWith('.completed')) return '';
    const part = this.tell({ type: 'part', choice: 0, part: picture });
    return (this.facts.pieces ?? 0) >= this.n ? part + this.end() : part;
  }

  /** What ends an answer in every protocol: why it ends, and what it used. */
  private end(): string {
    if (this.over || !this.whole) return '';
    const { usage } = this.facts;
    this.facts.finished = true;
    return (
      this.tell({ type: 'stop', choice: 0, stop: { reason: 'end' } }) +
      (usage === undefined ? '' : this.tell({ type: 'usage', usage })) +
      this.tell({ type: 'end' })
    );
  }

  private tell(event: StreamEvent): string {
    const start = this.begun ? '' : this.encoder.push({ type: 'start', id: '', model: this.model });
    this.begun = true;
    this.over = event.type === 'end' || event.type === 'error';
    return start + this.encoder.push(event);
  }
}

function pictureIn(event: Fields): MediaPart | undefined {
  const data = text(event['b64_json']);
  if (data === '') return undefined;
  return { type: 'image', source: { kind: 'base64', data }, mediaType: mediaTypeOf(data) };
}

/** What base64 is by how it begins. */
export function mediaTypeOf(data: string | undefined): string {
  if (data?.startsWith('/9j/') === true) return 'image/jpeg';
  return data?.startsWith('UklGR') === true ? 'image/webp' : 'image/png';
}

function written(out: string): readonly Buffer[] {
  return out === '' ? [] : [Buffer.from(out)];
}
