// PoloAPI: a gateway of the new-api family with an address of its own (openrouter §7).

import { RELAY_BALANCE, RELAY_FAILURES } from './relay-family.ts';
import { ALL_ROOTS, providerOf } from './provider.ts';

export const poloapi = providerOf({
  name: 'poloapi',
  title: 'PoloAPI',
  defaultBaseUrl: 'https://work.poloapi.com',
  roots: ALL_ROOTS,
  catalog: undefined,
  balance: RELAY_BALANCE,
  failures: RELAY_FAILURES,
});
