// A field name searched for in raw bytes: the cheap test before a line is parsed.

const LETTER_N = 0x6e;
const SPACE = 0x20;
const COLON = 0x3a;

/** A field name to look for: it counts only with a value other than null. */
export class FieldMarker {
  private readonly needle: Buffer;

  constructor(field: string) {
    this.needle = Buffer.from(`"${field}"`);
  }

  /** Whether the bytes hold the field with a value that is not null. */
  found(bytes: Buffer): boolean {
    let at = bytes.indexOf(this.needle);
    while (at !== -1) {
      let next = at + this.needle.length;
      while (bytes[next] === SPACE || bytes[next] === COLON) next += 1;
      if (bytes[next] !== LETTER_N) return true;
      at = bytes.indexOf(this.needle, next);
    }
    return false;
  }
}
