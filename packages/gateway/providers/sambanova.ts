// SambaNova: chat, responses and Claude’s protocol in their own places.

import { providerOf } from './provider.ts';

export const sambanova = providerOf({
  name: 'sambanova',
  title: 'SambaNova',
  defaultBaseUrl: 'https://api.sambanova.ai',
  roots: { 'openai-chat': '/v1', 'openai-responses': '/v1', 'anthropic-messages': '/v1' },
});
