// Luma: video and pictures by tasks.

import { providerOf } from './provider.ts';

export const luma = providerOf({ name: 'luma', title: 'Luma', defaultBaseUrl: 'https://api.lumalabs.ai', roots: {} });
