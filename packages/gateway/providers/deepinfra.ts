// DeepInfra.

import { providerOf } from './provider.ts';

export const deepinfra = providerOf({
  name: 'deepinfra',
  title: 'DeepInfra',
  defaultBaseUrl: 'https://api.deepinfra.com',
  roots: { 'openai-chat': '/v1/openai' },
});
