// A stream of pictures in OpenAI's format, passed as it comes: events of many megabytes leave in pieces.

import type { Fault } from '@turnpike/protocols/conversation/fault';
import { renderFailure, type Failure } from '@turnpike/protocols/failures';
import { decodeFault } from '@turnpike/protocols/openai-chat/error';
import { noFacts, type Facts } from '../facts.ts';
import { parseRecord } from '../json.ts';
import type { Passage } from '../lane.ts';
import { SseScanner, type LineReader } from '../sse-scanner.ts';
import { readImageEvent } from './image-facts.ts';

/** One passing stream. */
export class ImagePassage implements Passage, LineReader {
  readonly facts: Facts = noFacts();
  fault: Fault | undefined;
  private readonly scanner = new SseScanner(this);
  private readonly n: number;
  private readonly id: string;

  /** `n`: how many pictures are to come; `id`: the request's own. */
  constructor(n: number, id: string) {
    this.n = n;
    this.id = id;
  }

  /** No event ends the stream: it is whole when its pictures are. Models may make fewer than they were asked for. */
  get whole(): boolean {
    return (this.facts.pieces ?? 0) > 0;
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
    readImageEvent(event, this.facts, this.n);
    if (this.facts.failed) this.fault ??= decodeFault(500, event);
    return false;
  }
}
