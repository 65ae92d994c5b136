// The exchange of one request over node:http: its body, its address, and the answers of our own making.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { renderFailure, type Failure, type Family } from '@turnpike/protocols/failures';
import { readBody } from './body.ts';
import { readFormFrom, type SpooledForm } from './form.ts';
import type { Exchange } from './exchange.ts';
import { lingeringEnd, readRest, unread } from './unread.ts';

/** Query parameters that are for us alone, never passed on and never logged: credentials, and Azure's version of paths. */
const SECRET_PARAMETERS = new Set(['key', 'api_key', 'access_token', 'api-version']);

/** The name of a parameter, decoded: `%6Bey` names a key as well. */
function nameOf(pair: string): string {
  const [name = ''] = new URLSearchParams(pair).keys();
  return name;
}

/** Implementation of `Exchange`; made by the front for each request. */
export class HttpExchange implements Exchange {
  readonly id: string;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  family: Family;
  readonly address: string;
  readonly startedAt: number;
  private readonly maxBytes: number;
  /** The client waits to be told to send its body (`Expect: 100-continue`). */
  private readonly waits: boolean;
  private readonly rawQuery: string;
  private parsedQuery: URLSearchParams | undefined;
  /** Headers that every answer carries, flat. */
  private readonly common: string[];
  private readonly front: { readonly draining: boolean };
  /** This answer is the last one of its connection. */
  private last = false;
  /** Names of headers that `also` added. */
  private ours: Set<string> | undefined;
  private closeListener: (() => void) | undefined;
  noted: object | undefined;
  /** The failure that was answered, for the log. */
  failure: Failure | undefined;
  /** Methods of a path that was called with another one. */
  allow: string | undefined;

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
    maxBytes: number;
    waits: boolean;
    front: { readonly draining: boolean };
    common: string[];
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
    this.maxBytes = options.maxBytes;
    this.waits = options.waits;
    this.common = options.common;
    this.front = options.front;
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
    const kept = this.rawQuery.split('&').filter(pair => pair !== '' && !SECRET_PARAMETERS.has(nameOf(pair)));
    return kept.length === 0 ? '' : `?${kept.join('&')}`;
  }

  get gone(): boolean {
    return this.response.destroyed || (this.response.closed && !this.response.writableFinished);
  }

  head(status: number, headers: readonly string[]): void {
    const all = this.common;
    if (this.ours === undefined) for (const text of headers) all.push(text);
    else this.pushOthers(headers, this.ours);
    if (this.last || this.front.draining) all.push('connection', 'close');
    this.response.writeHead(status, all);
  }

  /** Adds headers but for those of a name that is ours. */
  private pushOthers(headers: readonly string[], ours: ReadonlySet<string>): void {
    for (let index = 0; index < headers.length; index += 2) {
      const name = headers[index] ?? '';
      if (!ours.has(name.toLowerCase())) this.common.push(name, headers[index + 1] ?? '');
    }
  }

  also(headers: readonly string[]): void {
    this.common.push(...headers);
    this.ours ??= new Set();
    for (let index = 0; index < headers.length; index += 2) this.ours.add(headers[index] ?? '');
  }

  onClose(listener: () => void): void {
    this.closeListener = listener;
  }

  /** The front tells that the response has closed. */
  closed(): void {
    this.closeListener?.();
  }

  speakAs(family: Family): void {
    this.family = family;
    if (family === 'anthropic-messages' && !this.common.includes('request-id')) this.common.push('request-id', this.id);
  }

  body(options: { text: boolean }): Promise<Buffer> {
    return readBody(this.request, this.maxBytes, options.text, this.begin);
  }

  form(folder: string, maxBytes: number): Promise<SpooledForm> {
    return readFormFrom(this.request, folder, maxBytes, this.begin);
  }

  /** Tells a client that waits for it to send its body. */
  private get begin(): (() => void) | undefined {
    return this.waits ? () => this.response.writeContinue() : undefined;
  }

  json(status: number, value: unknown, headers: Record<string, string> = {}): void {
    if (this.response.headersSent) return;
    const body = this.jsonHead(status, value, headers);
    this.response.end(body);
  }

  fail(failure: Failure): void {
    this.failure = failure;
    const { request, response } = this;
    if (response.headersSent) {
      response.destroy();
      return;
    }
    const headers: Record<string, string> = {};
    if (this.allow !== undefined) headers['allow'] = this.allow;
    if (failure.retryAfter !== undefined) headers['retry-after'] = String(Math.ceil(failure.retryAfter));
    const rest = unread(request);
    if (rest === 'much') this.last = true;
    const body = this.jsonHead(failure.status, renderFailure(this.family, failure, this.id), headers);
    if (rest === 'much') {
      response.write(body ?? '');
      lingeringEnd(request, response);
      return;
    }
    response.end(body);
    if (rest === 'little') readRest(request);
  }

  /** Writes the head of a JSON answer, and gives its body; none for HEAD. */
  private jsonHead(status: number, value: unknown, headers: Record<string, string>): Buffer | undefined {
    const body = Buffer.isBuffer(value) ? value : Buffer.from(JSON.stringify(value));
    const flat = [
      'content-type',
      headers['content-type'] ?? 'application/json; charset=utf-8',
      'content-length',
      String(body.length),
    ];
    for (const [name, text] of Object.entries(headers)) if (name !== 'content-type') flat.push(name, text);
    this.head(status, flat);
    return this.method === 'HEAD' ? undefined : body;
  }
}
