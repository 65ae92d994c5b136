// Why an answer ended: Google's finish and block reasons, and ours.

import type { Stop, StopReason } from '../conversation/answer.ts';

/** Words that mean one of our reasons exactly; they need no detail. */
const PLAIN: ReadonlyMap<string, StopReason> = new Map([
  ['STOP', 'end'],
  ['FINISH_REASON_UNSPECIFIED', 'end'],
  ['MAX_TOKENS', 'limit'],
  ['SAFETY', 'filter'],
]);

/** Finer words, which are kept as the detail of the reason. */
const FINER: ReadonlyMap<string, StopReason> = new Map([
  ['RECITATION', 'filter'],
  ['LANGUAGE', 'filter'],
  ['OTHER', 'filter'],
  ['BLOCKLIST', 'filter'],
  ['PROHIBITED_CONTENT', 'filter'],
  ['SPII', 'filter'],
  ['IMAGE_SAFETY', 'filter'],
  ['IMAGE_PROHIBITED_CONTENT', 'filter'],
  ['IMAGE_OTHER', 'filter'],
  ['IMAGE_RECITATION', 'filter'],
  ['NO_IMAGE', 'filter'],
  ['MALFORMED_FUNCTION_CALL', 'broken_call'],
  ['MALFORMED_RESPONSE', 'broken_call'],
  ['UNEXPECTED_TOOL_CALL', 'broken_call'],
  ['TOO_MANY_TOOL_CALLS', 'broken_call'],
  ['MISSING_THOUGHT_SIGNATURE', 'broken_call'],
]);

/** The end that a finish reason means; that tools were called is known from the calls, not from the word. */
export function stopOf(word: string, called: boolean): Stop {
  const reason = PLAIN.get(word);
  if (reason === 'end') return { reason: called ? 'tool_calls' : 'end' };
  if (reason !== undefined) return { reason };
  return { reason: FINER.get(word) ?? 'filter', detail: word };
}

/** The end of a prompt that was refused before any answer. */
export function stopOfBlock(word: string): Stop {
  return word === 'SAFETY' ? { reason: 'filter' } : { reason: 'filter', detail: word };
}

const WORD_OF: Readonly<Record<StopReason, string>> = {
  end: 'STOP',
  stop_text: 'STOP',
  tool_calls: 'STOP',
  limit: 'MAX_TOKENS',
  context: 'MAX_TOKENS',
  filter: 'SAFETY',
  refusal: 'SAFETY',
  pause: 'STOP',
  broken_call: 'MALFORMED_FUNCTION_CALL',
};

/** The finish reason of an end. */
export function finishReason(stop: Stop): string {
  const { reason, detail } = stop;
  return detail !== undefined && FINER.get(detail) === reason ? detail : WORD_OF[reason];
}
