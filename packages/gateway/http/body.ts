// Reads a request's body: bounded, its content encoding removed, its text valid UTF-8, without needless copies.

import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw, createZstdDecompress } from 'node:zlib';
import { entryOf } from '@turnpike/protocols/conversation/entry-of';
import { Failure } from '@turnpike/protocols/failures';

/** The upload ended before the body was complete: there is nobody left to answer. */
export class Aborted extends Error {
  constructor() {
    super('the client went away while sending its body');
    this.name = 'Aborted';
  }
}

const DECODERS: Readonly<Record<string, (body: Buffer) => Duplex>> = {
  gzip: () => createGunzip(),
  'x-gzip': () => createGunzip(),
  // Clients send both what the standard calls deflate (zlib's frame, whose first half-byte is 8) and the bare stream.
  deflate: body => (((body[0] ?? 0) & 15) === 8 ? createInflate() : createInflateRaw()),
  br: () => createBrotliDecompress(),
  zstd: () => createZstdDecompress(),
};

const NOTHING = Buffer.alloc(0);
const BYTE_ORDER_MARK = Buffer.from('\uFEFF');

/**
 * Reads the whole body. `begin` is called when nothing speaks against it so far, before the first byte is waited for.
 * @throws Failure 413, 415, 400 (broken encoding or text); Aborted when the client has gone.
 */
export async function readBody(
  request: IncomingMessage,
  maxBytes: number,
  text: boolean,
  begin?: () => void,
): Promise<Buffer> {
  const declared = Number(request.headers['content-length'] ?? 0);
  if (declared > maxBytes) throw tooLarge(maxBytes);
  const encodings = encodingsOf(request);
  begin?.();
  const collected = collect(request, maxBytes);
  const body = encodings.length === 0 ? await collected : await decode(await collected, encodings, maxBytes);
  if (text && !isUtf8(body))
    throw new Failure('invalid_request', 'The body is not valid UTF-8 text. Encode it as UTF-8.');
  // Some editors begin every text with the mark of its byte order, which no JSON reader takes.
  return text && body.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK) ? body.subarray(3) : body;
}

function tooLarge(maxBytes: number): Failure {
  return new Failure('read_request_body_failed', `The body is larger than ${maxBytes} bytes. Send less.`);
}

function encodingsOf(request: IncomingMessage): readonly string[] {
  const header = request.headers['content-encoding'];
  if (header === undefined) return [];
  const names = header.split(',').map(name => name.trim().toLowerCase());
  const encodings = names.filter(name => name !== '' && name !== 'identity');
  const unknown = encodings.find(name => entryOf(DECODERS, name) === undefined);
  // More than two layers is never honest: each one multiplies the work.
  if (unknown !== undefined || encodings.length > 2) {
    throw new Failure(
      'unsupported_media_type',
      `The content encoding ${unknown ?? header} is not supported. Use gzip, deflate, br or zstd.`,
    );
  }
  return encodings;
}

/** The pieces as they came, joined once. How long they may take is the server's own limit (`requestTimeout`). */
function collect(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= maxBytes) chunks.push(chunk);
      else {
        chunks.length = 0;
        reject(tooLarge(maxBytes));
      }
    });
    request.once('end', () => {
      const [first] = chunks;
      resolve(first === undefined ? NOTHING : chunks.length === 1 ? first : Buffer.concat(chunks, bytes));
    });
    // An upload that breaks off ends in an error; its exchange is closed, and nobody is left to answer.
    request.once('error', () => reject(new Aborted()));
  });
}

/** Undoes the encodings, last applied first, never growing past the limit. */
async function decode(body: Buffer, encodings: readonly string[], maxBytes: number): Promise<Buffer> {
  let decoded = body;
  for (const name of encodings.toReversed()) decoded = await inflate(decoded, name, maxBytes);
  return decoded;
}

function inflate(body: Buffer, name: string, maxBytes: number): Promise<Buffer> {
  const decoder = entryOf(DECODERS, name)?.(body);
  if (decoder === undefined || body.length === 0) return Promise.resolve(body);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    decoder.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      chunks.push(chunk);
      if (bytes <= maxBytes) return;
      decoder.destroy();
      reject(tooLarge(maxBytes));
    });
    decoder.once('error', error =>
      reject(new Failure('invalid_request', `The body is not valid ${name} data.`, { cause: error })),
    );
    decoder.once('end', () => resolve(Buffer.concat(chunks, bytes)));
    decoder.end(body);
  });
}
