// vLLM: chat, responses and Claude’s protocol of a server of one’s own.

import { bearer, providerOf } from './provider.ts';

export const vllm = providerOf({
  name: 'vllm',
  title: 'vLLM',
  defaultBaseUrl: 'http://127.0.0.1:8000',
  roots: { 'openai-chat': '/v1', 'openai-responses': '/v1', 'anthropic-messages': '/v1' },
  catalog: undefined,
  authorize: bearer,
});
