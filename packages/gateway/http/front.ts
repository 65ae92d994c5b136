// The front: sockets in, exchanges out; preflights, unknown paths, errors and shutdown are answered here.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { Failure, type Family } from '@turnpike/protocols/failures';
import { Aborted } from './body.ts';
import { answerPreflight, originHeaders } from './cors.ts';
import type { Route } from './exchange.ts';
import { clientAddress } from './client-address.ts';
import { HttpExchange } from './http-exchange.ts';
import { refuseMalformed } from './malformed.ts';
import { originForm } from './paths.ts';
import { acceptor, responseFor, type SocketRoute } from './upgrade.ts';
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
  /** Paths whose requests become sockets. */
  readonly sockets?: readonly SocketRoute[];
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
/** How long the headers of a request may take to arrive, milliseconds. */
const HEADERS_MS = 30_000;

/** Makes a front over a route table. */
export function createFront(options: FrontOptions): Front {
  return new HttpFront(options);
}

class HttpFront implements Front {
  readonly server: Server;
  draining = false;
  private readonly options: FrontOptions;
  private readonly table: RouteTable;
  private readonly sockets: RouteTable;
  /** The latest exchange of each connection: a fault of the parser concerns it, or nothing that is known. */
  private readonly latest = new WeakMap<Duplex, HttpExchange>();
  private bodyTimeoutSeconds = 0;

  constructor(options: FrontOptions) {
    this.options = options;
    this.table = new RouteTable(options.routes);
    const upgrades = (options.sockets ?? []).map(({ pattern, family }): Route => {
      return { method: 'GET', pattern, family, handle: () => undefined };
    });
    this.sockets = new RouteTable(upgrades);
    this.server = createServer(
      // Without a Host header node would answer by itself, with nothing in it.
      {
        maxHeaderSize: MAX_HEADER_BYTES,
        keepAliveTimeout: 75_000,
        connectionsCheckingInterval: 1_000,
        requireHostHeader: false,
        // Java's client offers HTTP/2 with every request in clear (`Upgrade: h2c`): whoever offers may be answered as he asked.
        shouldUpgradeCallback: ({ headers }) => headers.upgrade?.toLowerCase() === 'websocket',
      },
      (request, response) => this.accept(request, response, false),
    );
    this.limitArrival(options.settings());
    this.server.on('clientError', (error, socket) => refuseMalformed(error, socket, this.latest.get(socket)));
    this.server.on('checkContinue', (request, response) => this.accept(request, response, true));
    // Other expectations than to be told to go on are nobody's; node would answer them with nothing in it.
    this.server.on('upgrade', (request, socket, head) => this.upgrade(request, socket, head));
    this.server.on('checkExpectation', (request, response) => this.accept(request, response, false));
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

  /** How long a request may take to arrive; a running answer has no such limit. */
  private limitArrival(settings: FrontSettings): void {
    if (settings.bodyTimeoutSeconds === this.bodyTimeoutSeconds) return;
    this.bodyTimeoutSeconds = settings.bodyTimeoutSeconds;
    this.server.requestTimeout = settings.bodyTimeoutSeconds * 1000;
    this.server.headersTimeout = Math.min(HEADERS_MS, this.server.requestTimeout);
  }

  private accept(request: IncomingMessage, response: ServerResponse, waits: boolean): void {
    const url = originForm(request.url ?? '/');
    const mark = url.indexOf('?');
    const rawPath = mark === -1 ? url : url.slice(0, mark);
    const method = request.method ?? 'GET';
    if (method === 'OPTIONS') {
      answerPreflight(request, response);
      return;
    }
    const found = this.table.find(method, rawPath);
    const exchange = this.exchangeOf(request, response, found, mark === -1 ? '' : url.slice(mark + 1), waits);
    this.latest.set(request.socket, exchange);
    this.watch(exchange);
    if (request.headers.host === undefined && request.httpVersion === '1.1') {
      exchange.fail(new Failure('invalid_request', 'The Host header is missing. Send the name of this server in it.'));
    } else if ('route' in found) this.handle(exchange, found.route);
    else answerMiss(exchange, method, rawPath, found);
  }

  /** A request that wants to become a socket; until it does, it is answered like any other. */
  private upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const response = responseFor(request, socket);
    const url = originForm(request.url ?? '/');
    const mark = url.indexOf('?');
    const found = this.sockets.find('GET', mark === -1 ? url : url.slice(0, mark));
    const exchange = this.exchangeOf(request, response, found, mark === -1 ? '' : url.slice(mark + 1), false);
    this.watch(exchange);
    const route = 'route' in found ? this.options.sockets?.find(one => one.pattern === found.route.pattern) : undefined;
    if (route === undefined || request.headers.upgrade?.toLowerCase() !== 'websocket') {
      exchange.fail(new Failure('not_found', 'No socket is served here. Connect to /v1/realtime?model=….'));
      return;
    }
    const accept = acceptor(exchange, socket, head);
    route.handle(exchange, accept).catch((error: unknown) => {
      if (response.socket !== null) this.fail(exchange, error);
      else if (!socket.destroyed) socket.destroy();
    });
  }

  private exchangeOf(
    request: IncomingMessage,
    response: ServerResponse,
    found: Match | Miss,
    rawQuery: string,
    waits: boolean,
  ): HttpExchange {
    const settings = this.options.settings();
    this.limitArrival(settings);
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
      common: this.commonHeaders(id, family, request, !matched || found.route.crossOrigin !== false),
      address: clientAddress(request, settings.trustProxy),
      startedAt: performance.now(),
      maxBytes: settings.maxBodyBytes,
      waits,
      front: this,
    });
  }

  /** Headers that every answer carries. */
  private commonHeaders(id: string, family: Family, request: IncomingMessage, crossOrigin: boolean): string[] {
    const headers = ['x-oneapi-request-id', id, 'x-request-id', id];
    if (family === 'anthropic-messages') headers.push('request-id', id);
    if (crossOrigin && request.headers.origin !== undefined) headers.push(...originHeaders);
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
    exchange.allow = miss.allowed.join(', ');
    exchange.fail(
      new Failure('method_not_allowed', `${method} is not allowed here. Use ${miss.allowed.join(' or ')}.`),
    );
    return;
  }
  exchange.fail(new Failure('not_found', `Invalid URL (${method} ${rawPath.slice(0, 200)})`));
}

function addressOf(address: string | AddressInfo | null, host: string): string {
  if (address === null || typeof address === 'string') return `http://${host}`;
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `http://${name}:${address.port}`;
}
