// Google Gemini API: generateContent under https://generativelanguage.googleapis.com/v1beta.

import { standardKind } from './provider.ts';

export const gemini = standardKind({
  name: 'gemini',
  title: 'Google Gemini',
  defaultBaseUrl: 'https://generativelanguage.googleapis.com',
  speaks: ['gemini-generate'],
  catalog: ['google'],
});
