// fal: any model by a queue of tasks.

import { providerOf } from './provider.ts';

export const fal = providerOf({
  name: 'fal',
  title: 'fal',
  defaultBaseUrl: 'https://queue.fal.run',
  roots: {},
  authorize: (_protocol, secret) => (secret === '' ? [] : [['authorization', `Key ${secret}`]]),
});
