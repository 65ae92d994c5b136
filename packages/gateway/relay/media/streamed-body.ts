// Bodies put together from pieces: bytes at hand, and what lies in a spool, as it is or as base64; never whole in memory.

import { Readable } from 'node:stream';
import { randomUUID } from 'node:crypto';
import type { Spooled } from '../../http/spool.ts';
import type { StreamedBody } from '../../providers/outer.ts';
import type { UpstreamRequest } from '../attempt.ts';

/** A piece of a body. */
export type Piece = Buffer | { readonly spooled: Spooled; readonly as: 'bytes' | 'base64' };

/** Read at a time; three bytes are four letters of base64. */
const STEP = 48 * 1024;

/** A body of pieces, which is read anew each time that it is opened. */
export function streamedBody(pieces: readonly Piece[]): StreamedBody {
  const bytes = pieces.reduce((sum, piece) => sum + lengthOf(piece), 0);
  return { bytes, open: () => Readable.from(chunksOf(pieces), { objectMode: false, highWaterMark: STEP }) };
}

function lengthOf(piece: Piece): number {
  if (Buffer.isBuffer(piece)) return piece.length;
  return piece.as === 'bytes' ? piece.spooled.size : Math.ceil(piece.spooled.size / 3) * 4;
}

/**
 * What is read goes into a few buffers by turns, so that an upload of any length makes no garbage. A stream asks for more
 * only when its socket has taken all but a chunk or two of what it was given: by the time that a buffer's turn comes
 * again, its bytes have long left.
 */
class Turns {
  private readonly rooms: Buffer[] = [];
  private turn = 0;

  next(bytes: number): Buffer {
    this.turn = (this.turn + 1) % ROOMS;
    const room = (this.rooms[this.turn] ??= Buffer.allocUnsafeSlow(ROOM_BYTES));
    return room.subarray(0, bytes);
  }
}

/** Far more than what a stream and a socket hold between them. */
const ROOMS = 16;
const ROOM_BYTES = (STEP / 3) * 4;

async function* chunksOf(pieces: readonly Piece[]): AsyncGenerator<Buffer> {
  const turns = new Turns();
  const raw = Buffer.allocUnsafeSlow(STEP);
  for (const piece of pieces) {
    if (Buffer.isBuffer(piece)) {
      if (piece.length > 0) yield piece;
      continue;
    }
    const { spooled, as } = piece;
    for (let at = 0; at < spooled.size; at += STEP) {
      if (as === 'bytes') yield await spooled.read(at, at + STEP, turns.next(STEP));
      else {
        const letters = (await spooled.read(at, at + STEP, raw)).toString('base64');
        const room = turns.next(letters.length);
        room.write(letters, 'latin1');
        yield room;
      }
    }
  }
}

/**
 * Texts that stand in a JSON body for the base64 of what lies in a spool. They are random, so that no client can write
 * one itself.
 */
export class StandIns {
  private readonly mark = `turnpike-${randomUUID()}-`;
  private readonly all: Spooled[] = [];

  /** The text that stands for it. */
  of(spooled: Spooled): string {
    this.all.push(spooled);
    return `${this.mark}${this.all.length - 1}.`;
  }

  /** What a stand-in stands for; undefined for any other text. */
  behind(text: string): Spooled | undefined {
    return text.startsWith(this.mark) ? this.all[Number.parseInt(text.slice(this.mark.length), 10)] : undefined;
  }

  /** The body that a JSON text means. */
  body(json: string): NonNullable<UpstreamRequest['body']> {
    if (!json.includes(this.mark)) return [Buffer.from(json)];
    const [first = '', ...rest] = json.split(this.mark);
    const pieces: Piece[] = [Buffer.from(first)];
    for (const part of rest) {
      const end = part.indexOf('.');
      const spooled = this.all[Number.parseInt(part.slice(0, end), 10)];
      if (spooled !== undefined) pieces.push({ spooled, as: 'base64' });
      pieces.push(Buffer.from(part.slice(end + 1)));
    }
    return streamedBody(pieces);
  }
}

/** How many bytes a body has. */
export function bytesOf(body: NonNullable<UpstreamRequest['body']>): number {
  return 'open' in body ? body.bytes : body.reduce((sum, piece) => sum + piece.length, 0);
}
