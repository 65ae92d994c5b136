// The walk of an OpenAI realtime session: identify, admit, connect, accept, carry, settle.

import { OpenaiRealtime } from '@turnpike/protocols/openai-realtime/codec';
import { Failure } from '@turnpike/protocols/failures';
import { upstreamOf } from '../../routing/mapping.ts';
import type { Candidate } from '../../routing/plan.ts';
import type { Exchange } from '../../http/exchange.ts';
import type { Accept } from '../../http/upgrade.ts';
import { authorizeModel } from '../../identity/authorize.ts';
import type { Principal } from '../../identity/principal.ts';
import { record, text, type Json } from '../json.ts';
import { roadTo } from '../road.ts';
import type { RelayServices } from '../services.ts';
import { admitSession } from './admission.ts';
import { carry } from './carry.ts';
import { entrantOf, longestMs, type Entrant } from './entrant.ts';
import { Inbox } from './frames.ts';
import { LiveErrand, type LiveProtocol } from './live-errand.ts';
import { openSocket, RefusedSocket, type Destination, type Opened } from './open-socket.ts';
import { firstOpen } from './opening.ts';

/** Provider kinds whose upstreams have OpenAI's socket. */
const SPEAKERS: ReadonlySet<string> = new Set(['openai', 'azure', 'relay', 'compatible', 'custom', 'sandbox', 'xai']);

/** OpenAI's sessions as routing sees them. */
export const OPENAI_REALTIME: LiveProtocol = {
  api: 'openai-realtime',
  family: 'openai-chat',
  serves: channel => SPEAKERS.has(channel.provider),
};

/** Answers of an upstream that no longer knows the beta. */
const NO_BETA: ReadonlySet<number> = new Set([400, 403, 404, 410]);

/** What a client asks of its session in the address. */
interface Asked {
  readonly model: string;
  readonly beta: boolean;
  /** What is heard is written down, and nobody answers. */
  readonly transcribes: boolean;
}

/** Opens a session and carries it to its end. Before it is accepted every failure is plain HTTP. @throws Failure */
export async function openaiSession(services: RelayServices, exchange: Exchange, accept: Accept): Promise<void> {
  const entrant = await entrantOf(services, exchange, 'openai-realtime');
  const asked = askedBy(services, exchange, entrant);
  const errand = new LiveErrand(OPENAI_REALTIME, asked.model);
  const admitted = await admitSession(services, exchange, entrant.caller, OPENAI_REALTIME, errand);
  try {
    await entrant.use();
    const upstream = await firstOpen(services, admitted, step => connect(services, step, asked)).catch(inHttp);
    const { socket } = upstream.opened;
    const client = await accept(offersRealtime(exchange) ? 'realtime' : undefined).catch((error: unknown) => {
      socket.close();
      upstream.leave(0, 0);
      throw error;
    });
    const settings = entrant.terms?.settings;
    const { upstreamModel } = admitted.state;
    if (settings !== undefined) socket.send(updateOf(settings, asked, upstreamModel));
    const parties = { model: asked.model, upstreamModel, bySeconds: admitted.bySeconds };
    const codec = new OpenaiRealtime(parties, {
      beta: asked.beta,
      prepared: settings !== undefined,
      mayTranscribe: model => whyNot(services, entrant.caller, model),
      upstreamOf: model => upstreamOf(upstream.step.channel, model),
    });
    const sides = {
      client,
      fromClient: new Inbox(client),
      codec,
      binary: false,
      longestMs: longestMs(services, entrant),
    };
    await carry(services, admitted, upstream, sides);
    admitted.end(undefined);
  } catch (error) {
    admitted.end(error);
    throw error;
  }
}

/** The settings that a pass brings along, for the upstream: the model is named in the address, or as its own. */
function updateOf({ model: _model, ...settings }: Json, asked: Asked, upstreamModel: string): string {
  const audio = record(settings['audio']);
  const input = record(audio['input']);
  const session = asked.transcribes
    ? {
        ...settings,
        audio: {
          ...audio,
          input: { ...input, transcription: { ...record(input['transcription']), model: upstreamModel } },
        },
      }
    : settings;
  return JSON.stringify({ type: 'session.update', session });
}

/** A refusal of an upstream in plain HTTP. */
function inHttp(error: unknown): never {
  throw error instanceof RefusedSocket ? error.failure : error;
}

/** Why a caller may not have a model write down what is heard; undefined where it may. */
function whyNot(services: RelayServices, caller: Principal, model: string): string | undefined {
  try {
    authorizeModel(caller, model, services.world());
    return undefined;
  } catch (error) {
    if (error instanceof Failure) return error.message;
    throw error;
  }
}

/** @throws Failure for an address that names no model */
function askedBy(services: RelayServices, exchange: Exchange, { terms, caller }: Entrant): Asked {
  const settings = record(terms?.settings);
  const transcribes = exchange.query.get('intent') === 'transcription' || settings['type'] === 'transcription';
  const prepared = transcribes ? transcriberOf(settings) : text(settings['model']);
  const named = exchange.query.get('model') ?? exchange.query.get('deployment') ?? prepared;
  // Which model writes down what is heard is said in the session only (openai-realtime §1): until then it is the usual one.
  const model = named === '' && transcribes ? usualWriter(services, caller) : named;
  if (model === '' || model.length > 256) {
    throw new Failure('invalid_request', 'Name the model in the address: /v1/realtime?model=gpt-realtime.', {
      param: 'model',
    });
  }
  if (prepared !== '' && model !== prepared)
    throw new Failure('access_denied', `This session token is for ${prepared} alone.`, { param: 'model' });
  return { model, beta: isBeta(exchange), transcribes };
}

/** Models that write down what is heard, the usual first. */
const WRITERS = ['gpt-4o-transcribe', 'gpt-4o-mini-transcribe', 'gpt-realtime-whisper', 'whisper-1'];

/** The first of them that the caller can have here; empty where there is none. */
function usualWriter({ world }: RelayServices, caller: Principal): string {
  const now = world();
  const { models } = caller.key;
  const able = (model: string): boolean =>
    (models?.has(model) ?? true) && now.price(model) !== undefined && now.candidates(model, caller.group).length > 0;
  return WRITERS.find(able) ?? '';
}

function transcriberOf(settings: Json): string {
  const input = record(record(settings['audio'])['input']);
  return text(record(input['transcription'])['model']);
}

function protocolsOf(exchange: Exchange): readonly string[] {
  return (exchange.request.headers['sec-websocket-protocol'] ?? '').split(',').map(name => name.trim());
}

const offersRealtime = (exchange: Exchange): boolean => protocolsOf(exchange).includes('realtime');

/** The beta is told by a header, or by browsers among the subprotocols. */
function isBeta(exchange: Exchange): boolean {
  const header = exchange.request.headers['openai-beta'];
  const told = typeof header === 'string' ? header : (header?.join(',') ?? '');
  return told.includes('realtime=v1') || protocolsOf(exchange).includes('openai-beta.realtime-v1');
}

/** Connects; an upstream that refuses the beta is asked once more for the released shapes, which are then translated. */
async function connect(services: RelayServices, candidate: Candidate, asked: Asked): Promise<Opened> {
  try {
    return await openSocket(services, candidate, destinationOf(candidate, asked, asked.beta));
  } catch (error) {
    if (!asked.beta || !(error instanceof RefusedSocket) || !NO_BETA.has(error.status)) throw error;
    return openSocket(services, candidate, destinationOf(candidate, asked, false));
  }
}

function destinationOf({ channel }: Candidate, { model, transcribes }: Asked, beta: boolean): Destination {
  const { kind, details } = roadTo(channel);
  const upstream = upstreamOf(channel, model);
  const headers = beta ? ['openai-beta', 'realtime=v1'] : [];
  const operation = {
    protocol: 'openai-responses',
    action: 'generate',
    model: upstream,
    streamed: true,
    version: 'v1',
  } as const;
  const version = details.api_version;
  // Resources by date have their deployments in the query (openai-realtime §1).
  const dated = kind.name === 'azure' && version !== undefined && !/^(?:v1|preview)$/.test(version);
  const root = dated ? '/openai' : (kind.roots['openai-responses'] ?? kind.roots['openai-chat'] ?? '/v1');
  const query = new URLSearchParams(
    dated
      ? { 'api-version': version, deployment: upstream }
      : transcribes
        ? { intent: 'transcription' }
        : { model: upstream },
  );
  return { path: `${root}/realtime?${query.toString()}`, operation, headers };
}
