// The mock upstream, a process of its own: HTTP/1.1 on a raw socket with prebuilt bytes, so that it costs next to nothing.
// The first part of the path says what it answers: /json, /chat-<events>-<gap ms>, /messages-<events>-<gap ms>.

import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import { CHAT_ANSWER, CHAT_STREAM, MESSAGES_STREAM, STAMP_DIGITS, STAMP_MARK, clockMicroseconds } from './wire.ts';
import type { StreamWire } from './wire.ts';

const HEAD_END = Buffer.from('\r\n\r\n');
const PLAIN = Buffer.from(
  `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(CHAT_ANSWER)}\r\n\r\n${CHAT_ANSWER}`,
);
const STREAM_HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n';
const LAST_CHUNK = '0\r\n\r\n';

const framed = (text: string) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;

/** A stream's bytes, ready to be written. */
interface Prebuilt {
  readonly opening: Buffer;
  readonly event: Buffer;
  readonly stampAt: number;
  readonly closing: Buffer;
}

function prebuild(wire: StreamWire): Prebuilt {
  const event = Buffer.from(framed(wire.event));
  return {
    opening: Buffer.from(STREAM_HEAD + wire.opening.map(framed).join('')),
    event,
    stampAt: event.indexOf(STAMP_MARK) + 1,
    closing: Buffer.from(wire.closing.map(framed).join('') + LAST_CHUNK),
  };
}

const STREAMS: Readonly<Record<string, Prebuilt>> = {
  chat: prebuild(CHAT_STREAM),
  messages: prebuild(MESSAGES_STREAM),
};

/** An event of its own with the time of its leaving. */
function stamped(stream: Prebuilt): Buffer {
  const copy = Buffer.from(stream.event);
  copy.write(String(clockMicroseconds()).padStart(STAMP_DIGITS, '0'), stream.stampAt, 'latin1');
  return copy;
}

function answer(socket: Socket, target: string): void {
  const [kind = '', events = '0', gap = '0'] = (target.split('/')[1] ?? '').split('-');
  const stream = STREAMS[kind];
  if (stream === undefined) {
    socket.write(PLAIN);
    return;
  }
  socket.write(stream.opening);
  if (gap === '0') burst(socket, stream, Number(events));
  else pace(socket, stream, Number(events), Number(gap));
}

/** One write an event, as a provider's server does it, none waiting for another. */
function burst(socket: Socket, stream: Prebuilt, events: number): void {
  for (let index = 0; index < events; index += 1) socket.write(stream.event);
  socket.write(stream.closing);
}

function pace(socket: Socket, stream: Prebuilt, events: number, gap: number): void {
  let left = events;
  const timer = setInterval(() => {
    if (socket.destroyed) return clearInterval(timer);
    if (left > 0) {
      left -= 1;
      socket.write(stamped(stream));
      return;
    }
    clearInterval(timer);
    socket.write(stream.closing);
  }, gap);
}

/** Reads requests off one connection, one at a time; bodies are counted, not kept. */
class Connection {
  readonly #socket: Socket;
  #head: Buffer = Buffer.alloc(0);
  #target = '';
  #inBody = false;
  #bodyLeft = 0;
  #chunked = false;
  #tail = '';

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('error', () => socket.destroy());
    socket.on('data', bytes => this.#read(bytes));
  }

  #read(bytes: Buffer): void {
    let rest = bytes;
    if (!this.#inBody) {
      const body = this.#readHead(rest);
      if (body === undefined) return;
      rest = body;
    }
    this.#inBody = !this.#bodyEndsWith(rest);
    if (!this.#inBody) answer(this.#socket, this.#target);
  }

  /** Takes in bytes of a head; the bytes after it once it is whole. */
  #readHead(bytes: Buffer): Buffer | undefined {
    this.#head = this.#head.length === 0 ? bytes : Buffer.concat([this.#head, bytes]);
    const end = this.#head.indexOf(HEAD_END);
    if (end < 0) return undefined;
    const text = this.#head.toString('latin1', 0, end);
    const rest = this.#head.subarray(end + 4);
    this.#head = Buffer.alloc(0);
    this.#target = text.split(' ', 2)[1] ?? '';
    this.#chunked = /\r\ntransfer-encoding: *chunked/i.test(text);
    this.#bodyLeft = Number(/\r\ncontent-length: *(\d+)/i.exec(text)?.[1] ?? 0);
    this.#tail = '';
    return rest;
  }

  /** Requests are not pipelined here, so a chunked body is whole when the last chunk's bytes are the last that came. */
  #bodyEndsWith(bytes: Buffer): boolean {
    if (!this.#chunked) {
      this.#bodyLeft -= bytes.length;
      return this.#bodyLeft <= 0;
    }
    this.#tail = (this.#tail + bytes.toString('latin1', Math.max(0, bytes.length - LAST_CHUNK.length))).slice(
      -LAST_CHUNK.length,
    );
    return this.#tail === LAST_CHUNK;
  }
}

const server = createServer({ noDelay: true }, socket => void new Connection(socket));
server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => {
  const address = server.address();
  process.send?.({ port: typeof address === 'object' && address !== null ? address.port : 0 });
});
process.once('disconnect', () => process.exit(0));
