// DeepSeek: chat, responses, and Claude’s protocol under /anthropic.

import { amountOf, objectOf, objectsOf, openaiList } from './account-calls.ts';
import { providerOf } from './provider.ts';

export const deepseek = providerOf({
  name: 'deepseek',
  title: 'DeepSeek',
  defaultBaseUrl: 'https://api.deepseek.com',
  roots: { 'openai-chat': '/v1', 'openai-responses': '', 'anthropic-messages': '/anthropic/v1' },
  list: openaiList('/models'),
  balance: {
    paths: ['/user/balance'],
    read: ([body]) =>
      (objectsOf(objectOf(body)['balance_infos']) ?? []).map(row => ({
        amount: amountOf(row['total_balance']),
        currency: String(row['currency']),
        note: `of it granted: ${String(row['granted_balance'] ?? '0')}`,
      })),
  },
});
