// What an item of a practice session holds, and how OpenAI counts sound.

import { isObject } from '../shape.ts';

/** Audio that is heard is a token for 100 ms, and audio that is spoken one for 50 ms. */
export const HEARD_MS = 100;
export const SPOKEN_MS = 50;

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
