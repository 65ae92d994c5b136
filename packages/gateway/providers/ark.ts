// Volcengine Ark (Doubao): its API is at version 3.

import { providerOf } from './provider.ts';

export const ark = providerOf({
  name: 'ark',
  title: 'Volcengine Ark',
  defaultBaseUrl: 'https://ark.cn-beijing.volces.com',
  roots: { 'openai-chat': '/api/v3', 'openai-responses': '/api/v3', 'anthropic-messages': '/api/compatible/v1' },
  catalog: ['bytedance'],
  failures: [
    { code: /^AccountOverdueError|^InvalidSubscription/, means: 402 },
    // The free quota of one model is used up; the others go on.
    { code: /^(?:SetLimitExceeded|QuotaExceeded)/, means: 403 },
    { status: [429], code: /^ServerOverloaded/, means: 503 },
  ],
});
