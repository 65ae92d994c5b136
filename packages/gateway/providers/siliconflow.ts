// SiliconFlow: open models, in chat and in Claude’s protocol.

import { providerOf } from './provider.ts';

export const siliconflow = providerOf({
  name: 'siliconflow',
  title: 'SiliconFlow',
  defaultBaseUrl: 'https://api.siliconflow.cn',
  roots: { 'openai-chat': '/v1', 'anthropic-messages': '/v1' },
});
