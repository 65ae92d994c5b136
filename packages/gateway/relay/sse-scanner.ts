// Cuts a passing event stream at its event borders without copying it: data lines go to a reader, whole events go on.

/** What the scanner tells its owner about each `data:` line. */
export interface LineReader {
  /**
   * One complete data line: `bytes` from `start` to `end`, without the field name and line end.
   * Answers true when the whole event that the line belongs to must be withheld from the client.
   */
  line(bytes: Buffer, start: number, end: number): boolean;
}

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
/** An unfinished event larger than this is passed on in pieces, so that memory does not grow with an event. */
const HELD_BYTES = 64 * 1024;
/** A line longer than this is no longer collected for its reader (its bytes still pass). */
const LINE_BYTES = 32 * 1024 * 1024;
const NOTHING = Buffer.alloc(0);

/**
 * Scans server-sent events. `feed` answers the bytes that may leave now: every event that is complete, and of the
 * unfinished one nothing, so that a cut upstream never leaves half an event with the client.
 */
export class SseScanner {
  private readonly reader: LineReader;
  /** The unfinished event: bytes not yet passed on. */
  private held: Buffer = NOTHING;
  /** How far lines of `held` were read. */
  private scanned = 0;
  /** Pieces of a line whose beginning has already been passed on. */
  private longLine: Buffer[] | undefined;
  private longLineBytes = 0;
  private dropping = false;
  /** Data lines of the running event that were read, where it has several: they are one text. */
  private joined: Buffer[] = [];
  private opening: Opening | undefined = new Opening();

  constructor(reader: LineReader) {
    this.reader = reader;
  }

  /** Whether a part of an event has been passed on whose end has not come yet. */
  get partial(): boolean {
    return this.longLine !== undefined;
  }

  /** Takes a chunk as it came; answers the pieces to write, in order (usually the chunk itself). */
  feed(given: Buffer): readonly Buffer[] {
    const chunk = this.opening === undefined ? given : this.open(this.opening, given);
    if (chunk.length === 0) return [];
    if (this.longLine !== undefined) return this.feedLongLine(chunk);
    const bytes = this.held.length === 0 ? chunk : Buffer.concat([this.held, chunk]);
    return this.scan(bytes, this.scanned);
  }

  /** What is left when the stream ended cleanly: an event without its final blank line is still passed on. */
  rest(): Buffer {
    const rest = Buffer.concat([this.held, this.opening?.left() ?? NOTHING]);
    for (let at = this.scanned; at < rest.length;) {
      const feed = rest.indexOf(LINE_FEED, at);
      const stop = feed === -1 ? rest.length : feed;
      const end = stop > at && rest[stop - 1] === CARRIAGE_RETURN ? stop - 1 : stop;
      if (this.readLine(rest, at, end, rest[stop + 1] === LETTER_D)) this.dropping = true;
      at = stop + 1;
    }
    this.held = NOTHING;
    this.scanned = 0;
    return this.dropping ? NOTHING : rest;
  }

  /** The chunk as it is scanned: without what some streams begin with, and with line ends that are looked for. */
  private open(opening: Opening, given: Buffer): Buffer {
    const chunk = opening.take(given);
    if (opening.isUsual) this.opening = undefined;
    return chunk;
  }

  private scan(bytes: Buffer, from: number): readonly Buffer[] {
    const pieces: Buffer[] = [];
    let keepFrom = 0;
    let eventStart = 0;
    let at = from;
    for (;;) {
      const feed = bytes.indexOf(LINE_FEED, at);
      if (feed === -1) break;
      const end = feed > at && bytes[feed - 1] === CARRIAGE_RETURN ? feed - 1 : feed;
      if (end === at) {
        if (this.dropping) {
          if (eventStart > keepFrom) pieces.push(bytes.subarray(keepFrom, eventStart));
          keepFrom = feed + 1;
          this.dropping = false;
        }
        eventStart = feed + 1;
      } else {
        const next = bytes[feed + 1];
        // Whether another data line belongs to it is not known yet: the event is not over either.
        if (next === undefined && bytes[at] === LETTER_D) break;
        if (this.readLine(bytes, at, end, next === LETTER_D)) this.dropping = true;
        if (next === LINE_FEED && !this.dropping) {
          // The usual end of an event, seen without another search.
          eventStart = feed + 2;
          at = eventStart;
          continue;
        }
      }
      at = feed + 1;
    }
    if (eventStart > keepFrom)
      pieces.push(keepFrom === 0 && eventStart === bytes.length ? bytes : bytes.subarray(keepFrom, eventStart));
    this.hold(bytes, eventStart, at, pieces);
    return pieces;
  }

  /** Keeps the unfinished event, or lets it go in pieces when it is large. */
  private hold(bytes: Buffer, eventStart: number, scanned: number, pieces: Buffer[]): void {
    const length = bytes.length - eventStart;
    if (length <= HELD_BYTES || this.dropping) {
      this.held = length === 0 ? NOTHING : bytes.subarray(eventStart);
      this.scanned = scanned - eventStart;
      return;
    }
    pieces.push(bytes.subarray(eventStart));
    this.longLine = [bytes.subarray(scanned)];
    this.longLineBytes = bytes.length - scanned;
    this.held = NOTHING;
    this.scanned = 0;
  }

  /** Passes the pieces of a large event on until its line ends. */
  private feedLongLine(chunk: Buffer): readonly Buffer[] {
    const feed = chunk.indexOf(LINE_FEED);
    if (feed === -1) {
      this.collect(chunk);
      return [chunk];
    }
    this.collect(chunk.subarray(0, feed));
    const line = Buffer.concat(this.longLine ?? []);
    this.longLine = undefined;
    this.readLine(line, 0, line.at(-1) === CARRIAGE_RETURN ? line.length - 1 : line.length, false);
    return [chunk.subarray(0, feed + 1), ...this.scan(chunk.subarray(feed + 1), 0)];
  }

  private collect(piece: Buffer): void {
    this.longLineBytes += piece.length;
    if (this.longLineBytes <= LINE_BYTES) this.longLine?.push(piece);
    else this.longLine = [];
  }

  /** Hands a `data:` line to the reader; other fields and comments only pass. `more`: another one follows. */
  private readLine(bytes: Buffer, start: number, end: number, more: boolean): boolean {
    if (end - start < 5 || bytes[start] !== LETTER_D || bytes[start + 4] !== 0x3a || bytes[start + 1] !== 0x61)
      return false;
    const from = bytes[start + 5] === 0x20 ? start + 6 : start + 5;
    if (!more && this.joined.length === 0) return this.reader.line(bytes, from, end);
    this.joined.push(Buffer.from(bytes.subarray(from, end)));
    if (more) return false;
    // Lines of one event are one text; JSON takes the space between them as it would take a line break.
    const whole = Buffer.concat(this.joined.flatMap((line, index) => (index === 0 ? [line] : [BETWEEN, line])));
    this.joined = [];
    return this.reader.line(whole, 0, whole.length);
  }
}

const LETTER_D = 0x64;
const BETWEEN = Buffer.from(' ');
const BYTE_ORDER_MARK = Buffer.from('\uFEFF');

/** The beginning of a stream, until it is known how its lines end. Nearly all of them are known by their first bytes. */
class Opening {
  /** Nothing more has to be looked at. */
  isUsual = false;
  private returnsOnly: boolean | undefined;
  private held: Buffer = NOTHING;
  private begun = false;

  /** The bytes to scan; what may still be the half of something is kept for the next time. */
  take(given: Buffer): Buffer {
    if (this.returnsOnly === true) return withFeeds(given);
    let bytes = this.held.length === 0 ? given : Buffer.concat([this.held, given]);
    this.held = NOTHING;
    if (!this.begun) {
      if (bytes.length < BYTE_ORDER_MARK.length && BYTE_ORDER_MARK.subarray(0, bytes.length).equals(bytes))
        return this.keep(bytes);
      if (bytes.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK)) bytes = bytes.subarray(3);
      this.begun = true;
    }
    const feed = bytes.indexOf(LINE_FEED);
    const back = bytes.indexOf(CARRIAGE_RETURN);
    // A return at the very end may have its feed still to come.
    if (feed === -1 && back === bytes.length - 1 && back !== -1) return this.keep(bytes);
    if (back !== -1 && (feed === -1 || back < feed - 1)) {
      this.returnsOnly = true;
      return withFeeds(bytes);
    }
    this.isUsual = feed !== -1;
    return bytes;
  }

  /** The stream is over: what was kept. */
  left(): Buffer {
    return withFeeds(this.held);
  }

  private keep(bytes: Buffer): Buffer {
    this.held = bytes;
    return NOTHING;
  }
}

/** The lines of a stream that ends them by returns alone, ended as all others do. */
function withFeeds(bytes: Buffer): Buffer {
  const changed = Buffer.from(bytes);
  for (let at = changed.indexOf(CARRIAGE_RETURN); at !== -1; at = changed.indexOf(CARRIAGE_RETURN, at + 1))
    changed[at] = LINE_FEED;
  return changed;
}
