// StepFun.

import { providerOf } from './provider.ts';

export const stepfun = providerOf({
  name: 'stepfun',
  title: 'StepFun',
  defaultBaseUrl: 'https://api.stepfun.com',
  roots: { 'openai-chat': '/v1' },
});
