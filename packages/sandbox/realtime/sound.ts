// Sound and text of practice sessions: what an item holds, whether a piece is loud, and a tone to speak with.

import { isObject } from '../shape.ts';

/** PCM of 16 bits at 24 kHz: bytes of a second. */
export const BYTES_A_SECOND = 48_000;
/** OpenAI counts audio that is heard as a token for 100 ms, and audio that is spoken as one for 50 ms. */
export const HEARD_MS = 100;
export const SPOKEN_MS = 50;
export const DELTA_MS = 200;
/** A sample above this is speech to the practice ear. */
const LOUD = 500;

/** Whether somebody speaks in a piece of PCM. */
export function isLoud(bytes: Buffer): boolean {
  for (let at = 0; at + 1 < bytes.length; at += 2) if (Math.abs(bytes.readInt16LE(at)) > LOUD) return true;
  return false;
}

/** The texts and the bytes of audio that an item holds. */
export function partsOf(item: Readonly<Record<string, unknown>>): { text: string; audio: number } {
  if (item['type'] === 'function_call_output') return { text: String(item['output'] ?? ''), audio: 0 };
  const parts = (Array.isArray(item['content']) ? item['content'] : []).filter(isObject);
  const texts = parts.flatMap(part => (typeof part['text'] === 'string' ? [part['text']] : []));
  const audio = parts.reduce((sum, part) => {
    const bytes = typeof part['audio'] === 'string' ? Buffer.byteLength(part['audio'], 'base64') : 0;
    return sum + bytes;
  }, 0);
  return { text: texts.join(' '), audio };
}

/** A piece of a quiet tone: PCM of 16 bits at 24 kHz. */
export function tone(fromMs: number, milliseconds: number): Buffer {
  const samples = (24_000 * milliseconds) / 1000;
  const pcm = Buffer.alloc(samples * 2);
  const first = (24_000 * fromMs) / 1000;
  for (let index = 0; index < samples; index += 1)
    pcm.writeInt16LE(Math.round(6000 * Math.sin((2 * Math.PI * 440 * (first + index)) / 24_000)), index * 2);
  return pcm;
}
