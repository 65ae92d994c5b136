// One turn of a practice session: thought of, spoken or written piece by piece, until it is done or interrupted.

import { setTimeout as sleep } from 'node:timers/promises';
import type { Markers } from '../play/markers.ts';
import { countTokens } from '../play/tokens.ts';
import { DELTA_MS, tone } from '../sockets/sound.ts';
import { SPOKEN_TOKENS, type Context } from './context.ts';

/** How a turn is told. */
export interface Mouth {
  readonly speaks: boolean;
  readonly transcribes: boolean;
  tell(message: Record<string, unknown>): void;
  /** Breaks the connection without a word. */
  drop(): void;
}

/** A turn that can be interrupted. */
export interface Turn {
  interrupted: boolean;
}

/** Says a text; what was said of it, in tokens, or undefined when a marker broke the connection off. */
export async function say(mouth: Mouth, turn: Turn, text: string, markers: Markers): Promise<Context | undefined> {
  const { speaks, transcribes } = mouth;
  let written = '';
  let spokenMs = 0;
  for (const [index, word] of text.split(/(?<= )/).entries()) {
    if (markers.cutAfter === index) {
      mouth.drop();
      return undefined;
    }
    if (markers.slow !== undefined) await sleep(markers.slow);
    if (turn.interrupted) break;
    written += word;
    mouth.tell({ serverContent: { modelTurn: { role: 'model', parts: [partOf(speaks, word, spokenMs)] } } });
    if (speaks) spokenMs += DELTA_MS;
    if (speaks && transcribes) mouth.tell({ serverContent: { outputTranscription: { text: word } } });
  }
  return speaks
    ? { TEXT: 0, AUDIO: Math.ceil((spokenMs / 1000) * SPOKEN_TOKENS), IMAGE: 0 }
    : { TEXT: countTokens(written), AUDIO: 0, IMAGE: 0 };
}

function partOf(speaks: boolean, word: string, spokenMs: number): Record<string, unknown> {
  if (!speaks) return { text: word };
  return { inlineData: { mimeType: 'audio/pcm;rate=24000', data: tone(spokenMs, DELTA_MS).toString('base64') } };
}
