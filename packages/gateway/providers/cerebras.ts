// Cerebras.

import { providerOf } from './provider.ts';

export const cerebras = providerOf({
  name: 'cerebras',
  title: 'Cerebras',
  defaultBaseUrl: 'https://api.cerebras.ai',
  roots: { 'openai-chat': '/v1' },
});
