// OpenAI: chat completions and responses under https://api.openai.com/v1.

import { standardKind } from './provider.ts';

export const openai = standardKind({
  name: 'openai',
  title: 'OpenAI',
  defaultBaseUrl: 'https://api.openai.com',
  speaks: ['openai-chat', 'openai-responses'],
  catalog: ['openai'],
});
