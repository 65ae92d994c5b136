// PixVerse: video by tasks.

import { providerOf } from './provider.ts';

export const pixverse = providerOf({
  name: 'pixverse',
  title: 'PixVerse',
  defaultBaseUrl: 'https://app-api.pixverse.ai',
  roots: {},
});
