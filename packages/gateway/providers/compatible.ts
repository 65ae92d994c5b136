// Anything that speaks one of the four protocols in its standard place; the channel's `speaks` says which.

import { ALL_ROOTS, providerOf } from './provider.ts';

export const compatible = providerOf({
  name: 'compatible',
  title: 'Compatible upstream',
  defaultBaseUrl: '',
  roots: ALL_ROOTS,
  // Narrow unless the operator says more: most compatible servers only chat.
  speaks: ['openai-chat'],
  catalog: undefined,
});
