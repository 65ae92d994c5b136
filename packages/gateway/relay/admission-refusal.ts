// Why a call was not admitted, in the words that clients of this family match on (gateway-api §8.2).

import { Failure } from '@turnpike/protocols/failures';
import { Refusal } from '../ledger/ledger.ts';
import type { RelayServices } from './services.ts';

/** Always rejects: with the failure that a refused admission means, or with the error it was given. */
export async function refuse(services: RelayServices, error: unknown): Promise<never> {
  if (!(error instanceof Refusal)) throw error;
  if (error.kind === 'unavailable') {
    throw new Failure('store_unavailable', 'The ledger is out of reach. Try again in a moment.', {
      retryAfter: 2,
      cause: error,
    });
  }
  if (!error.purse.startsWith('key:')) {
    throw new Failure(
      'insufficient_user_quota',
      'The balance does not cover the most that this call can cost. Top up, or lower the output limit.',
    );
  }
  if ((await services.balanceOf(error.purse)) <= 0n) {
    throw new Failure('token_quota_exhausted', 'The budget of this key is spent. Raise it, or use another key.');
  }
  throw new Failure(
    'pre_consume_token_quota_failed',
    'The budget of this key does not cover the most that this call can cost. Raise the budget, or lower the output limit.',
  );
}
