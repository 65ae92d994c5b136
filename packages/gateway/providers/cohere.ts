// Cohere through its compatible surface.

import { providerOf } from './provider.ts';

export const cohere = providerOf({
  name: 'cohere',
  title: 'Cohere',
  defaultBaseUrl: 'https://api.cohere.ai',
  roots: { 'openai-chat': '/compatibility/v1' },
});
