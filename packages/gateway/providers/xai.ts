// xAI (Grok): chat and responses.

import { providerOf } from './provider.ts';

export const xai = providerOf({
  name: 'xai',
  title: 'xAI',
  defaultBaseUrl: 'https://api.x.ai',
  roots: { 'openai-chat': '/v1', 'openai-responses': '/v1' },
  failures: [{ status: [403, 429], words: /used all available credits|spending limit/i, means: 402 }],
});
