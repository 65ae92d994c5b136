// Voyage: embeddings and rerankers, no chat.

import { providerOf } from './provider.ts';

export const voyage = providerOf({
  name: 'voyage',
  title: 'Voyage AI',
  defaultBaseUrl: 'https://api.voyageai.com',
  roots: {},
});
