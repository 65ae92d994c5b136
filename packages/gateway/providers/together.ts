// Together AI.

import { providerOf } from './provider.ts';

export const together = providerOf({
  name: 'together',
  title: 'Together AI',
  defaultBaseUrl: 'https://api.together.xyz',
  roots: { 'openai-chat': '/v1' },
});
