// OpenAI: chat completions, responses, and every other API in the place that the rest of the world copies.

import { providerOf } from './provider.ts';

export const openai = providerOf({
  name: 'openai',
  title: 'OpenAI',
  defaultBaseUrl: 'https://api.openai.com',
  roots: { 'openai-chat': '/v1', 'openai-responses': '/v1' },
});
