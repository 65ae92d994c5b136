// Anthropic: messages.

import { objectOf, readNamed } from './account-calls.ts';
import { providerOf } from './provider.ts';

const LIST = '/v1/models?limit=1000';

export const anthropic = providerOf({
  name: 'anthropic',
  title: 'Anthropic',
  defaultBaseUrl: 'https://api.anthropic.com',
  roots: { 'anthropic-messages': '/v1' },
  failures: [
    { status: [400, 403], words: /organization has been disabled|OAuth authentication is currently not/i, means: 401 },
  ],
  list: {
    path: LIST,
    headers: [['anthropic-version', '2023-06-01']],
    read: body => readNamed(objectOf(body)['data'], 'id', 'display_name'),
    next: body => {
      const { has_more: more, last_id: last } = objectOf(body);
      return more === true && typeof last === 'string' ? `${LIST}&after_id=${encodeURIComponent(last)}` : undefined;
    },
  },
});
