// Which of Google's objects a request names: its cached content, and the files that its parts point to.

import { fieldValue, type Envelope } from '../envelope.ts';
import { text } from '../json.ts';

/** Field names before which no file is looked for. */
const FILE_FIELDS = [Buffer.from('"fileUri"'), Buffer.from('"file_uri"')];
/** The rest of a field: a colon and a text that ends in the file's name, at whichever host. */
const FILE = /^\s*:\s*"(?:https?:\/\/[^"/]+(?:\/[^"]*)?\/)?(?:v1(?:beta|alpha)?\/)?files\/([a-z0-9-]{1,64})"/;
const REACH = 512;
const CACHE = /^cachedContents\/([A-Za-z0-9-]{1,128})$/;
/** More files than any model reads in one request. */
const MOST_FILES = 3_000;

/** One named object. */
export interface NamedObject {
  readonly kind: 'google-file' | 'google-cache';
  readonly id: string;
}

/** All that a body names, each once; files at other places of the net are none of Google's objects. */
export function namedObjects(envelope: Envelope): readonly NamedObject[] {
  const cache = CACHE.exec(
    text(fieldValue(envelope, 'cachedContent')) || text(fieldValue(envelope, 'cached_content')),
  )?.[1];
  const files = new Set<string>();
  for (const field of FILE_FIELDS) {
    let at = envelope.body.indexOf(field);
    for (let seen = 0; at !== -1 && seen < MOST_FILES; seen += 1) {
      const from = at + field.length;
      const id = FILE.exec(envelope.body.toString('latin1', from, from + REACH))?.[1];
      if (id !== undefined) files.add(id);
      at = envelope.body.indexOf(field, from);
    }
  }
  return [
    ...(cache === undefined ? [] : [{ kind: 'google-cache' as const, id: cache }]),
    ...[...files].map(id => ({ kind: 'google-file' as const, id })),
  ];
}
