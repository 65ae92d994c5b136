// Media on Google's wire: bytes in line, uploaded files, addresses, and what they are in the neutral form.

import type { Fields } from '../conversation/counts.ts';
import { mediaKind, mediaTypeOf, mediaTypeOfData, sourceOfUrl, standardBase64 } from '../conversation/media.ts';
import type { MediaPart, MediaSource, Native } from '../conversation/part.ts';
import { provenBy } from './proof.ts';
import { GEMINI, namedOrNone, objectAt, present, refuse, textAt } from './wire.ts';

const YOUTUBE = /^https?:\/\/(?:www\.|m\.)?(?:youtube\.com|youtu\.be)\//i;
const UPLOADED = /^https:\/\/generativelanguage\.googleapis\.com\/(?:download\/)?v1[a-z]*\/files\/|^files\/|^gs:\/\//i;

const BY_ENDING: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  gif: 'image/gif',
  heic: 'image/heic',
  pdf: 'application/pdf',
  txt: 'text/plain',
  mp3: 'audio/mpeg',
  wav: 'audio/wav',
  flac: 'audio/flac',
  ogg: 'audio/ogg',
  mp4: 'video/mp4',
  mov: 'video/quicktime',
  webm: 'video/webm',
};

/** The type that an address's ending promises. */
export function typeByEnding(url: string): string | undefined {
  return BY_ENDING[/\.([a-z0-9]+)(?:[?#].*)?$/i.exec(url)?.[1]?.toLowerCase() ?? ''];
}

/** Whether Google itself must fetch this address: films of YouTube, and objects of its own. */
export function isGoogles(url: string): boolean {
  return YOUTUBE.test(url) || UPLOADED.test(url);
}

/** Whether an address is a file uploaded to the developer API, which Vertex cannot read. */
export function isUpload(uri: string): boolean {
  return UPLOADED.test(uri) && !/^gs:/i.test(uri);
}

/** The medium of a part with `inlineData` or `fileData`. @throws Failure */
export function decodeMedia(part: Fields, path: string): MediaPart {
  const inline = part['inlineData'] !== undefined;
  const found = inline ? inlineMedia(part, path) : fileMedia(part, path);
  return { ...found, ...settingsOf(part, found.native?.value ?? {}), ...provenBy(part['thoughtSignature']) };
}

function inlineMedia(part: Fields, path: string): MediaPart {
  const blob = objectAt(part['inlineData'], `${path}.inlineData`);
  const data = textAt(blob['data'], `${path}.inlineData.data`);
  const type = textAt(blob['mimeType'], `${path}.inlineData.mimeType`);
  if (data === undefined || data === '') refuse(`${path}.inlineData.data`, 'base64 data are required');
  if (type === undefined || type === '') refuse(`${path}.inlineData.mimeType`, 'a MIME type is required');
  return mediaOf({ kind: 'base64', data: standardBase64(data) }, type, textAt(blob['displayName'], path));
}

function fileMedia(part: Fields, path: string): MediaPart {
  const file = objectAt(part['fileData'], `${path}.fileData`);
  const uri = textAt(file['fileUri'], `${path}.fileData.fileUri`);
  if (uri === undefined || uri === '') refuse(`${path}.fileData.fileUri`, 'a URI is required');
  const type = textAt(file['mimeType'], `${path}.fileData.mimeType`);
  const name = textAt(file['displayName'], path);
  if (UPLOADED.test(uri)) return mediaOf({ kind: 'file', id: uri, origin: GEMINI }, type, name);
  const { source, mediaType } = sourceOfUrl(uri);
  if (YOUTUBE.test(uri)) return { ...mediaOf(source, type, name), type: 'video' };
  return mediaOf(source, type ?? mediaType ?? typeByEnding(uri), name);
}

/** A medium of a type as Google writes it: raw sound keeps its whole type, because its rate stands in a parameter. */
export function mediaOf(source: MediaSource, type: string | undefined, name?: string): MediaPart {
  if (type === undefined) return { type: 'file', source, ...(name === undefined ? {} : { name }) };
  const mediaType = mediaTypeOf(type);
  const raw = type.includes(';') && mediaType.startsWith('audio/');
  return {
    type: mediaKind(mediaType),
    source,
    mediaType,
    ...(name === undefined ? {} : { name }),
    ...(raw ? { native: { origin: GEMINI, value: { mimeType: type } } } : {}),
  };
}

function settingsOf(part: Fields, known: Fields): { readonly native?: Native } {
  const settings = present({
    ...known,
    videoMetadata: part['videoMetadata'],
    mediaResolution: part['mediaResolution'],
  });
  return Object.keys(settings).length === 0 ? {} : { native: { origin: GEMINI, value: settings } };
}

/** The part that holds a medium's bytes or its address, without a signature. */
export function encodeMedia(part: MediaPart): Record<string, unknown> {
  const native = part.native?.origin === GEMINI ? part.native.value : {};
  const { mimeType: whole, ...settings } = namedOrNone(native);
  const mimeType = typeof whole === 'string' ? whole : part.mediaType;
  return { ...dataOf(part, mimeType), ...settings };
}

function dataOf(part: MediaPart, mimeType: string | undefined): Record<string, unknown> {
  const { source } = part;
  switch (source.kind) {
    case 'base64':
      return { inlineData: { mimeType: typeOfBytes(source.data, mimeType), data: source.data } };
    case 'text':
      return { inlineData: { mimeType: mimeType ?? 'text/plain', data: base64Of(source.text) } };
    case 'url':
    case 'file': {
      const fileUri = source.kind === 'url' ? source.url : source.id;
      return { fileData: present({ mimeType: mimeType ?? typeByEnding(fileUri), fileUri }) };
    }
  }
}

/** Google checks the type of a picture against its bytes, and clients are often wrong about it. */
function typeOfBytes(data: string, declared: string | undefined): string {
  if (declared !== undefined && !declared.startsWith('image/')) return declared;
  return mediaTypeOfData(data) ?? declared ?? 'application/octet-stream';
}

// Web standards that every runtime has and the language's own library does not name.
declare function btoa(text: string): string;

/** The base64 of a text's UTF-8. */
function base64Of(text: string): string {
  return btoa(
    encodeURIComponent(text.toWellFormed()).replace(/%([0-9A-F]{2})/g, (_, digits: string) =>
      String.fromCharCode(Number.parseInt(digits, 16)),
    ),
  );
}
