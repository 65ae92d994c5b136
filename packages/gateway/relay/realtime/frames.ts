// Frames of one socket as another takes them over: text for reading, bytes and kind for passing on, in order.

import type { RawData, WebSocket } from 'ws';

/** Bytes that may wait for a slow peer before the other side is held. */
const HIGH_WATER = 4 * 1024 * 1024;
const LOW_WATER = 1024 * 1024;
const DRAIN_LOOK_MS = 20;
/** How long a peer may take to answer a close: one that is gone would keep a node from going down. */
const GOODBYE_MS = 3_000;

/** A frame as it came. */
export interface Frame {
  readonly bytes: Buffer;
  readonly binary: boolean;
}

/** A frame out of what the socket's library hands over. */
export function frameOf(data: RawData, binary: boolean): Frame {
  if (Array.isArray(data)) return { bytes: Buffer.concat(data), binary };
  return { bytes: data instanceof ArrayBuffer ? Buffer.from(data) : data, binary };
}

/** Sends, and holds the other side while this one is slow. */
export function send(to: WebSocket, frame: Frame, from: WebSocket): void {
  if (to.readyState !== to.OPEN) return;
  to.send(frame.bytes, { binary: frame.binary });
  if (to.bufferedAmount < HIGH_WATER || from.isPaused) return;
  from.pause();
  const look = setInterval(() => {
    if (to.bufferedAmount > LOW_WATER && to.readyState === to.OPEN) return;
    clearInterval(look);
    from.resume();
  }, DRAIN_LOOK_MS);
}

/** Closes, whatever state the socket is in. */
export function close(socket: WebSocket, code: number, reason: string): void {
  // The other side's answer to a close is read, too.
  if (socket.isPaused) socket.resume();
  if (socket.readyState === socket.OPEN) {
    socket.close(code, shortened(reason));
    setTimeout(() => socket.terminate(), GOODBYE_MS).unref();
  }
  if (socket.readyState === socket.CONNECTING) socket.terminate();
}

/** A code that may be sent: some only say that none was (RFC 6455 §7.4). */
export function sayable(code: number): number {
  if (code === 1005 || code === 1006 || code === 1015) return 1011;
  return (code >= 1000 && code <= 1014 && code !== 1004) || (code >= 3000 && code < 5000) ? code : 1000;
}

/** A reason fits into 123 bytes. */
function shortened(reason: string): string {
  const bytes = Buffer.from(reason);
  return bytes.length <= 123
    ? reason
    : bytes
        .subarray(0, 120)
        .toString('utf8')
        .replace(/\uFFFD+$/, '');
}

/** Takes the frames of a socket until somebody else does; none is lost between. */
export class Inbox {
  private readonly socket: WebSocket;
  private readonly waiting: Frame[] = [];
  private take: ((frame: Frame) => void) | undefined;
  /** How the socket was closed; undefined while it is open. */
  closed: { readonly code: number; readonly reason: string } | undefined;

  constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data, binary) => {
      const frame = frameOf(data, binary);
      if (this.take === undefined) this.waiting.push(frame);
      else this.take(frame);
    });
    socket.on('close', (code, reason) => {
      this.closed = { code, reason: reason.toString('utf8') };
    });
    socket.on('error', () => socket.terminate());
  }

  /** The next frame; undefined when the socket closes first, or `milliseconds` pass. */
  next(milliseconds: number): Promise<Frame | undefined> {
    const first = this.waiting.shift();
    if (first !== undefined || this.closed !== undefined) return Promise.resolve(first);
    return new Promise(resolve => {
      const done = (frame: Frame | undefined): void => {
        clearTimeout(timer);
        this.take = undefined;
        resolve(frame);
      };
      const timer = setTimeout(() => done(undefined), milliseconds);
      this.socket.once('close', () => done(undefined));
      this.take = done;
    });
  }

  /** The frame is to be the next again. */
  putBack(frame: Frame): void {
    this.waiting.unshift(frame);
  }

  /** Hands every frame over from now on, those that wait first. */
  flowTo(take: (frame: Frame) => void): void {
    for (const frame of this.waiting.splice(0)) take(frame);
    this.take = take;
  }
}
