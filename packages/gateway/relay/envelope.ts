// Reads the envelope of a JSON body without parsing it: strict validation, and where each top-level value stands.

import { Failure } from '@turnpike/protocols/failures';

/** Where a value stands in a body: bytes `start` (inclusive) to `end` (exclusive). */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What a body weighs, for estimating its tokens without a tokenizer. */
export interface Weight {
  /** Bytes of ASCII text in strings and numbers. */
  ascii: number;
  /** Bytes of other text in strings. */
  wide: number;
  /** Base64 images in the body. */
  images: number;
  /** Links that may stand for media. */
  links: number;
  /** Base64 bytes of PDF documents. */
  documentBytes: number;
  /** Base64 bytes of other media. */
  mediaBytes: number;
}

/** The top-level fields of one JSON object, as spans of its bytes. */
export interface Envelope {
  readonly body: Buffer;
  readonly fields: ReadonlyMap<string, Span>;
  readonly weight: Weight;
  /** Position of the object's closing brace. */
  readonly close: number;
}

/** Containers nested deeper than this are refused: no real request comes near, and upstreams refuse them too. */
const MAX_DEPTH = 500;
/** A string without spaces of at least this many bytes is taken for base64 media. */
const MEDIA_BYTES = 1024;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const COMMA = 0x2c;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const MINUS = 0x2d;

/** Class of each byte inside a string: 0 plain, 1 quote, 2 backslash, 3 forbidden control, 4 part of a wide character. */
const STRING_CLASS = new Uint8Array(256).map((_, byte) =>
  byte === QUOTE ? 1 : byte === BACKSLASH ? 2 : byte < 0x20 ? 3 : byte >= 0x80 ? 4 : 0,
);
/** Bytes that may follow a backslash; `u` is checked apart. */
const ESCAPES = new Set(Buffer.from('"\\/bfnrt'));

/** Base64 beginnings of the media that prompts carry, with the counter they go to. */
const MAGIC: readonly (readonly [string, 'images' | 'documentBytes'])[] = [
  ['iVBORw', 'images'],
  ['/9j/', 'images'],
  ['R0lGOD', 'images'],
  ['UklGR', 'images'],
  ['data:image/', 'images'],
  ['JVBERi', 'documentBytes'],
  ['data:application/pdf', 'documentBytes'],
];

/**
 * Scans a body that must be one JSON object. Keys that occur twice are refused: two readers could disagree on which counts.
 * @throws Failure `invalid_json` naming the byte at fault.
 */
export function scanEnvelope(body: Buffer): Envelope {
  return new Scanner(body, 0).object();
}

/** Scans an object that stands inside a body already known to be valid. */
export function scanObject(body: Buffer, span: Span): Envelope | undefined {
  return body[span.start] === OPEN_OBJECT ? new Scanner(body.subarray(0, span.end), span.start).object() : undefined;
}

/** The parsed value of a field, or undefined where it is absent. Meant for small values. */
export function fieldValue(envelope: Envelope, name: string): unknown {
  const span = envelope.fields.get(name);
  return span === undefined ? undefined : JSON.parse(envelope.body.toString('utf8', span.start, span.end));
}

/** The first byte of a field's value, which tells its type; undefined where it is absent. */
export function fieldByte(envelope: Envelope, name: string): number | undefined {
  const span = envelope.fields.get(name);
  return span === undefined ? undefined : envelope.body[span.start];
}

class Scanner {
  private readonly bytes: Buffer;
  private at: number;
  private depth = 0;
  private readonly weight: Weight = { ascii: 0, wide: 0, images: 0, links: 0, documentBytes: 0, mediaBytes: 0 };

  constructor(bytes: Buffer, start: number) {
    this.bytes = bytes;
    this.at = start;
  }

  object(): Envelope {
    this.space();
    if (this.bytes[this.at] !== OPEN_OBJECT) this.fault('expected a JSON object');
    this.at += 1;
    this.depth = 1;
    const fields = new Map<string, Span>();
    this.space();
    while (this.bytes[this.at] !== CLOSE_OBJECT || fields.size > 0) {
      const name = this.key();
      if (fields.has(name))
        throw new Failure(
          'invalid_json',
          `The field ${JSON.stringify(name)} occurs twice in the request body. Send it once.`,
          { param: name },
        );
      const start = this.at;
      this.value();
      fields.set(name, { start, end: this.at });
      this.space();
      const byte = this.bytes[this.at];
      if (byte === CLOSE_OBJECT) break;
      if (byte !== COMMA) this.fault('expected a comma or a closing brace');
      this.at += 1;
      this.space();
    }
    const close = this.at;
    this.at += 1;
    this.space();
    if (this.at < this.bytes.length) this.fault('unexpected data after the JSON object');
    return { body: this.bytes, fields, weight: this.weight, close };
  }

  /** Reads `"name" :` and stands before the value. */
  private key(): string {
    if (this.bytes[this.at] !== QUOTE) this.fault('expected a field name in double quotes');
    const start = this.at;
    const escaped = this.string();
    const name = escaped
      ? String(JSON.parse(this.bytes.toString('utf8', start, this.at)))
      : this.bytes.toString('utf8', start + 1, this.at - 1);
    this.space();
    if (this.bytes[this.at] !== COLON) this.fault('expected a colon');
    this.at += 1;
    this.space();
    return name;
  }

  private value(): void {
    const byte = this.bytes[this.at];
    if (byte === QUOTE) this.text();
    else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) this.container(byte);
    else if (byte === MINUS || (byte !== undefined && byte >= 0x30 && byte <= 0x39)) this.number();
    else if (byte === 0x74) this.word('true');
    else if (byte === 0x66) this.word('false');
    else if (byte === 0x6e) this.word('null');
    else this.fault('expected a JSON value');
  }

  /** Skips an object or array with everything in it. */
  private container(open: number): void {
    this.depth += 1;
    if (this.depth > MAX_DEPTH) this.fault(`nested deeper than ${MAX_DEPTH} levels`);
    const close = open === OPEN_OBJECT ? CLOSE_OBJECT : CLOSE_ARRAY;
    this.at += 1;
    this.space();
    if (this.bytes[this.at] === close) {
      this.at += 1;
      this.depth -= 1;
      return;
    }
    for (;;) {
      if (open === OPEN_OBJECT) this.name();
      this.value();
      this.space();
      const byte = this.bytes[this.at];
      this.at += 1;
      if (byte === close) break;
      if (byte !== COMMA) {
        this.at -= 1;
        this.fault('expected a comma or the end of the list');
      }
      this.space();
    }
    this.depth -= 1;
  }

  /** Skips `"name" :` of a nested object. */
  private name(): void {
    if (this.bytes[this.at] !== QUOTE) this.fault('expected a field name in double quotes');
    this.string();
    this.space();
    if (this.bytes[this.at] !== COLON) this.fault('expected a colon');
    this.at += 1;
    this.space();
  }

  /** A string value: skipped, and weighed as text, link or media. */
  private text(): void {
    const start = this.at + 1;
    const wideBefore = this.weight.wide;
    this.string();
    const length = this.at - 1 - start;
    if (length >= MEDIA_BYTES && this.isMedia(start, length)) {
      this.weight.wide = wideBefore;
      this.weigh(start, length);
      return;
    }
    this.weight.ascii += length - (this.weight.wide - wideBefore);
    if (
      length > 7 &&
      length < 4096 &&
      this.bytes[start] === 0x68 &&
      this.bytes.toString('latin1', start, start + 4) === 'http'
    ) {
      this.weight.links += 1;
    }
  }

  private isMedia(start: number, length: number): boolean {
    return !this.bytes.subarray(start, start + length).includes(0x20);
  }

  private weigh(start: number, length: number): void {
    const head = this.bytes.toString('latin1', start, start + 24);
    const counter = MAGIC.find(([magic]) => head.startsWith(magic))?.[1];
    if (counter === 'images') this.weight.images += 1;
    else if (counter === 'documentBytes') this.weight.documentBytes += length;
    else this.weight.mediaBytes += length;
  }

  /** Skips a string from its opening quote to behind its closing one; answers whether it held an escape. */
  private string(): boolean {
    const bytes = this.bytes;
    const length = bytes.length;
    let escaped = false;
    let wide = 0;
    let at = this.at + 1;
    const long = at + LONG_RUN;
    for (; at < length; at += 1) {
      if (at === long) at = plainRun(bytes, at);
      const kind = STRING_CLASS[bytes[at] ?? 0];
      if (kind === 0) continue;
      if (kind === 4) wide += 1;
      else if (kind === 1) {
        this.at = at + 1;
        this.weight.wide += wide;
        return escaped;
      } else if (kind === 2) {
        escaped = true;
        at = this.escape(at);
      } else this.fault('a control character inside a string must be escaped', at);
    }
    return this.fault('the body ends inside a string', length);
  }

  /** Checks an escape that begins at `at`; answers the position of its last byte. */
  private escape(at: number): number {
    const byte = this.bytes[at + 1];
    if (byte === 0x75) {
      for (let digit = at + 2; digit < at + 6; digit += 1) {
        if (!isHexadecimal(this.bytes[digit])) this.fault('a broken \\u escape', at);
      }
      return at + 5;
    }
    if (byte === undefined || !ESCAPES.has(byte)) this.fault('an unknown escape', at);
    return at + 1;
  }

  private number(): void {
    const start = this.at;
    if (this.bytes[this.at] === MINUS) this.at += 1;
    if (this.bytes[this.at] === 0x30) this.at += 1;
    else this.digits();
    if (this.bytes[this.at] === 0x2e) {
      this.at += 1;
      this.digits();
    }
    if (this.bytes[this.at] === 0x65 || this.bytes[this.at] === 0x45) {
      this.at += 1;
      if (this.bytes[this.at] === 0x2b || this.bytes[this.at] === MINUS) this.at += 1;
      this.digits();
    }
    this.weight.ascii += this.at - start;
  }

  private digits(): void {
    const start = this.at;
    while (isDigit(this.bytes[this.at])) this.at += 1;
    if (this.at === start) this.fault('a broken number');
  }

  private word(word: string): void {
    if (this.bytes.toString('latin1', this.at, this.at + word.length) !== word) this.fault('expected a JSON value');
    this.at += word.length;
  }

  private space(): void {
    for (;;) {
      const byte = this.bytes[this.at];
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return;
      this.at += 1;
    }
  }

  private fault(what: string, at = this.at): never {
    const where = at >= this.bytes.length ? 'at its end' : `at byte ${at}`;
    throw new Failure('invalid_json', `The request body is not valid JSON: ${what} ${where}.`);
  }
}

/** A string that has gone on for this many bytes is likely media: its plain bytes are skipped in long runs. */
const LONG_RUN = 512;

/**
 * The end of a run of plain ASCII that begins at `start`: before the next quote, escape, control character or wide
 * character; `start` itself where the run is not plain to its end. Four bytes are looked at together.
 */
function plainRun(bytes: Buffer, start: number): number {
  const quote = bytes.indexOf(QUOTE, start);
  if (quote === -1) return start;
  const slash = bytes.subarray(start, quote).indexOf(BACKSLASH);
  const end = slash === -1 ? quote : start + slash;
  const shift = (4 - ((bytes.byteOffset + start) % 4)) % 4;
  const first = start + shift;
  const words = Math.max(0, Math.floor((end - first) / 4));
  const view = new Uint32Array(bytes.buffer, bytes.byteOffset + first, words);
  let odd = 0;
  for (let index = 0; index < words; index += 1) {
    const word = view[index] ?? 0;
    // High bits of bytes that are wide, or smaller than a space (and so borrow when one is taken away).
    odd |= (word | ((word - 0x20202020) & ~word)) & 0x80808080;
  }
  return odd === 0 && words > 0 && isPlain(bytes, start, first) ? first + words * 4 : start;
}

function isPlain(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (STRING_CLASS[bytes[at] ?? 0] !== 0) return false;
  return true;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

function isHexadecimal(byte: number | undefined): boolean {
  return isDigit(byte) || (byte !== undefined && (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66);
}
