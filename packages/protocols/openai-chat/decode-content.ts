// The content of a chat message, read: a string, or a list of texts, media and refusals in all the spellings in use.

import { entryOf } from '../conversation/entry-of.ts';
import { isFields, type Fields } from '../conversation/counts.ts';
import { mediaKind, mediaTypeOf, parseDataUrl, sourceOfUrl, standardBase64 } from '../conversation/media.ts';
import type { CacheMark, MediaPart, Part, TextPart } from '../conversation/part.ts';
import { BodyReader, invalid } from './body-reader.ts';

/** A cache mark as Anthropic writes it, which chat carries as an extension. */
export function cacheMark(value: unknown): CacheMark | undefined {
  if (!isFields(value)) return undefined;
  return { ttl: value['ttl'] === '1h' ? '1h' : '5m' };
}

const marked = (value: unknown): { readonly cache?: CacheMark } => {
  const cache = cacheMark(value);
  return cache === undefined ? {} : { cache };
};

/** The parts of a content, which may be absent. @throws Failure naming the part. */
export function contentParts(content: unknown, at: string): Part[] {
  if (content === undefined || content === null) return [];
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', text: content }];
  if (!Array.isArray(content)) return invalid(at, 'must be a string or an array of content parts.');
  return content.flatMap((part: unknown, index) => contentPart(part, `${at}[${index}]`));
}

type PartReader = (reader: BodyReader, at: string) => Part | undefined;

/** One row a type of part, with the names that clients of this protocol give it. */
const READERS: Readonly<Record<string, PartReader>> = {
  text: readText,
  input_text: readText,
  output_text: readText,
  refusal: reader => ({ type: 'refusal', text: reader.text('refusal') ?? '' }),
  image_url: readImage,
  input_image: readImage,
  input_audio: readAudio,
  audio_url: (reader, at) => byUrl('audio', reader, 'audio_url', at),
  video_url: (reader, at) => byUrl('video', reader, 'video_url', at),
  input_video: readVideo,
  file: readFile,
  input_file: readFile,
};

function contentPart(value: unknown, at: string): Part[] {
  if (typeof value === 'string') return [{ type: 'text', text: value }];
  if (!isFields(value)) return invalid(at, 'must be an object with a type.');
  const type = value['type'];
  if (typeof type !== 'string') return invalid(`${at}.type`, 'is missing.');
  const read = entryOf(READERS, type);
  if (read === undefined)
    return [{ type: 'native', native: { origin: 'openai-chat', value }, label: `content part ${type}` }];
  const part = read(new BodyReader(value, at), at);
  return part === undefined ? [] : [{ ...part, ...(part.type === 'refusal' ? {} : marked(value['cache_control'])) }];
}

function readText(reader: BodyReader, at: string): TextPart {
  return { type: 'text', text: reader.text('text') ?? invalid(`${at}.text`, 'is missing.') };
}

function readImage(reader: BodyReader, at: string): MediaPart {
  const part = byUrl('image', reader, 'image_url', at);
  const detail = reader.text('detail');
  return detail === undefined || part.detail !== undefined ? part : { ...part, detail };
}

/** A medium under `<name>.url`, or under `<name>` itself as Mistral and Responses spell it. */
function byUrl(type: MediaPart['type'], reader: BodyReader, name: string, at: string): MediaPart {
  const value = reader.take(name);
  const fileId = reader.text('file_id');
  if (value === undefined && fileId !== undefined)
    return { type, source: { kind: 'file', id: fileId, origin: 'openai-chat' } };
  if (typeof value === 'string') return fromUrl(type, value, `${at}.${name}`);
  if (!isFields(value)) return invalid(`${at}.${name}`, 'must be an object with a url.');
  const inner = new BodyReader(value, `${at}.${name}`);
  const url = inner.text('url') ?? invalid(`${at}.${name}.url`, 'is missing.');
  const detail = inner.text('detail');
  const rest = inner.rest();
  return {
    ...fromUrl(type, url, `${at}.${name}.url`),
    ...(detail === undefined ? {} : { detail }),
    ...(Object.keys(rest).length === 0 ? {} : { native: { origin: 'openai-chat', value: rest } }),
  };
}

function fromUrl(type: MediaPart['type'], url: string, at: string): MediaPart {
  if (url === '') return invalid(at, 'must not be empty.');
  if (/^data:/i.test(url) && parseDataUrl(url) === undefined) return invalid(at, 'is a data URL without base64 data.');
  if (/^(?:data|https?|ms|mm_file|gs|oss):/i.test(url)) return { type, ...sourceOfUrl(url) };
  // Bare base64 is what some clients send for an image; nothing else of that length is an address.
  if (/^[A-Za-z0-9+/_-]{64,}={0,2}$/.test(url))
    return { type, source: { kind: 'base64', data: standardBase64(url) }, ...bareType(type, url) };
  return invalid(at, 'must be an http(s) address or a base64 data URL.');
}

/** The first letters of base64 tell the common image formats apart. */
function bareType(type: MediaPart['type'], data: string): { readonly mediaType?: string } {
  if (type !== 'image') return {};
  const found = [
    ['/9j/', 'image/jpeg'],
    ['iVBOR', 'image/png'],
    ['R0lG', 'image/gif'],
    ['UklGR', 'image/webp'],
  ].find(([start]) => start !== undefined && data.startsWith(start));
  return found?.[1] === undefined ? {} : { mediaType: found[1] };
}

/** The MIME type of each word for a container of sound. */
const AUDIO_TYPES: Readonly<Record<string, string>> = {
  mp3: 'audio/mpeg',
  wav: 'audio/wav',
  pcm16: 'audio/l16',
  m4a: 'audio/mp4',
};

/** The MIME type of an audio format. */
export function audioType(format: string): string {
  return entryOf(AUDIO_TYPES, format) ?? mediaTypeOf(`audio/${format}`);
}

function readAudio(reader: BodyReader, at: string): MediaPart {
  const value = reader.object('input_audio') ?? invalid(`${at}.input_audio`, 'is missing.');
  const inner = new BodyReader(value, `${at}.input_audio`);
  const data = inner.text('data') ?? inner.text('url') ?? invalid(`${at}.input_audio.data`, 'is missing.');
  const format = inner.text('format');
  const mediaType = format === undefined ? undefined : audioType(format);
  // Bailian takes a data URL or an address here, and its clients send them.
  if (/^(?:data|https?):/i.test(data)) {
    const part = fromUrl('audio', data, `${at}.input_audio.data`);
    return part.mediaType === undefined && mediaType !== undefined ? { ...part, mediaType } : part;
  }
  return {
    type: 'audio',
    source: { kind: 'base64', data: standardBase64(data) },
    mediaType: mediaType ?? 'audio/wav',
  };
}

function readVideo(reader: BodyReader, at: string): MediaPart {
  const value = reader.object('input_video') ?? {};
  const inner = new BodyReader(value, `${at}.input_video`);
  const url = inner.text('url') ?? reader.text('video_url');
  if (url !== undefined) return fromUrl('video', url, `${at}.input_video.url`);
  const data = inner.text('data') ?? invalid(`${at}.input_video`, 'needs data or a url.');
  if (/^data:/i.test(data)) return fromUrl('video', data, `${at}.input_video.data`);
  return {
    type: 'video',
    source: { kind: 'base64', data: standardBase64(data) },
    mediaType: mediaTypeOf(`video/${inner.text('format') ?? 'mp4'}`),
  };
}

/** The MIME type that a file's name tells. */
const BY_ENDING: Readonly<Record<string, string>> = {
  pdf: 'application/pdf',
  txt: 'text/plain',
  md: 'text/markdown',
  csv: 'text/csv',
  html: 'text/html',
  json: 'application/json',
  xml: 'text/xml',
};

function readFile(reader: BodyReader, at: string): MediaPart {
  const nested = reader.object('file');
  const inner = nested === undefined ? reader : new BodyReader(nested, `${at}.file`);
  const name = inner.text('filename') ?? inner.text('name');
  const named = name === undefined ? {} : { name };
  const id = inner.text('file_id');
  if (id !== undefined) return { type: 'file', source: { kind: 'file', id, origin: 'openai-chat' }, ...named };
  const data = inner.text('file_data') ?? inner.text('file_url') ?? inner.text('url') ?? inner.text('data');
  if (data === undefined) return invalid(inner.path('file_data'), 'is missing, and there is no file_id.');
  const ending = name === undefined ? undefined : BY_ENDING[(name.split('.').at(-1) ?? '').toLowerCase()];
  if (/^(?:data|https?):/i.test(data)) {
    const part = fromUrl('file', data, inner.path('file_data'));
    const mediaType = part.mediaType ?? ending;
    const type = mediaType === undefined ? 'file' : mediaKind(mediaType);
    return { ...part, type, ...(mediaType === undefined ? {} : { mediaType }), ...named };
  }
  const mediaType = ending ?? 'application/pdf';
  return { type: mediaKind(mediaType), source: { kind: 'base64', data: standardBase64(data) }, mediaType, ...named };
}

/** An image in an assistant's text, as gateways write it for clients that know no other way. */
const MARKDOWN_IMAGE = /!\[[^\]]*\]\((data:image\/[^)\s]+)\)/g;

/** Text of an assistant with the images that stand in it as Markdown taken out, each in its place. */
export function withImages(part: TextPart): Part[] {
  if (!part.text.includes('](data:image/')) return [part];
  const parts: Part[] = [];
  let from = 0;
  for (const match of part.text.matchAll(MARKDOWN_IMAGE)) {
    const before = part.text.slice(from, match.index);
    if (before.trim() !== '') parts.push({ type: 'text', text: before });
    parts.push({ type: 'image', ...sourceOfUrl(match[1] ?? '') });
    from = match.index + match[0].length;
  }
  const after = part.text.slice(from);
  if (after.trim() !== '') parts.push({ type: 'text', text: after });
  return parts;
}

/** The images of an answer or an assistant's message: `images: [{ image_url: { url } }]`. */
export function imagesIn(value: unknown): MediaPart[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry: unknown) => {
    const image: Fields = isFields(entry) && isFields(entry['image_url']) ? entry['image_url'] : {};
    const url = image['url'];
    return typeof url === 'string' && url !== '' ? [{ type: 'image' as const, ...sourceOfUrl(url) }] : [];
  });
}
