// The front: sockets in, exchanges out; preflights, unknown paths, errors and shutdown are answered here.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { Failure, type Family } from '@turnpike/protocols/failures';
import { Aborted } from './body.ts';
import { answerPreflight, originHeaders } from './cors.ts';
import type { Route } from './exchange.ts';
import { HttpExchange } from './http-exchange.ts';
import { requestId } from './request-id.ts';
import { RouteTable, type Match, type Miss } from './routes.ts';

/** What the front asks of the settings, at each request. */
export interface FrontSettings {
  readonly maxBodyBytes: number;
  readonly bodyTimeoutSeconds: number;
  readonly trustProxy: boolean;
}

export interface FrontOptions {
  readonly routes: readonly Route[];
  settings(): FrontSettings;
  /** Told once of each exchange when its answer has ended or its client has gone. */
  onFinish?(exchange: HttpExchange): void;
  /** Told of faults that are ours: a handler that threw something other than a Failure. */
  onFault?(error: unknown, exchange: HttpExchange): void;
}

/** A listening front. */
export interface Front {
  readonly server: Server;
  /** True while the front is closing: health says so, and answers close their connections. */
  readonly draining: boolean;
  /** Resolves with the address in the form `http://host:port`. */
  listen(host: string, port: number): Promise<string>;
  /** Stops accepting, lets running exchanges finish within `grace` milliseconds, then cuts them. */
  close(grace: number): Promise<void>;
}

/** Node's limit on all headers of a request; agents send a few kilobytes. */
const MAX_HEADER_BYTES = 64 * 1024;

/** Makes a front over a route table. */
export function createFront(options: FrontOptions): Front {
  return new HttpFront(options);
}

class HttpFront implements Front {
  readonly server: Server;
  draining = false;
  private readonly options: FrontOptions;
  private readonly table: RouteTable;

  constructor(options: FrontOptions) {
    this.options = options;
    this.table = new RouteTable(options.routes);
    this.server = createServer(
      {
        maxHeaderSize: MAX_HEADER_BYTES,
        keepAliveTimeout: 75_000,
        headersTimeout: 30_000,
        requestTimeout: options.settings().bodyTimeoutSeconds * 1000,
        connectionsCheckingInterval: 2_000,
      },
      (request, response) => this.accept(request, response),
    );
    this.server.on('clientError', (error, socket) => refuseMalformed(error, socket));
    this.server.on('checkContinue', (request, response) => {
      response.writeContinue();
      this.accept(request, response);
    });
  }

  listen(host: string, port: number): Promise<string> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, host, () => {
        this.server.off('error', reject);
        resolve(addressOf(this.server.address(), host));
      });
    });
  }

  async close(grace: number): Promise<void> {
    this.draining = true;
    const closed = new Promise<void>(resolve => this.server.close(() => resolve()));
    this.server.closeIdleConnections();
    const timer = setTimeout(() => this.server.closeAllConnections(), grace);
    await closed;
    clearTimeout(timer);
  }

  private accept(request: IncomingMessage, response: ServerResponse): void {
    const url = request.url ?? '/';
    const mark = url.indexOf('?');
    const rawPath = mark === -1 ? url : url.slice(0, mark);
    const method = request.method ?? 'GET';
    if (method === 'OPTIONS') {
      answerPreflight(request, response);
      return;
    }
    const found = this.table.find(method, rawPath);
    const exchange = this.exchangeOf(request, response, found, mark === -1 ? '' : url.slice(mark + 1));
    this.watch(exchange);
    if ('route' in found) this.handle(exchange, found.route);
    else answerMiss(exchange, method, rawPath, found);
  }

  private exchangeOf(
    request: IncomingMessage,
    response: ServerResponse,
    found: Match | Miss,
    rawQuery: string,
  ): HttpExchange {
    const settings = this.options.settings();
    const matched = 'route' in found;
    const id = requestId();
    const family = matched ? found.route.family : found.family;
    return new HttpExchange({
      id,
      request,
      response,
      path: found.path,
      rawQuery,
      params: matched ? found.params : {},
      family,
      common: this.commonHeaders(id, family, request),
      address: clientAddress(request, settings.trustProxy),
      startedAt: performance.now(),
      maxBytes: settings.maxBodyBytes,
    });
  }

  /** Headers that every answer carries. */
  private commonHeaders(id: string, family: Family, request: IncomingMessage): string[] {
    const headers = ['x-oneapi-request-id', id, 'x-request-id', id];
    if (family === 'anthropic-messages') headers.push('request-id', id);
    if (this.draining) headers.push('connection', 'close');
    if (request.headers.origin !== undefined) headers.push(...originHeaders);
    return headers;
  }

  private watch(exchange: HttpExchange): void {
    exchange.response.once('close', () => {
      exchange.closed();
      this.options.onFinish?.(exchange);
      // A connection that was busy when the closing began is idle from now on.
      if (this.draining) setImmediate(() => this.server.closeIdleConnections());
    });
  }

  private handle(exchange: HttpExchange, route: Route): void {
    try {
      const result = route.handle(exchange);
      if (result instanceof Promise) result.catch((error: unknown) => this.fail(exchange, error));
    } catch (error) {
      this.fail(exchange, error);
    }
  }

  private fail(exchange: HttpExchange, error: unknown): void {
    if (error instanceof Aborted) {
      exchange.response.destroy();
      return;
    }
    if (error instanceof Failure) {
      exchange.fail(error);
      return;
    }
    this.options.onFault?.(error, exchange);
    exchange.fail(
      new Failure(
        'internal_error',
        'Something went wrong in the gateway. Try again, and tell the operator the request id.',
      ),
    );
  }
}

function answerMiss(exchange: HttpExchange, method: string, rawPath: string, miss: Miss): void {
  if (miss.allowed.length > 0) {
    exchange.response.setHeader('allow', miss.allowed.join(', '));
    exchange.fail(
      new Failure('method_not_allowed', `${method} is not allowed here. Use ${miss.allowed.join(' or ')}.`),
    );
    return;
  }
  exchange.fail(new Failure('not_found', `Invalid URL (${method} ${rawPath.slice(0, 200)})`));
}

/** The peer's address; the first forwarded one where the operator trusts the proxy in front. */
function clientAddress(request: IncomingMessage, trustProxy: boolean): string {
  const forwarded = trustProxy ? request.headers['x-forwarded-for'] : undefined;
  if (forwarded !== undefined) {
    const [first = ''] = String(forwarded).split(',');
    if (first.trim() !== '') return first.trim();
  }
  return request.socket.remoteAddress ?? '';
}

/** What node's parser refuses (smuggling, broken chunks, huge headers) is answered in the OpenAI shape and closed. */
function refuseMalformed(error: Error, socket: Duplex): void {
  if (!socket.writable || ('code' in error && error.code === 'ECONNRESET')) {
    socket.destroy();
    return;
  }
  const huge = 'code' in error && error.code === 'HPE_HEADER_OVERFLOW';
  const late = 'code' in error && error.code === 'ERR_HTTP_REQUEST_TIMEOUT';
  const status = huge ? '431 Request Header Fields Too Large' : late ? '408 Request Timeout' : '400 Bad Request';
  const message = huge
    ? 'The request headers are too large.'
    : late
      ? 'The request did not arrive in time.'
      : 'The request is not valid HTTP.';
  const body = JSON.stringify({
    error: { message, type: 'invalid_request_error', param: '', code: 'invalid_request' },
  });
  socket.end(
    `HTTP/1.1 ${status}\r\ncontent-type: application/json; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}

function addressOf(address: string | AddressInfo | null, host: string): string {
  if (address === null || typeof address === 'string') return `http://${host}`;
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `http://${name}:${address.port}`;
}
