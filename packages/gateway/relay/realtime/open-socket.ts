// Opens a socket to an upstream: by the channel's proxy, on its account, with the refusal read where it says no.

import type { IncomingMessage } from 'node:http';
import { Failure } from '@turnpike/protocols/failures';
import { WebSocket } from 'ws';
import type { Operation, Outgoing } from '../../providers/outer.ts';
import type { Candidate } from '../../routing/plan.ts';
import { overridden } from '../overrides.ts';
import { refusalFailure } from '../refusal.ts';
import { retrySecondsOf } from '../retry-after.ts';
import { credentialHeaders, roadTo } from '../road.ts';
import type { RelayServices } from '../services.ts';
import { GrantRefused } from '../tokens.ts';
import { Inbox } from './frames.ts';
import { agentFor } from './proxies.ts';

const MAX_FRAME_BYTES = 64 * 1024 * 1024;
/** Words of a refusal that are read, bytes. */
const MAX_WORDS = 4096;

/** A socket that is open, and what comes from it. */
export interface Opened {
  readonly socket: WebSocket;
  readonly inbox: Inbox;
}

/** An upstream that could not be opened: with its status where it answered, or the one its words mean; else 0. */
export class RefusedSocket extends Error {
  readonly status: number;
  readonly failure: Failure;
  /** How it closed, where it had let us in. */
  readonly closing: { readonly code: number; readonly reason: string } | undefined;
  /** Its words, for judging. */
  readonly words: string;

  constructor(status: number, failure: Failure, words = '', closing?: RefusedSocket['closing']) {
    super(failure.message);
    this.name = 'RefusedSocket';
    this.status = status;
    this.failure = failure;
    this.words = words;
    this.closing = closing;
  }
}

/** What the reason of a close means as a status (gemini-live §8): some protocols have no other error. */
const REASONS: readonly (readonly [RegExp, number])[] = [
  [/expired|leaked|api[ _]key not valid|invalid api[ _]key|unauthenticated|unregistered/i, 401],
  [/quota|exhausted|rate limit|billing/i, 429],
  [/not found|not supported|not implemented|not enabled/i, 404],
];

/** The status that a close stands for. */
export function statusOfClose(code: number, reason: string): number {
  return REASONS.find(([pattern]) => pattern.test(reason))?.[1] ?? (code === 1007 ? 400 : 503);
}

/** Where a socket goes, before the upstream's kind has dressed it. */
export interface Destination {
  /** Behind the base URL, with its query. */
  readonly path: string;
  readonly operation: Operation;
  /** Flat. */
  readonly headers: readonly string[];
}

/** A request as it would leave to a candidate: with its account, its place and the operator's headers. @throws Error */
export async function dressed(
  services: RelayServices,
  candidate: Candidate,
  { path, operation, headers }: Destination,
): Promise<Outgoing> {
  const { channel, credential } = candidate;
  const { kind, origin, prefix, details } = roadTo(channel);
  const own = credentialHeaders(channel, credential, operation.protocol).flat();
  const request: Outgoing = {
    origin,
    path: prefix + path,
    method: 'GET',
    headers: [...own, ...headers],
    body: undefined,
    operation,
  };
  const grant = kind.grant?.(credential.secret, details);
  const token = grant === undefined ? undefined : await services.tokens.get(grant, services.dispatcherOf(channel));
  const account = { secret: credential.secret, details, token, now: Date.now() };
  return kind.dress?.(request, account) ?? request;
}

/** Connects to a candidate. @throws RefusedSocket */
export async function openSocket(
  services: RelayServices,
  candidate: Candidate,
  destination: Destination,
): Promise<Opened> {
  let request: Outgoing;
  try {
    request = await dressed(services, candidate, destination);
  } catch (error) {
    if (error instanceof RefusedSocket) throw error;
    const status = error instanceof Failure ? 0 : 401;
    const failure = error instanceof Failure ? error : refusalFailure(401);
    throw new RefusedSocket(status, failure, error instanceof GrantRefused ? error.message : '');
  }
  const sent = overridden(request, candidate, '', {}, () => {
    throw new TypeError('a socket has no parameters');
  });
  const flat = sent.headers;
  const headers = Object.fromEntries(flat.flatMap((name, at) => (at % 2 === 0 ? [[name, flat[at + 1] ?? '']] : [])));
  return upgraded(
    candidate,
    request.origin.replace(/^http/, 'ws') + request.path,
    headers,
    connectMs(services, candidate),
  );
}

function connectMs(services: RelayServices, { channel }: Candidate): number {
  return channel.options?.timeouts.connect ?? services.world().settings.connectTimeoutSeconds * 1000;
}

function upgraded(
  { channel }: Candidate,
  url: string,
  headers: Record<string, string>,
  milliseconds: number,
): Promise<Opened> {
  return new Promise((resolve, reject) => {
    const agent = agentFor(channel);
    const socket = new WebSocket(url, {
      headers,
      handshakeTimeout: milliseconds,
      perMessageDeflate: false,
      maxPayload: MAX_FRAME_BYTES,
      ...(agent === undefined ? {} : { agent }),
    });
    // It may speak first: its frames wait until somebody takes them.
    const inbox = new Inbox(socket);
    socket.once('open', () => resolve({ socket, inbox }));
    let answered = false;
    socket.once('unexpected-response', (_request, response: IncomingMessage) => {
      // What it says is its word, however its connection ends.
      answered = true;
      void refusalOf(response)
        .then(reject)
        .finally(() => socket.terminate());
    });
    socket.once('error', error => {
      if (answered) return;
      const message = 'The upstream could not be reached. Try again later.';
      reject(new RefusedSocket(0, new Failure('upstream_unreachable', message, { cause: error })));
    });
  });
}

async function refusalOf(response: IncomingMessage): Promise<RefusedSocket> {
  const status = response.statusCode ?? 0;
  const words = await wordsOf(response);
  const retryAfter = retrySecondsOf({ headers: response.headers, body: Buffer.from(words) });
  return new RefusedSocket(status, refusalFailure(status, retryAfter === undefined ? {} : { retryAfter }), words);
}

async function wordsOf(response: IncomingMessage): Promise<string> {
  let words = '';
  try {
    for await (const chunk of response) {
      words += String(chunk);
      if (words.length > MAX_WORDS) break;
    }
  } catch {
    // What came is enough.
  }
  return words.slice(0, MAX_WORDS);
}
