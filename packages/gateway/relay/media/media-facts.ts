// What rules of routing may ask of a medium's errand.

import type { Exchange } from '../../http/exchange.ts';
import type { Principal } from '../../identity/principal.ts';
import type { Medium, RequestFacts } from '../../routing/conditions.ts';
import type { Errand } from '../errand.ts';

/** The facts of an errand that carries these media. */
export function mediaFacts(
  { model, family, form }: Pick<Errand, 'model' | 'family' | 'form'>,
  exchange: Exchange,
  principal: Principal,
  tokens: number,
  carried: readonly Medium[],
): RequestFacts {
  return {
    model,
    protocol: family,
    group: principal.group,
    streamed: form === 'events',
    now: Date.now(),
    promptTokens: () => tokens,
    carries: medium => carried.includes(medium),
    header: name => {
      const value = exchange.request.headers[name];
      return typeof value === 'string' ? value : value?.join(', ');
    },
  };
}
