// The yardstick, a process of its own: a bare node:http + undici proxy that forwards heads, bodies and bytes and does nothing else.
// It is written as well as one can: pooled connections, small bodies as one buffer, back-pressure, no copy, one write where one suffices.

import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Pool } from 'undici';
import type { Dispatcher } from 'undici';

const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'te',
  'trailer',
  'upgrade',
  'host',
  'expect',
]);
/** Bodies up to this size go upstream as one buffer; larger ones are streamed through. */
const SMALL_BODY = 64 * 1024;

const origin = process.argv[2] ?? '';
const pool = new Pool(origin, { connections: null, pipelining: 1, headersTimeout: 0, bodyTimeout: 0 });

function endToEnd(raw: readonly string[], kept: (name: string) => boolean): string[] {
  const headers: string[] = [];
  for (let index = 0; index < raw.length; index += 2) {
    const name = raw[index] ?? '';
    if (kept(name.toLowerCase())) headers.push(name, raw[index + 1] ?? '');
  }
  return headers;
}

/** Passes one upstream answer to the client. */
class Relay implements Dispatcher.DispatchHandler {
  readonly #response: ServerResponse;
  #controller: Dispatcher.DispatchController | undefined;
  /** Bytes still to come when the upstream gave a length; NaN when it did not. */
  #left = Number.NaN;

  constructor(response: ServerResponse) {
    this.#response = response;
    response.once('close', () => {
      if (!response.writableFinished) this.#controller?.abort(new Error('the client is gone'));
    });
    response.on('drain', () => this.#controller?.resume());
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#response.destroyed) controller.abort(new Error('the client is gone'));
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, parsed: IncomingMessage['headers']): void {
    const raw = Array.isArray(controller.rawHeaders) ? controller.rawHeaders.map(part => part.toString('latin1')) : [];
    this.#left = Number(parsed['content-length'] ?? Number.NaN);
    this.#response.writeHead(
      status,
      endToEnd(raw, name => !HOP_BY_HOP.has(name)),
    );
  }

  onResponseData(controller: Dispatcher.DispatchController, bytes: Buffer): void {
    this.#left -= bytes.length;
    if (this.#left === 0) this.#response.end(bytes);
    else if (!this.#response.write(bytes)) controller.pause();
  }

  onResponseEnd(): void {
    if (!this.#response.writableEnded) this.#response.end();
  }

  onResponseError(): void {
    if (this.#response.headersSent) this.#response.destroy();
    else this.#response.writeHead(502).end();
  }
}

function forward(request: IncomingMessage, response: ServerResponse, body: Buffer | IncomingMessage): void {
  pool.dispatch(
    {
      path: request.url ?? '/',
      method: (request.method ?? 'GET') as Dispatcher.HttpMethod,
      // A length is kept where undici cannot know it: with a streamed body.
      headers: endToEnd(
        request.rawHeaders,
        name => !HOP_BY_HOP.has(name) && (body === request || name !== 'content-length'),
      ),
      body,
    },
    new Relay(response),
  );
}

const server = createServer({ keepAliveTimeout: 0, requestTimeout: 0 }, (request, response) => {
  const length = Number(request.headers['content-length'] ?? Number.NaN);
  if (!(length <= SMALL_BODY)) {
    forward(request, response, request);
    return;
  }
  let whole: Buffer | undefined;
  request.on('data', (bytes: Buffer) => {
    whole = whole === undefined ? bytes : Buffer.concat([whole, bytes]);
  });
  request.once('end', () => forward(request, response, whole ?? Buffer.alloc(0)));
});
server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => {
  const address = server.address();
  process.send?.({ port: typeof address === 'object' && address !== null ? address.port : 0 });
});
process.once('disconnect', () => process.exit(0));
