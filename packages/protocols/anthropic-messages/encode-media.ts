// Writes media for a Messages upstream: images, PDFs and text documents; what it cannot hold is refused by its place.

import type { Target } from '../codec.ts';
import type { Fields } from '../conversation/counts.ts';
import type { MediaPart, MediaSource } from '../conversation/part.ts';
import { refuse } from './read.ts';
import { ownValue, PROTOCOL, type Block } from './wire.ts';

const IMAGES: ReadonlySet<string> = new Set(['image/jpeg', 'image/png', 'image/gif', 'image/webp']);
const PDF = 'application/pdf';

/** What the base64 of a file's first bytes says that it is. Declared types are often wrong, and Anthropic looks. */
const BEGINNINGS: readonly (readonly [base64: string, mediaType: string])[] = [
  ['iVBORw0KGgo', 'image/png'],
  ['/9j/', 'image/jpeg'],
  ['R0lGOD', 'image/gif'],
  ['JVBERi', PDF],
];

/** The type of base64 data by its first bytes, or undefined. */
export function sniffedType(data: string): string | undefined {
  // RIFF, four bytes of length, WEBP.
  if (data.startsWith('UklGR') && data.slice(11, 16) === 'XRUJQ') return 'image/webp';
  return BEGINNINGS.find(([beginning]) => data.startsWith(beginning))?.[1];
}

/** Hosts of Claude that fetch nothing themselves (clouds §2.4, §3.5). */
const FETCHES_NOTHING: ReadonlySet<string> = new Set(['bedrock', 'vertex']);

/** Whether a medium given by URL must be fetched for this upstream and put in as base64. */
export function mustInline(part: MediaPart, target: Target): boolean {
  if (part.source.kind !== 'url' || (part.type !== 'image' && part.type !== 'file')) return false;
  if (FETCHES_NOTHING.has(target.vendor) || !/^https:/i.test(part.source.url)) return true;
  if (part.type === 'image' || part.mediaType === PDF) return false;
  // Anthropic fetches PDFs alone; what a file is that nobody names is seen from its bytes.
  return part.mediaType !== undefined || !/\.pdf(?:[?#]|$)/i.test(part.source.url);
}

/** Says where a medium stands, for who refuses it. */
export type Place = () => string;

/** The block of a medium. @throws Failure naming its place for what Anthropic cannot read. */
export function mediaBlock(part: MediaPart, at: Place): Block {
  const own = ownValue(part.native);
  if (own !== undefined && own['type'] === 'search_result') return { ...own };
  switch (part.type) {
    case 'image':
      return { type: 'image', source: imageSource(part.source, part.mediaType, at) };
    case 'file':
      return documentBlock(part, own, at);
    default:
      return refuse(at(), `this model takes no ${part.type}. Leave it out, or use a model that does.`);
  }
}

function imageSource(source: MediaSource, declared: string | undefined, at: Place): Block {
  switch (source.kind) {
    case 'url':
      return { type: 'url', url: source.url };
    case 'file':
      return fileSource(source, at);
    case 'text':
      return refuse(at(), 'an image cannot be given as text.');
    default: {
      const mediaType = sniffedType(source.data) ?? declared ?? '';
      if (!IMAGES.has(mediaType))
        return refuse(at(), `images must be JPEG, PNG, GIF or WebP; this one is ${mediaType || 'of an unknown type'}.`);
      return { type: 'base64', media_type: mediaType, data: source.data };
    }
  }
}

function documentBlock(part: MediaPart, own: Fields | undefined, at: Place): Block {
  return {
    type: 'document',
    source: own?.['source'] ?? documentSource(part, at),
    ...(part.name === undefined ? {} : { title: part.name }),
    ...(part.context === undefined ? {} : { context: part.context }),
    ...(part.citable === undefined ? {} : { citations: { enabled: part.citable } }),
  };
}

function documentSource({ source, mediaType }: MediaPart, at: Place): Block {
  switch (source.kind) {
    case 'text':
      return textSource(source.text);
    case 'url':
      return { type: 'url', url: source.url };
    case 'file':
      return fileSource(source, at);
    default: {
      const type = sniffedType(source.data) ?? mediaType ?? '';
      if (type === PDF) return { type: 'base64', media_type: PDF, data: source.data };
      const text = isText(type) ? textOfBase64(source.data) : undefined;
      if (text === undefined)
        return refuse(at(), `documents must be PDF or text; this one is ${type || 'of an unknown type'}.`);
      return textSource(text);
    }
  }
}

function textSource(text: string): Block {
  return { type: 'text', media_type: 'text/plain', data: text };
}

function fileSource(source: Extract<MediaSource, { kind: 'file' }>, at: Place): Block {
  if (source.origin === PROTOCOL) return { type: 'file', file_id: source.id };
  return refuse(at(), `the file ${source.id} was uploaded to another provider. Send its content instead.`);
}

/** Types that are text although they do not say so. */
const TEXTS: ReadonlySet<string> = new Set([
  'application/json',
  'application/xml',
  'application/yaml',
  'application/x-yaml',
  'application/javascript',
  'application/typescript',
  'application/x-sh',
  'application/sql',
]);

function isText(mediaType: string): boolean {
  return (
    mediaType.startsWith('text/') || mediaType.endsWith('+json') || mediaType.endsWith('+xml') || TEXTS.has(mediaType)
  );
}

// A web standard that every runtime has and the language's own library does not name.
declare function atob(text: string): string;

/** The text in base64 data, or undefined when it is no UTF-8. */
function textOfBase64(data: string): string | undefined {
  try {
    const bytes = atob(data);
    return decodeURIComponent(bytes.replace(/[\s\S]/g, byte => `%${byte.charCodeAt(0).toString(16).padStart(2, '0')}`));
  } catch {
    return undefined;
  }
}
