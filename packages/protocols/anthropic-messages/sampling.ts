// How an answer is drawn, as far as a Messages model lets one say: temperature within one, nothing beside thinking.

import type { Losses } from '../conversation/losses.ts';
import type { ConversationRequest, Sampling } from '../conversation/request.ts';
import type { ModelRules } from './models.ts';
import { PROTOCOL, type Block } from './wire.ts';

/** Lowest `top_p` that goes together with thinking. */
const LEAST_TOP_P = 0.95;

/** The sampling fields of a request. `thinking` says whether it is on, which forbids most of them. */
export function encodeSampling(
  request: ConversationRequest,
  rules: ModelRules,
  thinking: boolean,
  losses: Losses,
): Block {
  const { sampling } = request;
  if (request.origin === PROTOCOL) return written(sampling);
  for (const field of ['seed', 'presencePenalty', 'frequencyPenalty', 'logitBias'] as const)
    if (sampling[field] !== undefined) losses.field(field);
  const kept = { ...sampling };
  const drop = (field: 'temperature' | 'topP' | 'topK'): void => {
    if (kept[field] === undefined) return;
    Reflect.deleteProperty(kept, field);
    losses.field(field);
  };
  if (rules.sampling === 'none') for (const field of ['temperature', 'topP', 'topK'] as const) drop(field);
  if (thinking) {
    if (kept.temperature !== 1) drop('temperature');
    if (kept.topP !== undefined && kept.topP < LEAST_TOP_P) drop('topP');
    drop('topK');
  }
  if (rules.sampling === 'one' && kept.temperature !== undefined) drop('topP');
  return { ...written(kept), ...clamped(kept.temperature, losses) };
}

function written({ temperature, topP, topK }: Sampling): Block {
  return {
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { top_p: topP }),
    ...(topK === undefined ? {} : { top_k: topK }),
  };
}

function clamped(temperature: number | undefined, losses: Losses): Block {
  if (temperature === undefined || temperature <= 1) return {};
  losses.field('temperature', 'clamped');
  return { temperature: 1 };
}
