// The built-in practice upstream: all four protocols, in the process itself.

import { ALL_ROOTS, providerOf } from './provider.ts';

const ALL_PROTOCOLS = ['openai-chat', 'openai-responses', 'anthropic-messages', 'gemini-generate'] as const;

export const sandbox = providerOf({
  name: 'sandbox',
  title: 'Sandbox',
  defaultBaseUrl: '',
  roots: ALL_ROOTS,
  catalog: undefined,
  // It draws as Google does in Google's protocol alone.
  speaksWith: model => (/gemini.*image|nano-banana/.test(model) ? ['gemini-generate'] : ALL_PROTOCOLS),
});
