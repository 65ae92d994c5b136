// Zhipu (GLM): its API is at version 4.

import { providerOf } from './provider.ts';

export const zhipu = providerOf({
  name: 'zhipu',
  title: 'Zhipu AI',
  defaultBaseUrl: 'https://open.bigmodel.cn',
  roots: { 'openai-chat': '/api/paas/v4', 'anthropic-messages': '/api/anthropic/v1' },
  catalog: ['zhipu', 'zai'],
  // Its documents name no list of models.
  list: undefined,
  // The status 429 stands for load, for an empty account and for a locked one alike: the code decides (providers §1.4).
  failures: [
    { code: /^1113$/, means: 402 },
    { code: /^(?:100[0-5]|111\d|112[01])$/, means: 401 },
    { code: /^1220$/, means: 403 },
    { code: /^1211$/, means: 404 },
    { code: /^(?:1210|121[345]|1261|130[01])$/, means: 400 },
    { code: /^1305$/, means: 503 },
    { code: /^(?:130[234]|1308|13[12]\d)$/, means: 429 },
    { code: /^(?:1200|1230|1234)$/, means: 500 },
  ],
  hidesFailures: true,
});
