// Moderations as the relay sees them: one wire format, counted by the gateway, as its provider does not.

import { usageOf } from '@turnpike/protocols/conversation/usage';
import {
  openaiModerations,
  type ModerationAnswer,
  type ModerationRequest,
} from '@turnpike/protocols/moderations/openai';
import type { Service } from './service.ts';
import { textTokens } from './text-tokens.ts';

const IMAGE_TOKENS = 1_000;

/** What is judged with when the client names no model. */
export const USUAL_MODERATION = 'omni-moderation-latest';

export const MODERATIONS: Service<ModerationRequest, ModerationAnswer> = {
  name: 'moderations',
  kinds: new Set(['moderation']),
  formats: new Map([[openaiModerations.name, openaiModerations]]),
  answered: ['results'],
  likely: ({ texts, images }) =>
    usageOf({
      input: texts.reduce((sum, text) => sum + textTokens(text), 0),
      imageIn: images * IMAGE_TOKENS,
      calls: 1,
    }),
  most: () => ({}),
  isWhole: (answer, request) => answer.results === request.results,
  withUsage: answer => answer,
};
