// Writes a multipart form: fields as texts, files as they came, under a boundary of our own.

import { randomBytes } from 'node:crypto';
import type { Json } from '../relay/json.ts';
import type { OrderFile } from './order.ts';

/** Body and headers of a form. Objects and lists are written as JSON text. */
export function multipartOf(
  body: Json,
  files: readonly OrderFile[],
): { readonly body: Buffer; readonly headers: Readonly<Record<string, string>> } {
  const boundary = `turnpike${randomBytes(12).toString('hex')}`;
  const pieces: Buffer[] = [];
  const add = (head: string, content: Buffer): void => {
    pieces.push(Buffer.from(`--${boundary}\r\n${head}\r\n\r\n`), content, Buffer.from('\r\n'));
  };
  for (const [name, value] of Object.entries(body)) {
    if (value === undefined || value === null) continue;
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    add(`Content-Disposition: form-data; name="${quoted(name)}"`, Buffer.from(text));
  }
  for (const { field, name, type, bytes } of files) {
    const disposition = `Content-Disposition: form-data; name="${quoted(field)}"; filename="${quoted(name)}"`;
    add(`${disposition}\r\nContent-Type: ${type.replaceAll(/[\r\n]/g, '')}`, bytes);
  }
  pieces.push(Buffer.from(`--${boundary}--\r\n`));
  return { body: Buffer.concat(pieces), headers: { 'content-type': `multipart/form-data; boundary=${boundary}` } };
}

function quoted(text: string): string {
  return text.replaceAll(/["\r\n]/g, '_');
}
