// Carries an admitted session over its open upstream to its end.

import type { LiveCodec } from '@turnpike/protocols/live/codec';
import type { WebSocket } from 'ws';
import type { Candidate } from '../../routing/plan.ts';
import { judgeStatus, rulesOf } from '../judgement.ts';
import { redact } from '../redact.ts';
import type { CallState } from '../record.ts';
import type { RelayServices } from '../services.ts';
import type { Admitted } from './admission.ts';
import { Bridge } from './bridge.ts';
import type { Inbox } from './frames.ts';
import { statusOfClose, type Opened } from './open-socket.ts';
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
  leave(books.tokens, Number(books.amount));
  if (bridge.trouble !== undefined) blame(services, state, step, bridge.trouble);
}

/** A session that its upstream broke off is noted in the health of the candidate. */
function blame(
  services: RelayServices,
  { upstreamModel }: CallState,
  { channel, credential }: Candidate,
  { code, reason }: { readonly code: number; readonly reason: string },
): void {
  const status = statusOfClose(code, reason);
  // What the client sent is nobody's fault here.
  if (status === 400) return;
  const { rule, reason: why } = judgeStatus(status, reason, rulesOf(services.world().settings));
  const subject = { channel: channel.id, channelName: channel.name, credential: credential.id, model: upstreamModel };
  const running = services.health.begin(subject);
  running.finish({ effect: rule.effect, reason: `closed ${code}, ${why}`, retryAfter: undefined, latency: undefined });
}
