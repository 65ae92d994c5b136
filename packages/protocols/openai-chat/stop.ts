// Why a chat answer ended: the vendors' words for it, and ours.

import { entryOf } from '../conversation/entry-of.ts';
import type { Stop, StopReason } from '../conversation/answer.ts';

const REASONS: Readonly<Record<string, StopReason>> = {
  stop: 'end',
  eos: 'end',
  normal: 'end',
  end_turn: 'end',
  stop_sequence: 'stop_text',
  length: 'limit',
  max_tokens: 'limit',
  model_length: 'context',
  model_context_window_exceeded: 'context',
  tool_calls: 'tool_calls',
  tool_use: 'tool_calls',
  function_call: 'tool_calls',
  content_filter: 'filter',
  sensitive: 'filter',
  refusal: 'refusal',
};

/** What a choice has, beside the word: calls and refusals decide more surely than it does. */
export interface Ending {
  readonly calls: boolean;
  readonly refused: boolean;
}

/** The end of a choice. An unknown word is an end, and is kept. */
export function stopOf(finish: string | undefined, { calls, refused }: Ending): Stop {
  const known = finish === undefined ? 'end' : entryOf(REASONS, finish);
  const reason = known ?? 'end';
  const detail = known === undefined && finish !== undefined ? { detail: finish } : {};
  if (reason !== 'end' && reason !== 'tool_calls' && reason !== 'stop_text') return { reason, ...detail };
  if (calls) return { reason: 'tool_calls', ...detail };
  if (refused) return { reason: 'refusal', ...detail };
  return { reason: reason === 'tool_calls' ? 'end' : reason, ...detail };
}

const WORDS: Readonly<Record<StopReason, string>> = {
  end: 'stop',
  stop_text: 'stop',
  tool_calls: 'tool_calls',
  limit: 'length',
  context: 'length',
  filter: 'content_filter',
  refusal: 'content_filter',
  pause: 'stop',
  broken_call: 'stop',
};

/** The word that a chat client is given. A refusal that was spoken ends as OpenAI's own do. */
export function finishReason(stop: Stop, { calls, refused }: Ending, legacy = false): string {
  if (refused && stop.reason === 'refusal') return 'stop';
  const word = calls && stop.reason === 'end' ? 'tool_calls' : WORDS[stop.reason];
  return legacy && word === 'tool_calls' ? 'function_call' : word;
}
