// Opens the upstream's socket for a session: before the client is accepted, so that refusals become plain HTTP.

import type { IncomingMessage } from 'node:http';
import { Failure } from '@turnpike/protocols/failures';
import { WebSocket } from 'ws';
import { upstreamOf } from '../../routing/mapping.ts';
import type { Candidate } from '../../routing/plan.ts';
import { refusalFailure } from '../refusal.ts';
import { credentialHeaders, roadTo } from '../road.ts';

/** How long the handshake may take, milliseconds. */
const HANDSHAKE_MS = 10_000;
const MAX_FRAME_BYTES = 64 * 1024 * 1024;

/** An upstream that could not be opened: with its status where it answered, else 0. */
export class RefusedUpgrade extends Error {
  readonly status: number;
  readonly failure: Failure;

  constructor(status: number, failure: Failure) {
    super(failure.message);
    this.name = 'RefusedUpgrade';
    this.status = status;
    this.failure = failure;
  }
}

/** Answers of an upstream that no longer knows the beta. */
const NO_BETA: ReadonlySet<number> = new Set([400, 403, 404, 410]);

/**
 * Connects to a candidate. `beta`: the client speaks the beta shapes; an upstream that refuses them is asked once more for
 * the released ones, which are then translated. @throws RefusedUpgrade
 */
export async function connect(candidate: Candidate, model: string, beta: boolean): Promise<WebSocket> {
  try {
    return await open(candidate, model, beta);
  } catch (error) {
    if (!beta || !(error instanceof RefusedUpgrade) || !NO_BETA.has(error.status)) throw error;
    return open(candidate, model, false);
  }
}

function open(candidate: Candidate, model: string, beta: boolean): Promise<WebSocket> {
  const { channel, credential } = candidate;
  const { kind, origin, prefix } = roadTo(channel);
  const root = kind.roots['openai-responses'] ?? kind.roots['openai-chat'] ?? '/v1';
  const query = new URLSearchParams({ model: upstreamOf(channel, model) });
  const url = `${origin.replace(/^http/, 'ws')}${prefix}${root}/realtime?${query.toString()}`;
  const headers = Object.fromEntries(credentialHeaders(channel, credential, 'openai-responses'));
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, {
      headers: { ...headers, ...(beta ? { 'openai-beta': 'realtime=v1' } : {}) },
      handshakeTimeout: HANDSHAKE_MS,
      perMessageDeflate: false,
      maxPayload: MAX_FRAME_BYTES,
    });
    socket.once('open', () => {
      // It speaks first: its frames wait until somebody listens.
      socket.pause();
      resolve(socket);
    });
    socket.once('unexpected-response', (_request, response: IncomingMessage) => {
      response.resume();
      const status = response.statusCode ?? 0;
      reject(new RefusedUpgrade(status, refusalFailure(status)));
      socket.terminate();
    });
    socket.once('error', error => {
      const message = 'The upstream could not be reached. Try again later.';
      reject(new RefusedUpgrade(0, new Failure('upstream_unreachable', message, { cause: error })));
    });
  });
}
