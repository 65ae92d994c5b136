// Large uploads: sixteen pictures of 10 MB and a recording of 25 MB pass, survive a failover, and stay out of memory.

import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from './support/client.ts';
import { Gateway, keyOf } from './support/gateway.ts';
import { usedBy } from './support/money.ts';

const KEY = keyOf('uploads');
const MEGABYTE = 1024 * 1024;

interface Seen {
  readonly url: string;
  readonly type: string;
  readonly length: string;
  readonly hash: string;
}

/** An upstream that reads everything and keeps a hash of it. The first times it fails after the last byte. */
class Reader {
  readonly seen: Seen[] = [];
  fails = 0;
  private readonly server: Server;

  constructor() {
    this.server = createServer((incoming, outgoing) => {
      const hash = createHash('sha256');
      incoming.on('data', (chunk: Buffer) => hash.update(chunk));
      incoming.on('end', () => {
        const { headers } = incoming;
        this.seen.push({
          url: incoming.url ?? '',
          type: headers['content-type'] ?? '',
          length: headers['content-length'] ?? '',
          hash: hash.digest('hex'),
        });
        this.fails -= 1;
        if (this.fails >= 0) {
          outgoing.writeHead(503, { 'content-type': 'application/json' });
          outgoing.end('{"error":{"message":"overloaded","type":"server_error"}}');
          return;
        }
        const isTranscript = incoming.url?.includes('/audio/') === true;
        outgoing.writeHead(200, { 'content-type': isTranscript ? 'text/plain' : 'application/json' });
        outgoing.end(isTranscript ? 'hello\n' : '{"created":1,"data":[{"b64_json":"aGVsbG8="}]}');
      });
    });
  }

  async start(): Promise<string> {
    await new Promise<void>(resolve => this.server.listen(0, '127.0.0.1', resolve));
    const { port } = this.server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

const reader = new Reader();
let gateway: Gateway;

beforeAll(async () => {
  const url = await reader.start();
  const models = [{ name: 'drawer', upstream: 'drawer-v2' }, 'listener'];
  gateway = await Gateway.start({
    channels: ['first', 'second'].map(name => ({ name, provider: 'compatible', base_url: url, keys: ['k'], models })),
    prices: [
      { model: 'drawer', image: '0.01' },
      { model: 'listener', second: '0.0001' },
    ],
    users: [{ name: 'uploads', balance: '100', keys: [{ name: 'uploads', key: KEY }] }],
  });
}, 60_000);
afterAll(async () => {
  await gateway.dispose();
  reader.stop();
});

/** A sound PNG of about so many bytes. */
function largePng(bytes: number): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const framed = Buffer.alloc(body.length + 8);
    framed.writeUInt32BE(data.length, 0);
    body.copy(framed, 4);
    framed.writeUInt32BE(crc32(body), body.length + 4);
    return framed;
  };
  const header = Buffer.from([0, 0, 1, 0, 0, 0, 1, 0, 8, 6, 0, 0, 0]);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('juNk', Buffer.alloc(bytes, 0x5a)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A WAV of so many bytes at 16 kHz. */
function largeWav(bytes: number): Buffer {
  const file = Buffer.alloc(bytes, 1);
  file.write('RIFF\0\0\0\0WAVEfmt ', 0, 'latin1');
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(16_000, 24);
  file.writeUInt32LE(1, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36, 'latin1');
  // What a header says of its own length is nobody's word.
  file.writeUInt32LE(0xffffffff, 40);
  return file;
}

const residentMegabytes = (): number => {
  const status = readFileSync(`/proc/${gateway.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
};

interface Answer {
  readonly status: number;
  readonly text: string;
  /** Megabytes of memory that the gateway took at most, beyond what it had. */
  readonly growth: number;
}

/** Sends a form piece by piece, and looks at the gateway's memory all the while. */
async function upload(path: string, pieces: readonly Buffer[], boundary: string): Promise<Answer> {
  const before = residentMegabytes();
  let most = before;
  const watch = setInterval(() => {
    most = Math.max(most, residentMegabytes());
  }, 10);
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const answer = await new Promise<{ status: number; text: string }>((resolve, reject) => {
    const outgoing = httpRequest(
      `${gateway.url}${path}`,
      {
        method: 'POST',
        headers: {
          authorization: `Bearer ${KEY}`,
          'content-type': `multipart/form-data; boundary=${boundary}`,
          'content-length': length,
        },
      },
      incoming => {
        let text = '';
        incoming.setEncoding('utf8');
        incoming.on('data', (chunk: string) => (text += chunk));
        incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, text }));
      },
    );
    outgoing.once('error', reject);
    Readable.from(pieces, { objectMode: false }).pipe(outgoing);
  });
  clearInterval(watch);
  return { ...answer, growth: most - before };
}

const part = (name: string, fileName?: string, type?: string): Buffer =>
  Buffer.from(
    `\r\n--xxBOUNDxx\r\nContent-Disposition: form-data; name="${name}"${fileName === undefined ? '' : `; filename="${fileName}"`}` +
      `${type === undefined ? '' : `\r\nContent-Type: ${type}`}\r\n\r\n`,
  );
const END = Buffer.from('\r\n--xxBOUNDxx--\r\n');

function pictures(model: string, bytes: number, count: number): Buffer[] {
  const file = largePng(bytes);
  return [
    part('model'),
    Buffer.from(model),
    ...Array.from({ length: count }, (_, index) => [part('image[]', `${index}.png`, 'image/png'), file]).flat(),
    part('prompt'),
    Buffer.from('a gate'),
    END,
  ];
}

const hashOf = (pieces: readonly Buffer[]): string =>
  pieces.reduce((hash, piece) => hash.update(piece), createHash('sha256')).digest('hex');

describe('an upload', () => {
  it(
    'of sixteen pictures of 10 MB passes byte for byte after a failover, with little memory',
    { timeout: 60_000 },
    async () => {
      const sent = pictures('drawer', 10 * MEGABYTE, 16);
      // Twice before it is measured: a process that was idle first lets its young generation grow, by some 30 MB whatever
      // it does, and keeps it. What an upload takes beyond that is what there is of it in memory.
      for (let round = 0; round < 2; round += 1) {
        reader.fails = 1;
        await upload('/v1/images/edits', sent, 'xxBOUNDxx');
      }
      reader.seen.length = 0;
      reader.fails = 1;
      const { status, growth, text } = await upload('/v1/images/edits', sent, 'xxBOUNDxx');
      expect(text).toContain('b64_json');
      expect(status).toBe(200);
      expect(reader.seen).toHaveLength(2);
      const expected = hashOf(pictures('drawer-v2', 10 * MEGABYTE, 16));
      for (const one of reader.seen) expect(one.hash).toBe(expected);
      expect(growth).toBeLessThan(20);
    },
  );

  it('of a recording of 25 MB passes and is charged by its real length', async () => {
    reader.seen.length = 0;
    reader.fails = 1;
    const before = await usedBy(gateway.url, KEY);
    const file = largeWav(25_000_000);
    const sent = [
      part('file', 'talk.wav', 'audio/wav'),
      file,
      part('model'),
      Buffer.from('listener'),
      part('response_format'),
      Buffer.from('text'),
      END,
    ];
    const { status, growth, text } = await upload('/v1/audio/transcriptions', sent, 'xxBOUNDxx');
    expect([status, text]).toEqual([200, 'hello\n']);
    expect(reader.seen.map(one => one.hash)).toEqual([hashOf(sent), hashOf(sent)]);
    expect(growth).toBeLessThan(30);
    // 24 999 956 bytes of 32 000 a second are 781.2 seconds: 782 begun ones.
    await eventually(async () => expect((await usedBy(gateway.url, KEY)) - before).toBe(78_200));
  }, 60_000);

  it('leaves nothing behind', () => {
    const folder = join(gateway.folder, 'data', 'spool');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('that is no sound form is refused, and kept nowhere', async () => {
    const { status } = await upload('/v1/images/edits', pictures('drawer', 0, 1), 'other');
    expect(status).toBe(400);
    expect(readdirSync(join(gateway.folder, 'data', 'spool'))).toEqual([]);
  });
});
