// Tries a channel with a tiny real call, written and read as the relay does it: status, time, usage, cost, the error in words.

import type { Answer as ModelAnswer } from '@turnpike/protocols/conversation/answer';
import { ToolNames } from '@turnpike/protocols/conversation/tool-names';
import type { Usage } from '@turnpike/protocols/conversation/usage';
import { codecOf } from '@turnpike/protocols/codecs';
import { Failure, type Protocol } from '@turnpike/protocols/failures';
import { parseJson } from '@turnpike/protocols/json';
import type { CostSource } from '../ledger/charge.ts';
import type { RequestFacts } from '../routing/conditions.ts';
import { upstreamOf } from '../routing/mapping.ts';
import type { Candidate } from '../routing/plan.ts';
import type { Channel, World } from '../world.ts';
import { readCall, readGeminiCall, type Call } from './call.ts';
import { upstreamCost } from './cost.ts';
import { inquire, type DispatchServices } from './dispatch.ts';
import { scanEnvelope } from './envelope.ts';
import type { Facts } from './facts.ts';
import { fittingFor } from './fitting.ts';
import { IdentityLane, type Asker } from './identity-lane.ts';
import { isRecord } from './json.ts';
import type { WholeAnswer } from './lane.ts';
import { overridden } from './overrides.ts';
import { redact } from './redact.ts';
import { refusalWords } from './refusal-words.ts';
import { spokenTo } from './spoken.ts';

/** How a test went. */
export interface ChannelTest {
  readonly channel: string;
  /** The credential's id. */
  readonly credential: string;
  readonly model: string;
  readonly upstreamModel: string;
  /** What the upstream was spoken to in, or empty. */
  readonly protocol: string;
  readonly ok: boolean;
  /** The upstream's status; 0 where it gave none. */
  readonly status: number;
  readonly milliseconds: number;
  readonly usage: Usage | undefined;
  /** What it cost the operator, in nano-dollars, as far as that is known. */
  readonly cost: bigint;
  readonly costSource: CostSource;
  /** The beginning of what it answered. */
  readonly text: string;
  /** Why it failed, in words for the operator; empty when it did not. */
  readonly error: string;
}

const TIMEOUTS = { firstByte: 120_000, idle: 60_000 };
const PROMPT = 'Reply with the single word: ok';
/** Enough for a word, and for some models the least that they take, tokens. */
const MAX_TOKENS = 32;
const MAX_TEXT = 80;

/** The model that is tried where none is named: the first that answers in text. */
export function modelToTry(channel: Channel, world: World): string | undefined {
  const serves = (name: string, group: string): boolean =>
    world.candidates(name, group).some(({ id }) => id === channel.id);
  const known = channel.models.all
    ? [...channel.groups].flatMap(group => world.modelsOf(group).filter(name => serves(name, group)))
    : [];
  const all = [...channel.models.named.keys(), ...known];
  return all.find(name => (world.model(name)?.kind ?? 'chat') === 'chat') ?? all[0];
}

/** Calls a model of a channel with one credential. Costs the operator what it says. Never rejects. */
export async function testChannel(
  services: DispatchServices,
  world: World,
  candidate: Candidate,
  model: string,
): Promise<ChannelTest> {
  const { channel, credential } = candidate;
  const upstreamModel = upstreamOf(channel, model);
  const blank = { channel: channel.name, credential: credential.id, model, upstreamModel, protocol: '' };
  const base: ChannelTest = { ...blank, ...NOTHING };
  const startedAt = performance.now();
  try {
    const call = callFor(channel, world, model, upstreamModel);
    const fitting = fittingFor(channel, call, upstreamModel);
    const lane = new IdentityLane(ASKERS[call.protocol], call, candidate, upstreamModel, fitting);
    const request = overridden(lane.request, candidate, call.protocol, {}, () => factsOf(call));
    const answer = await inquire(services, candidate, request, TIMEOUTS);
    const spent = { protocol: call.protocol, milliseconds: Math.round(performance.now() - startedAt) };
    if (answer instanceof Failure) return { ...base, ...spent, error: answer.message };
    const { status, headers, body } = answer;
    if (status >= 300) return { ...base, ...spent, status, error: refusalWords(answer, candidate) };
    const read = call.form === 'whole' ? lane.whole(body) : gathered(lane, headers, body);
    if (read === undefined || read.facts.failed)
      return { ...base, ...spent, status, error: `The upstream’s answer is none: ${redact(startOf(body), candidate)}` };
    const { usage } = read.facts;
    const served = { channel, credential, model, upstreamModel };
    const cost = usage === undefined ? {} : upstreamCost(world, served, usage, {});
    return {
      ...base,
      ...spent,
      ok: true,
      status,
      usage,
      ...cost,
      text: textOf(call.protocol, upstreamModel, channel, body),
    };
  } catch (error) {
    const words = error instanceof Failure ? error.message : `The call could not be made: ${String(error)}`;
    return { ...base, milliseconds: Math.round(performance.now() - startedAt), error: words };
  }
}

const NOTHING = {
  ok: false,
  status: 0,
  milliseconds: 0,
  usage: undefined,
  cost: 0n,
  costSource: 'unknown',
  text: '',
  error: '',
} as const;

/** The client of a test, in each protocol. */
const asker = (path: string, headers: Readonly<Record<string, string>> = {}): Asker => ({
  id: 'channel-test',
  path,
  search: '',
  request: { headers: { accept: 'application/json', 'user-agent': 'turnpike', ...headers } },
});
const ASKERS: Readonly<Record<Protocol, Asker>> = {
  'openai-chat': asker('/v1/chat/completions'),
  'openai-responses': asker('/v1/responses'),
  'anthropic-messages': asker('/v1/messages', { 'anthropic-version': '2023-06-01' }),
  'gemini-generate': asker('/v1beta/models'),
};

/** The tiny call, in the protocol in which the channel would be asked, with the quirks of its vendor. */
function callFor(channel: Channel, world: World, model: string, upstream: string): Call {
  const messages = [{ role: 'user', content: PROMPT }];
  const asked = chatCall({ model, messages });
  const protocol = spokenTo(channel, asked, upstream, world.model(model));
  const codec = protocol === undefined ? undefined : codecOf(protocol);
  const reader = codecOf('anthropic-messages');
  if (protocol === undefined || codec === undefined || reader === undefined)
    throw new Failure('invalid_request', `The channel ${channel.name} serves no model that answers in text.`);
  const neutral = reader.decodeRequest({ model, max_tokens: MAX_TOKENS, messages }, { model, streamed: false });
  const { body } = codec.encodeRequest(neutral, { model: upstream, vendor: channel.provider });
  if (protocol === 'gemini-generate') return readGeminiCall(model, 'generate', 'whole', envelopeOf(body));
  return readCall(protocol, 'generate', envelopeOf({ ...body, model }));
}

function chatCall(body: Readonly<Record<string, unknown>>): Call {
  return readCall('openai-chat', 'generate', envelopeOf(body));
}

function envelopeOf(body: Readonly<Record<string, unknown>>): Call['envelope'] {
  return scanEnvelope(Buffer.from(JSON.stringify(body)));
}

function factsOf(call: Call): RequestFacts {
  return {
    model: call.model,
    protocol: call.protocol,
    group: 'default',
    streamed: call.form !== 'whole',
    now: Date.now(),
    promptTokens: () => PROMPT.length,
    carries: () => false,
    header: () => undefined,
  };
}

/** Some models answer in streams alone. */
function gathered(
  lane: IdentityLane,
  headers: Parameters<IdentityLane['passage']>[0],
  body: Buffer,
): Pick<WholeAnswer, 'facts'> | undefined {
  const passage = lane.passage(headers);
  if (passage === undefined) return undefined;
  passage.feed(body);
  passage.rest();
  const facts: Facts = passage.facts;
  return passage.whole ? { facts } : undefined;
}

/** What a whole answer says. */
function textOf(protocol: Protocol, model: string, channel: Channel, body: Buffer): string {
  const codec = codecOf(protocol);
  try {
    const value = parseJson(body.toString('utf8'));
    if (codec === undefined || !isRecord(value)) return '';
    const target = { model, vendor: channel.provider };
    return saidIn(codec.decodeAnswer(value, new ToolNames(), target)).slice(0, MAX_TEXT);
  } catch {
    return '';
  }
}

function saidIn(answer: ModelAnswer): string {
  const parts = answer.choices[0]?.parts ?? [];
  return parts.map(part => (part.type === 'text' ? part.text : '')).join('');
}

function startOf(body: Buffer): string {
  return body.length === 0 ? 'it is empty' : body.toString('utf8', 0, 200);
}
