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

async function* chunksOf(pieces: readonly Piece[]): AsyncGenerator<Buffer> {
  for (const piece of pieces) {
    if (Buffer.isBuffer(piece)) {
      if (piece.length > 0) yield piece;
      continue;
    }
    const { spooled, as } = piece;
    for (let at = 0; at < spooled.size; at += STEP) {
      const chunk = await spooled.read(at, at + STEP);
      yield as === 'bytes' ? chunk : Buffer.from(chunk.toString('base64'), 'latin1');
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
