// What each kind of media model is asked: its fields as the page shows them, and the request that they make.

import type { Order } from './code/media-code.ts';
import type { PlaygroundText } from './strings.ts';

/** Kinds of models that make media, and the medium of each. */
export const MEDIA: Readonly<Record<string, Order['medium']>> = {
  image: 'image',
  tts: 'speech',
  stt: 'transcript',
  video: 'video',
  music: 'music',
};

/** A field of an order. */
export interface OrderField {
  readonly name: string;
  readonly label: keyof PlaygroundText;
  readonly kind: 'long' | 'text' | 'number' | 'choice' | 'flag';
  /** Of a choice; the empty one leaves it to the model. */
  readonly options?: readonly string[];
  readonly required?: true;
  readonly usual?: string;
}

export const FIELDS: Readonly<Record<Order['medium'], readonly OrderField[]>> = {
  image: [
    { name: 'prompt', label: 'prompt', kind: 'long', required: true },
    { name: 'size', label: 'size', kind: 'choice', options: ['', '1024x1024', '1536x1024', '1024x1536'] },
    { name: 'n', label: 'count', kind: 'choice', options: ['', '1', '2', '3', '4'] },
  ],
  speech: [
    { name: 'input', label: 'speechText', kind: 'long', required: true },
    { name: 'voice', label: 'voice', kind: 'text', required: true, usual: 'alloy' },
    { name: 'response_format', label: 'format', kind: 'choice', options: ['', 'mp3', 'wav', 'opus', 'aac', 'flac'] },
  ],
  transcript: [{ name: 'language', label: 'language', kind: 'text' }],
  video: [
    { name: 'prompt', label: 'prompt', kind: 'long', required: true },
    { name: 'seconds', label: 'seconds', kind: 'number' },
    { name: 'size', label: 'size', kind: 'choice', options: ['', '1280x720', '720x1280', '1024x1024', '1920x1080'] },
  ],
  music: [
    { name: 'gpt_description_prompt', label: 'prompt', kind: 'long', required: true },
    { name: 'title', label: 'songTitle', kind: 'text' },
    { name: 'tags', label: 'songTags', kind: 'text' },
    { name: 'make_instrumental', label: 'instrumental', kind: 'flag' },
  ],
};

/** The media types of the file that goes along, or undefined where none does. */
export const FILES: Readonly<Record<Order['medium'], string | undefined>> = {
  image: 'image/png,image/jpeg,image/webp',
  transcript: 'audio/*,video/mp4,video/webm',
  video: 'image/png,image/jpeg,image/webp',
  speech: undefined,
  music: undefined,
};

/** Fields that are numbers on the wire. */
const NUMBERS: ReadonlySet<string> = new Set(['n']);

/** The order that the fields make. */
export function orderOf(
  medium: Order['medium'],
  model: string,
  fields: Readonly<Record<string, string>>,
  file: string | undefined,
): Order {
  const chosen: Record<string, unknown> = {};
  for (const { name, kind, usual } of FIELDS[medium]) {
    const value = (fields[name] ?? usual ?? '').trim();
    if (value === '' || (kind === 'flag' && value !== 'true')) continue;
    chosen[name] = kind === 'flag' ? true : NUMBERS.has(name) ? Number(value) : value;
  }
  // A song has one model of the platform's choice; every other medium names it.
  const named = medium === 'music' ? {} : { model };
  return { medium, file, fields: { ...named, ...chosen } };
}
