// Redeems codes for whoever types them in, and slows guessing down by account and place.

import { Failure } from '@turnpike/protocols/failures';
import { Throttle } from '../identity/throttle.ts';
import { redeemCode } from '../ledger/codes.ts';
import type { Services } from './services.ts';

const guesses = new Throttle();

/** Puts a code's money into an account; answers the nano-dollars. @throws Failure for a code that is no good */
export async function redeemInto(
  services: Services,
  code: string,
  accountId: number,
  address: string,
): Promise<bigint> {
  const place = `code ${accountId} ${address}`;
  const wait = Math.ceil(guesses.wait(place) / 1000);
  if (wait > 0) throw new Failure('rate_limit_exceeded', `Too many tries. Wait ${wait} seconds.`, { retryAfter: wait });
  const amount = await redeemCode(services.store, code, accountId);
  if (amount === undefined) {
    guesses.wrong(place);
    throw new Failure('invalid_request', 'code: this code is unknown, used or no longer good.', { param: 'code' });
  }
  guesses.right(place);
  return amount;
}
