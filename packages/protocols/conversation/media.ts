// Reads and writes what media are given as: data URLs, MIME types, file names.

import { entryOf } from './entry-of.ts';
import type { MediaPart, MediaSource } from './part.ts';

/** What a data URL holds. */
export interface DataUrl {
  readonly mediaType: string;
  /** Standard base64. */
  readonly data: string;
}

/** Names that clients use for types that providers know by another. */
const ALIASES: Readonly<Record<string, string>> = {
  'image/jpg': 'image/jpeg',
  'image/pjpeg': 'image/jpeg',
  'audio/mp3': 'audio/mpeg',
  'audio/x-wav': 'audio/wav',
  'audio/wave': 'audio/wav',
  'application/x-pdf': 'application/pdf',
};

/** A MIME type without parameters, in lower case, by the name that providers know. */
export function mediaTypeOf(text: string): string {
  const type = (text.split(';')[0] ?? '').trim().toLowerCase();
  return entryOf(ALIASES, type) ?? type;
}

/** Base64 in the standard alphabet: URL-safe letters are replaced, white space is removed. */
export function standardBase64(data: string): string {
  return /[-_\s]/.test(data) ? data.replace(/\s+/g, '').replaceAll('-', '+').replaceAll('_', '/') : data;
}

/** What a data URL holds, or undefined when the text is none. Parameters (`;charset=…`) are dropped. */
export function parseDataUrl(url: string): DataUrl | undefined {
  if (!/^data:/i.test(url)) return undefined;
  const comma = url.indexOf(',');
  if (comma === -1) return undefined;
  const head = url.slice(5, comma);
  if (!/;\s*base64\s*$/i.test(head)) return undefined;
  return { mediaType: mediaTypeOf(head), data: standardBase64(url.slice(comma + 1)) };
}

/** A data URL. */
export function dataUrl(mediaType: string, data: string): string {
  return `data:${mediaType};base64,${data}`;
}

/** The source and type of a medium given as a URL: a data URL is opened, any other stays an address. */
export function sourceOfUrl(url: string): { readonly source: MediaSource; readonly mediaType?: string } {
  const data = parseDataUrl(url);
  if (data === undefined) return { source: { kind: 'url', url } };
  return { source: { kind: 'base64', data: data.data }, mediaType: data.mediaType };
}

/** The kind of part that holds a MIME type. */
export function mediaKind(mediaType: string): MediaPart['type'] {
  const family = mediaType.split('/')[0];
  return family === 'image' || family === 'audio' || family === 'video' ? family : 'file';
}

// A web standard that every runtime has and the language's own library does not name.
declare function atob(text: string): string;

/** How images and PDF files begin. */
const BEGINNINGS: readonly (readonly [mediaType: string, pattern: RegExp])[] = [
  ['image/png', /^\x89PNG\r\n/],
  ['image/jpeg', /^\xff\xd8\xff/],
  ['image/gif', /^GIF8/],
  ['image/webp', /^RIFF[^]{4}WEBP/],
  ['application/pdf', /^%PDF-/],
];

/** The MIME type that the first bytes of standard base64 tell; undefined for all that is no image or PDF file. */
export function mediaTypeOfData(data: string): string | undefined {
  try {
    const bytes = atob(data.slice(0, 24));
    return BEGINNINGS.find(([, pattern]) => pattern.test(bytes))?.[0];
  } catch {
    return undefined;
  }
}
