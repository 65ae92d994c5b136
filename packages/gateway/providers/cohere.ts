// Cohere through its compatible surface.

import { objectOf, readNamed } from './account-calls.ts';
import { providerOf } from './provider.ts';

const LIST = '/v1/models?page_size=1000';

export const cohere = providerOf({
  name: 'cohere',
  title: 'Cohere',
  defaultBaseUrl: 'https://api.cohere.ai',
  roots: { 'openai-chat': '/compatibility/v1' },
  list: {
    path: LIST,
    read: body => readNamed(objectOf(body)['models'], 'name'),
    next: body => {
      const token = objectOf(body)['next_page_token'];
      return typeof token === 'string' && token !== '' ? `${LIST}&page_token=${encodeURIComponent(token)}` : undefined;
    },
  },
  failures: [
    { status: [498], means: 401 },
    { status: [499], means: 503 },
  ],
});
