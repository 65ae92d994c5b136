// A call before its limits: what it likely takes of them, and the headers that say what is left.

import { promptTokens } from '@turnpike/protocols/conversation/usage';
import type { Exchange } from '../http/exchange.ts';
import type { Principal } from '../identity/principal.ts';
import { limitHeaders } from '../limits/headers.ts';
import type { Permit } from '../limits/limiter.ts';
import type { CallRecord } from '../ledger/charge.ts';
import type { World } from '../world.ts';
import type { Errand } from './errand.ts';
import type { RelayServices } from './services.ts';

/**
 * Counts a call toward its limits, and tells the client what is left. `worst` is what it may cost, in nano-dollars.
 * @throws Failure `rate_limit_exceeded`
 */
export function withinLimits(
  services: RelayServices,
  exchange: Exchange,
  world: World,
  principal: Principal,
  errand: Errand,
  worst: bigint,
): Permit | Promise<Permit> {
  const { key, account, group } = principal;
  const permit = services.limiter.admit({
    id: exchange.id,
    keyId: key.id,
    accountId: account.id,
    group,
    model: errand.model,
    tokens: errand.likelyTokens,
    money: Number(worst),
    keyBounds: key.bounds,
    accountBounds: account.bounds,
    rules: world.limits,
    gone: () => exchange.gone,
  });
  return permit instanceof Promise ? permit.then(one => told(exchange, one)) : told(exchange, permit);
}

function told(exchange: Exchange, permit: Permit): Permit {
  const headers = limitHeaders(exchange.family, permit.counts);
  if (headers.length > 0) exchange.also(headers);
  return permit;
}

/** Ends a permit with what the call used and cost. */
export function endPermit(permit: Permit, { usage, amount }: CallRecord): void {
  permit.end(promptTokens(usage) + usage.output + usage.audioOut + usage.imageOut, Number(amount));
}
