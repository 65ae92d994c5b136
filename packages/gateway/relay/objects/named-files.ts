// Which uploaded files of OpenAI's or Anthropic's a request names, in whatever part of it.

import type { Envelope } from '../envelope.ts';

const FIELD = Buffer.from('"file_id"');
/** The rest of the field. OpenAI's ids have a hyphen, Anthropic's an underscore. */
const ID = /^\s*:\s*"(file[-_][A-Za-z0-9_-]{1,128})"/;
const REACH = 192;
/** More than any request has. */
const MOST_FILES = 1_000;

/** One named file. */
export interface NamedFile {
  readonly kind: 'openai-file' | 'claude-file';
  readonly id: string;
}

/** All that a body names, each once. */
export function namedFiles({ body }: Envelope, kind: NamedFile['kind']): readonly NamedFile[] {
  const ids = new Set<string>();
  let at = body.indexOf(FIELD);
  for (let seen = 0; at !== -1 && seen < MOST_FILES; seen += 1) {
    const from = at + FIELD.length;
    const id = ID.exec(body.toString('latin1', from, from + REACH))?.[1];
    if (id !== undefined) ids.add(id);
    at = body.indexOf(FIELD, from);
  }
  return [...ids].map(id => ({ kind, id }));
}
