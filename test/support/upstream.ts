// A recording upstream on a raw socket: keeps the exact bytes of every request and answers by a script.

import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';

/** One request as its bytes came. */
export interface Recorded {
  readonly method: string;
  readonly target: string;
  /** Header lines in order, names as sent. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Buffer;
  /** performance.now() when the body was whole. */
  readonly at: number;
  /** The value of a header (lower-case name), joined by a comma when repeated; undefined when absent. */
  readonly header: (name: string) => string | undefined;
}

/** The writer of one answer. */
export interface Reply {
  /** A whole answer with a length. */
  readonly send: (status: number, headers: Readonly<Record<string, string>>, body: string | Buffer) => void;
  /** A JSON answer. */
  readonly json: (status: number, value: unknown, headers?: Readonly<Record<string, string>>) => void;
  /** Opens a chunked answer; `write`, then `end` or `cut`. */
  readonly open: (status: number, headers: Readonly<Record<string, string>>) => void;
  /** Writes one chunk; answers performance.now() when it was handed to the socket. */
  readonly write: (piece: string | Buffer) => number;
  readonly end: () => void;
  /** Breaks the connection off. */
  readonly cut: () => void;
  /** Bytes written that the peer's kernel has not taken yet. */
  readonly pending: () => number;
  /** The peer has closed the connection. */
  readonly gone: () => boolean;
}

export type Script = (request: Recorded, reply: Reply) => void | Promise<void>;

const SSE = { 'content-type': 'text/event-stream' };

/** A script that streams events one after another, `gap` milliseconds apart (0 = all in one write each, at once). */
export function streamScript(
  events: readonly string[],
  options: { gap?: number; headers?: Record<string, string> } = {},
): Script {
  return async (_request, reply) => {
    reply.open(200, { ...SSE, ...options.headers });
    for (const event of events) {
      if (reply.gone()) return;
      reply.write(event);
      if (options.gap !== undefined && options.gap > 0) await new Promise(resolve => setTimeout(resolve, options.gap));
    }
    reply.end();
  };
}

/** The recording upstream. `script` may be replaced at any time. */
export class Upstream {
  readonly requests: Recorded[] = [];
  script: Script;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #port = 0;

  private constructor(script: Script) {
    this.script = script;
    this.#server = createServer({ noDelay: true }, socket => this.#serve(socket));
  }

  static async start(script: Script = (_request, reply) => reply.json(200, {})): Promise<Upstream> {
    const upstream = new Upstream(script);
    await new Promise<void>(resolve => upstream.#server.listen(0, '127.0.0.1', resolve));
    const address = upstream.#server.address();
    upstream.#port = typeof address === 'object' && address !== null ? address.port : 0;
    return upstream;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** The last request, which must exist. */
  get last(): Recorded {
    const last = this.requests.at(-1);
    if (last === undefined) throw new Error('the upstream was not called');
    return last;
  }

  /** Number of connections open now. */
  get connections(): number {
    return this.#sockets.size;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>(resolve => this.#server.close(() => resolve()));
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    socket.on('error', () => undefined);
    let pending = Buffer.alloc(0);
    let busy: Promise<void> = Promise.resolve();
    socket.on('data', bytes => {
      pending = pending.length === 0 ? bytes : Buffer.concat([pending, bytes]);
      for (;;) {
        const parsed = parseRequest(pending);
        if (parsed === undefined) return;
        pending = pending.subarray(parsed.length);
        this.requests.push(parsed.request);
        busy = busy.then(async () => this.script(parsed.request, replyOn(socket))).catch(() => void socket.destroy());
      }
    });
  }
}

/** Reads one whole request from the front of `bytes`, or undefined when more must come. */
function parseRequest(bytes: Buffer): { request: Recorded; length: number } | undefined {
  const headEnd = bytes.indexOf('\r\n\r\n');
  if (headEnd < 0) return undefined;
  const [requestLine = '', ...lines] = bytes.subarray(0, headEnd).toString('latin1').split('\r\n');
  const [method = '', target = ''] = requestLine.split(' ');
  const headers = lines.map(line => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon), line.slice(colon + 1).trim()] as const;
  });
  const header = (name: string): string | undefined => {
    const values = headers.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value);
    return values.length === 0 ? undefined : values.join(', ');
  };
  const start = headEnd + 4;
  const chunked = /chunked/i.test(header('transfer-encoding') ?? '');
  const body = chunked ? readChunked(bytes, start) : readSized(bytes, start, Number(header('content-length') ?? 0));
  if (body === undefined) return undefined;
  return { request: { method, target, headers, body: body.bytes, at: performance.now(), header }, length: body.end };
}

function readSized(bytes: Buffer, start: number, length: number): { bytes: Buffer; end: number } | undefined {
  if (bytes.length < start + length) return undefined;
  return { bytes: Buffer.from(bytes.subarray(start, start + length)), end: start + length };
}

function readChunked(bytes: Buffer, start: number): { bytes: Buffer; end: number } | undefined {
  const pieces: Buffer[] = [];
  let position = start;
  for (;;) {
    const lineEnd = bytes.indexOf('\r\n', position);
    if (lineEnd < 0) return undefined;
    const size = Number.parseInt(bytes.toString('latin1', position, lineEnd), 16);
    const next = lineEnd + 2 + size + 2;
    if (bytes.length < next) return undefined;
    if (size === 0) return { bytes: Buffer.concat(pieces), end: next };
    pieces.push(bytes.subarray(lineEnd + 2, next - 2));
    position = next;
  }
}

function replyOn(socket: Socket): Reply {
  const head = (status: number, headers: Readonly<Record<string, string>>) =>
    `HTTP/1.1 ${status} Scripted\r\n${Object.entries(headers)
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join('')}`;
  const send: Reply['send'] = (status, headers, body) => {
    const bytes = Buffer.from(body as string);
    socket.write(
      Buffer.concat([Buffer.from(`${head(status, headers)}content-length: ${bytes.length}\r\n\r\n`), bytes]),
    );
  };
  return {
    send,
    json: (status, value, headers = {}) =>
      send(status, { 'content-type': 'application/json', ...headers }, JSON.stringify(value)),
    open: (status, headers) => void socket.write(`${head(status, headers)}transfer-encoding: chunked\r\n\r\n`),
    write: piece => {
      const bytes = Buffer.from(piece as string);
      socket.write(Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]));
      return performance.now();
    },
    end: () => void socket.write('0\r\n\r\n'),
    cut: () => void socket.destroy(),
    pending: () => socket.writableLength,
    gone: () => socket.destroyed || socket.readableEnded,
  };
}
