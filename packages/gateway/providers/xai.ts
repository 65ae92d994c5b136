// xAI (Grok): chat and responses.

import { providerOf } from './provider.ts';

export const xai = providerOf({
  name: 'xai',
  title: 'xAI',
  defaultBaseUrl: 'https://api.x.ai',
  roots: { 'openai-chat': '/v1', 'openai-responses': '/v1' },
  failures: [
    {
      status: [403, 429],
      words: /used all available credits|spending[- ]limit|have any credits|out of credits/i,
      means: 402,
    },
    { status: [403], code: /spending-limit/, means: 402 },
    { status: [400], words: /incorrect api key/i, means: 401 },
  ],
});
