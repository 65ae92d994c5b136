// Tencent Hunyuan.

import { providerOf } from './provider.ts';

export const tencent = providerOf({
  name: 'tencent',
  title: 'Tencent Hunyuan',
  defaultBaseUrl: 'https://api.hunyuan.cloud.tencent.com',
  roots: { 'openai-chat': '/v1', 'anthropic-messages': '/anthropic/v1' },
});
