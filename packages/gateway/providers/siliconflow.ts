// SiliconFlow: open models, in chat and in Claude’s protocol.

import { amountOf, objectOf } from './account-calls.ts';
import { bearer, providerOf } from './provider.ts';

export const siliconflow = providerOf({
  name: 'siliconflow',
  title: 'SiliconFlow',
  defaultBaseUrl: 'https://api.siliconflow.cn',
  roots: { 'openai-chat': '/v1', 'anthropic-messages': '/v1' },
  authorize: bearer,
  balance: {
    paths: ['/v1/user/info'],
    read: ([body], origin) => [
      {
        amount: amountOf(objectOf(objectOf(body)['data'])['totalBalance']),
        currency: origin.endsWith('.com') ? 'USD' : 'CNY',
      },
    ],
  },
  failures: [
    { code: /^30001$/, means: 402 },
    { code: /^20012$/, means: 404 },
    { code: /^(?:50505|50604|60000)$/, means: 503 },
  ],
});
