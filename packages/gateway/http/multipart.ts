// Reads a multipart form that is whole in memory: fields as texts, files as views of the body, nothing copied.

import { Failure } from '@turnpike/protocols/failures';

/** A file of a form. */
export interface FormFile {
  readonly field: string;
  readonly name: string;
  readonly type: string;
  readonly bytes: Buffer;
}

/** A form. Fields that come several times, or as `name[]`, are lists; `a[b]` is field `b` of an object `a`. */
export interface Form {
  readonly body: Readonly<Record<string, unknown>>;
  readonly files: readonly FormFile[];
}

/** Whether a content type is a form with files. */
export function isMultipart(type: string): boolean {
  return /^multipart\/form-data/i.test(type);
}

const MOST_PARTS = 200;
const BREAK = Buffer.from('\r\n\r\n');

/** @throws Failure 400 when the body is no sound form. */
export function readForm(body: Buffer, type: string): Form {
  const [, quoted, plain] = /boundary=(?:"([^"]+)"|([^;,\s]+))/i.exec(type) ?? [];
  const boundary = quoted ?? plain;
  if (boundary === undefined) throw unsound('its content type names no boundary');
  const fields = new Map<string, string[]>();
  const files: FormFile[] = [];
  for (const part of partsOf(body, boundary)) {
    const end = part.indexOf(BREAK);
    if (end === -1) throw unsound('a part has no end of its headers');
    const head = part.subarray(0, end).toString();
    const content = part.subarray(end + BREAK.length);
    const name = parameter(head, 'name');
    if (name === undefined) throw unsound('a part has no name');
    const file = parameter(head, 'filename');
    if (file === undefined) fields.set(name, [...(fields.get(name) ?? []), content.toString()]);
    else files.push({ field: name.replace(/\[\]$/, ''), name: file, type: typeOf(head), bytes: content });
  }
  return { body: nested(fields), files };
}

function unsound(why: string): Failure {
  return new Failure('invalid_request', `The form cannot be read: ${why}.`);
}

function partsOf(body: Buffer, boundary: string): Buffer[] {
  const mark = Buffer.from(`--${boundary}`);
  const parts: Buffer[] = [];
  let at = body.indexOf(mark);
  if (at === -1) throw unsound('its boundary does not appear');
  for (;;) {
    const start = at + mark.length;
    if (body.toString('latin1', start, start + 2) === '--') return parts;
    const next = body.indexOf(Buffer.concat([Buffer.from('\r\n'), mark]), start);
    if (next === -1) throw unsound('it has no end');
    parts.push(body.subarray(start + 2, next));
    if (parts.length > MOST_PARTS) throw unsound(`it has more than ${MOST_PARTS} parts`);
    at = next + 2;
  }
}

function parameter(head: string, name: string): string | undefined {
  const disposition = /^content-disposition:(.*)$/im.exec(head)?.[1] ?? '';
  const [, quoted, plain] =
    new RegExp(`[;\\s]${name}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^;\\s]+))`, 'i').exec(disposition) ?? [];
  return quoted?.replace(/\\(.)/g, '$1') ?? plain;
}

function typeOf(head: string): string {
  return /^content-type:\s*([^\r\n;]+)/im.exec(head)?.[1]?.trim() ?? 'application/octet-stream';
}

function nested(fields: ReadonlyMap<string, readonly string[]>): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const [name, values] of fields) {
    const [, outer, inner] = /^([^[\]]+)\[([^[\]]*)\]$/.exec(name) ?? [];
    if (outer === undefined) body[name] = values.length === 1 ? values[0] : values;
    else if (inner === '') body[outer] = values;
    else {
      const before = body[outer];
      const object = typeof before === 'object' && before !== null && !Array.isArray(before) ? before : {};
      body[outer] = { ...object, [inner ?? '']: values[0] };
    }
  }
  return body;
}
