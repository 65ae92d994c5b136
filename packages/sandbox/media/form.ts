// Reads a multipart form as a strict provider does: fields, files with their types, nothing forgiven.

import type { IncomingMessage } from 'node:http';

/** A file of a form. */
export interface FormFile {
  readonly field: string;
  readonly name: string;
  readonly type: string;
  readonly bytes: Buffer;
}

export interface Form {
  /** Every value of each field, in order. */
  readonly fields: ReadonlyMap<string, readonly string[]>;
  readonly files: readonly FormFile[];
}

/** Whether a request brings a form. */
export function isForm(request: IncomingMessage): boolean {
  return /^multipart\/form-data/i.test(request.headers['content-type'] ?? '');
}

/** The form of a body; undefined when it is none. */
export function readForm(raw: Buffer, type: string): Form | undefined {
  const boundary = /boundary="?([^";]+)/i.exec(type)?.[1];
  if (boundary === undefined) return undefined;
  const fields = new Map<string, string[]>();
  const files: FormFile[] = [];
  const mark = Buffer.from(`--${boundary}`);
  let at = raw.indexOf(mark);
  while (at !== -1) {
    at += mark.length;
    if (raw.toString('latin1', at, at + 2) === '--') return { fields, files };
    const next = raw.indexOf(`\r\n--${boundary}`, at);
    const end = raw.indexOf('\r\n\r\n', at);
    if (next === -1 || end === -1 || end > next) return undefined;
    const head = raw.toString('utf8', at, end);
    const name = /[;\s]name="([^"]*)"/i.exec(head)?.[1];
    const fileName = /filename="([^"]*)"/i.exec(head)?.[1];
    const content = raw.subarray(end + 4, next);
    if (name === undefined) return undefined;
    if (fileName === undefined) fields.set(name, [...(fields.get(name) ?? []), content.toString('utf8')]);
    else {
      const fileType = /content-type:\s*([^\r\n;]+)/i.exec(head)?.[1]?.trim() ?? '';
      files.push({ field: name, name: fileName, type: fileType, bytes: content });
    }
    at = next + 2;
  }
  return undefined;
}
