// Volcengine Ark (Doubao): its API is at version 3.

import { providerOf } from './provider.ts';

export const ark = providerOf({
  name: 'ark',
  title: 'Volcengine Ark',
  defaultBaseUrl: 'https://ark.cn-beijing.volces.com',
  roots: { 'openai-chat': '/api/v3', 'openai-responses': '/api/v3', 'anthropic-messages': '/api/compatible/v1' },
  catalog: ['bytedance'],
});
