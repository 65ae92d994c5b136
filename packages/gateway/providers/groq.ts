// Groq: open models, in chat and responses.

import { providerOf } from './provider.ts';

export const groq = providerOf({
  name: 'groq',
  title: 'Groq',
  defaultBaseUrl: 'https://api.groq.com',
  roots: { 'openai-chat': '/openai/v1', 'openai-responses': '/openai/v1' },
  // Its flexible tier is full.
  failures: [
    { status: [498], means: 503 },
    { status: [400], code: /^organization_restricted$/, means: 401 },
  ],
});
