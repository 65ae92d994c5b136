// Anything that speaks one of the four protocols in its standard place; the channel's `speaks` says which.

import { standardKind } from './provider.ts';

export const compatible = standardKind({
  name: 'compatible',
  title: 'Compatible upstream',
  defaultBaseUrl: '',
  speaks: ['openai-chat'],
});
