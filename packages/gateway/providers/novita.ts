// Novita AI.

import { providerOf } from './provider.ts';

export const novita = providerOf({
  name: 'novita',
  title: 'Novita AI',
  defaultBaseUrl: 'https://api.novita.ai',
  roots: { 'openai-chat': '/openai/v1', 'anthropic-messages': '/anthropic/v1' },
});
