// ZenMux: three protocols under one key.

import { providerOf } from './provider.ts';

export const zenmux = providerOf({
  name: 'zenmux',
  title: 'ZenMux',
  defaultBaseUrl: 'https://zenmux.ai',
  roots: { 'openai-chat': '/api/v1', 'openai-responses': '/api/v1', 'anthropic-messages': '/api/anthropic/v1' },
  catalog: undefined,
});
