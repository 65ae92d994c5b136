// xAI (Grok): chat and responses.

import { providerOf } from './provider.ts';

export const xai = providerOf({
  name: 'xai',
  title: 'xAI',
  defaultBaseUrl: 'https://api.x.ai',
  roots: { 'openai-chat': '/v1', 'openai-responses': '/v1' },
});
