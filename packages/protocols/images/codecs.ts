// Every image API's wire format by its name; OpenAI's own is not among them, as its bytes pass.

import type { ImageCodec } from './answer.ts';
import { ark } from './ark.ts';
import { bailian } from './bailian.ts';
import { bfl } from './bfl.ts';
import { siliconflow, together, xai } from './compatible.ts';
import { fal } from './fal.ts';
import { gemini } from './gemini.ts';
import { imagen } from './imagen.ts';
import { minimax } from './minimax.ts';
import { pollinations } from './pollinations.ts';
import { replicate } from './replicate.ts';

const CODECS = {
  ark,
  bailian,
  bfl,
  fal,
  gemini,
  imagen,
  minimax,
  pollinations,
  replicate,
  siliconflow,
  together,
  xai,
} satisfies Record<string, ImageCodec>;

/** How a channel is asked for pictures: in OpenAI's format, or in one that is translated. */
export type ImageDialect = 'openai' | keyof typeof CODECS;

/** The dialect that a word names; undefined for all other words. */
export function imageDialect(word: string | undefined): ImageDialect | undefined {
  return Object.keys(CODECS).find((name): name is keyof typeof CODECS => name === word);
}

/** The codec of a dialect; undefined for OpenAI's. */
export function imageCodec(dialect: ImageDialect): ImageCodec | undefined {
  return dialect === 'openai' ? undefined : CODECS[dialect];
}
