// Midjourney through a midjourney-proxy: no language model, only tasks.

import { providerOf } from './provider.ts';

export const midjourney = providerOf({
  name: 'midjourney',
  title: 'Midjourney (midjourney-proxy)',
  defaultBaseUrl: '',
  roots: {},
});
