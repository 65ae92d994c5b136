// Log probabilities: Google's `logprobsResult`, and the list that the neutral form takes from OpenAI.

import { fields, type Fields } from '../conversation/counts.ts';
import { listed, namedOrNone, textOrNone } from './wire.ts';

/** The tokens of a `logprobsResult` in OpenAI's shape. */
export function decodeLogprobs(value: unknown): readonly unknown[] {
  const result = namedOrNone(value);
  const tops = listed(result['topCandidates']).map(namedOrNone);
  return listed(result['chosenCandidates']).map((chosen, index) => ({
    ...token(namedOrNone(chosen)),
    top_logprobs: listed(tops[index]?.['candidates']).map(other => token(namedOrNone(other))),
  }));
}

function token(given: Fields): Record<string, unknown> {
  const logprob = typeof given['logProbability'] === 'number' ? given['logProbability'] : 0;
  return { token: textOrNone(given['token']) ?? '', logprob, bytes: null };
}

/** A `logprobsResult` of tokens in OpenAI's shape. */
export function encodeLogprobs(tokens: readonly unknown[]): Record<string, unknown> {
  const rows = tokens.map(fields);
  return {
    chosenCandidates: rows.map(candidate),
    topCandidates: rows.map(row => ({
      candidates: listed(row['top_logprobs']).map(other => candidate(fields(other))),
    })),
  };
}

function candidate(row: Fields): Record<string, unknown> {
  return { token: row['token'], logProbability: row['logprob'] };
}
