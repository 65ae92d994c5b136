// A small HTTP client that keeps what tests look at: raw header order, exact bytes, arrival times, and whether it was whole.

import { Agent, request as httpRequest } from 'node:http';
import type { IncomingMessage } from 'node:http';

/** A piece of a body and when it arrived (performance.now(), milliseconds). */
export interface Piece {
  readonly at: number;
  readonly bytes: Buffer;
}

/** A whole or broken answer. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
  readonly text: string;
  readonly pieces: readonly Piece[];
  /** The answer ended as HTTP says it should. */
  readonly complete: boolean;
  /** Our request id, or empty. */
  readonly id: string;
}

export interface CallOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Buffer;
  /** Sees each piece as it arrives. */
  readonly onPiece?: (piece: Piece) => void;
  readonly signal?: AbortSignal;
  readonly agent?: Agent;
}

const shared = new Agent({ keepAlive: true, maxSockets: 512 });

/** One request. Rejects only when no status line came. */
export async function call(url: string, options: CallOptions = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const body = options.body === undefined ? undefined : Buffer.from(options.body as string);
    const headers: Record<string, string | string[] | number> = {};
    for (const [name, value] of Object.entries(options.headers ?? {})) {
      headers[name] = typeof value === 'string' ? value : [...value];
    }
    if (body !== undefined) headers['content-length'] = body.length;
    const outgoing = httpRequest(url, {
      method: options.method ?? (body === undefined ? 'GET' : 'POST'),
      headers,
      agent: options.agent ?? shared,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    outgoing.once('error', reject);
    outgoing.once('response', response => {
      outgoing.removeListener('error', reject).on('error', () => undefined);
      void collect(response, options.onPiece).then(resolve, reject);
    });
    outgoing.end(body);
  });
}

async function collect(response: IncomingMessage, onPiece: CallOptions['onPiece']): Promise<Answer> {
  const pieces: Piece[] = [];
  response.on('data', (bytes: Buffer) => {
    const piece = { at: performance.now(), bytes };
    pieces.push(piece);
    onPiece?.(piece);
  });
  await new Promise<void>(resolve => {
    response.once('end', resolve);
    response.once('error', () => resolve());
    response.once('close', () => resolve());
  });
  const body = Buffer.concat(pieces.map(piece => piece.bytes));
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    body,
    text: body.toString('utf8'),
    pieces,
    complete: response.complete,
    id: String(response.headers['x-request-id'] ?? ''),
  };
}

/** The JSON value of an answer; throws with the text when it is none. */
export function jsonOf(answer: { readonly text: string; readonly status: number }): unknown {
  try {
    return JSON.parse(answer.text);
  } catch {
    throw new Error(`not JSON (status ${answer.status}): ${answer.text.slice(0, 400)}`);
  }
}

/** A value inside a JSON value by a dotted path (`data.0.id`), or undefined. */
export function at(value: unknown, path: string): unknown {
  let current = value;
  for (const step of path.split('.')) {
    if (typeof current !== 'object' || current === null) return undefined;
    current = Reflect.get(current, step);
  }
  return current;
}

/** Waits. */
export async function pause(milliseconds: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, milliseconds));
}

/** Runs `check` until it does not throw, at most `within` milliseconds; then throws what it threw last. */
export async function eventually<T>(check: () => Promise<T>, within = 3000): Promise<T> {
  const deadline = performance.now() + within;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await pause(25);
    }
  }
}
