// The limits of a client's key, account, group and model, counted for a job as for any call.

import type { Permit } from '../limits/limiter.ts';
import type { Priced } from './pricing.ts';
import type { Caller } from './submission.ts';
import type { Work } from './work.ts';

/** Runs `work` within the limits of its caller: what it may cost at most counts at once. @throws Failure 429 */
export async function limited<T>(
  { services }: Work,
  { principal, requestId, gone }: Caller,
  { model, group }: Priced,
  amount: bigint,
  work: () => Promise<T>,
): Promise<T> {
  const { key, account } = principal;
  const permit: Permit = await services.limiter.admit({
    id: requestId,
    keyId: key.id,
    accountId: account.id,
    group,
    model,
    tokens: 0,
    money: Number(amount),
    keyBounds: key.bounds,
    accountBounds: account.bounds,
    rules: services.world().limits,
    gone,
  });
  let spent = 0n;
  try {
    const result = await work();
    spent = amount;
    return result;
  } finally {
    permit.end(0, Number(spent));
  }
}
