// WebSocket frames by the letter of RFC 6455: the handshake's answer, reading with masks and fragments, writing.

import { createHash } from 'node:crypto';
import type { Duplex } from 'node:stream';

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;
const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** One socket to a client. */
export interface Socket {
  send(event: unknown): void;
  close(code: number, reason?: string): void;
  /** Breaks the connection without a word. */
  drop(): void;
  readonly open: boolean;
}

/** What happens on a socket. */
export interface Listener {
  text(message: string): void;
  gone(): void;
}

interface Frame {
  readonly final: boolean;
  readonly opcode: number;
  readonly payload: Buffer;
  /** Bytes of the whole frame. */
  readonly length: number;
}

/** The value of `Sec-WebSocket-Accept` for a client's key. */
export function acceptOf(key: string): string {
  return createHash('sha1').update(`${key}${GUID}`).digest('base64');
}

/** Reads the first frame of the bytes; undefined while it is not whole. @throws RangeError for what no client may send. */
export function readFrame(bytes: Buffer): Frame | undefined {
  if (bytes.length < 2) return undefined;
  const [first = 0, second = 0] = bytes;
  if ((first & 0x70) !== 0) throw new RangeError('reserved bits are set');
  if ((second & 0x80) === 0) throw new RangeError('a client must mask its frames');
  const short = second & 0x7f;
  const at = short === 127 ? 10 : short === 126 ? 4 : 2;
  if (bytes.length < at + 4) return undefined;
  const size = short === 127 ? Number(bytes.readBigUInt64BE(2)) : short === 126 ? bytes.readUInt16BE(2) : short;
  if (size > MAX_MESSAGE_BYTES) throw new RangeError('the frame is too large');
  const end = at + 4 + size;
  if (bytes.length < end) return undefined;
  const mask = bytes.subarray(at, at + 4);
  const payload = Buffer.from(bytes.subarray(at + 4, end));
  for (let index = 0; index < size; index += 1) payload[index] = (payload[index] ?? 0) ^ (mask[index & 3] ?? 0);
  return { final: (first & 0x80) !== 0, opcode: first & 0x0f, payload, length: end };
}

/** A frame of a server: whole, and without a mask. */
export function writeFrame(opcode: number, payload: Buffer): Buffer {
  const size = payload.length;
  const head = Buffer.alloc(size < 126 ? 2 : size < 65_536 ? 4 : 10);
  head[0] = 0x80 | opcode;
  head[1] = size < 126 ? size : size < 65_536 ? 126 : 127;
  if (head.length === 4) head.writeUInt16BE(size, 2);
  if (head.length === 10) head.writeBigUInt64BE(BigInt(size), 2);
  return Buffer.concat([head, payload]);
}

/** Speaks WebSocket on a connection whose handshake is done. `binary`: events leave in binary frames, and may come so. */
export function socketOn(
  connection: Duplex,
  head: Buffer,
  listenTo: (socket: Socket) => Listener,
  binary = false,
): void {
  let isOpen = true;
  let rest = head;
  let pieces: Buffer[] = [];
  const write = (opcode: number, payload: Buffer): void => {
    if (isOpen && !connection.destroyed) connection.write(writeFrame(opcode, payload));
  };
  const socket: Socket = {
    send: event => write(binary ? OPCODE.binary : OPCODE.text, Buffer.from(JSON.stringify(event))),
    close(code, reason = '') {
      const payload = Buffer.alloc(2 + Buffer.byteLength(reason));
      payload.writeUInt16BE(code);
      payload.write(reason, 2);
      write(OPCODE.close, payload);
      isOpen = false;
      connection.end();
    },
    drop() {
      isOpen = false;
      connection.destroy();
    },
    get open() {
      return isOpen && !connection.destroyed;
    },
  };
  const listener = listenTo(socket);
  const act = ({ opcode, payload, final }: Frame): void => {
    if (opcode === OPCODE.ping) write(OPCODE.pong, payload);
    else if (opcode === OPCODE.close) socket.close(payload.length >= 2 ? payload.readUInt16BE(0) : 1000);
    else if (opcode === OPCODE.text || opcode === OPCODE.continuation || (binary && opcode === OPCODE.binary)) {
      pieces.push(payload);
      if (!final) return;
      const message = Buffer.concat(pieces).toString('utf8');
      pieces = [];
      listener.text(message);
    } else if (opcode === OPCODE.binary) socket.close(1003, 'text frames only');
  };
  const take = (chunk: Buffer): void => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    try {
      for (let frame = readFrame(rest); frame !== undefined && socket.open; frame = readFrame(rest)) {
        rest = rest.subarray(frame.length);
        act(frame);
      }
    } catch (error) {
      socket.close(1002, error instanceof RangeError ? error.message : 'protocol error');
    }
  };
  connection.on('data', take);
  connection.on('error', () => connection.destroy());
  connection.on('close', () => {
    isOpen = false;
    listener.gone();
  });
  if (head.length > 0) {
    rest = Buffer.alloc(0);
    take(head);
  }
}
