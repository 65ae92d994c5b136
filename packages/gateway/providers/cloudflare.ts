// Cloudflare: Workers AI and AI Gateway by one API; the account stands in the address (providers §2.13).

import { bearer, providerOf } from './provider.ts';

export const cloudflare = providerOf({
  name: 'cloudflare',
  title: 'Cloudflare',
  defaultBaseUrl: '',
  roots: { 'openai-chat': '/v1', 'openai-responses': '/v1', 'anthropic-messages': '/v1' },
  catalog: undefined,
  details: ['account'],
  // Its list has a shape of its own that is not documented here.
  list: undefined,
  failures: [{ status: [400, 401, 403], code: /^(?:9109|10000|10001)$/, means: 401 }],
  authorize: bearer,
  address: ({ account }) =>
    account === undefined ? '' : `https://api.cloudflare.com/client/v4/accounts/${encodeURIComponent(account)}/ai`,
});
