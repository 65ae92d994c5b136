// State that a client builds on and that no channel of its model can have: refused before anything is looked up.

import { Failure } from '@turnpike/protocols/failures';
import type { Principal } from '../identity/principal.ts';
import { upstreamOf } from '../routing/mapping.ts';
import type { World } from '../world.ts';
import type { Call } from './call.ts';
import { fieldByte } from './envelope.ts';
import { speaksOf } from './speaks.ts';

const OBJECT = 0x7b;

function usesThread(call: Call): boolean {
  return call.protocol === 'anthropic-messages' && fieldByte(call.envelope, 'thread') === OBJECT;
}

/** Whether a call makes or needs state that only an upstream of the client's own protocol can hold. */
export function isBound(call: Call): boolean {
  // What was said before has a transcript, which others can be given.
  return (call.state !== undefined && call.state.kind !== 'openai-audio') || usesThread(call);
}

/**
 * Refuses what only the client's own protocol can hold, where no channel of the model speaks it: a stored response, a
 * conversation, a message thread. @throws Failure in words after which the SDKs send the whole conversation.
 */
export function refuseForeignState(world: World, principal: Principal, call: Call): void {
  if (!isBound(call)) return;
  const serving = world.candidates(call.model, principal.group);
  if (
    serving.length === 0 ||
    serving.some(channel => speaksOf(channel, upstreamOf(channel, call.model)).includes(call.protocol))
  )
    return;
  if (usesThread(call)) {
    // Clients send the whole history when they meet this code (anthropic/lib/threads, clients.md §2).
    throw new Failure(
      'invalid_request',
      `thread: ${call.model} is served here without threads. Send the whole conversation.`,
      {
        param: 'thread',
        details: { error_code: 'thread_unsupported_request', unsupported: ['thread'] },
      },
    );
  }
  if (call.state?.kind === 'openai-file' || call.state?.kind === 'claude-file') {
    const message = `file_id: ${call.model} is served here by a provider that keeps no such files. Send the file inline.`;
    throw new Failure('invalid_request', message, { param: 'file_id' });
  }
  if (call.protocol === 'gemini-generate') {
    const message = `${call.model} is served here by a provider that keeps no such files. Send the media inline.`;
    throw new Failure('invalid_request', message);
  }
  const param = call.state?.kind === 'conversation' ? 'conversation' : 'previous_response_id';
  throw new Failure(
    'invalid_request',
    `${param}: ${call.model} is served here by a provider that stores no responses. Send the whole conversation as input.`,
    { param },
  );
}
