// The built-in practice upstream: all four protocols, in the process itself.

import { ALL_ROOTS, providerOf } from './provider.ts';

export const sandbox = providerOf({
  name: 'sandbox',
  title: 'Sandbox',
  defaultBaseUrl: '',
  roots: ALL_ROOTS,
  catalog: undefined,
});
