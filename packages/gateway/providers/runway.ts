// Runway: video and pictures by tasks.

import { providerOf } from './provider.ts';

export const runway = providerOf({
  name: 'runway',
  title: 'Runway',
  defaultBaseUrl: 'https://api.dev.runwayml.com',
  roots: {},
});
