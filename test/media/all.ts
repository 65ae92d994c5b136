// Every case of the media table, by groups of endpoints.

import { audioCases } from './audio.ts';
import { drawingCases } from './drawing.ts';
import { geminiCases } from './gemini.ts';
import { ideogramCases } from './ideogram.ts';
import { imageCases } from './images.ts';
import { routerCases } from './openrouter.ts';
import { searchCases } from './search.ts';
import { smallCases } from './small.ts';
import type { MediaCase } from './stage.ts';

export const GROUPS: Readonly<Record<string, readonly MediaCase[]>> = {
  images: imageCases,
  'pictures and speech of Google’s': geminiCases,
  ideogram: ideogramCases,
  audio: audioCases,
  'small APIs': smallCases,
  'images in conversations': drawingCases,
  'web search': searchCases,
  'openrouter, the universal endpoint, realtime': routerCases,
};
