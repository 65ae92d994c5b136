// Files from a drop, a paste or the picker, read into memory and checked: kind, size, number.

import { type Attachment, kindOf } from './chat.ts';

/** Bytes of one file, and how many go along at most. */
export const MAX_BYTES = 20 * 1024 * 1024;
export const MAX_FILES = 10;

/** Endings of texts that browsers give no type of their own. */
const TEXTS =
  /\.(?:txt|md|csv|tsv|json|jsonl|ya?ml|toml|xml|html?|css|[cm]?[jt]sx?|py|go|rs|java|kt|c|h|cpp|cs|rb|php|sh|sql|log)$/i;

/** Why a file does not go along. */
export interface Refused {
  readonly name: string;
  readonly why: 'kind' | 'size' | 'number';
}

/** What was read, and what was not. `room`: how many more go along. */
export async function readFiles(
  files: Iterable<File>,
  room: number,
): Promise<{ readonly read: readonly Attachment[]; readonly refused: readonly Refused[] }> {
  const read: Attachment[] = [];
  const refused: Refused[] = [];
  for (const file of files) {
    const why = faultOf(file, room - read.length);
    if (why === undefined) read.push(await readFile(file));
    else refused.push({ name: file.name, why });
  }
  return { read, refused };
}

function faultOf(file: File, room: number): Refused['why'] | undefined {
  if (room <= 0) return 'number';
  if (file.size > MAX_BYTES) return 'size';
  const known = /^(?:image\/(?:png|jpeg|gif|webp)|audio\/|text\/)|^application\/(?:pdf|json|xml|x-yaml)$/.test(
    file.type,
  );
  return known || TEXTS.test(file.name) ? undefined : 'kind';
}

async function readFile(file: File): Promise<Attachment> {
  const type = file.type === '' ? 'text/plain' : file.type;
  const data = kindOf({ type }) === 'text' ? await file.text() : await base64Of(file);
  return { name: file.name, type, bytes: file.size, data };
}

/** The content of a file in base64. */
function base64Of(file: Blob): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const reader = new FileReader();
  reader.addEventListener('load', () => resolve(String(reader.result).replace(/^[^,]*,/, '')));
  reader.addEventListener('error', () => reject(reader.error ?? new Error('the file could not be read')));
  reader.readAsDataURL(file);
  return promise;
}
