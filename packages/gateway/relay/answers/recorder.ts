// Takes down what a client is given, up to a bound, so that it can be given again.

import type { IncomingHttpHeaders } from 'node:http';

/** The answer of one call, as it passes. */
export class AnswerRecorder {
  private readonly most: number;
  private pieces: Buffer[] | undefined = [];
  private bytes = 0;
  /** The type that the client was told. */
  type = '';

  /** `most`: the largest answer that is kept, bytes. */
  constructor(most: number) {
    this.most = most;
  }

  head(headers: IncomingHttpHeaders): void {
    const type = headers['content-type'];
    if (typeof type === 'string') this.type = type;
  }

  take(pieces: readonly Buffer[]): void {
    if (this.pieces === undefined) return;
    for (const piece of pieces) {
      this.bytes += piece.length;
      // What passes may be a view of a buffer that is used again.
      this.pieces.push(Buffer.from(piece));
    }
    if (this.bytes > this.most) this.pieces = undefined;
  }

  /** All of it; undefined where it was too much. */
  get body(): Buffer | undefined {
    return this.pieces === undefined ? undefined : Buffer.concat(this.pieces);
  }
}
