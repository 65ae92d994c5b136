// The walk of a Gemini Live session: identify, accept, read the set-up, admit, connect until it is taken, carry, settle.

import { hash } from 'node:crypto';
import { GeminiLive } from '@turnpike/protocols/gemini-live/codec';
import { constrained } from '@turnpike/protocols/gemini-live/constrained';
import { readSetup, setupOf, type LiveSetup } from '@turnpike/protocols/gemini-live/setup';
import { Failure } from '@turnpike/protocols/failures';
import type { WebSocket } from 'ws';
import type { Exchange } from '../../http/exchange.ts';
import type { Accept } from '../../http/upgrade.ts';
import type { RelayServices } from '../services.ts';
import type { Pin } from '../state.ts';
import { admitSession } from './admission.ts';
import { carry } from './carry.ts';
import { entrantOf, longestMs, type Entrant } from './entrant.ts';
import { close, Inbox, sayable } from './frames.ts';
import { connectLive, GEMINI_LIVE, type Surface } from './gemini-upstream.ts';
import { LiveErrand } from './live-errand.ts';
import { RefusedSocket } from './open-socket.ts';
import { firstOpen } from './opening.ts';

/** How long the first message may take, milliseconds, and how large it may be, bytes (gemini-live §8). */
const SETUP_MS = 10_000;
const MAX_SETUP_BYTES = 1024 * 1024;
/** Statuses of refusals that are about what the client sent: the provider's own words go to it. */
const CLIENTS_FAULT: ReadonlySet<number> = new Set([400, 404]);

/** Opens a session and carries it to its end. Until it is accepted every failure is plain HTTP. @throws Failure */
export async function geminiSession(
  services: RelayServices,
  exchange: Exchange,
  accept: Accept,
  surface: Surface,
): Promise<void> {
  const entrant = await entrantOf(services, exchange, 'gemini-live');
  if (surface.constrained !== (entrant.terms !== undefined)) throw wrongDoor(surface);
  await refusePenniless(services, entrant);
  const client = await accept(undefined);
  const fromClient = new Inbox(client);
  try {
    const setup = await setupFrom(fromClient, entrant);
    // What it says next waits for the upstream.
    client.pause();
    await carried(services, exchange, { entrant, setup, client, fromClient, surface });
  } catch (error) {
    farewell(client, error);
    if (!(error instanceof Failure) && !(error instanceof RefusedSocket)) throw error;
  }
}

function wrongDoor({ constrained: wanted }: Surface): Failure {
  return wanted
    ? new Failure('invalid_token', 'The constrained address takes tokens of POST /v1alpha/auth_tokens alone.')
    : new Failure('invalid_token', 'Tokens of auth_tokens open BidiGenerateContentConstrained alone.');
}

/** An account that has nothing is refused before there is a socket; what a session costs is known only by its set-up. */
async function refusePenniless(services: RelayServices, { caller }: Entrant): Promise<void> {
  const [payer] = caller.coverage.at('', caller.group, Date.now());
  if (payer === undefined || (await services.canPay(payer))) return;
  throw new Failure('insufficient_user_quota', 'The balance does not cover a session. Top up, and connect again.');
}

/** The set-up of the first message, as the pass allows it. @throws Failure */
async function setupFrom(fromClient: Inbox, { terms }: Entrant): Promise<LiveSetup> {
  const first = await fromClient.next(SETUP_MS);
  if (first === undefined) throw new Failure('request_timeout', 'The first message did not come. Send the set-up.');
  if (first.bytes.length > MAX_SETUP_BYTES) throw new Failure('invalid_request', 'The set-up is too large.');
  const asked = readSetup(first.bytes.toString('utf8'));
  const settings = terms?.settings;
  const setup =
    asked === undefined || settings === undefined ? asked : setupOf(constrained(asked.fields, settings, terms?.locked));
  if (setup === undefined)
    throw new Failure('invalid_request', 'The first message must be a setup that names a model.');
  return setup;
}

interface Parts {
  readonly entrant: Entrant;
  readonly setup: LiveSetup;
  readonly client: WebSocket;
  readonly fromClient: Inbox;
  readonly surface: Surface;
}

/** @throws Failure, RefusedSocket */
async function carried(services: RelayServices, exchange: Exchange, parts: Parts): Promise<void> {
  const { entrant, setup, client, fromClient, surface } = parts;
  const accountId = entrant.caller.account.id;
  const pin = await pinOf(services, setup, accountId);
  const errand = new LiveErrand(GEMINI_LIVE, setup.model, pin);
  const admitted = await admitSession(services, exchange, entrant.caller, GEMINI_LIVE, errand);
  try {
    // Taking a session up again does not count (gemini-live §6).
    if (setup.handle === undefined) await entrant.use();
    const upstream = await firstOpen(services, admitted, step => connectLive(services, step, setup, surface));
    const { channel, credential } = upstream.step;
    const codec = new GeminiLive(
      { bySeconds: admitted.bySeconds },
      { clientIsVertex: surface.vertex, upstreamIsVertex: upstream.opened.vertex },
    );
    await carry(services, admitted, upstream, {
      client,
      fromClient,
      codec,
      binary: true,
      longestMs: longestMs(services, entrant),
      keep: handle =>
        services.pins.note('live-session', idOf(handle), { accountId, channel: channel.id, credential: credential.id }),
    });
    admitted.end(undefined);
  } catch (error) {
    admitted.end(error);
    throw error;
  }
}

/** Where the session lives that is to be taken up again. @throws Failure when it is not the caller's */
async function pinOf(services: RelayServices, { handle }: LiveSetup, accountId: number): Promise<Pin | undefined> {
  if (handle === undefined) return undefined;
  const pin = await services.pins.find('live-session', idOf(handle), accountId);
  if (pin === undefined) throw new Failure('not_found', 'Requested entity was not found: begin a new session.');
  return pin;
}

/** Handles are secrets of the upstream's: what is kept of one is its hash. */
function idOf(handle: string): string {
  return hash('sha256', handle, 'hex');
}

/** This protocol has no errors: a code and a reason say why it ends. */
function farewell(client: WebSocket, error: unknown): void {
  if (error instanceof RefusedSocket && error.closing !== undefined && CLIENTS_FAULT.has(error.status)) {
    close(client, sayable(error.closing.code), error.closing.reason);
    return;
  }
  const failure = error instanceof RefusedSocket ? error.failure : error;
  if (!(failure instanceof Failure)) close(client, 1011, 'Internal error occurred.');
  else if (failure.code === 'insufficient_user_quota') close(client, 1008, 'insufficient_quota');
  else close(client, failure.status >= 500 ? 1011 : failure.status === 400 ? 1007 : 1008, failure.message);
}
