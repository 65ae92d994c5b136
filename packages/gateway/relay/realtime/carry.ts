// Carries an admitted session over its open upstream to its end.

import type { LiveCodec } from '@turnpike/protocols/live/codec';
import type { WebSocket } from 'ws';
import { redact } from '../redact.ts';
import type { RelayServices } from '../services.ts';
import type { Admitted } from './admission.ts';
import { Bridge } from './bridge.ts';
import type { Inbox } from './frames.ts';
import type { Opened } from './open-socket.ts';
import type { Upstream } from './opening.ts';

/** What a session brings along beside what was admitted. */
export interface Carried {
  readonly client: WebSocket;
  readonly fromClient: Inbox;
  readonly codec: LiveCodec;
  /** Whether frames of ours leave in binary, as the provider's do. */
  readonly binary: boolean;
  readonly longestMs: number;
  /** Told of each handle by which the session can be taken up again. */
  keep?(handle: string): void;
}

/** Carries frames until either side ends. */
export async function carry(
  services: RelayServices,
  { state, books }: Admitted,
  { opened, step, leave }: Upstream<Opened>,
  { client, fromClient, codec, binary, longestMs, keep }: Carried,
): Promise<void> {
  const bridge = new Bridge({
    client,
    fromClient,
    upstream: opened.socket,
    fromUpstream: opened.inbox,
    codec,
    books,
    requestId: state.id,
    binary,
    idleMs: services.world().settings.sessionIdleSeconds * 1000,
    longestMs,
    hide: words => redact(words, step),
    keep: handle => keep?.(handle),
  });
  await services.sessions.hold(bridge);
  leave(books.tokens);
}
