// Vidu: video by tasks.

import { providerOf } from './provider.ts';

export const vidu = providerOf({ name: 'vidu', title: 'Vidu', defaultBaseUrl: 'https://api.vidu.com', roots: {} });
