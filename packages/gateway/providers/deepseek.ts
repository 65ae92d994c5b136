// DeepSeek: chat, and Claude’s protocol under /anthropic.

import { providerOf } from './provider.ts';

export const deepseek = providerOf({
  name: 'deepseek',
  title: 'DeepSeek',
  defaultBaseUrl: 'https://api.deepseek.com',
  roots: { 'openai-chat': '/v1', 'anthropic-messages': '/anthropic/v1' },
});
