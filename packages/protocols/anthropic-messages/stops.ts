// Why a Messages answer ended, in Anthropic's words and in ours.

import { fields, type Fields } from '../conversation/counts.ts';
import type { Stop, StopReason } from '../conversation/answer.ts';
import { given, row, textOrNone, type Block } from './wire.ts';

const REASONS: Readonly<Record<string, StopReason>> = {
  end_turn: 'end',
  max_tokens: 'limit',
  stop_sequence: 'stop_text',
  tool_use: 'tool_calls',
  pause_turn: 'pause',
  // The beta of compaction pauses after it where the client wants to see the summary first.
  compaction: 'pause',
  refusal: 'refusal',
  model_context_window_exceeded: 'context',
};

/** The stop of a message or of a `message_delta`'s delta. */
export function stopOf(value: Fields): Stop {
  const word = textOrNone(value['stop_reason']);
  const read = row(REASONS, word);
  const reason = read ?? 'end';
  const known = word === undefined || read !== undefined;
  const detail = known ? textOrNone(fields(value['stop_details'])['category']) : word;
  return { reason, ...given('text', textOrNone(value['stop_sequence'])), ...given('detail', detail) };
}

/** What Anthropic says of a refusal, for people. */
export function explanationOf(value: Fields): string | undefined {
  const text = textOrNone(fields(value['stop_details'])['explanation']);
  return text === '' ? undefined : text;
}

const WORDS: Readonly<Record<StopReason, string>> = {
  end: 'end_turn',
  stop_text: 'stop_sequence',
  tool_calls: 'tool_use',
  limit: 'max_tokens',
  context: 'model_context_window_exceeded',
  filter: 'refusal',
  refusal: 'refusal',
  pause: 'pause_turn',
  broken_call: 'end_turn',
};

/** Ends that a call of a tool outweighs, because upstreams say them of answers that call. */
const OUTWEIGHED: ReadonlySet<StopReason> = new Set(['end', 'tool_calls', 'stop_text', 'broken_call']);

/** The fields of a stop. `called` says whether the answer calls a tool. What was said in declining is text of its own. */
export function stopFields(stop: Stop, called: boolean): Block {
  const reason = wordOf(stop, called);
  return {
    stop_reason: reason,
    stop_sequence: reason === 'stop_sequence' ? (stop.text ?? null) : null,
    stop_details: reason === 'refusal' ? details(stop) : null,
  };
}

function wordOf(stop: Stop, called: boolean): string {
  if (called && OUTWEIGHED.has(stop.reason)) return 'tool_use';
  if (stop.reason === 'tool_calls') return 'end_turn';
  return stop.reason === 'stop_text' && stop.text === undefined ? 'end_turn' : WORDS[stop.reason];
}

/** Anthropic's own categories; another provider's word for its reason is none of them. */
const CATEGORIES: ReadonlySet<string> = new Set([
  'cyber',
  'bio',
  'frontier_llm',
  'reasoning_extraction',
  'general_harms',
]);

function details(stop: Stop): Block {
  const category = stop.detail !== undefined && CATEGORIES.has(stop.detail) ? stop.detail : null;
  return { type: 'refusal', category, explanation: null };
}
