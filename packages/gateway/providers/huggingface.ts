// The Hugging Face router.

import { providerOf } from './provider.ts';

export const huggingface = providerOf({
  name: 'huggingface',
  title: 'Hugging Face',
  defaultBaseUrl: 'https://router.huggingface.co',
  roots: { 'openai-chat': '/v1' },
});
