// Pollinations: chat of many models under one gateway; its pictures have an API of their own (openrouter §9).

import { bearer, providerOf } from './provider.ts';

export const pollinations = providerOf({
  name: 'pollinations',
  title: 'Pollinations',
  defaultBaseUrl: 'https://gen.pollinations.ai',
  roots: { 'openai-chat': '/v1' },
  catalog: undefined,
  authorize: bearer,
});
