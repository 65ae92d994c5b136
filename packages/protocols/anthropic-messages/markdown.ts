// Media in answers: the protocol has no place for them, so they are Markdown in the text, and are found again in it.

import { dataUrl, mediaTypeOf } from '../conversation/media.ts';
import type { MediaPart, Part, TextPart } from '../conversation/part.ts';

/** A medium as Markdown: an image shown, anything else a link. */
export function markdown(part: MediaPart): string {
  const { source, mediaType, type } = part;
  const name = (part.name ?? type).replace(/[[\]]/g, '');
  switch (source.kind) {
    case 'text':
      return source.text;
    case 'file':
      return `[${name}](${source.id})`;
    default: {
      const address =
        source.kind === 'url' ? source.url : dataUrl(mediaType ?? 'application/octet-stream', source.data);
      return `${type === 'image' ? '!' : ''}[${name}](${address})`;
    }
  }
}

const IMAGE = /!\[([^\]]*)\]\(data:(image\/[a-z0-9.+-]+);base64,([A-Za-z0-9+/=]+)\)/g;

/**
 * The parts of a text that the assistant said, images in it taken out: a model that drew one sees it again, where it
 * would otherwise read a million letters. White space that only parted an image from the words is dropped.
 */
export function withImages(part: TextPart): readonly Part[] {
  const { text } = part;
  if (!text.includes('](data:image/')) return [part];
  const parts: Part[] = [];
  let from = 0;
  const say = (words: string): void => {
    if (words.trim() !== '') parts.push({ ...part, text: words });
  };
  for (const found of text.matchAll(IMAGE)) {
    const [whole, name = '', mediaType = '', data = ''] = found;
    say(text.slice(from, found.index));
    const named = name === '' || name === 'image' ? {} : { name };
    parts.push({ type: 'image', source: { kind: 'base64', data }, mediaType: mediaTypeOf(mediaType), ...named });
    from = found.index + whole.length;
  }
  if (from === 0) return [part];
  say(text.slice(from));
  return parts;
}
