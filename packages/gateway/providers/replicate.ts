// Replicate: predictions of any model by tasks.

import { providerOf } from './provider.ts';

export const replicate = providerOf({
  name: 'replicate',
  title: 'Replicate',
  defaultBaseUrl: 'https://api.replicate.com',
  roots: {},
});
