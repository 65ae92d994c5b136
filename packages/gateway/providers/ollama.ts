// Ollama on this machine, another, or its cloud: chat, and stateless responses and Claude’s protocol in newer versions.

import { bearer, providerOf } from './provider.ts';

export const ollama = providerOf({
  name: 'ollama',
  title: 'Ollama',
  defaultBaseUrl: 'http://127.0.0.1:11434',
  roots: { 'openai-chat': '/v1', 'openai-responses': '/v1', 'anthropic-messages': '/v1' },
  catalog: undefined,
  authorize: bearer,
});
