// The upstream's side of Gemini Live: Google's addresses, the model by its full name, and whether the set-up was taken.

import { writeSetup, type LiveSetup } from '@turnpike/protocols/gemini-live/setup';
import { Failure } from '@turnpike/protocols/failures';
import type { Operation } from '../../providers/outer.ts';
import { upstreamOf } from '../../routing/mapping.ts';
import type { Candidate } from '../../routing/plan.ts';
import { redact } from '../redact.ts';
import { refusalFailure } from '../refusal.ts';
import { roadTo } from '../road.ts';
import type { RelayServices } from '../services.ts';
import type { LiveProtocol } from './live-errand.ts';
import { dressed, openSocket, RefusedSocket, statusOfClose, type Destination, type Opened } from './open-socket.ts';

/** Provider kinds whose upstreams have Google's socket, and those that have it where they are said to speak Gemini. */
const GOOGLES: ReadonlySet<string> = new Set(['gemini', 'vertex', 'sandbox']);
const PERHAPS: ReadonlySet<string> = new Set(['relay', 'compatible', 'custom']);

/** Gemini Live as routing sees it. */
export const GEMINI_LIVE: LiveProtocol = {
  api: 'gemini-live',
  family: 'gemini-generate',
  serves: ({ provider, speaks }) =>
    GOOGLES.has(provider) || (PERHAPS.has(provider) && speaks.includes('gemini-generate')),
};

/** How long an upstream may take to take the set-up, milliseconds. */
const SETUP_MS = 15_000;

/** By which of Google's addresses a client came. */
export interface Surface {
  readonly vertex: boolean;
  readonly constrained: boolean;
  /** The version in the address. */
  readonly version: string;
}

/** An upstream that has taken the set-up. */
export interface LiveOpened extends Opened {
  readonly vertex: boolean;
}

/** Opens a candidate's socket and sends the set-up; resolves when it is taken. @throws RefusedSocket */
export async function connectLive(
  services: RelayServices,
  candidate: Candidate,
  setup: LiveSetup,
  surface: Surface,
): Promise<LiveOpened> {
  const { kind } = roadTo(candidate.channel);
  const vertex = kind.name === 'vertex';
  const destination = destinationOf(candidate, setup, surface, vertex);
  const name = await nameOf(services, candidate, destination);
  const { socket, inbox } = await openSocket(services, candidate, destination);
  socket.send(writeSetup(setup, name));
  const first = await inbox.next(SETUP_MS);
  if (first === undefined) {
    socket.terminate();
    throw refusal(inbox.closed, candidate);
  }
  inbox.putBack(first);
  // What comes next waits for whoever carries it.
  socket.pause();
  return { socket, inbox, vertex };
}

function refusal(closed: Opened['inbox']['closed'], candidate: Candidate): RefusedSocket {
  if (closed === undefined) {
    const message = 'The upstream did not take the set-up in time. Try again later.';
    return new RefusedSocket(504, new Failure('upstream_timeout', message));
  }
  const { code, reason } = closed;
  const status = statusOfClose(code, reason);
  const failure =
    status === 400 || status === 404
      ? new Failure(status === 400 ? 'invalid_request' : 'not_found', 'The upstream refuses this set-up.')
      : refusalFailure(status);
  return new RefusedSocket(status, failure, reason, { code, reason: redact(reason, candidate) });
}

function destinationOf({ channel }: Candidate, { model }: LiveSetup, surface: Surface, vertex: boolean): Destination {
  const upstream = upstreamOf(channel, model);
  const operation: Operation = {
    protocol: 'gemini-generate',
    action: 'generate',
    model: upstream,
    streamed: false,
    version: 'v1beta',
  };
  const own = roadTo(channel).details.api_version;
  const asked = surface.vertex === vertex ? surface.version : '';
  const version = own ?? (asked === '' ? (vertex ? 'v1beta1' : 'v1beta') : asked);
  const path = vertex
    ? `/ws/google.cloud.aiplatform.${version}.LlmBidiService/BidiGenerateContent`
    : `/ws/google.ai.generativelanguage.${version}.GenerativeService.BidiGenerateContent`;
  return { path, operation, headers: [] };
}

/** The model by the name under which its upstream knows it: `models/…`, or below a project. @throws RefusedSocket */
async function nameOf(services: RelayServices, candidate: Candidate, destination: Destination): Promise<string> {
  const { kind, details } = roadTo(candidate.channel);
  const path = kind.path(destination.operation, details);
  try {
    const request = await dressed(services, candidate, { ...destination, path });
    const name = /\/((?:projects|publishers|models|tunedModels)\/[^?]*?)(?::[a-zA-Z]+)?(?:\?.*)?$/.exec(
      request.path,
    )?.[1];
    return decodeURIComponent(name ?? `models/${destination.operation.model}`);
  } catch (error) {
    const failure = error instanceof Failure ? error : refusalFailure(401);
    throw new RefusedSocket(error instanceof Failure ? 0 : 401, failure);
  }
}
