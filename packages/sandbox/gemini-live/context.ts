// What a practice session has heard and said so far, in tokens by modality: all of it is read again at every turn.

import { countTokens } from '../play/tokens.ts';
import { isObject } from '../shape.ts';
import { listed } from '../gemini-generate/names.ts';

/** Google's published figures: tokens of a second that is heard, and of one that is spoken; of a picture. */
export const HEARD_TOKENS = 32;
export const SPOKEN_TOKENS = 25;
export const PICTURE_TOKENS = 258;

/** Tokens by modality. */
export interface Context {
  readonly TEXT: number;
  readonly AUDIO: number;
  readonly IMAGE: number;
}

export const NOTHING: Context = { TEXT: 0, AUDIO: 0, IMAGE: 0 };

/** Two contexts as one. */
export function joined(one: Context, other: Context): Context {
  return { TEXT: one.TEXT + other.TEXT, AUDIO: one.AUDIO + other.AUDIO, IMAGE: one.IMAGE + other.IMAGE };
}

/** All of a context's tokens. */
export function sizeOf({ TEXT, AUDIO, IMAGE }: Context): number {
  return TEXT + AUDIO + IMAGE;
}

/** The texts of contents, and their tokens. */
export function contextOf(contents: unknown): { readonly said: string; readonly context: Context } {
  const parts = listed(contents).flatMap(content => listed(content['parts']));
  const said = parts.flatMap(part => (typeof part['text'] === 'string' ? [part['text']] : [])).join(' ');
  const pictures = parts.filter(part => isObject(part['inlineData'])).length;
  return { said, context: { TEXT: countTokens(said), AUDIO: 0, IMAGE: pictures * PICTURE_TOKENS } };
}

/** Details as Google lists them: modalities with tokens only. */
export function detailsOf(context: Context): readonly { modality: string; tokenCount: number }[] {
  return Object.entries(context)
    .filter(([, tokenCount]) => tokenCount > 0)
    .map(([modality, tokenCount]) => ({ modality, tokenCount: Number(tokenCount) }));
}
