// Fireworks AI: chat, and Claude’s protocol beside it.

import { bearer, providerOf } from './provider.ts';

export const fireworks = providerOf({
  name: 'fireworks',
  title: 'Fireworks AI',
  defaultBaseUrl: 'https://api.fireworks.ai',
  roots: { 'openai-chat': '/inference/v1', 'anthropic-messages': '/inference/v1' },
  authorize: bearer,
});
