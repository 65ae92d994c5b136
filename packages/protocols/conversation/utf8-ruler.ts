// Measures a text that comes in pieces in UTF-8 bytes and in code points, without keeping it.

interface Run {
  /** Bytes of each character of the run. */
  readonly width: number;
  count: number;
}

/** Translates offsets between bytes and code points. Memory grows with the changes of script, not with the text. */
export class Utf8Ruler {
  private readonly runs: Run[] = [];
  private total = 0;

  /** Code points so far. */
  get length(): number {
    return this.total;
  }

  /** More of the text. */
  push(text: string): void {
    for (let index = 0; index < text.length; index += 1) {
      const code = text.codePointAt(index) ?? 0;
      if (code > 0xffff) index += 1;
      this.add(code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4);
    }
  }

  /** The code point that the byte at an offset belongs to; the length for offsets behind the end. */
  codePointAt(byte: number): number {
    let bytes = 0;
    let points = 0;
    for (const { width, count } of this.runs) {
      if (byte < bytes + width * count) return points + Math.floor(Math.max(byte - bytes, 0) / width);
      bytes += width * count;
      points += count;
    }
    return points;
  }

  /** The byte that a code point begins at; all bytes for offsets behind the end. */
  byteAt(codePoint: number): number {
    let bytes = 0;
    let points = 0;
    for (const { width, count } of this.runs) {
      if (codePoint < points + count) return bytes + width * Math.max(codePoint - points, 0);
      bytes += width * count;
      points += count;
    }
    return bytes;
  }

  private add(width: number): void {
    this.total += 1;
    const last = this.runs.at(-1);
    if (last?.width === width) last.count += 1;
    else this.runs.push({ width, count: 1 });
  }
}
