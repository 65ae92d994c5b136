// Errors in OpenAI's shape, which most platforms' relays answer with as well.

import { FAILURES } from '@turnpike/protocols/failures';
import { wordsOf, type Answer, type Problem } from './dialect.ts';

function typeOf(code: string, status: number): string {
  const known = Object.entries(FAILURES).find(([name]): boolean => name === code);
  if (known !== undefined) return known[1].openai;
  return status === 429 ? 'rate_limit_error' : status < 500 ? 'invalid_request_error' : 'server_error';
}

/** `{"error":{"message","type","param","code"}}`. */
export function openaiError(problem: Problem): Answer {
  const { status, code, message } = wordsOf(problem);
  const failure = problem.kind === 'failure' ? problem.failure : undefined;

  return { status, json: { error: { message, type: typeOf(code, status), param: failure?.param ?? null, code } } };
}
