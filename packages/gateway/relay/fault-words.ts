// Faults of an upstream in words that a client may read: without keys, hosts and the upstream's own field names.

import type { Fault } from '@turnpike/protocols/conversation/fault';
import type { Failure, FailureCode } from '@turnpike/protocols/failures';

/** No error message of use is longer. */
const MAX_MESSAGE = 4_000;

/** A fault without what concerns only the operator. */
export function forClient(fault: Fault): Fault {
  const { param: _param, ...rest } = fault;
  const message = fault.message
    .replace(/https?:\/\/[^\s"'<>)]+/g, '[address]')
    .replace(/\b(?:sk|key|AIza|xai|gsk|hf)[-_][\w*-]{6,}|\bAIza[\w-]{10,}/g, '[key]')
    .slice(0, MAX_MESSAGE);
  return { ...rest, message: message === '' ? 'The upstream failed without saying why. Try again.' : message };
}

const KINDS: Readonly<Partial<Record<FailureCode, Fault['kind']>>> = {
  upstream_timeout: 'timeout',
  upstream_auth_error: 'credential',
  rate_limit_exceeded: 'rate_limit',
  internal_error: 'server',
};

/** A failure of the connection as a fault of the upstream. */
export function faultOf(failure: Failure): Fault {
  return { kind: KINDS[failure.code] ?? 'cut', message: failure.message };
}
