// A failure of an upstream, with the trouble that it is in the table of rules.

import { Failure, type FailureCode, type FailureOptions } from '@turnpike/protocols/failures';
import type { Trouble } from '../routing/rules.ts';

/** A failure that an upstream or the way to it has caused. */
export class UpstreamFailure extends Failure {
  readonly trouble: Trouble;

  constructor(trouble: Trouble, message: string, options: FailureOptions = {}) {
    super(CODES[trouble], message, options);
    this.name = 'UpstreamFailure';
    this.trouble = trouble;
  }
}

const CODES: Readonly<Record<Trouble, FailureCode>> = {
  connect: 'upstream_unreachable',
  first_byte: 'upstream_timeout',
  idle: 'upstream_timeout',
  reset: 'bad_response',
  bad_body: 'bad_response_body',
  empty: 'bad_response_body',
  stream_error: 'bad_response',
  quota: 'upstream_auth_error',
};
