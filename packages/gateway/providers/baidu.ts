// Baidu Qianfan: its API is at version 2.

import { providerOf } from './provider.ts';

export const baidu = providerOf({
  name: 'baidu',
  title: 'Baidu Qianfan',
  defaultBaseUrl: 'https://qianfan.baidubce.com',
  roots: { 'openai-chat': '/v2', 'openai-responses': '/v2' },
});
