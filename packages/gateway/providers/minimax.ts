// MiniMax: chat, and Claude’s protocol under /anthropic.

import { providerOf } from './provider.ts';

export const minimax = providerOf({
  name: 'minimax',
  title: 'MiniMax',
  defaultBaseUrl: 'https://api.minimaxi.com',
  roots: { 'openai-chat': '/v1', 'anthropic-messages': '/anthropic/v1' },
  catalog: ['minimax-cn', 'minimax'],
});
