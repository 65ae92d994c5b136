// One exchange with the practice upstream: its body, its headers, and the writing of plain and streamed answers.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Markers } from './play/markers.ts';

/** An answer that is an error, in a provider's own shape. */
export class Refused extends Error {
  readonly status: number;
  readonly body: unknown;
  readonly retryAfter: number | undefined;

  constructor(status: number, body: unknown, retryAfter?: number) {
    super(`refused with ${status}`);
    this.name = 'Refused';
    this.status = status;
    this.body = body;
    this.retryAfter = retryAfter;
  }
}

/** A cloud's own shape around an answer. */
export interface Framing {
  /** The type of a stream; undefined leaves it. */
  readonly contentType?: string;
  /** One written event, or an error event. */
  event(text: string): string | Uint8Array;
  /** A whole answer of status 200. */
  whole(value: unknown): unknown;
}

/** A request on its way. */
export interface Visit {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly path: string;
  readonly query: URLSearchParams;
  /** The body, not yet parsed. */
  readonly body: string;
  /** The same as bytes. */
  readonly raw: Buffer;
  /** How a cloud writes the answer, where this is a call within one of its own. */
  readonly framing?: Framing;
}

/** Headers that every answer of the practice upstream carries. */
export const SANDBOX_HEADERS = { 'x-turnpike-sandbox': 'true' } as const;

/** Sends a JSON answer. */
export function sendJson(visit: Visit, status: number, value: unknown, headers: Record<string, string> = {}): void {
  const body = JSON.stringify(status < 300 && visit.framing !== undefined ? visit.framing.whole(value) : value);
  visit.response.writeHead(status, {
    ...SANDBOX_HEADERS,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    ...headers,
  });
  visit.response.end(body);
}

/** What a streamed answer is made of. */
export interface Streamed {
  readonly contentType: string;
  readonly headers: Record<string, string>;
  /** Texts to write, one a wake-up. */
  readonly events: readonly string[];
  /** The protocol's own error event, for `[[error-mid-stream]]`. */
  readonly errorEvent: string;
}

/** Writes a stream event by event, with the delays and breaks that the markers ask for; false when it was broken off. */
export async function sendStream(visit: Visit, stream: Streamed, markers: Markers): Promise<boolean> {
  const { response, framing } = visit;
  const framed = (text: string): string | Uint8Array => framing?.event(text) ?? text;
  response.writeHead(200, {
    ...SANDBOX_HEADERS,
    'content-type': framing?.contentType ?? stream.contentType,
    'cache-control': 'no-cache',
    ...stream.headers,
  });
  let sent = 0;
  for (const event of stream.events) {
    if (response.destroyed) return false;
    if (markers.cutAfter === sent) {
      await flushed(response);
      response.destroy();
      return false;
    }
    if (markers.errorAfter === sent) {
      response.end(framed(stream.errorEvent));
      return false;
    }
    if (sent > 0 && markers.slow !== undefined) await sleep(markers.slow);
    if (!response.write(framed(event))) await drained(response);
    sent += 1;
  }
  response.end();
  return !response.destroyed;
}

/** What was written is on its way: a connection that is broken off at once takes it along. */
async function flushed(response: ServerResponse): Promise<void> {
  await new Promise(resolve => response.write('', resolve));
  await sleep(1);
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise(resolve => {
    response.once('drain', resolve);
    response.once('close', resolve);
  });
}

/** Misbehaviour that comes before any answer: waiting, hanging, HTML, nothing. True when the exchange is over. */
export async function misbehave(visit: Visit, markers: Markers): Promise<boolean> {
  const { response } = visit;
  if (markers.firstByte !== undefined) await sleep(markers.firstByte);
  if (markers.hang === true) return true;
  if (markers.html === true) {
    response.writeHead(200, { ...SANDBOX_HEADERS, 'content-type': 'text/html' });
    response.end('<!doctype html><title>Bad gateway</title>');
    return true;
  }
  if (markers.empty === true) {
    response.writeHead(200, { ...SANDBOX_HEADERS, 'content-type': 'application/json', 'content-length': '0' });
    response.end();
    return true;
  }
  return false;
}
