// Ids of tool calls on the wire: kept where the target takes them, mapped without collision where it does not.

import { digest } from './digest.ts';

/** What a protocol takes as the id of a call. */
export interface IdRule {
  /** Characters beside letters and digits. */
  readonly pattern: RegExp;
  readonly longest: number;
  /** What a made id begins with. */
  readonly prefix: string;
}

/** The rule of each protocol (conversion §3): within 40 characters everybody takes them. */
export const ID_RULES = {
  'openai-chat': { pattern: /^[\x21-\x7e]+$/, longest: 40, prefix: 'call_' },
  'openai-responses': { pattern: /^[a-zA-Z0-9_.:-]+$/, longest: 64, prefix: 'call_' },
  'anthropic-messages': { pattern: /^[a-zA-Z0-9_-]+$/, longest: 64, prefix: 'toolu_' },
  'gemini-generate': { pattern: /^[\x21-\x7e]+$/, longest: 128, prefix: 'call_' },
} as const satisfies Record<string, IdRule>;

/**
 * The id on the wire. The same id always gives the same one, so that a call and its result agree without any memory,
 * also for histories that were not made here. `occurrence` tells apart calls of one id in different turns.
 */
export function wireId(rule: IdRule, id: string, occurrence = 0): string {
  if (occurrence === 0 && id.length <= rule.longest && rule.pattern.test(id)) return id;
  const readable = id.replace(/[^a-zA-Z0-9]/g, '_').slice(0, 16);
  return `${rule.prefix}${readable}_${digest(occurrence === 0 ? id : `${id}#${occurrence}`)}`;
}

/** An id for a call that came without one: stable for its place, so that call and result get the same. */
export function madeId(rule: IdRule, seed: string): string {
  return `${rule.prefix}${digest(seed)}${digest(`${seed}#`)}`;
}
