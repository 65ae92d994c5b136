// Specification of the front's parts: paths, routes, ids and bodies.

import { Readable } from 'node:stream';
import type { IncomingMessage } from 'node:http';
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readBody } from './body.ts';
import type { Route } from './exchange.ts';
import { lenientPath } from './paths.ts';
import { requestId } from './request-id.ts';
import { familyOf, RouteTable } from './routes.ts';

describe('a path', () => {
  it.each([
    ['/v1/chat/completions', '/v1/chat/completions'],
    ['/chat/completions', '/v1/chat/completions'],
    ['/v1/v1/chat/completions', '/v1/chat/completions'],
    ['//v1//messages/', '/v1/messages'],
    ['/messages/count_tokens', '/v1/messages/count_tokens'],
    ['/v1/v1beta/models/x:generateContent', '/v1beta/models/x:generateContent'],
    ['/dashboard/billing/usage', '/v1/dashboard/billing/usage'],
    ['/models', '/v1/models'],
    ['/api/usage/token/', '/api/usage/token'],
    ['/', '/'],
    ['/modelsmith', '/modelsmith'],
    ['/compatible-mode/v1/chat/completions', '/v1/chat/completions'],
    ['/openai/v1/responses', '/v1/responses'],
    ['/apps/anthropic/v1/messages', '/v1/messages'],
    ['/openai/deployments/gpt-4o/chat/completions', '/v1/chat/completions'],
    ['/openai/v1/deployments', '/openai/v1/deployments'],
  ])('%s means %s', (written, meant) => {
    expect(lenientPath(written)).toBe(meant);
  });

  it.each([
    ['/v1/messages/nothing', 'anthropic-messages'],
    ['/v1beta/nothing', 'gemini-generate'],
    ['/v1/models/x:nothing', 'gemini-generate'],
    ['/v1/responses/a/b/c', 'openai-responses'],
    ['/api/nothing', 'management'],
    ['/nothing', 'openai-chat'],
  ])('%s answers errors as %s', (path, family) => {
    expect(familyOf(path)).toBe(family);
  });
});

describe('the route table', () => {
  const route = (method: Route['method'], pattern: string): Route => ({
    method,
    pattern,
    family: 'openai-chat',
    handle: () => undefined,
  });
  const table = new RouteTable([
    route('GET', '/v1/models'),
    route('GET', '/v1/models/{id*}'),
    route('POST', '/v1/models/{model*}:countTokens'),
    route('POST', '/v1/models/{model*}:generateContent'),
    route('GET', '/v1/responses/{id}'),
    route('POST', '/v1/responses/{id}/cancel'),
    route('POST', '/v1/responses'),
  ]);
  const find = (method: string, path: string): unknown => {
    const found = table.find(method, path);
    return 'route' in found ? [found.route.pattern, found.params] : found.allowed;
  };

  it('finds the pattern that says most, and decodes its parts', () => {
    expect(find('GET', '/v1/models/ft:gpt-4o:org')).toEqual(['/v1/models/{id*}', { id: 'ft:gpt-4o:org' }]);
    expect(find('GET', '/v1/models/meta%2Fllama')).toEqual(['/v1/models/{id*}', { id: 'meta/llama' }]);
    expect(find('POST', '/v1/models/publishers/x:countTokens')).toEqual([
      '/v1/models/{model*}:countTokens',
      { model: 'publishers/x' },
    ]);
    expect(find('POST', '/v1/responses/r1/cancel')).toEqual(['/v1/responses/{id}/cancel', { id: 'r1' }]);
  });

  it('tells a wrong method from an unknown path, and survives broken escapes', () => {
    expect(find('DELETE', '/v1/responses')).toEqual(['POST']);
    expect(find('POST', '/v1/nothing')).toEqual([]);
    expect(find('GET', '/v1/responses/%E0%A4%A')).toEqual([]);
  });
});

describe('a request id', () => {
  it('sorts by time and does not repeat', () => {
    const ids = Array.from({ length: 20_000 }, (_, index) => requestId(1_795_000_000_000 + index * 7));
    expect(new Set(ids).size).toBe(ids.length);
    expect([...ids].sort()).toEqual(ids);
    expect(ids[0]).toMatch(/^[0-9a-z]{20}$/);
  });
});

/** A request as the body reader sees it: a stream with headers. */
function requestOf(chunks: readonly Buffer[], headers: Record<string, string> = {}): IncomingMessage {
  const stream = Readable.from(chunks, { objectMode: false });
  return Object.assign(stream, { headers, complete: true }) as unknown as IncomingMessage;
}

describe('a body', () => {
  const text = Buffer.from(JSON.stringify({ model: 'm', messages: ['é', '语'] }));
  const read = (bytes: Buffer, encoding?: string, most = 10_000): Promise<Buffer> =>
    readBody(
      requestOf(
        [bytes.subarray(0, 5), bytes.subarray(5)],
        encoding === undefined ? {} : { 'content-encoding': encoding },
      ),
      most,
      true,
    );
  const code = async (promise: Promise<Buffer>): Promise<unknown> =>
    Object(await promise.catch((error: unknown) => error)).code;

  it('comes out of every encoding as it went in', async () => {
    expect(await read(text)).toEqual(text);
    expect(await read(gzipSync(text), 'gzip')).toEqual(text);
    expect(await read(deflateSync(text), 'deflate')).toEqual(text);
    expect(await read(brotliCompressSync(text), 'br')).toEqual(text);
    expect(await read(zstdCompressSync(text), 'zstd')).toEqual(text);
    expect(await read(gzipSync(gzipSync(text)), 'gzip, gzip')).toEqual(text);
    expect(await read(Buffer.from(''))).toEqual(Buffer.from(''));
  });

  it('is not copied when it came in one piece', async () => {
    expect(await readBody(requestOf([text]), 10_000, true)).toBe(text);
  });

  it('is refused when it is too large, before and after it is opened', async () => {
    expect(await code(read(Buffer.alloc(20_000, 0x20)))).toBe('read_request_body_failed');
    expect(await code(read(gzipSync(Buffer.alloc(10_000_000, 0x20)), 'gzip'))).toBe('read_request_body_failed');
    expect(await code(readBody(requestOf([text], { 'content-length': '99999999' }), 1000, true))).toBe(
      'read_request_body_failed',
    );
  });

  it('is refused when its encoding is unknown or broken, and its text not UTF-8', async () => {
    expect(await code(read(text, 'lzma'))).toBe('unsupported_media_type');
    expect(await code(read(text, 'gzip, gzip, gzip'))).toBe('unsupported_media_type');
    expect(await code(read(text, 'gzip'))).toBe('invalid_request');
    expect(await code(read(gzipSync(text).subarray(0, 20), 'gzip'))).toBe('invalid_request');
    expect(await code(read(Buffer.from([0x7b, 0xff, 0x7d])))).toBe('invalid_request');
  });
});
