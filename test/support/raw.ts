// Raw bytes to a server and whatever comes back: for what no HTTP client would send.

import { connect } from 'node:net';

/** What came back on a raw connection. */
export interface RawResult {
  readonly text: string;
  /** Status codes of all answers on the connection, in order. */
  readonly statuses: readonly number[];
  /** The server closed the connection (or half of it). */
  readonly closed: boolean;
}

/**
 * Writes pieces one after another, then reads until the server closes or `quietMs` pass without a byte.
 * With `abort` the connection is dropped right after the last piece.
 */
export async function rawExchange(
  port: number,
  pieces: readonly (string | Buffer)[],
  options: { quietMs?: number; abort?: boolean } = {},
): Promise<RawResult> {
  return new Promise(resolve => {
    const received: Buffer[] = [];
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    let closed = false;
    let timer: NodeJS.Timeout | undefined;
    const finish = () => {
      clearTimeout(timer);
      socket.destroy();
      const text = Buffer.concat(received).toString('latin1');
      resolve({ text, statuses: [...text.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(match => Number(match[1])), closed });
    };
    const wait = () => {
      clearTimeout(timer);
      timer = setTimeout(finish, options.quietMs ?? 400);
    };
    socket.on('data', bytes => {
      received.push(bytes);
      wait();
    });
    socket.once('end', () => {
      closed = true;
      finish();
    });
    socket.once('error', () => {
      closed = true;
      finish();
    });
    socket.once('connect', () => {
      void (async () => {
        for (const piece of pieces) {
          if (socket.destroyed) return;
          await new Promise(written => socket.write(piece, written));
        }
        if (options.abort === true) finish();
        else wait();
      })();
    });
  });
}
