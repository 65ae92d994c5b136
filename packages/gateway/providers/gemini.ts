// Google Gemini API: generateContent in its native protocol.

import { providerOf } from './provider.ts';

export const gemini = providerOf({
  name: 'gemini',
  title: 'Google Gemini',
  defaultBaseUrl: 'https://generativelanguage.googleapis.com',
  roots: { 'gemini-generate': '' },
  catalog: ['google'],
});
