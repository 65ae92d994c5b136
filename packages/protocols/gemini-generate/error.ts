// Reads Google's error object: its status word and details say more than the HTTP status.

import type { Fields } from '../conversation/counts.ts';
import { faultKind, type Fault, type FaultKind } from '../conversation/fault.ts';
import { listed, namedOrNone, textOrNone } from './wire.ts';

const BY_WORD: ReadonlyMap<string, FaultKind> = new Map([
  ['INVALID_ARGUMENT', 'invalid_request'],
  ['OUT_OF_RANGE', 'invalid_request'],
  ['UNAUTHENTICATED', 'credential'],
  ['PERMISSION_DENIED', 'permission'],
  ['NOT_FOUND', 'not_found'],
  ['RESOURCE_EXHAUSTED', 'rate_limit'],
  ['INTERNAL', 'server'],
  ['UNKNOWN', 'server'],
  ['DATA_LOSS', 'server'],
  ['UNAVAILABLE', 'overloaded'],
  ['DEADLINE_EXCEEDED', 'timeout'],
  ['CANCELLED', 'server'],
]);

/** The fault that an error answer means. `retryAfter` is the header's, in seconds; `RetryInfo` stands in for it. */
export function decodeFault(status: number, body: Fields, retryAfter?: number): Fault {
  const error = errorIn(body);
  const word = textOrNone(error['status']) ?? '';
  const code = typeof error['code'] === 'number' ? error['code'] : status;
  const message = textOrNone(error['message']) ?? textOrNone(body['error']) ?? '';
  const details = listed(error['details']).map(namedOrNone);
  const wait = retryAfter ?? retryDelay(details);
  const overlong = /token count .*exceeds the maximum|exceeds? the maximum number of tokens/i.test(message);
  return {
    kind: kindOf(code, word, message, details),
    message: message === '' ? `The upstream answered with status ${code}.` : message,
    ...(overlong ? { code: 'context_length_exceeded' } : {}),
    ...(wait === undefined ? {} : { retryAfter: wait }),
  };
}

/** The error object of an answer; streams that are arrays may have it as their only element. */
function errorIn(body: Fields): Fields {
  const outer = Array.isArray(body) ? namedOrNone(body[0]) : body;
  return namedOrNone(outer['error']);
}

function kindOf(code: number, word: string, message: string, details: readonly Fields[]): FaultKind {
  // A wrong key is a 400 here, and so is a country that is not served: neither is the client's mistake.
  if (details.some(detail => detail['reason'] === 'API_KEY_INVALID') || /API key not valid/i.test(message))
    return 'credential';
  if (word === 'FAILED_PRECONDITION') return /location/i.test(message) ? 'permission' : 'invalid_request';
  const kind = code >= 400 && code !== 499 ? faultKind(code) : (BY_WORD.get(word) ?? 'server');
  return kind === 'rate_limit' && details.some(isDaily) ? 'quota' : kind;
}

/** A quota of the whole day or of money: waiting a minute will not help. */
function isDaily(detail: Fields): boolean {
  return listed(detail['violations']).some(violation =>
    /PerDay/i.test(textOrNone(namedOrNone(violation)['quotaId']) ?? ''),
  );
}

/** Seconds of a `RetryInfo` (`34.4s`), rounded up: an earlier try would be refused again. */
function retryDelay(details: readonly Fields[]): number | undefined {
  for (const detail of details) {
    const seconds = /^(\d+(?:\.\d+)?)s$/.exec(textOrNone(detail['retryDelay']) ?? '')?.[1];
    if (seconds !== undefined) return Math.ceil(Number(seconds));
  }
  return undefined;
}
