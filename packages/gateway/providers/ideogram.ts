// Ideogram: pictures by its own API alone.

import { providerOf } from './provider.ts';

export const ideogram = providerOf({
  name: 'ideogram',
  title: 'Ideogram',
  defaultBaseUrl: 'https://api.ideogram.ai',
  roots: {},
  authorize: (_protocol, secret) => (secret === '' ? [] : [['api-key', secret]]),
});
