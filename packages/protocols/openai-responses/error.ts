// Reads what OpenAI says went wrong: an error answer, a failed response, an error in the stream.

import { entryOf } from '../conversation/entry-of.ts';
import type { Fields } from '../conversation/counts.ts';
import { fields, isFields } from '../conversation/counts.ts';
import { faultKind, type Fault, type FaultKind } from '../conversation/fault.ts';
import { given, textOf, wordOf } from './wire.ts';

/** Codes and types by what they mean: finer than a status, and all there is inside a stream. */
const KINDS: Readonly<Record<string, FaultKind>> = {
  insufficient_quota: 'quota',
  billing_hard_limit_reached: 'quota',
  billing_not_active: 'quota',
  rate_limit_exceeded: 'rate_limit',
  rate_limit_error: 'rate_limit',
  tokens: 'rate_limit',
  requests: 'rate_limit',
  invalid_api_key: 'credential',
  authentication_error: 'credential',
  permission_error: 'permission',
  model_not_found: 'not_found',
  not_found_error: 'not_found',
  server_error: 'server',
  internal_error: 'server',
  api_error: 'server',
  server_is_overloaded: 'overloaded',
  slow_down: 'overloaded',
  overloaded: 'overloaded',
  overloaded_error: 'overloaded',
  timeout: 'timeout',
  timeout_error: 'timeout',
  vector_store_timeout: 'timeout',
  request_too_large: 'too_large',
  invalid_request_error: 'invalid_request',
  invalid_prompt: 'invalid_request',
  context_length_exceeded: 'invalid_request',
  content_filter: 'invalid_request',
  content_policy_violation: 'invalid_request',
  moderation_blocked: 'invalid_request',
  invalid_encrypted_content: 'invalid_request',
  invalid_image: 'invalid_request',
  image_too_large: 'invalid_request',
  unsupported_parameter: 'invalid_request',
  unsupported_value: 'invalid_request',
};

/** Faults whose own code is nothing to the client: it is about the gateway's account. */
const OURS: ReadonlySet<FaultKind> = new Set(['credential', 'quota', 'permission']);

/** Reads an error answer of any status; `retryAfter` is in seconds. */
export function decodeFault(status: number, body: Fields, retryAfter?: number): Fault {
  const failed = fields(body['response']);
  const nested = [body['error'], failed['error'], body['errors']].find(value => isFields(value) || wordOf(value));
  const error = isFields(nested) ? nested : body;
  const message = wordOf(error['message']) ?? wordOf(nested) ?? wordOf(body['message']) ?? wordOf(body['detail']) ?? '';
  const code = wordOf(error['code']) ?? (typeof error['code'] === 'number' ? String(error['code']) : undefined);
  const kind = kindOf(status, code, error['type']);
  const own = code !== undefined && code !== wordOf(error['type']) && !OURS.has(kind) && !/^\d+$/.test(code);
  return {
    kind,
    message: message === '' ? speechless(status) : message,
    ...given('code', own ? code : undefined),
    ...given('param', wordOf(error['param'])),
    ...given('retryAfter', retryAfter),
  };
}

function speechless(status: number): string {
  return status >= 400 ? `The model's provider answered with the status ${status}.` : "The model's provider failed.";
}

/** An unspecific word says less than a status that is an error. */
function kindOf(status: number, code: string | undefined, type: unknown): FaultKind {
  const byCode = code === undefined ? undefined : entryOf(KINDS, code);
  if (byCode !== undefined) return byCode;
  const byType = entryOf(KINDS, textOf(type));
  const failed = status >= 400;
  if (byType !== undefined && (!failed || (byType !== 'invalid_request' && byType !== 'server'))) return byType;
  if (failed) return faultKind(status);
  return code !== undefined && /^[45]\d\d$/.test(code) ? faultKind(Number(code)) : 'server';
}
