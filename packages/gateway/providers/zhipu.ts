// Zhipu (GLM): its API is at version 4.

import { providerOf } from './provider.ts';

export const zhipu = providerOf({
  name: 'zhipu',
  title: 'Zhipu AI',
  defaultBaseUrl: 'https://open.bigmodel.cn',
  roots: { 'openai-chat': '/api/paas/v4', 'anthropic-messages': '/api/anthropic/v1' },
  catalog: ['zhipu', 'zai'],
});
