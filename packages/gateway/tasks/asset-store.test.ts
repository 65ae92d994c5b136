// Specification of where copies are kept: the same promises from a folder and from S3, which checks signatures.

import { createHash, createHmac } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { Agent } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { folderAssets, type AssetStore } from './asset-store.ts';
import { s3Assets, s3Place } from './s3-assets.ts';
import { s3Headers } from './s3-signature.ts';

const SECRET = 'secret';
const files = new Map<string, { body: Buffer; type: string }>();
let server: Server;
let folder: string;
const agent = new Agent();

/** The signature that a request should have, worked out from what came. */
function expected(request: IncomingMessage): string {
  const [, scope = '', names = ''] =
    /Credential=key\/(\S+?),SignedHeaders=(\S+?),/.exec(request.headers.authorization ?? '') ?? [];
  const lines = names
    .split(';')
    .map(name => `${name}:${String(request.headers[name])}\n`)
    .join('');
  const canonical = [request.method, request.url, '', lines, names, request.headers['x-amz-content-sha256']].join('\n');
  const hash = createHash('sha256').update(canonical).digest('hex');
  const key = scope
    .split('/')
    .reduce<Buffer>((made, part) => createHmac('sha256', made).update(part).digest(), Buffer.from(`AWS4${SECRET}`));
  return createHmac('sha256', key)
    .update(['AWS4-HMAC-SHA256', request.headers['x-amz-date'], scope, hash].join('\n'))
    .digest('hex');
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'turnpike-assets-'));
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', chunk => chunks.push(chunk));
    request.on('end', () => {
      const key = request.url ?? '';
      const file = files.get(key);
      const [, first, last] = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? '') ?? [];
      if (!(request.headers.authorization ?? '').endsWith(expected(request))) response.writeHead(403).end();
      else if (request.method === 'PUT' && request.headers['content-length'] === undefined)
        response.writeHead(411).end();
      else if (request.method === 'PUT') {
        files.set(key, { body: Buffer.concat(chunks), type: request.headers['content-type'] ?? '' });
        response.writeHead(200).end();
      } else if (request.method === 'DELETE') response.writeHead(files.delete(key) ? 204 : 404).end();
      else if (file === undefined) response.writeHead(404).end();
      else if (first === undefined) response.writeHead(200).end(file.body);
      else response.writeHead(206).end(file.body.subarray(Number(first), Number(last) + 1));
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
});

afterAll(async () => {
  await agent.destroy();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

it('signs as Amazon’s own example does', () => {
  const headers = s3Headers(
    { accessKey: 'AKIAIOSFODNN7EXAMPLE', secretKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', region: 'us-east-1' },
    'GET',
    '/test.txt',
    { host: 'examplebucket.s3.amazonaws.com', range: 'bytes=0-9' },
    createHash('sha256').update('').digest('hex'),
    '20130524T000000Z',
  );
  expect(headers['authorization']).toContain(
    'Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  );
});

const STORES: readonly [string, () => AssetStore][] = [
  ['a folder', () => folderAssets(join(folder, 'plain'))],
  [
    'S3',
    () => {
      const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const place = s3Place(`s3://bucket/media (1)?endpoint=${endpoint}&region=eu-1`, {
        AWS_ACCESS_KEY_ID: 'key',
        AWS_SECRET_ACCESS_KEY: SECRET,
      });
      return s3Assets(place, agent, join(folder, 'waiting'));
    },
  ],
];

describe.each(STORES)('copies in %s', (_name, open) => {
  it('are written whole, read whole and in parts, and removed', async () => {
    const store = open();
    expect(await store.put('2026-11-26/a/0', Readable.from(['hello ', 'world']), 'text/plain')).toBe(11);
    expect(await text((await store.get('2026-11-26/a/0')) ?? Readable.from([]))).toBe('hello world');
    expect(await text((await store.get('2026-11-26/a/0', { first: 6, last: 8 })) ?? Readable.from([]))).toBe('wor');
    expect(await store.get('2026-11-26/none/0')).toBeUndefined();
    await store.remove('2026-11-26/a/0');
    await store.remove('2026-11-26/a/0');
    expect(await store.get('2026-11-26/a/0')).toBeUndefined();
  });

  it('leave nothing of a file that breaks off', async () => {
    const store = open();
    const broken = new Readable({
      read() {
        this.push('half');
        this.destroy(new Error('cut'));
      },
    });
    await expect(store.put('2026-11-26/b/0', broken, 'text/plain')).rejects.toThrow('cut');
    expect(await store.get('2026-11-26/b/0')).toBeUndefined();
    const left = readdirSync(folder, { recursive: true })
      .map(String)
      .filter(name => name.includes('.part'));
    expect(left).toEqual([]);
  });
});

it('says what is wrong with an address of a bucket', () => {
  expect(() => s3Place('s3://bucket', {})).toThrow('AWS_ACCESS_KEY_ID');
  expect(s3Place('s3://bucket/a/b/', { AWS_ACCESS_KEY_ID: 'k', AWS_SECRET_ACCESS_KEY: 's' })).toMatchObject({
    endpoint: 'https://s3.us-east-1.amazonaws.com',
    bucket: 'bucket',
    prefix: 'a/b',
  });
});
