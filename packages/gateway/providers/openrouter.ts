// OpenRouter: three protocols under one key, always as a bearer token.

import { amountOf, objectOf, rounded } from './account-calls.ts';
import { bearer, providerOf } from './provider.ts';

export const openrouter = providerOf({
  name: 'openrouter',
  title: 'OpenRouter',
  defaultBaseUrl: 'https://openrouter.ai',
  roots: { 'openai-chat': '/api/v1', 'openai-responses': '/api/v1', 'anthropic-messages': '/api/v1' },
  catalog: undefined,
  authorize: bearer,
  // The first wants a management key; the second tells what is left to this key.
  balance: {
    paths: ['/api/v1/credits', '/api/v1/key'],
    read: ([credits, key]) => {
      const { total_credits: bought, total_usage: used } = objectOf(objectOf(credits)['data']);
      if (typeof bought === 'number' && typeof used === 'number')
        return [{ amount: rounded(bought - used), currency: 'USD' }];
      const { limit, limit_remaining: left } = objectOf(objectOf(key)['data']);
      if (limit === null) return [{ amount: undefined, currency: 'USD', note: 'this key has no limit of its own' }];
      return [{ amount: amountOf(left), currency: 'USD', note: 'what this key may still spend' }];
    },
  },
  failures: [
    { status: [403], words: /moderation|flagged/i, means: 400 },
    { status: [403], words: /key limit exceeded|limit of (?:this|the) key/i, means: 402 },
  ],
});
