// Jimeng over Volcengine's visual API: video and pictures by tasks.

import { providerOf } from './provider.ts';

export const jimeng = providerOf({
  name: 'jimeng',
  title: 'Jimeng',
  defaultBaseUrl: 'https://visual.volcengineapi.com',
  roots: {},
});
