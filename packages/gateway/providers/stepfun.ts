// StepFun.

import { amountOf, objectOf } from './account-calls.ts';
import { providerOf } from './provider.ts';

export const stepfun = providerOf({
  name: 'stepfun',
  title: 'StepFun',
  defaultBaseUrl: 'https://api.stepfun.com',
  roots: { 'openai-chat': '/v1' },
  balance: {
    paths: ['/v1/accounts'],
    read: ([body]) => [{ amount: amountOf(objectOf(body)['balance']), currency: 'CNY' }],
  },
  // Refused for its content: no other channel would do better.
  failures: [{ status: [451], means: 400 }],
});
