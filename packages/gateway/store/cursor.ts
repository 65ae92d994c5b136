// Cursors of the usage log: where a page ended, as an opaque word that stays good whatever is added or dropped.

/** Where a page ended: the next one begins with what is older, or as old and of a smaller id. */
export interface Position {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly id: string;
}

const SHAPE = /^(\d{1,16})\.(.*)$/s;

/** Writes a position as a word for addresses. */
export function writeCursor({ at, id }: Position): string {
  return Buffer.from(`${at}.${id}`).toString('base64url');
}

/** Reads a word that `writeCursor` wrote; undefined when it is none. */
export function readCursor(word: string): Position | undefined {
  if (!/^[\w-]{2,400}$/.test(word)) return undefined;
  const [, time = '', id = ''] = SHAPE.exec(Buffer.from(word, 'base64url').toString()) ?? [];
  const at = time === '' ? Number.NaN : Number(time);
  return Number.isSafeInteger(at) && !id.includes('\0') ? { at, id } : undefined;
}
