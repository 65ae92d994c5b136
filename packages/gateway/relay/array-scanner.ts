// Reads the objects of a JSON array that streams by (Gemini without `alt=sse`), for the tap; its bytes pass as they come.

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const END = 0x5d;

/** Finds each complete top-level object of a streamed array. */
export class ArrayScanner {
  private readonly onObject: (source: string) => void;
  private pending: Buffer[] = [];
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

  /** Takes a chunk as it came. */
  feed(chunk: Buffer): void {
    let start = this.depth > 0 ? 0 : -1;
    for (let at = 0; at < chunk.length; at += 1) {
      const byte = chunk[at];
      if (this.inString) this.stringByte(byte);
      else if (byte === QUOTE) this.inString = true;
      else if (byte === OPEN) {
        if (this.depth === 0) start = at;
        this.depth += 1;
      } else if (byte === CLOSE) {
        this.depth -= 1;
        if (this.depth === 0) {
          this.emit(chunk.subarray(Math.max(start, 0), at + 1));
          start = -1;
        }
      } else if (byte === END && this.depth === 0) this.closed = true;
    }
    if (this.depth > 0 && start !== -1) this.pending.push(chunk.subarray(start));
  }

  private stringByte(byte: number | undefined): void {
    if (this.escaped) this.escaped = false;
    else if (byte === BACKSLASH) this.escaped = true;
    else if (byte === QUOTE) this.inString = false;
  }

  private emit(last: Buffer): void {
    this.started = true;
    const whole = this.pending.length === 0 ? last : Buffer.concat([...this.pending, last]);
    this.pending = [];
    this.onObject(whole.toString('utf8'));
  }
}
