// Every case of the media table, by groups of endpoints.

import { audioCases } from './audio.ts';
import { drawingCases } from './drawing.ts';
import { ideogramCases } from './ideogram.ts';
import { imageCases } from './images.ts';
import type { MediaCase } from './stage.ts';

export const GROUPS: Readonly<Record<string, readonly MediaCase[]>> = {
  images: imageCases,
  ideogram: ideogramCases,
  audio: audioCases,
  'images in conversations': drawingCases,
};
