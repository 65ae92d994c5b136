// The built-in practice upstream: all four protocols, in the process itself.

import { standardKind } from './provider.ts';

export const sandbox = standardKind({
  name: 'sandbox',
  title: 'Sandbox',
  defaultBaseUrl: '',
  speaks: ['openai-chat', 'openai-responses', 'anthropic-messages', 'gemini-generate'],
});
