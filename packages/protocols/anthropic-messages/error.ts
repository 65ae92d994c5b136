// Reads the errors of a Messages upstream: Anthropic's own shape, and those of the clouds that serve Claude.

import { fields, isFields, type Fields } from '../conversation/counts.ts';
import { faultKind, type Fault, type FaultKind } from '../conversation/fault.ts';
import { given, row, textOrNone } from './wire.ts';

const KINDS: Readonly<Record<string, FaultKind>> = {
  invalid_request_error: 'invalid_request',
  authentication_error: 'credential',
  billing_error: 'quota',
  permission_error: 'permission',
  not_found_error: 'not_found',
  request_too_large: 'too_large',
  rate_limit_error: 'rate_limit',
  api_error: 'server',
  timeout_error: 'timeout',
  overloaded_error: 'overloaded',
};

/** Anthropic says in words alone that a prompt does not fit; clients of other protocols look for the code. */
const TOO_LONG =
  /prompt is too long|exceeds? (?:the )?(?:context|maximum context)|input length and `max_tokens` exceed/i;

/** Whether a body is an error, whatever its status says. */
export function isError(body: Fields): boolean {
  return body['type'] === 'error' || (isFields(body['error']) && body['content'] === undefined);
}

/**
 * Reads an error body. Bedrock says only `{message}`, Vertex speaks Google's shape. `status` 200 stands for an error
 * inside a stream or under a good status. `retryAfter` is in seconds.
 */
export function decodeFault(status: number, body: Fields, retryAfter?: number): Fault {
  const error = isFields(body['error']) ? body['error'] : body;
  const message = textOrNone(error['message']) ?? textOrNone(error['Message']) ?? textOrNone(body['error']);
  const kind = row(KINDS, error['type']) ?? statusKind(status, error);
  const code =
    textOrNone(fields(error['details'])['error_code']) ?? (tooLong(message) ? 'context_length_exceeded' : undefined);
  return {
    kind,
    message: message ?? `The upstream answered with the status ${status}.`,
    ...given('code', code),
    ...given('retryAfter', retryAfter),
  };
}

function statusKind(status: number, error: Fields): FaultKind {
  const inner = error['code'];
  if (status >= 400) return faultKind(status);
  return typeof inner === 'number' && inner >= 400 ? faultKind(inner) : 'server';
}

function tooLong(message: string | undefined): boolean {
  return message !== undefined && TOO_LONG.test(message);
}
