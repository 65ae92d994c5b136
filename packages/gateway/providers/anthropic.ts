// Anthropic: messages.

import { providerOf } from './provider.ts';

export const anthropic = providerOf({
  name: 'anthropic',
  title: 'Anthropic',
  defaultBaseUrl: 'https://api.anthropic.com',
  roots: { 'anthropic-messages': '/v1' },
});
