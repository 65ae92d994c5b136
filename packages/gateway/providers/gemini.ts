// Google Gemini API: generateContent, and its chat-compatible surface.

import { providerOf } from './provider.ts';

export const gemini = providerOf({
  name: 'gemini',
  title: 'Google Gemini',
  defaultBaseUrl: 'https://generativelanguage.googleapis.com',
  roots: { 'gemini-generate': '', 'openai-chat': '/v1beta/openai' },
  catalog: ['google'],
});
