// Hugging Face’s router: chat and responses of many hosts behind one key.

import { providerOf } from './provider.ts';

export const huggingface = providerOf({
  name: 'huggingface',
  title: 'Hugging Face',
  defaultBaseUrl: 'https://router.huggingface.co',
  roots: { 'openai-chat': '/v1', 'openai-responses': '/v1' },
  failures: [{ status: [403], words: /sufficient permissions/i, means: 401 }],
});
