// Reads a multipart form as it comes: the bytes go to a spool, and of each part it is noted what it is and where it stands.

import { entryOf } from '@turnpike/protocols/conversation/entry-of';
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib';
import type { IncomingMessage } from 'node:http';
import { pipeline, type Duplex } from 'node:stream';
import { Failure } from '@turnpike/protocols/failures';
import { Aborted } from './body.ts';
import { sliceOf, Spool, type Spooled } from './spool.ts';

/** One part of a form. */
export interface FormPart {
  readonly name: string;
  /** The name of a file; undefined for a plain field. */
  readonly fileName: string | undefined;
  /** Its media type as the client gave it, in lower case without parameters, or empty. */
  readonly type: string;
  /** Where its headers begin in the form's bytes: right behind its boundary. */
  readonly headStart: number;
  /** Where its content stands. */
  readonly start: number;
  readonly end: number;
  /** The text of a plain field; empty for files. */
  readonly text: string;
}

/** A form whose bytes are spooled. Whoever read it disposes of the spool. */
export interface SpooledForm {
  readonly boundary: string;
  readonly parts: readonly FormPart[];
  readonly spool: Spool;
}

/** The content of a part. */
export function contentOf(form: SpooledForm, { start, end }: FormPart): Spooled {
  return sliceOf(form.spool, start, end);
}

/** The content type that a form of this boundary is sent with. */
export function formType(boundary: string): string {
  return `multipart/form-data; boundary=${boundary}`;
}

const MOST_PARTS = 512;
/** Plain fields are prompts and settings; a longer one is a file that forgot its name. */
const MOST_TEXT = 1024 * 1024;
const MOST_HEADERS = 16 * 1024;
const BREAK = Buffer.from('\r\n\r\n');

const DECODERS: Readonly<Record<string, () => Duplex>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
  zstd: createZstdDecompress,
};

/**
 * Reads a form from a request. `begin` is called before its first byte is waited for.
 * @throws Failure 400, 413, 415; Aborted when the client has gone.
 */
export async function readFormFrom(
  request: IncomingMessage,
  folder: string,
  maxBytes: number,
  begin?: () => void,
): Promise<SpooledForm> {
  const boundary = boundaryOf(request.headers['content-type'] ?? '');
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const source = decoded(request);
  begin?.();
  const spool = new Spool(folder);
  const scanner = new FormScanner(boundary);
  try {
    for await (const chunk of source) {
      const bytes: Buffer = chunk;
      if (spool.size + bytes.length > maxBytes) throw tooLarge(maxBytes);
      scanner.feed(bytes);
      await spool.append(bytes);
      if (spool.onDisk && source === request && !scanner.holds(bytes)) release(bytes);
    }
    return { boundary, parts: scanner.finish(), spool };
  } catch (error) {
    await spool.dispose();
    if (error instanceof Failure) throw error;
    if (source === request || request.destroyed) throw new Aborted();
    throw new Failure('invalid_request', 'The body is not valid in its content encoding.', { cause: error });
  }
}

/**
 * Gives the memory of a chunk back at once. The collector takes notice of such garbage only when there is much of it,
 * some forty megabytes for each large upload.
 */
function release({ buffer, byteLength }: Buffer): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength && !buffer.detached) buffer.transfer(0);
}

function boundaryOf(type: string): string {
  const [, quoted, plain] = /boundary=(?:"([^"]+)"|([^;,\s]+))/i.exec(type) ?? [];
  const boundary = quoted ?? plain;
  if (boundary === undefined || boundary.length > 200) throw unsound('its content type names no boundary');
  return boundary;
}

function decoded(request: IncomingMessage): AsyncIterable<Buffer> {
  const encoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding === 'identity' || encoding === '') return request;
  const make = entryOf(DECODERS, encoding);
  if (make === undefined)
    throw new Failure(
      'unsupported_media_type',
      `The content encoding ${encoding} is not supported for forms. Use gzip, deflate, br, zstd or none.`,
    );
  return pipeline(request, make(), () => undefined);
}

function tooLarge(maxBytes: number): Failure {
  return new Failure('read_request_body_failed', `The form is larger than ${maxBytes} bytes. Send less.`);
}

function unsound(why: string): Failure {
  return new Failure('invalid_request', `The form cannot be read: ${why}.`);
}

type Draft = Omit<FormPart, 'end' | 'text'>;

/** Finds the parts of a form in its passing bytes. */
class FormScanner {
  private readonly mark: Buffer;
  private readonly parts: FormPart[] = [];
  private state: 'preamble' | 'headers' | 'content' | 'end' = 'preamble';
  /** Bytes that were not understood yet. The form is read as if a line had ended before it, as each boundary needs. */
  private rest: Buffer = Buffer.from('\r\n');
  /** Where `rest` begins in the form. */
  private base = -2;
  private draft: Draft | undefined;
  private texts: Buffer[] = [];
  private textBytes = 0;

  constructor(boundary: string) {
    this.mark = Buffer.from(`\r\n--${boundary}`);
  }

  feed(chunk: Buffer): void {
    if (this.passes(chunk)) return;
    this.rest = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    while (this.step());
  }

  /** Whether something of a chunk is still needed. */
  holds(chunk: Buffer): boolean {
    return this.rest.buffer === chunk.buffer;
  }

  /** Passes a chunk in the midst of a file without a copy of it; false when it must be looked at more closely. */
  private passes(chunk: Buffer): boolean {
    const { mark, rest } = this;
    const isInside = this.state === 'content' && this.draft?.fileName !== undefined && rest.length < mark.length;
    if (!isInside || chunk.length <= mark.length || chunk.includes(mark)) return false;
    if (rest.length > 0 && Buffer.concat([rest, chunk.subarray(0, mark.length)]).includes(mark)) return false;
    const kept = chunk.subarray(chunk.length - mark.length + 1);
    this.base += rest.length + chunk.length - kept.length;
    this.rest = Buffer.from(kept);
    return true;
  }

  /** All parts. @throws Failure when the form has no end */
  finish(): readonly FormPart[] {
    if (this.state === 'preamble') throw unsound('its boundary does not appear');
    if (this.state !== 'end') throw unsound('it has no end');
    return this.parts;
  }

  /** Understands the next piece; false when more bytes are needed. */
  private step(): boolean {
    if (this.state === 'headers') return this.headers();
    if (this.state === 'end') {
      this.skip(this.rest.length);
      return false;
    }
    const found = this.rest.indexOf(this.mark);
    if (found === -1) {
      this.take(Math.max(this.rest.length - this.mark.length + 1, 0));
      return false;
    }
    // What follows a boundary tells whether it is the last one, and whether it is one at all.
    if (this.rest.length < found + this.mark.length + 2) {
      this.take(found);
      return false;
    }
    const behind = this.rest.toString('latin1', found + this.mark.length, found + this.mark.length + 2);
    if (behind !== '--' && behind !== '\r\n') {
      this.take(found + 2);
      return true;
    }
    this.take(found);
    this.close();
    const isLast = behind === '--';
    this.skip(this.mark.length);
    this.state = isLast ? 'end' : 'headers';
    return true;
  }

  /** Passes content; of a plain field it is kept. */
  private take(bytes: number): void {
    if (this.draft !== undefined && this.draft.fileName === undefined && bytes > 0) {
      this.textBytes += bytes;
      if (this.textBytes > MOST_TEXT) throw unsound(`the field ${this.draft.name} is larger than ${MOST_TEXT} bytes`);
      this.texts.push(Buffer.from(this.rest.subarray(0, bytes)));
    }
    this.skip(bytes);
  }

  private skip(bytes: number): void {
    this.rest = this.rest.subarray(bytes);
    this.base += bytes;
  }

  private close(): void {
    if (this.draft === undefined) return;
    this.parts.push({ ...this.draft, end: this.base, text: Buffer.concat(this.texts).toString('utf8') });
    if (this.parts.length > MOST_PARTS) throw unsound(`it has more than ${MOST_PARTS} parts`);
    this.draft = undefined;
    this.texts = [];
    this.textBytes = 0;
  }

  private headers(): boolean {
    const end = this.rest.indexOf(BREAK);
    if (end === -1 && this.rest.length > MOST_HEADERS) throw unsound('a part has no end of its headers');
    if (end === -1) return false;
    const head = this.rest.toString('utf8', 0, end);
    const said = dispositionOf(head);
    const name = said.get('name');
    if (name === undefined) throw unsound('a part has no name');
    const fileName = extendedName(said.get('filename*')) ?? said.get('filename');
    const type = /^content-type:\s*([^\r\n;]+)/im.exec(head)?.[1]?.trim().toLowerCase() ?? '';
    const headStart = this.base;
    this.skip(end + BREAK.length);
    this.draft = { name, fileName, type, headStart, start: this.base };
    this.state = 'content';
    return true;
  }
}

/** One parameter of a disposition, with what stands before it. */
const PARAMETER = /\s*;\s*([^=;\s"]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;"]*))\s*/y;

/**
 * The parameters of a part's disposition. It is the upstream that reads these bytes again: whatever two readers could
 * take for different things is refused.
 */
function dispositionOf(head: string): ReadonlyMap<string, string> {
  const lines = [...head.matchAll(/^content-disposition\s*:(.*)$/gim)];
  const [line = ''] = lines.map(([, value = '']) => value.trim());
  if (lines.length !== 1) throw unsound('a part does not have one content-disposition');
  const found = new Map<string, string>();
  PARAMETER.lastIndex = /^[^;]*/.exec(line)?.[0].length ?? 0;
  while (PARAMETER.lastIndex < line.length) {
    const [, name = '', quoted, plain = ''] = PARAMETER.exec(line) ?? [];
    const key = name.toLowerCase();
    if (key === '' || key === 'name*' || found.has(key))
      throw unsound('the content-disposition of a part is not sound');
    found.set(key, quoted?.replace(/\\(.)/g, '$1') ?? plain.trim());
  }
  return found;
}

/** `filename*=UTF-8''na%C3%AFve.png` (RFC 6266). */
function extendedName(value: string | undefined): string | undefined {
  const coded = /^utf-8'[^']*'(.+)$/i.exec(value ?? '')?.[1];
  try {
    return coded === undefined ? undefined : decodeURIComponent(coded);
  } catch {
    return undefined;
  }
}
