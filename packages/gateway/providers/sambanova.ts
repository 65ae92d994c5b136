// SambaNova.

import { providerOf } from './provider.ts';

export const sambanova = providerOf({
  name: 'sambanova',
  title: 'SambaNova',
  defaultBaseUrl: 'https://api.sambanova.ai',
  roots: { 'openai-chat': '/v1' },
});
