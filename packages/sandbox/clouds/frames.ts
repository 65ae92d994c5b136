// Writes frames of AWS's binary event stream.

import { crc32 } from 'node:zlib';

/** One frame with text headers. */
export function frame(headers: Readonly<Record<string, string>>, payload: string): Buffer {
  const block = Buffer.concat(
    Object.entries(headers).flatMap(([name, value]) => {
      const head = Buffer.alloc(1 + name.length + 3);
      head.writeUInt8(name.length, 0);
      head.write(name, 1);
      head.writeUInt8(7, 1 + name.length);
      head.writeUInt16BE(Buffer.byteLength(value), 2 + name.length);
      return [head, Buffer.from(value)];
    }),
  );
  const body = Buffer.from(payload);
  const bytes = Buffer.alloc(16 + block.length + body.length);
  bytes.writeUInt32BE(bytes.length, 0);
  bytes.writeUInt32BE(block.length, 4);
  bytes.writeUInt32BE(crc32(bytes.subarray(0, 8)), 8);
  block.copy(bytes, 12);
  body.copy(bytes, 12 + block.length);
  bytes.writeUInt32BE(crc32(bytes.subarray(0, bytes.length - 4)), bytes.length - 4);
  return bytes;
}

/** A frame of an event. */
export function eventFrame(type: string, payload: object): Buffer {
  // The padding that AWS adds, so that lengths tell nothing.
  const padded = { ...payload, p: 'abcdefghijklmnop'.slice(0, type.length % 16) };
  return frame(
    { ':event-type': type, ':content-type': 'application/json', ':message-type': 'event' },
    JSON.stringify(padded),
  );
}

/** A frame of an exception. */
export function exceptionFrame(type: string, message: string): Buffer {
  return frame(
    { ':exception-type': type, ':content-type': 'application/json', ':message-type': 'exception' },
    JSON.stringify({ message }),
  );
}
