// Counts the tokens of a request here, where no upstream of its model has such a call: an estimate, and marked as one.

import type { Protocol } from '@turnpike/protocols/failures';
import type { Exchange } from '../http/exchange.ts';
import type { Call } from './call.ts';
import { likelyPromptTokens } from './estimate.ts';

/** The header that says that a count is an estimate. */
export const ESTIMATED_HEADER = 'x-turnpike-estimated';

/** How each protocol says a count of tokens. */
const SHAPES: Readonly<Record<Protocol, (tokens: number) => object>> = {
  'openai-chat': tokens => ({ input_tokens: tokens }),
  'openai-responses': tokens => ({ object: 'response.input_tokens', input_tokens: tokens }),
  'anthropic-messages': tokens => ({ input_tokens: tokens }),
  'gemini-generate': tokens => ({
    totalTokens: tokens,
    promptTokensDetails: [{ modality: 'TEXT', tokenCount: tokens }],
  }),
};

/** Answers a count by the weight of the body. */
export function answerLocally(exchange: Exchange, call: Call): void {
  const tokens = likelyPromptTokens(call.envelope.weight);
  exchange.json(200, SHAPES[call.protocol](tokens), { [ESTIMATED_HEADER]: 'true' });
}
