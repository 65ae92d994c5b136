// Specifies what each error of a Messages upstream means, in Anthropic's words and in those of its hosts.

import { describe, expect, it } from 'vitest';
import { ToolNames } from '../conversation/tool-names.ts';
import { anthropicMessages as codec } from './codec.ts';

const error = (type: string, message = 'No.') => ({ type: 'error', error: { type, message } });

describe('an error', () => {
  it.each([
    [400, 'invalid_request_error', 'invalid_request'],
    [401, 'authentication_error', 'credential'],
    [402, 'billing_error', 'quota'],
    [403, 'permission_error', 'permission'],
    [404, 'not_found_error', 'not_found'],
    [413, 'request_too_large', 'too_large'],
    [429, 'rate_limit_error', 'rate_limit'],
    [500, 'api_error', 'server'],
    [504, 'timeout_error', 'timeout'],
    [529, 'overloaded_error', 'overloaded'],
  ])('%i %s is %s', (status, type, kind) => {
    expect(codec.decodeFault(status, error(type), 7)).toEqual({ kind, message: 'No.', retryAfter: 7 });
  });

  it.each([
    [429, { message: 'Too many tokens' }, { kind: 'rate_limit', message: 'Too many tokens' }],
    [400, { Message: 'Bad' }, { kind: 'invalid_request', message: 'Bad' }],
    [
      429,
      { error: { code: 429, message: 'Quota', status: 'RESOURCE_EXHAUSTED' } },
      { kind: 'rate_limit', message: 'Quota' },
    ],
    [502, {}, { kind: 'server', message: 'The upstream answered with the status 502.' }],
    [503, { error: 'busy' }, { kind: 'overloaded', message: 'busy' }],
  ])('of a host is read by its status: %i %o', (status, body, fault) => {
    expect(codec.decodeFault(status, body)).toEqual(fault);
  });

  it('has the code that clients of other protocols look for', () => {
    const long = error('invalid_request_error', 'prompt is too long: 210000 tokens > 200000 maximum');
    expect(codec.decodeFault(400, long).code).toBe('context_length_exceeded');
    const thread = {
      type: 'error',
      error: { type: 'invalid_request_error', message: 'x', details: { error_code: 'thread_not_found' } },
    };
    expect(codec.decodeFault(400, thread).code).toBe('thread_not_found');
  });

  it('under a good status is no answer', () => {
    expect(() => codec.decodeAnswer(error('api_error', 'Broken'), new ToolNames())).toThrow('Broken');
    expect(() => codec.decodeAnswer({ hello: 1 }, new ToolNames())).toThrow('not a message');
  });
});
