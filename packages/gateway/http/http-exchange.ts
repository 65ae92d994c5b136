// The exchange of one request over node:http: its body, its address, and the answers of our own making.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { renderFailure, type Failure, type Family } from '@turnpike/protocols/failures';
import { readBody, type BodyLimits } from './body.ts';
import type { Exchange } from './exchange.ts';

/** Query parameters that carry a credential: never passed on, never logged. */
const SECRET_PARAMETERS = ['key', 'api_key', 'access_token'];

/** Implementation of `Exchange`; made by the front for each request. */
export class HttpExchange implements Exchange {
  readonly id: string;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly family: Family;
  readonly address: string;
  readonly startedAt: number;
  private readonly limits: BodyLimits;
  private readonly rawQuery: string;
  private parsedQuery: URLSearchParams | undefined;
  /** The failure that was answered, for the log. */
  failure: Failure | undefined;

  constructor(options: {
    id: string;
    request: IncomingMessage;
    response: ServerResponse;
    path: string;
    rawQuery: string;
    params: Readonly<Record<string, string>>;
    family: Family;
    address: string;
    startedAt: number;
    limits: BodyLimits;
  }) {
    this.id = options.id;
    this.request = options.request;
    this.response = options.response;
    this.path = options.path;
    this.rawQuery = options.rawQuery;
    this.params = options.params;
    this.family = options.family;
    this.address = options.address;
    this.startedAt = options.startedAt;
    this.limits = options.limits;
  }

  get method(): string {
    return this.request.method ?? 'GET';
  }

  get query(): URLSearchParams {
    this.parsedQuery ??= new URLSearchParams(this.rawQuery);
    return this.parsedQuery;
  }

  get search(): string {
    if (this.rawQuery === '') return '';
    const kept = this.rawQuery
      .split('&')
      .filter(
        pair =>
          pair !== '' &&
          !SECRET_PARAMETERS.includes(pair.slice(0, pair.indexOf('=') + 1 || undefined).replace('=', '')),
      );
    return kept.length === 0 ? '' : `?${kept.join('&')}`;
  }

  get gone(): boolean {
    return this.response.destroyed || (this.response.closed && !this.response.writableFinished);
  }

  body(options: { text: boolean }): Promise<Buffer> {
    return readBody(this.request, this.limits, options.text);
  }

  json(status: number, value: unknown, headers: Record<string, string> = {}): void {
    if (this.response.headersSent) return;
    const body = Buffer.isBuffer(value) ? value : Buffer.from(JSON.stringify(value));
    this.response.writeHead(status, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': body.length,
      ...headers,
    });
    this.response.end(this.method === 'HEAD' ? undefined : body);
  }

  fail(failure: Failure): void {
    this.failure = failure;
    if (this.response.headersSent) {
      this.response.destroy();
      return;
    }
    const headers: Record<string, string> = {};
    if (failure.retryAfter !== undefined) headers['retry-after'] = String(Math.ceil(failure.retryAfter));
    // A body that was not read to its end would be taken for the next request on this connection.
    if (!this.request.complete) headers['connection'] = 'close';
    this.json(failure.status, renderFailure(this.family, failure, this.id), headers);
    if (!this.request.complete) this.drain();
  }

  /** Reads a little of what is still coming, so that the client sees the answer before its connection closes. */
  private drain(): void {
    const { request, response } = this;
    request.on('error', () => undefined);
    request.resume();
    const timer = setTimeout(() => request.destroy(), 2_000);
    timer.unref();
    response.once('close', () => clearTimeout(timer));
  }
}
