// Baidu Qianfan: its API is at version 2.

import { providerOf } from './provider.ts';

export const baidu = providerOf({
  name: 'baidu',
  title: 'Baidu Qianfan',
  defaultBaseUrl: 'https://qianfan.baidubce.com',
  roots: { 'openai-chat': '/v2', 'openai-responses': '/v2' },
  failures: [
    { code: /^(?:rpm|tpm)_rate_limit_exceeded$/, means: 429 },
    { code: /^invalid_iam_token$/, means: 401 },
    { status: [401], code: /^(?:invalid_model|no_parameter_permission)$/, means: 403 },
  ],
});
