// Perplexity: chat without a version in the path.

import { providerOf } from './provider.ts';

export const perplexity = providerOf({
  name: 'perplexity',
  title: 'Perplexity',
  defaultBaseUrl: 'https://api.perplexity.ai',
  roots: { 'openai-chat': '' },
  // Its models are on no list.
  list: undefined,
});
