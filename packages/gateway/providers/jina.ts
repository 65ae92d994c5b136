// Jina: embeddings and rerankers, no chat.

import { providerOf } from './provider.ts';

export const jina = providerOf({
  name: 'jina',
  title: 'Jina AI',
  defaultBaseUrl: 'https://api.jina.ai',
  roots: {},
});
