// Together AI.

import { providerOf } from './provider.ts';

export const together = providerOf({
  name: 'together',
  title: 'Together AI',
  defaultBaseUrl: 'https://api.together.xyz',
  roots: { 'openai-chat': '/v1' },
  // A prompt that is too long is a 403 here.
  failures: [{ status: [403], words: /context|token/i, means: 400 }],
});
