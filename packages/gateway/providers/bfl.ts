// Black Forest Labs: FLUX, by its own API alone.

import { providerOf } from './provider.ts';

export const bfl = providerOf({
  name: 'bfl',
  title: 'Black Forest Labs',
  defaultBaseUrl: 'https://api.bfl.ai',
  roots: {},
  authorize: (_protocol, secret) => (secret === '' ? [] : [['x-key', secret]]),
});
