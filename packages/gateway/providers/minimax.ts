// MiniMax: chat, responses, and Claude’s protocol under /anthropic.

import { providerOf } from './provider.ts';

export const minimax = providerOf({
  name: 'minimax',
  title: 'MiniMax',
  defaultBaseUrl: 'https://api.minimaxi.com',
  roots: { 'openai-chat': '/v1', 'openai-responses': '/v1', 'anthropic-messages': '/anthropic/v1' },
  catalog: ['minimax-cn', 'minimax'],
  // Its own API tells every failure under status 200, the compatible ones with the code behind the message (providers §1.5).
  failures: [
    { code: /^1008$/, means: 402 },
    { code: /^(?:1004|2049)$/, means: 401 },
    { code: /^(?:1002|1039|1041|2045|2056)$/, means: 429 },
    { code: /^(?:1026|1027|1042|2013)$/, means: 400 },
    { code: /^1001$/, means: 504 },
    { code: /^(?:999|1000|1013|1024|1033)$/, means: 500 },
    { code: /^insufficient_balance_error$/, means: 402 },
  ],
  hidesFailures: true,
});
