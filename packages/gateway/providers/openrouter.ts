// OpenRouter: three protocols under one key, always as a bearer token.

import { bearer, providerOf } from './provider.ts';

export const openrouter = providerOf({
  name: 'openrouter',
  title: 'OpenRouter',
  defaultBaseUrl: 'https://openrouter.ai',
  roots: { 'openai-chat': '/api/v1', 'openai-responses': '/api/v1', 'anthropic-messages': '/api/v1' },
  catalog: undefined,
  authorize: bearer,
});
