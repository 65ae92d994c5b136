// Reads HTTP/1.1 answers off a raw socket at low cost: counts events and finds time stamps in the bytes, and keeps nothing.

import { STAMP_DIGITS, STAMP_MARK } from './wire.ts';

const HEAD_END = Buffer.from('\r\n\r\n');
const BLANK_LINE = Buffer.from('\n\n');
const LINE_FEED = 0x0a;

type State = 'head' | 'sized' | 'chunk-size' | 'chunk' | 'chunk-end' | 'trailer';

/** What a reader tells its connection. */
export interface ReaderEvents {
  /** A stamp of the upstream, in microseconds, seen now. */
  readonly onStamp: (sentAt: number) => void;
  /** The answer is whole. */
  readonly onAnswer: (status: number, events: number) => void;
}

/** One connection's incremental reader. */
export class AnswerReader {
  readonly #events: ReaderEvents;
  #state: State = 'head';
  #head: Buffer = Buffer.alloc(0);
  #status = 0;
  #left = 0;
  #sizeText = '';
  #count = 0;
  #endedInLineFeed = false;
  /** A stamp cut in two by a chunk boundary, from its mark on. */
  #halfStamp: Buffer = Buffer.alloc(0);

  constructor(events: ReaderEvents) {
    this.#events = events;
  }

  /** Events of the answer under way so far. */
  get count(): number {
    return this.#count;
  }

  read(bytes: Buffer): void {
    let position = 0;
    while (position < bytes.length) position = this.#step(bytes, position);
  }

  #step(bytes: Buffer, from: number): number {
    switch (this.#state) {
      case 'head':
        return this.#readHead(bytes, from);
      case 'sized':
      case 'chunk':
        return this.#readBody(bytes, from);
      case 'chunk-size':
        return this.#readLine(bytes, from, line => this.#openChunk(line));
      case 'chunk-end':
        return this.#readLine(bytes, from, () => {
          this.#state = 'chunk-size';
        });
      case 'trailer':
        return this.#readLine(bytes, from, line => {
          if (line === '') this.#finish();
        });
    }
  }

  #readHead(bytes: Buffer, from: number): number {
    const before = this.#head.length;
    this.#head = before === 0 ? bytes.subarray(from) : Buffer.concat([this.#head, bytes.subarray(from)]);
    const end = this.#head.indexOf(HEAD_END);
    if (end < 0) return bytes.length;
    const text = this.#head.toString('latin1', 0, end + 2);
    this.#head = Buffer.alloc(0);
    this.#status = Number(text.slice(9, 12));
    this.#count = 0;
    this.#endedInLineFeed = false;
    if (/\r\ntransfer-encoding: *chunked/i.test(text)) this.#state = 'chunk-size';
    else this.#openSized(Number(/\r\ncontent-length: *(\d+)/i.exec(text)?.[1] ?? 0));
    return from + end + 4 - before;
  }

  #openSized(length: number): void {
    this.#left = length;
    this.#state = 'sized';
    if (length === 0) this.#finish();
  }

  #openChunk(line: string): void {
    this.#left = Number.parseInt(line, 16);
    this.#state = this.#left === 0 ? 'trailer' : 'chunk';
  }

  #readBody(bytes: Buffer, from: number): number {
    const to = Math.min(bytes.length, from + this.#left);
    this.#left -= to - from;
    this.#scan(bytes.subarray(from, to));
    if (this.#left === 0) {
      if (this.#state === 'sized') this.#finish();
      else this.#state = 'chunk-end';
    }
    return to;
  }

  #readLine(bytes: Buffer, from: number, then: (line: string) => void): number {
    const end = bytes.indexOf(LINE_FEED, from);
    if (end < 0) {
      this.#sizeText += bytes.toString('latin1', from);
      return bytes.length;
    }
    const line = (this.#sizeText + bytes.toString('latin1', from, end)).trimEnd();
    this.#sizeText = '';
    then(line);
    return end + 1;
  }

  #finish(): void {
    this.#state = 'head';
    this.#events.onAnswer(this.#status, this.#count);
  }

  #scan(body: Buffer): void {
    if (this.#endedInLineFeed && body[0] === LINE_FEED) this.#count += 1;
    for (let found = body.indexOf(BLANK_LINE); found >= 0; found = body.indexOf(BLANK_LINE, found + 2))
      this.#count += 1;
    this.#endedInLineFeed = body.at(-1) === LINE_FEED && body.at(-2) !== LINE_FEED;
    this.#scanStamps(this.#halfStamp.length === 0 ? body : Buffer.concat([this.#halfStamp, body]));
  }

  #scanStamps(body: Buffer): void {
    this.#halfStamp = Buffer.alloc(0);
    for (let mark = body.indexOf(STAMP_MARK); mark >= 0; mark = body.indexOf(STAMP_MARK, mark + STAMP_DIGITS + 2)) {
      if (mark + STAMP_DIGITS + 2 > body.length) {
        this.#halfStamp = body.subarray(mark);
        return;
      }
      this.#events.onStamp(Number(body.toString('latin1', mark + 1, mark + 1 + STAMP_DIGITS)));
    }
  }
}
