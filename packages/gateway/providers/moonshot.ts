// Moonshot (Kimi): chat, and Claude’s protocol under /anthropic.

import { amountOf, objectOf } from './account-calls.ts';
import { providerOf } from './provider.ts';

export const moonshot = providerOf({
  name: 'moonshot',
  title: 'Moonshot AI',
  defaultBaseUrl: 'https://api.moonshot.cn',
  roots: { 'openai-chat': '/v1', 'openai-responses': '/v1', 'anthropic-messages': '/anthropic/v1' },
  catalog: ['moonshot-cn', 'moonshot'],
  balance: {
    paths: ['/v1/users/me/balance'],
    read: ([body], origin) => {
      const { data, code } = objectOf(body);
      if (code !== 0) throw new Error('the provider did not say');
      // Accounts of the two hosts are apart, and so are their currencies; that of .ai is from general knowledge.
      return [
        { amount: amountOf(objectOf(data)['available_balance']), currency: origin.endsWith('.cn') ? 'CNY' : 'USD' },
      ];
    },
  },
  failures: [
    { status: [429], code: /^exceeded_current_quota_error$/, means: 402 },
    { status: [429], code: /^engine_overloaded_error$/, means: 503 },
    { status: [403], words: /balance|quota|recharge/i, means: 402 },
    // Keys of the coding plan serve coding agents alone.
    { status: [403], words: /only available for coding agents/i, means: 401 },
  ],
});
