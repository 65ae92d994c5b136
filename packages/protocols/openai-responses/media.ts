// Content parts of the input: texts, images and files, read into the neutral form and written from it.

import { entryOf } from '../conversation/entry-of.ts';
import type { Fields } from '../conversation/counts.ts';
import { isFields } from '../conversation/counts.ts';
import { dataUrl, mediaKind, mediaTypeOf, parseDataUrl, sourceOfUrl, standardBase64 } from '../conversation/media.ts';
import type { MediaPart, TextPart } from '../conversation/part.ts';
import { Failure } from '../failures.ts';
import { given, oneOf, textOf, wordOf, type Item } from './wire.ts';

type Content = TextPart | MediaPart;

/** Reads one content part of a user's message or of a tool's output. @throws Failure for one that is none. */
export function readContent(value: unknown, at: string): Content {
  if (typeof value === 'string') return { type: 'text', text: value };
  if (!isFields(value)) throw invalid(at, 'a content part must be an object');
  switch (value['type']) {
    case 'input_text':
    case 'output_text':
    case 'text':
      return { type: 'text', text: textOf(value['text']) };
    case 'input_image':
      return readImage(value, at);
    case 'input_file':
      return readFile(value, at);
    case 'input_audio':
      return readAudio(value, at);
    default:
      throw invalid(
        at,
        `'${textOf(value['type'])}' is not a content part. Supported are 'input_text', 'input_image', 'input_file' and 'input_audio'`,
      );
  }
}

function readImage(value: Fields, at: string): MediaPart {
  const detail = given('detail', value['detail'] === 'auto' ? undefined : wordOf(value['detail']));
  const file = wordOf(value['file_id']);
  if (file !== undefined)
    return { type: 'image', source: { kind: 'file', id: file, origin: 'openai-responses' }, ...detail };
  const url = wordOf(value['image_url']) ?? wordOf(isFields(value['image_url']) ? value['image_url']['url'] : '');
  if (url === undefined) throw invalid(at, "an input_image needs 'image_url' or 'file_id'");
  return { type: 'image', ...sourceOfUrl(url), ...detail };
}

function readFile(value: Fields, at: string): MediaPart {
  const name = given('name', wordOf(value['filename']));
  const file = wordOf(value['file_id']);
  if (file !== undefined)
    return { type: 'file', source: { kind: 'file', id: file, origin: 'openai-responses' }, ...name };
  const url = wordOf(value['file_url']);
  if (url !== undefined) return { type: 'file', ...sourceOfUrl(url), ...given('mediaType', typeByName(url)), ...name };
  const data = wordOf(value['file_data']);
  if (data === undefined) throw invalid(at, "an input_file needs 'file_data', 'file_url' or 'file_id'");
  const parsed = parseDataUrl(data);
  const mediaType = parsed?.mediaType ?? typeByName(wordOf(value['filename']) ?? '') ?? 'application/pdf';
  return {
    type: mediaKind(mediaType),
    source: { kind: 'base64', data: parsed?.data ?? standardBase64(data) },
    mediaType,
    ...(name.name === nameless(mediaType) ? {} : name),
  };
}

function readAudio(value: Fields, at: string): MediaPart {
  const audio = isFields(value['input_audio']) ? value['input_audio'] : value;
  const data = wordOf(audio['data']);
  if (data === undefined) throw invalid(at, "an input_audio needs 'data'");
  return {
    type: 'audio',
    source: { kind: 'base64', data: standardBase64(data) },
    mediaType: mediaTypeOf(`audio/${wordOf(audio['format']) ?? 'wav'}`),
  };
}

const TYPES: Readonly<Record<string, string>> = {
  pdf: 'application/pdf',
  txt: 'text/plain',
  md: 'text/markdown',
  csv: 'text/csv',
  html: 'text/html',
  json: 'application/json',
};

/** The MIME type that a file's name or address promises, where it is a known one. */
function typeByName(name: string): string | undefined {
  const extension = /\.([a-z0-9]+)(?:[?#].*)?$/i.exec(name)?.[1];
  return extension === undefined ? undefined : entryOf(TYPES, extension.toLowerCase());
}

function invalid(at: string, why: string): Failure {
  return new Failure('invalid_request', `${at}: ${why}.`, { param: at });
}

const DETAILS = ['auto', 'low', 'high', 'original'] as const;

/** Writes one content part. @throws Failure for what Responses takes in no form. */
export function writeContent(part: Content, at: string): Item {
  if (part.type === 'text') return { type: 'input_text', text: part.text };
  if (part.type === 'audio' || part.type === 'video') {
    const what = part.type === 'audio' ? 'audio' : 'a video';
    throw invalid(
      at,
      `the model's provider takes no ${part.type} here (OpenAI Responses); leave out ${what} or choose a model that takes it`,
    );
  }
  return part.type === 'image' ? writeImage(part, at) : writeFile(part, at);
}

function writeImage(part: MediaPart, at: string): Item {
  const { source } = part;
  const detail = oneOf(part.detail, DETAILS) ?? 'auto';
  switch (source.kind) {
    case 'base64':
      return { type: 'input_image', image_url: dataUrl(part.mediaType ?? 'image/png', source.data), detail };
    case 'url':
      return { type: 'input_image', image_url: source.url, detail };
    case 'file':
      return { type: 'input_image', file_id: ownFile(source, at), detail };
    case 'text':
      return { type: 'input_text', text: source.text };
  }
}

function writeFile(part: MediaPart, at: string): Item {
  const { source } = part;
  switch (source.kind) {
    case 'base64': {
      const mediaType = part.mediaType ?? 'application/pdf';
      return {
        type: 'input_file',
        filename: part.name ?? nameless(mediaType),
        file_data: dataUrl(mediaType, source.data),
      };
    }
    case 'url':
      return { type: 'input_file', file_url: source.url };
    case 'file':
      return { type: 'input_file', file_id: ownFile(source, at) };
    case 'text':
      // The file types of the provider vary by model; plain text is understood by all of them.
      return {
        type: 'input_text',
        text: [part.name, part.context, source.text].filter(text => text !== undefined).join('\n\n'),
      };
  }
}

/** What a file without a name is called, because the provider demands one. */
function nameless(mediaType: string): string {
  return `document.${extensionOf(mediaType)}`;
}

function extensionOf(mediaType: string): string {
  const known = Object.entries(TYPES).find(([, type]) => type === mediaType);
  return known?.[0] ?? (mediaType.split('/')[1] ?? '').replace(/[^a-z0-9]/g, '').slice(0, 8);
}

/** OpenAI's two protocols share their files; nobody else has them. */
function ownFile(source: Extract<MediaPart['source'], { kind: 'file' }>, at: string): string {
  if (source.origin === 'openai-responses' || source.origin === 'openai-chat') return source.id;
  throw invalid(
    at,
    `the file ${source.id} was uploaded to another provider than the one that serves this model; send its content instead`,
  );
}
