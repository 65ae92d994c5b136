// Whether a caller may call a model: on the key's list, known, and priced, in this order (gateway-api §1.4).

import { Failure } from '@turnpike/protocols/failures';
import type { PriceSheet } from '../ledger/price.ts';
import type { World } from '../world.ts';
import type { Principal } from './principal.ts';

/** The price to snapshot. @throws Failure `model_not_allowed`, `model_not_found`, `model_price_error`. */
export function authorizeModel(principal: Principal, model: string, world: World): PriceSheet {
  if (principal.key.models !== undefined && !principal.key.models.has(model)) {
    throw new Failure('model_not_allowed', `This key may not call ${model}. Use a model on its list, or another key.`, {
      param: 'model',
    });
  }
  const sheet = world.price(model);
  if (world.candidates(model, principal.group).length === 0 && !world.knows(model)) {
    throw new Failure(
      'model_not_found',
      `The model ${model} does not exist here. GET /v1/models lists what this key can call.`,
      { param: 'model' },
    );
  }
  if (sheet === undefined) {
    throw new Failure(
      'model_price_error',
      `The model ${model} has no price. The operator has to set one, or mark it free with a price of 0.`,
      { param: 'model' },
    );
  }
  return sheet;
}
