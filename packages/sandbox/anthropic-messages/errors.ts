// Errors in Anthropic's shape, with its words for each kind of fault.

import { newId } from '../play/scene.ts';
import { Refused } from '../exchange.ts';
import { dottedPath, type Fault } from '../shape.ts';

const TYPES: Readonly<Record<number, readonly [type: string, message: string]>> = {
  400: ['invalid_request_error', 'The request was refused by the sandbox as asked.'],
  401: ['authentication_error', 'invalid x-api-key'],
  402: ['billing_error', 'The sandbox has run out of play money.'],
  403: ['permission_error', 'The sandbox forbids this as asked.'],
  404: ['not_found_error', 'model: not found'],
  413: ['request_too_large', 'Request exceeds the maximum size'],
  429: ['rate_limit_error', 'This request would exceed the rate limit of the sandbox.'],
  500: ['api_error', 'Internal server error'],
  503: ['api_error', 'Service unavailable'],
  504: ['timeout_error', 'Request timed out'],
  529: ['overloaded_error', 'Overloaded'],
};

/** An Anthropic error of a status. */
export function anthropicError(status: number, message?: string, details?: unknown, retryAfter?: number): Refused {
  const [type, words] = TYPES[status] ?? ['api_error', `The sandbox answers ${status} as asked.`];
  const error = { type, message: message ?? words, ...(details === undefined ? {} : { details }) };
  return new Refused(status, { type: 'error', error, request_id: newId('req_', 'error') }, retryAfter);
}

/** A plain 400. */
export function anthropicRefusal(message: string): Refused {
  return anthropicError(400, message);
}

/** A fault of shape in Anthropic's words. */
export function anthropicFault(fault: Fault): Refused {
  const path = dottedPath(fault.path);
  switch (fault.kind) {
    case 'unknown':
      return anthropicRefusal(`${path}: Extra inputs are not permitted`);
    case 'missing':
      return anthropicRefusal(`${path}: Field required`);
    case 'type':
      return anthropicRefusal(
        `${path}: Input should be ${fault.expected.replace(/^an? (string|array|object|boolean|integer|number)$/, 'a valid $1')}`,
      );
    case 'range':
      return anthropicRefusal(`${path}: Input should be ${fault.expected}`);
  }
}
