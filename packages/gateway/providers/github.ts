// GitHub Models.

import { providerOf } from './provider.ts';

export const github = providerOf({
  name: 'github',
  title: 'GitHub Models',
  defaultBaseUrl: 'https://models.github.ai',
  roots: { 'openai-chat': '/inference' },
});
