// Anthropic: messages under https://api.anthropic.com/v1.

import { standardKind } from './provider.ts';

export const anthropic = standardKind({
  name: 'anthropic',
  title: 'Anthropic',
  defaultBaseUrl: 'https://api.anthropic.com',
  speaks: ['anthropic-messages'],
  catalog: ['anthropic'],
});
