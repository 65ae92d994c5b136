// Pictures, sounds and videos of an answer, shown and played: those in its JSON, and an answer that is one itself.

import { element } from './elements.ts';

const IMAGE = /\.(?:png|jpe?g|webp|gif)(?:[?#]|$)/i;
const VIDEO = /\.(?:mp4|webm|mov)(?:[?#]|$)/i;
const SOUND = /\.(?:mp3|wav|ogg|m4a|flac|opus)(?:[?#]|$)/i;
const MOST = 8;

/** The element that shows an address of a kind; undefined for what is no medium. */
function shown(url: string, kind: 'image' | 'video' | 'audio'): HTMLElement {
  if (kind === 'image') return element('img', { src: url, alt: '' });
  return kind === 'video'
    ? element('video', { src: url, controls: true })
    : element('audio', { src: url, controls: true });
}

function kindOfAddress(url: string): 'image' | 'video' | 'audio' | undefined {
  if (IMAGE.test(url) || url.startsWith('data:image/')) return 'image';
  if (VIDEO.test(url) || url.startsWith('data:video/')) return 'video';
  return SOUND.test(url) || url.startsWith('data:audio/') ? 'audio' : undefined;
}

/** A whole answer that is a medium. */
export function mediumOf(bytes: Blob, type: string): HTMLElement | undefined {
  const kind = /^(image|video|audio)\//.exec(type)?.[1];
  return kind === 'image' || kind === 'video' || kind === 'audio' ? shown(URL.createObjectURL(bytes), kind) : undefined;
}

/** The media that a JSON value names or holds. */
export function mediaIn(value: unknown): readonly HTMLElement[] {
  const found: HTMLElement[] = [];
  const seen = new Set<string>();
  const walk = (one: unknown, name: string): void => {
    if (found.length >= MOST) return;
    if (typeof one === 'string') {
      const held = /^(?:b64_json|result)$/.test(name) && one.length > 100 ? `data:image/png;base64,${one}` : one;
      const kind = /^(?:https?:|data:)/.test(held) ? kindOfAddress(held) : undefined;
      if (kind !== undefined && !seen.has(held)) {
        seen.add(held);
        found.push(shown(held, kind));
      }
      for (const [, link = ''] of one.matchAll(/!\[[^\]]*\]\(([^)\s]+)\)/g)) walk(link, '');
    } else if (typeof one === 'object' && one !== null) {
      const mime: unknown = Reflect.get(one, 'mimeType');
      const data: unknown = Reflect.get(one, 'data');
      if (typeof mime === 'string' && typeof data === 'string') walk(`data:${mime};base64,${data}`, '');
      for (const [key, inner] of Object.entries(one)) walk(inner, key);
    }
  };
  walk(value, '');
  return found;
}
