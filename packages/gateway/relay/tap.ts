// Reads usage and facts from the bytes of a passing event stream, parsing only the lines that matter.

import type { Protocol } from '@turnpike/protocols/failures';
import { noFacts, type Facts } from './facts.ts';
import { parseRecord } from './json.ts';
import { countBytes, LineTemplate } from './line-template.ts';
import { READERS, type WireReader } from './readers.ts';
import { SseScanner, type LineReader } from './sse-scanner.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** How often a template is learned anew: a stream whose lines never repeat gains nothing from one. */
const MAX_LEARNED = 16;
/** Lines above this are parsed only when they carry a marker: they are media, not facts. */
const LARGE_LINE = 256 * 1024;

/** A tap on one stream of server-sent events. */
export class Tap implements LineReader {
  readonly facts: Facts = noFacts();
  private readonly reader: WireReader;
  private readonly scanner = new SseScanner(this);
  private readonly hideUsage: boolean;
  private first = true;
  private template: LineTemplate | undefined;
  private learned = 0;

  /** `hideUsage`: withhold a chat stream's pure usage event, which we asked for and the client did not. */
  constructor(protocol: Protocol, hideUsage: boolean) {
    this.reader = READERS[protocol];
    this.hideUsage = hideUsage;
  }

  /** Takes a chunk; answers the pieces that may go to the client now. */
  feed(chunk: Buffer): readonly Buffer[] {
    return this.scanner.feed(chunk);
  }

  /** The bytes left when the upstream ended cleanly. */
  rest(): Buffer {
    return this.scanner.rest();
  }

  /** Whether a part of an event has left whose end has not come yet. */
  get partial(): boolean {
    return this.scanner.partial;
  }

  line(bytes: Buffer, start: number, end: number): boolean {
    if (this.template?.count(bytes, start, end, this.facts) === true) return false;
    const marked = this.isMarked(bytes, start, end);
    const marker = this.reader.textMarker;
    if (!marked && marker !== undefined && this.countText(bytes, start, end, marker)) return false;
    if (end - start > LARGE_LINE && !marked) {
      this.facts.output = true;
      return false;
    }
    return this.parse(bytes.toString('utf8', start, end));
  }

  /** Whether a line is worth parsing: the first one, and those with a marker. */
  private isMarked(bytes: Buffer, start: number, end: number): boolean {
    if (this.first) return true;
    const line = bytes.subarray(start, end);
    return this.reader.markers.some(marker => marker.found(line));
  }

  private parse(text: string): boolean {
    if (text === '[DONE]') {
      this.facts.finished = true;
      return false;
    }
    const event = parseRecord(text);
    if (event === undefined) return false;
    this.first = false;
    this.reader.read(event, this.facts);
    return this.hideUsage && this.reader.isUsageOnly?.(event) === true;
  }

  /** Counts the text after the marker without parsing; false when the line has no such text. */
  private countText(bytes: Buffer, start: number, end: number, marker: Buffer): boolean {
    const found = bytes.indexOf(marker, start);
    if (found === -1 || found >= end) return false;
    const from = found + marker.length;
    let close = bytes.indexOf(QUOTE, from);
    while (close !== -1 && isEscaped(bytes, close)) close = bytes.indexOf(QUOTE, close + 1);
    if (close === -1 || close > end) return false;
    countBytes(bytes, from, close, this.facts);
    if (this.learned < MAX_LEARNED) {
      this.learned += 1;
      this.template = new LineTemplate(bytes, start, from, close, end);
    }
    return true;
  }
}

function isEscaped(bytes: Buffer, quote: number): boolean {
  let slashes = 0;
  while (bytes[quote - 1 - slashes] === BACKSLASH) slashes += 1;
  return slashes % 2 === 1;
}
