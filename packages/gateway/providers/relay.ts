// Another gateway of the new-api family: all four protocols under one origin and one key.

import { ALL_ROOTS, providerOf } from './provider.ts';

export const relay = providerOf({
  name: 'relay',
  title: 'Relay gateway',
  defaultBaseUrl: '',
  roots: ALL_ROOTS,
  catalog: undefined,
});
