// How a channel is asked to speak and to write down what is said: in OpenAI's format, or in its maker's own.

import type { Channel } from '../world.ts';
import { imageDialectOf } from './image-offers.ts';

/** Kinds that speak in a format of their own. */
const SPEECH: Readonly<Record<string, string>> = {
  gemini: 'gemini',
  vertex: 'gemini',
  minimax: 'minimax',
  bailian: 'bailian',
};
/** Kinds that listen in a format of their own. */
const TRANSCRIPTS: Readonly<Record<string, string>> = { gemini: 'gemini', vertex: 'gemini', bailian: 'bailian' };

/** Kinds that draw and have no word for sound. */
const SILENT: ReadonlySet<string> = new Set(['bfl', 'fal', 'replicate']);

/** Whoever speaks OpenAI's chat has its paths of media beside it; who speaks Google's protocol alone, Google's. */
function usual(channel: Channel, upstream: string): string | undefined {
  const dialect = imageDialectOf(channel, upstream);
  if (dialect === undefined || SILENT.has(channel.provider)) return undefined;
  return dialect === 'gemini' || dialect === 'imagen' ? 'gemini' : 'openai';
}

/** The format in which a model of a channel is asked to speak; undefined where it has none. */
export function speechDialectOf(channel: Channel, upstream: string): string | undefined {
  return SPEECH[channel.provider] ?? usual(channel, upstream);
}

/** The format in which a model of a channel is given a recording; undefined where it takes none. */
export function transcriptDialectOf(channel: Channel, upstream: string): string | undefined {
  return TRANSCRIPTS[channel.provider] ?? usual(channel, upstream);
}
