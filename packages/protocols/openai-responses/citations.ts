// Citations: flat `url_citation` annotations whose offsets count within one text part.

import type { Fields } from '../conversation/counts.ts';
import { countOrNone } from '../conversation/counts.ts';
import type { Citation } from '../conversation/part.ts';
import { given, wordOf, type Item } from './wire.ts';

/** Unicode code points of a text: what the provider's offsets count. */
export function codePoints(text: string): number {
  let count = text.length;
  for (let index = 0; index < text.length - 1; index += 1) {
    const first = text.charCodeAt(index);
    if (first < 0xd800 || first > 0xdbff) continue;
    const second = text.charCodeAt(index + 1);
    if (second >= 0xdc00 && second <= 0xdfff) {
      count -= 1;
      index += 1;
    }
  }
  return count;
}

/**
 * Reads an annotation; `base` is how many code points of the choice's text stand before its part. Citations of files
 * in the provider's own stores are nothing to anybody else, and are passed over.
 */
export function readAnnotation(annotation: Fields, base: number): Citation | undefined {
  const url = wordOf(annotation['url']);
  if (annotation['type'] !== 'url_citation' || url === undefined) return undefined;
  const start = countOrNone(annotation['start_index']);
  const end = countOrNone(annotation['end_index']);
  return {
    url,
    ...given('title', wordOf(annotation['title'])),
    ...given('start', start === undefined ? undefined : base + start),
    ...given('end', end === undefined ? undefined : base + end),
  };
}

/**
 * Writes a citation; offsets count from `base`, and the part is `length` code points long. A citation without offsets
 * is of everything from `from` on. Undefined for one that names no page.
 */
export function writeAnnotation(citation: Citation, base: number, from: number, length: number): Item | undefined {
  if (citation.url === '') return undefined;
  const within = (offset: number): number => Math.min(Math.max(offset - base, 0), length);
  return {
    type: 'url_citation',
    start_index: citation.start === undefined ? from : within(citation.start),
    end_index: citation.end === undefined ? length : within(citation.end),
    url: citation.url,
    title: citation.title ?? '',
  };
}
