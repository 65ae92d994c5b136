// Kling: video and pictures by tasks.

import { providerOf } from './provider.ts';

export const kling = providerOf({
  name: 'kling',
  title: 'Kling',
  defaultBaseUrl: 'https://api-singapore.klingai.com',
  roots: {},
});
