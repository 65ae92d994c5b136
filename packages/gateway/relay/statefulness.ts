// Calls that build on state held by a provider: found before the call, remembered after it.

import { Failure } from '@turnpike/protocols/failures';
import type { Principal } from '../identity/principal.ts';
import type { Call, CallObject } from './call.ts';
import { fieldValue } from './envelope.ts';
import type { Facts } from './facts.ts';
import { record } from './json.ts';
import type { CallState } from './record.ts';
import type { Pins } from './state.ts';

/** Where a call must go: nowhere in particular. */
export const NO_STATE: { readonly channel: undefined; readonly credential: undefined } = {
  channel: undefined,
  credential: undefined,
};

/** Google says the same of what is not there and of what is somebody else's. */
function notYours(what: string, id: string): Failure {
  return new Failure('access_denied', `You do not have permission to access the ${what} ${id} or it may not exist.`);
}

/** Kinds of files, which an operator may have put into the provider's account himself. */
const FILES: ReadonlySet<CallObject['kind']> = new Set(['google-file', 'openai-file', 'claude-file', 'openai-audio']);

/** Messages of the providers for state that is not there. */
const MISSING: Readonly<Record<CallObject['kind'], (id: string) => Failure>> = {
  'openai-file': id => new Failure('not_found', `No such File object: ${id}`, { param: 'file_id' }),
  'openai-audio': id => new Failure('not_found', `Audio with id '${id}' not found.`, { param: 'messages' }),
  'claude-file': id => new Failure('not_found', `File not found: ${id}`),
  'google-file': id => notYours('File', id),
  'google-cache': id => notYours('CachedContent', id),
  response: id =>
    new Failure('previous_response_not_found', `Previous response with id '${id}' not found.`, {
      param: 'previous_response_id',
    }),
  conversation: id => new Failure('not_found', `Conversation with id '${id}' not found.`, { param: 'conversation' }),
  // The SDK sends the whole history when it meets this code (anthropic/lib/threads, clients.md §2).
  thread: () =>
    new Failure('invalid_request', 'thread: the previous message was not found. Send the whole conversation.', {
      param: 'thread',
      details: { error_code: 'thread_not_found' },
    }),
};

/**
 * The channel and credential that hold the state a call builds on; nowhere in particular for files that nobody uploaded
 * through us: an operator may have put them into the provider's account himself. @throws Failure in the provider's words
 */
export async function pinOf(
  pins: Pins,
  call: Pick<Call, 'state' | 'alsoState'>,
  principal: Principal,
): Promise<{ channel: number | undefined; credential: string | undefined }> {
  const { state, alsoState = [] } = call;
  let place: { channel: number; credential: string } | undefined;
  for (const one of state === undefined ? [] : [state, ...alsoState]) {
    const pin = await pins.find(one.kind, one.id, principal.account.id);
    if (pin === undefined) {
      if (FILES.has(one.kind) && !(await pins.isKnown(one.kind, one.id))) continue;
      throw MISSING[one.kind](one.id);
    }
    place ??= { channel: pin.channel, credential: pin.credential };
    if (pin.channel !== place.channel || pin.credential !== place.credential) {
      const message = 'The files of this request are kept by different accounts of the provider. Upload them again.';
      throw new Failure('invalid_request', message);
    }
  }
  return place ?? NO_STATE;
}

/** Where files that a medium's order names are. @throws Failure in the provider's words */
export async function pinOfFiles(
  pins: Pins,
  ids: readonly string[],
  principal: Principal,
): Promise<{ channel: number | undefined; credential: string | undefined }> {
  const [state, ...alsoState] = ids.map(id => ({ kind: 'openai-file' as const, id }));
  return pinOf(pins, { state, alsoState }, principal);
}

/** Remembers where an answer's state lives, when the provider keeps it. */
export function rememberState(pins: Pins, state: CallState, call: Call, { id, spoken }: Facts): void {
  const attempt = state.attempts.at(-1);
  if (attempt === undefined || state.spoken !== call.protocol) return;
  const { channel, credential } = attempt;
  const pin = { accountId: state.principal.account.id, channel, credential };
  const kind = id === '' ? undefined : keptKind(call);
  if (kind !== undefined) pins.note(kind, id, pin);
  if (spoken !== undefined) pins.note('openai-audio', spoken, pin);
}

function keptKind(call: Call): 'response' | 'thread' | undefined {
  if (call.protocol === 'openai-responses')
    return fieldValue(call.envelope, 'store') === false ? undefined : 'response';
  if (call.protocol !== 'anthropic-messages' || !call.envelope.fields.has('thread')) return undefined;
  return typeof record(fieldValue(call.envelope, 'thread'))['type'] === 'string' ? 'thread' : undefined;
}
