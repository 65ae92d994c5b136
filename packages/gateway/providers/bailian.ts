// Alibaba Bailian (Model Studio) in its compatible mode.

import { providerOf } from './provider.ts';

export const bailian = providerOf({
  name: 'bailian',
  title: 'Alibaba Bailian',
  defaultBaseUrl: 'https://dashscope.aliyuncs.com',
  roots: { 'openai-chat': '/compatible-mode/v1', 'anthropic-messages': '/apps/anthropic/v1' },
  catalog: ['bailian-cn', 'bailian'],
});
