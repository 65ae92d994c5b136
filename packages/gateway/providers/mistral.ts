// Mistral.

import { providerOf } from './provider.ts';

export const mistral = providerOf({
  name: 'mistral',
  title: 'Mistral',
  defaultBaseUrl: 'https://api.mistral.ai',
  roots: { 'openai-chat': '/v1' },
});
