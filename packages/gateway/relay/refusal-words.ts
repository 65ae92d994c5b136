// An upstream's refusal in words for the operator: what it said, and what to do about it; never a key.

import { statusMeant } from '../providers/failing.ts';
import { REFUSED_KEYS } from '../providers/refused-keys.ts';
import type { Candidate } from '../routing/plan.ts';
import type { Answer } from './collect.ts';
import { isRecord, parseRecord } from './json.ts';
import { redact } from './redact.ts';
import { roadTo } from './road.ts';

/** What an operator does about a status. */
const ADVICE: Readonly<Record<number, string>> = {
  400: 'The upstream does not take the request.',
  401: 'The upstream refuses the key. Check it, and that it belongs to this address.',
  402: 'No money is left on the upstream’s account. Top it up.',
  403: 'The key may not do this. Check its rights, and whether the model is enabled for its account.',
  404: 'There is no such model or path at the upstream. Check the model’s name there, and the base URL.',
  429: 'The upstream is at its limit for this key. Try again later.',
};
/** Of an error as much is shown as fits on a few lines. */
const MAX_WORDS = 400;

/** One sentence of ours, and the upstream's own words. */
export function refusalWords({ status, body }: Pick<Answer, 'status' | 'body'>, candidate: Candidate): string {
  const text = body.toString('utf8');
  const meant = statusMeant([...roadTo(candidate.channel).kind.failures, ...REFUSED_KEYS], status, text);
  const advice = ADVICE[meant] ?? (meant >= 500 ? 'The upstream failed.' : `The upstream answered ${meant}.`);
  const said = redact(wordsIn(text), candidate).replace(/\s+/g, ' ').trim().slice(0, MAX_WORDS);
  return said === '' ? advice : `${advice} It said: ${said}`;
}

/** The message of an error in whatever shape; a page of HTML says nothing. */
function wordsIn(text: string): string {
  const body = parseRecord(text.trim().replace(/^\[([\s\S]*)\]$/, '$1'));
  if (body === undefined) return /^\s*</.test(text) ? 'a page of HTML' : text.replace(/^"|"$/g, '');
  for (const level of [body['error'], body['base_resp'], body['detail'], body]) {
    if (typeof level === 'string') return level;
    if (!isRecord(level)) continue;
    for (const name of ['message', 'msg', 'status_msg', 'Message', 'error_msg', 'error', 'detail']) {
      const words = level[name];
      if (typeof words === 'string' && words !== '') return words;
    }
  }
  return JSON.stringify(body).slice(0, MAX_WORDS);
}
