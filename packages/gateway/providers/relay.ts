// Another gateway of the new-api family: all four protocols under one origin and one key.

import { standardKind } from './provider.ts';

export const relay = standardKind({
  name: 'relay',
  title: 'Relay gateway',
  defaultBaseUrl: '',
  speaks: ['openai-chat', 'openai-responses', 'anthropic-messages', 'gemini-generate'],
});
