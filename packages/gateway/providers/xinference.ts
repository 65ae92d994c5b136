// A Xinference server.

import { providerOf } from './provider.ts';

export const xinference = providerOf({
  name: 'xinference',
  title: 'Xinference',
  defaultBaseUrl: 'http://127.0.0.1:9997',
  roots: { 'openai-chat': '/v1' },
  catalog: undefined,
});
