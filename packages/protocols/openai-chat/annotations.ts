// Sources and other annotations of a chat answer, read and written.

import { fields, isFields, type Fields } from '../conversation/counts.ts';
import type { Citation, NativePart } from '../conversation/part.ts';

function entries(annotations: unknown): Fields[] {
  return Array.isArray(annotations) ? annotations.filter(isFields) : [];
}

const offset = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;

/** The sources among annotations. */
export function citationsIn(annotations: unknown): Citation[] {
  return entries(annotations).flatMap(annotation => {
    // Responses writes the same fields without the inner object, and some gateways send that.
    const source = isFields(annotation['url_citation']) ? annotation['url_citation'] : annotation;
    const url = source['url'];
    if (annotation['type'] !== 'url_citation' || typeof url !== 'string') return [];
    const { title, content } = source;
    const start = offset(source['start_index']);
    const end = offset(source['end_index']);
    // OpenRouter writes 0 and 0 where it does not know the place.
    const placed = start !== undefined && end !== undefined && end > start ? { start, end } : {};
    return [
      {
        url,
        ...(typeof title === 'string' && title !== '' ? { title } : {}),
        ...placed,
        ...(typeof content === 'string' && content !== '' ? { quote: content } : {}),
      },
    ];
  });
}

/** Annotations that only chat knows (OpenRouter's parsed files, which save parsing them again). */
export function foreignAnnotations(annotations: unknown): NativePart[] {
  return entries(annotations)
    .filter(annotation => annotation['type'] !== 'url_citation')
    .map(value => ({ type: 'native', native: { origin: 'openai-chat', value }, label: 'annotation' }));
}

/** Addresses that a vendor lists beside the answer (Perplexity, xAI, Zhipu). */
export function listedSources(answer: Fields): Citation[] {
  const named = [answer['search_results'], answer['web_search']].find(Array.isArray);
  if (Array.isArray(named)) {
    return named.flatMap((entry: unknown) => {
      const { url, link, title } = fields(entry);
      const address = url ?? link;
      if (typeof address !== 'string') return [];
      return [{ url: address, ...(typeof title === 'string' && title !== '' ? { title } : {}) }];
    });
  }
  const plain = answer['citations'];
  return Array.isArray(plain) ? plain.flatMap((url: unknown) => (typeof url === 'string' ? [{ url }] : [])) : [];
}

/** A source as an annotation, over the characters from `start` to `end` of the whole content. */
export function annotationOf({ url, title = '' }: Citation, start: number, end: number): Fields {
  return { type: 'url_citation', url_citation: { url, title, start_index: start, end_index: end } };
}

/** How many characters a text has, as offsets count them: code points. */
export function codePoints(text: string): number {
  let pairs = 0;
  for (let index = 1; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code >= 0xdc00 && code <= 0xdfff && (text.charCodeAt(index - 1) & 0xfc00) === 0xd800) pairs += 1;
  }
  return text.length - pairs;
}
