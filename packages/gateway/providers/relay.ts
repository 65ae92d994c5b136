// Another gateway of the new-api family: all four protocols under one origin and one key.

import { RELAY_BALANCE, RELAY_FAILURES } from './relay-family.ts';
import { ALL_ROOTS, providerOf } from './provider.ts';

export const relay = providerOf({
  name: 'relay',
  title: 'Relay gateway',
  defaultBaseUrl: '',
  roots: ALL_ROOTS,
  catalog: undefined,
  balance: RELAY_BALANCE,
  failures: RELAY_FAILURES,
});
