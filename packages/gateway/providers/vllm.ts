// A vLLM server.

import { providerOf } from './provider.ts';

export const vllm = providerOf({
  name: 'vllm',
  title: 'vLLM',
  defaultBaseUrl: 'http://127.0.0.1:8000',
  roots: { 'openai-chat': '/v1', 'openai-responses': '/v1' },
  catalog: undefined,
});
