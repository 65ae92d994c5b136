// Which uploaded files of OpenAI's or Anthropic's a request names, in whatever part of it, and which spoken answers.

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

/** An answer that was spoken before, named in its turn (openai-audio.md §5). */
const AUDIO = Buffer.from('"audio"');
const AUDIO_ID = /^\s*:\s*\{\s*"id"\s*:\s*"(audio_[A-Za-z0-9_-]{1,128})"/;

function idsBehind({ body }: Envelope, field: Buffer, pattern: RegExp): readonly string[] {
  const ids = new Set<string>();
  let at = body.indexOf(field);
  for (let seen = 0; at !== -1 && seen < MOST_FILES; seen += 1) {
    const from = at + field.length;
    const id = pattern.exec(body.toString('latin1', from, from + REACH))?.[1];
    if (id !== undefined) ids.add(id);
    at = body.indexOf(field, from);
  }
  return [...ids];
}

/** All that a body names, each once. */
export function namedFiles(envelope: Envelope, kind: NamedFile['kind']): readonly NamedFile[] {
  return idsBehind(envelope, FIELD, ID).map(id => ({ kind, id }));
}

/** All spoken answers that a chat goes on from, each once. */
export function namedAudio(envelope: Envelope): readonly { readonly kind: 'openai-audio'; readonly id: string }[] {
  return idsBehind(envelope, AUDIO, AUDIO_ID).map(id => ({ kind: 'openai-audio', id }));
}
