// The content of a chat message, written: texts and media for a target that may take lists, strings, or neither medium.

import { entryOf } from '../conversation/entry-of.ts';
import type { Fields } from '../conversation/counts.ts';
import type { Losses } from '../conversation/losses.ts';
import { dataUrl } from '../conversation/media.ts';
import type { CacheMark, MediaPart, Part, TextPart } from '../conversation/part.ts';
import type { PlacedPart } from '../conversation/turns.ts';
import { Failure } from '../failures.ts';
import type { Quirks } from './quirks.ts';
import { textOfBase64 } from './text-file.ts';

/** What the writing of messages needs to know everywhere. */
export interface Writing {
  readonly quirks: Quirks;
  readonly losses: Losses;
  /** Whether the request itself came as chat: its own extensions may then go on. */
  readonly native: boolean;
  /** The vendor's name, for messages that refuse. */
  readonly vendor: string;
}

/** Refuses a part that the target cannot hold, naming its place in the client's body. */
export function refusePart(writing: Writing, part: Part, at: string, why: string): never {
  const place = writing.losses.placeOf(part, at);
  throw new Failure('invalid_request', `${place}: ${why}`, { param: place });
}

/** A cache mark as Anthropic writes it. */
export function markFields(cache: CacheMark | undefined): Fields {
  if (cache === undefined) return {};
  return { cache_control: cache.ttl === '1h' ? { type: 'ephemeral', ttl: '1h' } : { type: 'ephemeral' } };
}

/** A part's cache mark where the target takes marks; a loss where not. */
export function markOf(writing: Writing, part: Part & { readonly cache?: CacheMark }, at: string): Fields {
  if (part.cache === undefined) return {};
  if (writing.quirks.cacheMarks) return markFields(part.cache);
  writing.losses.part(part, at, 'cache_control');
  return {};
}

/** A text as a content part. */
export function textPart(writing: Writing, part: TextPart, at: string): Fields {
  return { type: 'text', text: part.text, ...markOf(writing, part, at) };
}

/** The content of parts: one string where that says it all, or else the list. */
export function contentOf(parts: readonly Fields[], lists: boolean, glue: string): string | readonly Fields[] {
  const plain = parts.every(part => part['type'] === 'text' && part['cache_control'] === undefined);
  if (!plain || (lists && parts.length > 1)) return parts;
  return parts.map(part => String(part['text'])).join(glue);
}

/** A medium of a user as content parts. @throws Failure when the target cannot take it. */
export function mediaParts(writing: Writing, { part, at }: PlacedPart<MediaPart>): Fields[] {
  const text = plainTextOf(part);
  if (text !== undefined) return [{ type: 'text', text, ...markOf(writing, part, at) }];
  if (!writing.quirks.media.includes(part.type))
    return refusePart(writing, part, at, `the model cannot be given ${KINDS[part.type]} through ${writing.vendor}.`);
  const { mediaTypes } = writing.quirks;
  const checked = part.type === 'image' || part.type === 'audio' ? part.mediaType : undefined;
  if (checked !== undefined && mediaTypes?.test(checked) === false)
    return refusePart(writing, part, at, `the model cannot be given ${checked} through ${writing.vendor}.`);
  return [{ ...mediaPart(writing, part, at), ...markOf(writing, part, at) }];
}

const KINDS = { image: 'an image', audio: 'audio', video: 'a video', file: 'a file' } as const;

/** Text documents go as text: every model reads that, and few take such files. */
function plainTextOf(part: MediaPart): string | undefined {
  const { source, name, mediaType } = part;
  const text =
    source.kind === 'text'
      ? source.text
      : source.kind === 'base64' && mediaType !== undefined && /^text\/|^application\/(?:json|xml)$/.test(mediaType)
        ? textOfBase64(source.data)
        : undefined;
  if (text === undefined || name === undefined) return text;
  return `<document name=${JSON.stringify(name)}>\n${text}\n</document>`;
}

function mediaPart(writing: Writing, part: MediaPart, at: string): Fields {
  switch (part.type) {
    case 'image':
    case 'video': {
      const name = part.type === 'image' ? 'image_url' : 'video_url';
      const own = writing.native && part.native?.origin === 'openai-chat' ? part.native.value : {};
      const detail = part.detail === undefined ? {} : { detail: detailWord(part.detail) };
      return { type: name, [name]: { ...own, url: addressOf(writing, part, at), ...detail } };
    }
    case 'audio':
      return audioPart(writing, part, at);
    case 'file':
      return filePart(writing, part, at);
  }
}

/** OpenAI's three words; other vendors have more, which mean the closest of them. */
function detailWord(detail: string): string {
  return detail === 'original' || detail === 'xhigh' || detail === 'ultra_high' ? 'high' : detail;
}

function addressOf(writing: Writing, part: MediaPart, at: string): string {
  const { source } = part;
  if (source.kind === 'url') return source.url;
  if (source.kind === 'base64') return dataUrl(part.mediaType ?? DEFAULT_TYPES[part.type], source.data);
  return refusePart(writing, part, at, 'a file that was uploaded to another provider cannot be used here.');
}

const DEFAULT_TYPES = { image: 'image/png', video: 'video/mp4', audio: 'audio/wav', file: 'application/pdf' } as const;
const FORMATS: Readonly<Record<string, string>> = {
  'audio/mpeg': 'mp3',
  'audio/wav': 'wav',
  'audio/mp4': 'm4a',
  'audio/l16': 'pcm16',
};

function audioPart(writing: Writing, part: MediaPart, at: string): Fields {
  const { source } = part;
  const type = part.mediaType ?? 'audio/wav';
  const format = entryOf(FORMATS, type) ?? type.replace(/^audio\/(?:x-)?/, '');
  if (source.kind === 'base64') {
    if (writing.quirks.fetches.includes('audio'))
      return { type: 'input_audio', input_audio: { data: dataUrl(type, source.data), format } };
    return { type: 'input_audio', input_audio: { data: source.data, format } };
  }
  if (source.kind === 'url') return { type: 'input_audio', input_audio: { data: source.url, format } };
  return refusePart(writing, part, at, 'audio that was uploaded to another provider cannot be used here.');
}

function filePart(writing: Writing, part: MediaPart, at: string): Fields {
  const { source } = part;
  if (source.kind === 'file') {
    if (!source.origin.startsWith('openai'))
      return refusePart(writing, part, at, 'a file that was uploaded to another provider cannot be used here.');
    return { type: 'file', file: { file_id: source.id } };
  }
  const type = part.mediaType ?? 'application/pdf';
  const filename = part.name ?? `file.${type === 'application/pdf' ? 'pdf' : (type.split('/')[1] ?? 'bin')}`;
  return { type: 'file', file: { filename, file_data: addressOf(writing, part, at) } };
}
