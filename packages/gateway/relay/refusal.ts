// What to do with an upstream's refusal: which may be tried elsewhere, and what of it the client is shown.

import type { IncomingHttpHeaders } from 'node:http';
import { FAULTS, faultStatus, renderFault, type Fault } from '@turnpike/protocols/conversation/fault';
import { Failure, isProtocol, type FailureOptions, type Protocol } from '@turnpike/protocols/failures';
import type { Exchange } from '../http/exchange.ts';
import { clientHeaders } from './headers.ts';
import { parseRecord } from './json.ts';
import { retrySecondsOf } from './retry-after.ts';

/** An answer outside 200 to 299. */
export interface Refusal {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Statuses about the operator's own credential or account with the provider: never the client's affair. */
const CREDENTIAL_STATUSES = new Set([401, 402, 403]);
/** The status that the client is given for an upstream's status. */
export function refusalStatus(status: number): number {
  return CREDENTIAL_STATUSES.has(status) || status < 400 ? 502 : status;
}

/** What an upstream's refusal is called in the log: the operator must see a credential that is refused. */
export function refusalFailure(status: number, options: FailureOptions = {}): Failure {
  if (CREDENTIAL_STATUSES.has(status)) {
    const message = 'The provider refused the gateway’s own credential. The operator has to look after it.';
    return new Failure('upstream_auth_error', message);
  }
  if (status === 429)
    return new Failure('rate_limit_exceeded', 'The upstream is at its limit. Try again later.', options);
  return new Failure('bad_response', `The upstream refused the request with status ${status}.`, options);
}

/** Gives the client the upstream's own error: body, status and Retry-After; or ours where it must not see it. */
export function answerRefusal(exchange: Exchange, refusal: Refusal): void {
  if (CREDENTIAL_STATUSES.has(refusal.status)) {
    exchange.fail(refusalFailure(refusal.status));
    return;
  }
  const isJson = parseRecord(refusal.body.toString('utf8')) !== undefined || refusal.body[0] === 0x5b;
  if (refusal.status < 400 || !isJson) {
    exchange.fail(ownFailure(refusal));
    return;
  }
  exchange.head(refusal.status, [...clientHeaders(refusal.headers), 'content-length', String(refusal.body.length)]);
  exchange.response.end(refusal.body);
}

/** The status by which a fault of the upstream is judged for another try: its own, not the one the client is given. */
export function upstreamStatus(fault: Fault): number {
  return fault.kind === 'credential' ? 401 : FAULTS[fault.kind].status;
}

/** What a fault is called in the log. */
export function faultFailure(fault: Fault): Failure {
  return refusalFailure(upstreamStatus(fault));
}

/** Gives the client an upstream's fault in the client's own family; what is the operator's affair only by its name. */
export function answerFault(exchange: Exchange, protocol: Protocol, fault: Fault): void {
  // Vendors of small APIs have error shapes of their own beside the four.
  const family = isProtocol(exchange.family) ? protocol : exchange.family;
  if (CREDENTIAL_STATUSES.has(upstreamStatus(fault))) {
    exchange.fail(faultFailure(fault));
    return;
  }
  const body = Buffer.from(JSON.stringify(renderFault(family, fault, exchange.id)));
  const headers = ['content-type', 'application/json', 'content-length', String(body.length)];
  if (fault.retryAfter !== undefined) headers.push('retry-after', String(Math.ceil(fault.retryAfter)));
  exchange.head(faultStatus(family, fault), headers);
  exchange.response.end(body);
}

/** An error page that is not JSON becomes a failure of our own, as near in status as our table has one. */
function ownFailure(refusal: Refusal): Failure {
  const retryAfter = retrySecondsOf(refusal);
  const retry = retryAfter === undefined ? {} : { retryAfter };
  const message = `The upstream refused the request with status ${refusal.status}.`;
  switch (refusal.status) {
    case 400:
    case 422:
      return new Failure('invalid_request', message);
    case 404:
      return new Failure('not_found', message);
    case 413:
      return new Failure('read_request_body_failed', message);
    case 429:
      return new Failure('rate_limit_exceeded', message, retry);
    case 503:
      return new Failure('system_overloaded', message, retry);
    case 504:
      return new Failure('upstream_timeout', message, retry);
    default:
      return new Failure('bad_response', message, retry);
  }
}
