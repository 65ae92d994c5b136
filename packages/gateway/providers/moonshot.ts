// Moonshot (Kimi): chat, and Claude’s protocol under /anthropic.

import { providerOf } from './provider.ts';

export const moonshot = providerOf({
  name: 'moonshot',
  title: 'Moonshot AI',
  defaultBaseUrl: 'https://api.moonshot.cn',
  roots: { 'openai-chat': '/v1', 'anthropic-messages': '/anthropic/v1' },
  catalog: ['moonshot-cn', 'moonshot'],
});
