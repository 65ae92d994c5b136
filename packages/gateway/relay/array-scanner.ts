// Cuts a streamed JSON array (Gemini without `alt=sse`) at its objects: each goes to the tap, and only whole ones go on.

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const END = 0x5d;
/** An unfinished object larger than this is passed on in pieces. */
const HELD_BYTES = 64 * 1024;
const NOTHING = Buffer.alloc(0);

/** Finds each complete top-level object of a streamed array. */
export class ArrayScanner {
  private readonly onObject: (source: string) => void;
  /** Bytes of the unfinished object, with the separator before it. */
  private held: Buffer = NOTHING;
  /** How many bytes of `held` have already gone on. */
  private passed = 0;
  private objectStart = -1;
  private depth = 0;
  private inString = false;
  private escaped = false;
  /** True when the array's closing bracket has passed. */
  closed = false;
  /** True when at least one object has passed. */
  started = false;

  constructor(onObject: (source: string) => void) {
    this.onObject = onObject;
  }

  /** Takes a chunk as it came; answers the bytes that may leave now. */
  feed(chunk: Buffer): Buffer {
    const bytes = this.held.length === 0 ? chunk : Buffer.concat([this.held, chunk]);
    let border = this.closed ? bytes.length : 0;
    for (let at = this.held.length; at < bytes.length; at += 1) {
      const byte = bytes[at];
      if (this.inString) this.stringByte(byte);
      else if (byte === QUOTE) this.inString = true;
      else if (byte === OPEN) {
        if (this.depth === 0) this.objectStart = at;
        this.depth += 1;
      } else if (byte === CLOSE) {
        this.depth -= 1;
        if (this.depth === 0) border = this.emit(bytes, at + 1);
      } else if (byte === END && this.depth === 0) {
        this.closed = true;
        border = bytes.length;
      }
    }
    return this.release(bytes, border);
  }

  private release(bytes: Buffer, border: number): Buffer {
    const large = bytes.length - border > HELD_BYTES;
    const until = large ? bytes.length : border;
    const out = until > this.passed ? bytes.subarray(this.passed, until) : NOTHING;
    this.held = bytes.subarray(border);
    this.passed = Math.max(0, Math.max(until, this.passed) - border);
    this.objectStart = this.depth > 0 ? this.objectStart - border : -1;
    return out;
  }

  private stringByte(byte: number | undefined): void {
    if (this.escaped) this.escaped = false;
    else if (byte === BACKSLASH) this.escaped = true;
    else if (byte === QUOTE) this.inString = false;
  }

  private emit(bytes: Buffer, end: number): number {
    this.started = true;
    this.onObject(bytes.toString('utf8', this.objectStart, end));
    return end;
  }
}
