// Reads images, documents and search results of Messages into media parts.

import { fields, type Fields } from '../conversation/counts.ts';
import { mediaTypeOf, parseDataUrl, standardBase64 } from '../conversation/media.ts';
import type { MediaPart, MediaSource, Part } from '../conversation/part.ts';
import { needFields, needText, refuse } from './read.ts';
import { cacheOf, given, native, objects, PROTOCOL, textOrNone } from './wire.ts';

interface Sourced {
  readonly source: MediaSource;
  readonly mediaType?: string;
}

/** An image block. @throws Failure for a source that there is not. */
export function imagePart(block: Fields, at: string): MediaPart {
  const source = needFields(block, 'source', at);
  return { type: 'image', ...sourceOf(source, `${at}.source`), ...cacheOf(block) };
}

/**
 * A document block: PDF, plain text, or a list of texts to be quoted one by one, which other protocols take as one text.
 * One with images inside stays what it is. @throws Failure for a source that there is not.
 */
export function documentPart(block: Fields, at: string): Part {
  const source = needFields(block, 'source', at);
  const about = {
    ...given('name', textOrNone(block['title'])),
    ...given('context', textOrNone(block['context'])),
    ...(fields(block['citations'])['enabled'] === true ? { citable: true } : {}),
    ...cacheOf(block),
  };
  if (source['type'] !== 'content') {
    const read = sourceOf(source, `${at}.source`);
    const pdf = read.source.kind === 'url' ? { mediaType: 'application/pdf' } : {};
    return { type: 'file', ...pdf, ...read, ...about };
  }
  const text = textOfContent(source['content']);
  if (text === undefined)
    return { type: 'native', native: native(block), label: 'a document made of texts and images' };
  return {
    type: 'file',
    source: { kind: 'text', text },
    mediaType: 'text/plain',
    ...about,
    native: native({ source }),
  };
}

/** A search result of the client's own: elsewhere a text document with the result's title. */
export function searchResultPart(block: Fields, at: string): MediaPart {
  const text = textOfContent(block['content']) ?? refuse(`${at}.content`, 'give text blocks.');
  return {
    type: 'file',
    source: { kind: 'text', text },
    mediaType: 'text/plain',
    ...given('name', textOrNone(block['title'])),
    ...given('context', textOrNone(block['source'])),
    ...(fields(block['citations'])['enabled'] === true ? { citable: true } : {}),
    ...cacheOf(block),
    native: native(block),
  };
}

/** The text of a content that is nothing but text, or undefined. */
function textOfContent(content: unknown): string | undefined {
  if (typeof content === 'string') return content;
  const blocks = objects(content);
  if (blocks.some(block => block['type'] !== 'text')) return undefined;
  return blocks.map(block => String(block['text'] ?? '')).join('\n\n');
}

function sourceOf(source: Fields, at: string): Sourced {
  switch (source['type']) {
    case 'base64':
      return base64Source(source, at);
    case 'url':
      return { source: { kind: 'url', url: needText(source, 'url', at) } };
    case 'file':
      return { source: { kind: 'file', id: needText(source, 'file_id', at), origin: PROTOCOL } };
    case 'text':
      return { source: { kind: 'text', text: needText(source, 'data', at) }, mediaType: 'text/plain' };
    default:
      return refuse(`${at}.type`, 'must be one of base64, url, file, text or content.');
  }
}

function base64Source(source: Fields, at: string): Sourced {
  const data = needText(source, 'data', at);
  const opened = parseDataUrl(data);
  if (opened !== undefined) return { source: { kind: 'base64', data: opened.data }, mediaType: opened.mediaType };
  const mediaType = mediaTypeOf(needText(source, 'media_type', at));
  return { source: { kind: 'base64', data: standardBase64(data) }, mediaType };
}
