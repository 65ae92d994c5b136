// Tencent Hunyuan by its compatible API; the native one ends in 2026 (providers §1.7).

import { providerOf } from './provider.ts';

export const tencent = providerOf({
  name: 'tencent',
  title: 'Tencent Hunyuan',
  defaultBaseUrl: 'https://api.hunyuan.cloud.tencent.com',
  roots: { 'openai-chat': '/v1', 'anthropic-messages': '/anthropic/v1' },
  // Its documents name no list of models.
  list: undefined,
  failures: [
    {
      code: /^(?:FailedOperation\.ResourcePackExhausted|FailedOperation\.ServiceStopArrears|ResourceInsufficient)/,
      means: 402,
    },
    { code: /^(?:AuthFailure|InvalidParameterValue\.SecretId)/, means: 401 },
    { code: /^LimitExceeded|^RequestLimitExceeded/, means: 429 },
  ],
});
