// GitHub Models: chat under /inference, small limits by the account’s tier.

import { readNamed } from './account-calls.ts';
import { bearer, providerOf } from './provider.ts';

export const github = providerOf({
  name: 'github',
  title: 'GitHub Models',
  defaultBaseUrl: 'https://models.github.ai',
  roots: { 'openai-chat': '/inference' },
  list: { path: '/catalog/models', read: body => readNamed(body) },
  authorize: (protocol, secret) => [...bearer(protocol, secret), ['x-github-api-version', '2022-11-28']],
  failures: [
    { status: [413], code: /^tokens_limit_reached$/, means: 404 },
    { status: [403], words: /rate limit/i, means: 429 },
    { status: [403], words: /permission is required/i, means: 401 },
  ],
});
