// What an upstream says of itself to the operator: which models it has, and how much money is left on its account.

import { Failure, type Protocol } from '@turnpike/protocols/failures';
import { parseJson } from '@turnpike/protocols/json';
import type { Balance, ListedModel, ModelList } from '../providers/account-calls.ts';
import { anthropic } from '../providers/anthropic.ts';
import { gemini } from '../providers/gemini.ts';
import { ALL_ROOTS, type Header } from '../providers/provider.ts';
import type { Candidate } from '../routing/plan.ts';
import type { UpstreamRequest } from './attempt.ts';
import type { Answer } from './collect.ts';
import { inquire, type DispatchServices } from './dispatch.ts';
import { refusalWords } from './refusal-words.ts';
import { credentialHeaders, pathBehind, roadTo } from './road.ts';

/** What was asked for, or why it could not be had, in words for the operator. */
export type Found<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly status: number; readonly error: string };

const TIMEOUTS = { firstByte: 30_000, idle: 30_000 };
/** Longer lists than this many pages are cut. */
const MAX_PAGES = 50;

/** The models that an upstream lists. Costs nothing. Never rejects. */
export async function listModels(
  services: DispatchServices,
  candidate: Candidate,
): Promise<Found<readonly ListedModel[]>> {
  const list = listOf(candidate);
  const { kind } = roadTo(candidate.channel);
  if (list === undefined) return nothing(`${kind.title} has no list of models that could be read.`);
  const models = new Map<string, ListedModel>();
  let path: string | undefined = list.path;
  for (let page = 0; path !== undefined && page < MAX_PAGES; page += 1) {
    const answer = await inquire(services, candidate, requestFor(candidate, path, list), TIMEOUTS);
    const body = valueOf(answer, candidate);
    if (!body.ok) return models.size > 0 ? { ok: true, value: [...models.values()] } : body;
    const listed = list.read(body.value);
    if (listed === undefined) return nothing('The upstream answered with something that is no list of models.', 200);
    for (const model of listed) models.set(model.id, model);
    path = list.next?.(body.value);
  }
  return { ok: true, value: [...models.values()] };
}

/** What is left on the account of a credential. Costs nothing. Never rejects. */
export async function readBalance(
  services: DispatchServices,
  candidate: Candidate,
): Promise<Found<readonly Balance[]>> {
  const { kind, origin } = roadTo(candidate.channel);
  const call = kind.balance;
  if (call === undefined) return nothing(`${kind.title} tells no balance to the key of a channel.`);
  const requests = call.paths.map(path => requestFor(candidate, path, {}));
  const answers = await Promise.all(requests.map(request => inquire(services, candidate, request, TIMEOUTS)));
  const bodies = answers.map(answer => valueOf(answer, candidate));
  const failed = bodies.find(body => !body.ok);
  try {
    const balances = call.read(
      bodies.map(body => (body.ok ? body.value : undefined)),
      origin,
    );
    if (balances.length > 0) return { ok: true, value: balances };
  } catch {
    // What was refused says more than that something is missing.
  }
  return failed !== undefined && !failed.ok ? failed : nothing('The upstream’s answer holds no balance.', 200);
}

/** How the models of a channel are listed: in the way of what it speaks, where its kind may speak everything. */
function listOf({ channel }: Candidate): ModelList | undefined {
  const { kind, details } = roadTo(channel);
  const written = details.paths?.['models'];
  const [first] = channel.speaks;
  const list =
    kind.roots !== ALL_ROOTS || first === undefined || first.startsWith('openai')
      ? kind.list
      : first === 'anthropic-messages'
        ? anthropic.list
        : gemini.list;
  return written === undefined || list === undefined ? list : { ...list, path: written };
}

function requestFor(
  { channel, credential }: Candidate,
  path: string,
  { origin, headers = [] }: Pick<ModelList, 'origin' | 'headers'>,
): UpstreamRequest {
  const road = roadTo(channel);
  const protocol: Protocol = channel.speaks[0] ?? 'openai-chat';
  const set: readonly Header[] = Object.entries(channel.options?.headers.set ?? {}).map(([name, value]) => [
    name,
    value.replaceAll('{api_key}', credential.secret).replaceAll('{channel}', channel.name),
  ]);
  const all: readonly Header[] = [
    ['accept', 'application/json'],
    ['accept-encoding', 'identity'],
    ['user-agent', 'turnpike'],
    ...headers,
    ...credentialHeaders(channel, credential, protocol),
    ...set,
  ];
  return {
    origin: origin?.(road.origin) ?? road.origin,
    path: pathBehind(road, path),
    method: 'GET',
    headers: all.flat(),
    body: undefined,
  };
}

function valueOf(answer: Answer | Failure, candidate: Candidate): Found<unknown> {
  if (answer instanceof Failure) return { ok: false, status: 0, error: answer.message };
  const text = answer.body.toString('utf8');
  if (answer.status >= 300) return { ok: false, status: answer.status, error: refusalWords(answer, candidate) };
  try {
    return { ok: true, value: parseJson(text) };
  } catch {
    return nothing('The upstream answered with something that is not JSON.', answer.status);
  }
}

function nothing(error: string, status = 0): { readonly ok: false; readonly status: number; readonly error: string } {
  return { ok: false, status, error };
}
