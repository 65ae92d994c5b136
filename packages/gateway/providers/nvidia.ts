// NVIDIA NIM.

import { providerOf } from './provider.ts';

export const nvidia = providerOf({
  name: 'nvidia',
  title: 'NVIDIA NIM',
  defaultBaseUrl: 'https://integrate.api.nvidia.com',
  roots: { 'openai-chat': '/v1' },
});
