// Specification of the front over real sockets: whatever comes in, what goes out is an answer of its family, or nothing.

import { request as httpRequest } from 'node:http';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import * as fc from 'fast-check';
import { Failure, type Family } from '@turnpike/protocols/failures';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Route } from './exchange.ts';
import { createFront, type Front, type FrontSettings } from './front.ts';
import type { HttpExchange } from './http-exchange.ts';
import { Connection } from './socket.fixture.ts';

const LIMIT = 100_000;

let front: Front;
let url: string;
let port: number;
let settings: FrontSettings;
let finished: HttpExchange[];
let faults: unknown[];
let release: () => void;
let connections: Connection[];

const route = (method: Route['method'], pattern: string, family: Family, handle: Route['handle']): Route => ({
  method,
  pattern,
  family,
  handle,
});

/** Answers with what it was given. */
const echo: Route['handle'] = async exchange => {
  const body = await exchange.body({ text: true });
  exchange.json(200, { bytes: body.length, search: exchange.search, params: exchange.params });
};

const POSTS: readonly (readonly [pattern: string, family: Family])[] = [
  ['/v1/chat/completions', 'openai-chat'],
  ['/v1/responses', 'openai-responses'],
  ['/v1/messages', 'anthropic-messages'],
  ['/v1beta/models/{model*}:generateContent', 'gemini-generate'],
  ['/api/thing', 'management'],
];

const ROUTES: readonly Route[] = [
  ...POSTS.map(([pattern, family]) => route('POST', pattern, family, echo)),
  route('GET', '/v1/models/{id*}', 'openai-chat', exchange => exchange.json(200, exchange.params)),
  route('GET', '/refuse', 'openai-chat', () => {
    throw new Failure('rate_limit_exceeded', 'Slower.', { retryAfter: 1.2 });
  }),
  route('POST', '/refuse', 'anthropic-messages', () => {
    throw new Failure('missing_token', 'No key.');
  }),
  route('GET', '/fault', 'gemini-generate', async () => {
    throw new TypeError('secret detail');
  }),
  { ...route('GET', '/own', 'management', exchange => exchange.json(200, {})), crossOrigin: false },
  route('GET', '/stream', 'openai-chat', async exchange => {
    exchange.head(200, ['content-type', 'text/event-stream']);
    exchange.response.write('data: first\n\n');
    await new Promise<void>(resolve => (release = resolve));
    exchange.response.end('data: last\n\n');
  }),
];

beforeEach(async () => {
  settings = { maxBodyBytes: LIMIT, bodyTimeoutSeconds: 60, trustProxy: false };
  finished = [];
  faults = [];
  connections = [];
  release = () => undefined;
  front = createFront({
    routes: ROUTES,
    settings: () => settings,
    onFinish: exchange => finished.push(exchange),
    onFault: error => faults.push(error),
  });
  url = await front.listen('127.0.0.1', 0);
  port = Number(new URL(url).port);
});
afterEach(async () => {
  for (const connection of connections) connection.close();
  await front.close(0);
});

function open(): Connection {
  const connection = new Connection(port);
  connections.push(connection);
  return connection;
}

const head = (method: string, path: string, ...headers: string[]): string =>
  `${[`${method} ${path} HTTP/1.1`, 'Host: gateway', ...headers].join('\r\n')}\r\n\r\n`;

/** Why a value is not an error in the shape of a family; undefined when it is one. */
function shapeFault(family: Family, value: unknown): string | undefined {
  const error = Object(Object(value).error);
  const wrong: Readonly<Record<Family, boolean>> = {
    'openai-chat': typeof error.type !== 'string' || error.param === undefined || typeof error.code !== 'string',
    'openai-responses': typeof error.type !== 'string' || error.param === undefined || typeof error.code !== 'string',
    'anthropic-messages':
      Object(value).type !== 'error' || typeof error.type !== 'string' || Object(value).request_id === undefined,
    'gemini-generate': typeof error.code !== 'number' || typeof error.status !== 'string',
    cohere: typeof Object(value).message !== 'string',
    voyage: typeof Object(value).detail !== 'string',
    dashscope: typeof Object(value).code !== 'string',
    management: Object(value).success !== false || typeof Object(value).message !== 'string',
  };
  return wrong[family] ? `not ${family}: ${JSON.stringify(value)}` : undefined;
}

describe('a refusal', () => {
  it.each([
    ['POST', '/v1/nothing', 404, 'openai-chat'],
    ['POST', '/nothing', 404, 'openai-chat'],
    ['POST', '/v1/responses/x/y', 404, 'openai-responses'],
    ['POST', '/v1/messages/nothing', 404, 'anthropic-messages'],
    ['POST', '/v1beta/nothing', 404, 'gemini-generate'],
    ['POST', '/v1beta/openai/nothing', 404, 'openai-chat'],
    ['POST', '/api/nothing', 404, 'management'],
    ['DELETE', '/v1/chat/completions', 405, 'openai-chat'],
    ['GET', '/v1/messages', 405, 'anthropic-messages'],
    ['DELETE', '/v1beta/models/m:generateContent', 405, 'gemini-generate'],
    ['PROPFIND', '/api/thing', 405, 'management'],
    ['POST', '/refuse', 401, 'anthropic-messages'],
    ['GET', '/fault', 500, 'gemini-generate'],
  ] as const)('of %s %s is %i in the shape of %s', async (method, path, status, family) => {
    const answer = await fetch(url + path, { method });
    const value: unknown = await answer.json();
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/json');
    expect(shapeFault(family, value)).toBeUndefined();
    expect(JSON.stringify(value)).toContain(answer.headers.get('x-request-id') ?? 'no id');
    expect(JSON.stringify(value)).not.toContain('secret detail');
  });

  it('names the path and method of an unknown URL, and the methods of a known one', async () => {
    const value = await (await fetch(`${url}/x`, { method: 'POST' })).json();
    expect(Object(value)).toMatchObject({ error: { type: 'invalid_request_error', code: 'not_found' } });
    expect(Object(value).error.message).toContain('Invalid URL (POST /x)');
    expect((await fetch(`${url}/v1/messages`)).headers.get('allow')).toBe('POST');
  });

  it('says when to come back, and tells the operator of faults of ours only', async () => {
    expect((await fetch(`${url}/refuse`)).headers.get('retry-after')).toBe('2');
    expect(faults).toEqual([]);
    await fetch(`${url}/fault`);
    expect(faults).toEqual([new TypeError('secret detail')]);
  });

  it('has the request id in every header that clients read it from', async () => {
    const { headers } = await fetch(`${url}/v1/messages`);
    const id = headers.get('x-request-id');
    expect(id).toMatch(/^[0-9a-z]{20}$/);
    expect([headers.get('x-oneapi-request-id'), headers.get('request-id')]).toEqual([id, id]);
    expect((await fetch(`${url}/nothing`)).headers.get('request-id')).toBeNull();
  });
});

describe('a path', () => {
  const found = async (method: string, path: string): Promise<unknown> =>
    (await fetch(url + path, { method, ...(method === 'POST' ? { body: '{}' } : {}) })).json();

  it.each([
    '/chat/completions',
    '/v1/chat/completions/',
    '/v1//chat///completions',
    '/v1/v1/chat/completions',
    '/v1beta/openai/chat/completions',
  ])('%s is the one that it means', async path => {
    expect(await found('POST', path)).toMatchObject({ bytes: 2 });
  });

  it('may have slashes and colons in the name of a model, escaped or not', async () => {
    for (const path of ['a/b:generateContent', 'a%2Fb:generateContent', 'a/b%3AgenerateContent'])
      expect(await found('POST', `/v1beta/models/${path}`)).toMatchObject({ params: { model: 'a/b' } });
    expect(await found('GET', '/v1/models/ft:gpt-4o:org')).toEqual({ id: 'ft:gpt-4o:org' });
    expect(await found('GET', '/v1/models/ft%3Agpt-4o%3Aorg')).toEqual({ id: 'ft:gpt-4o:org' });
  });

  it('may come as a whole URL, as clients write it that take the gateway for a proxy', async () => {
    const connection = open().write(head('GET', `http://gateway/v1/models/m?key=x`));
    expect((await connection.answers()).statuses).toEqual([200]);
    expect(connection.json).toEqual({ id: 'm' });
  });

  it('is answered to HEAD as to GET, without the body', async () => {
    const connection = open().write(head('HEAD', '/v1/models/m') + head('GET', '/v1/models/m'));
    const { text, statuses } = await connection.answers(2);
    expect(statuses).toEqual([200, 200]);
    expect(text.match(/\{"id":"m"\}/g)).toHaveLength(1);
  });
});

describe('the query', () => {
  it('goes on without what carries a key, however its name is written', async () => {
    const search = async (query: string): Promise<unknown> =>
      Object(await (await fetch(`${url}/v1/messages${query}`, { method: 'POST', body: '{}' })).json()).search;
    expect(await search('?beta=true&key=sk-1&x=%20')).toBe('?beta=true&x=%20');
    expect(await search('?%6Bey=sk-1&ke%79=sk-2&api_key=a&access_token=b')).toBe('');
    expect(await search('?alt=sse&&monkey=1')).toBe('?alt=sse&monkey=1');
    expect(await search('')).toBe('');
  });
});

describe('a page of another origin', () => {
  const origin = { origin: 'https://chat.example' };

  it('may ask first, without a key, for any header', async () => {
    const answer = await fetch(`${url}/v1/messages`, {
      method: 'OPTIONS',
      headers: {
        ...origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'x-api-key,x-y',
      },
    });
    expect(answer.status).toBe(204);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(answer.headers.get('access-control-allow-headers')).toBe('x-api-key,x-y');
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
  });

  it('reads answers and errors with their request ids, but not what is the operator’s own', async () => {
    for (const path of ['/v1/models/m', '/refuse', '/nothing', '/v1/messages']) {
      const { headers } = await fetch(url + path, { headers: origin });
      expect(headers.get('access-control-allow-origin')).toBe('*');
      expect(headers.get('access-control-expose-headers')).toContain('x-oneapi-request-id');
    }
    expect((await fetch(`${url}/own`, { headers: origin })).headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('a body', () => {
  const text = Buffer.from(JSON.stringify({ text: 'é语'.repeat(100) }));
  const send = async (body: Buffer, encoding?: string): Promise<[number, unknown]> => {
    const headers = encoding === undefined ? {} : { 'content-encoding': encoding };
    const answer = await fetch(`${url}/v1/messages`, { method: 'POST', headers, body: new Uint8Array(body) });
    return [answer.status, await answer.json()];
  };

  it.each([
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['deflate', deflateSync],
    ['deflate', deflateRawSync],
    ['br', brotliCompressSync],
    ['zstd', zstdCompressSync],
    ['identity', (body: Buffer) => body],
  ] as const)('encoded as %s is opened', async (encoding, compress) => {
    expect(await send(compress(text), encoding)).toMatchObject([200, { bytes: text.length }]);
  });

  it('is refused in the family’s shape when it is not what it says', async () => {
    const cases: readonly (readonly [Buffer, string | undefined, number])[] = [
      [text, 'gzip', 400],
      [gzipSync(text).subarray(0, 30), 'gzip', 400],
      [zstdCompressSync(text).subarray(0, 10), 'zstd', 400],
      [brotliCompressSync(text).subarray(0, 10), 'br', 400],
      [text, 'lzma', 415],
      [Buffer.from([0x22, 0xff, 0x22]), undefined, 400],
      [Buffer.alloc(LIMIT + 1, 0x20), undefined, 413],
      [gzipSync(Buffer.alloc(50 * LIMIT)), 'gzip', 413],
      [brotliCompressSync(Buffer.alloc(50 * LIMIT)), 'br', 413],
    ];
    for (const [body, encoding, status] of cases) {
      const [given, value] = await send(body, encoding);
      expect(given).toBe(status);
      expect(shapeFault('anthropic-messages', value)).toBeUndefined();
    }
    expect((await send(text))[0]).toBe(200);
  });

  it('that is too large is refused at its announcement, and when it comes in pieces without one', async () => {
    const announced = open().write(head('POST', '/v1/messages', 'Content-Length: 99999999999'));
    expect((await announced.answers()).statuses).toEqual([413]);
    const piece = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
    const pieces = open().write(head('POST', '/v1/responses', 'Transfer-Encoding: chunked') + piece + piece);
    expect((await pieces.answers()).statuses).toEqual([413]);
    expect(shapeFault('openai-responses', pieces.json)).toBeUndefined();
    for (const connection of [announced, pieces]) expect((await connection.end()).ended).toBe(true);
  });

  it('that is still being sent does not keep its client from the refusal', async () => {
    const status = await new Promise((resolve, reject) => {
      const sending = httpRequest(`${url}/v1/messages`, { method: 'POST' }, answer => {
        answer.resume().once('end', () => resolve(answer.statusCode));
        answer.once('error', reject);
      });
      sending.once('error', reject);
      for (let index = 0; index < 50; index += 1) sending.write(Buffer.alloc(LIMIT));
      sending.end();
    });
    expect(status).toBe(413);
  });

  it('that comes too slowly is refused with 408 in the family’s shape', async () => {
    settings = { ...settings, bodyTimeoutSeconds: 1 };
    const slow = open().write(`${head('POST', '/v1/messages', 'Content-Length: 10')}{`);
    const headless = open().write('POST /v1/messages HTTP/1.1\r\nHost: x\r\n');
    expect((await slow.answers()).statuses).toEqual([408]);
    expect(shapeFault('anthropic-messages', slow.json)).toBeUndefined();
    await slow.end();
    expect((await headless.answers()).statuses).toEqual([408]);
    await headless.end();
    expect(faults).toEqual([]);
  });

  it('that breaks off is answered by nothing, and noted as no success', async () => {
    const upload = open().write(`${head('POST', '/v1/messages', 'Content-Length: 100')}{"a"`);
    await new Promise(resolve => setTimeout(resolve, 30));
    upload.close();
    await expect.poll(() => finished.length).toBe(1);
    expect(finished[0]?.response.headersSent).toBe(false);
    expect([upload.received.text, faults]).toEqual(['', []]);
  });

  it('that waits to be told to come is told so only when it is wanted', async () => {
    const expecting = 'Expect: 100-continue';
    const wanted = open().write(head('POST', '/v1/messages', expecting, 'Content-Length: 2'));
    expect((await wanted.until(({ statuses }) => statuses.length > 0)).statuses).toEqual([100]);
    expect((await wanted.write('{}').answers(2)).statuses).toEqual([100, 200]);
    for (const [path, length, status] of [
      ['/v1/messages', LIMIT * 2, 413],
      ['/refuse', 20, 401],
      ['/nothing', 20, 404],
    ] as const) {
      const refused = open().write(head('POST', path, expecting, `Content-Length: ${length}`));
      expect((await refused.answers()).statuses).toEqual([status]);
      expect((await refused.end()).text).toContain('connection: close');
    }
    const odd = open().write(`${head('POST', '/v1/messages', 'Expect: miracles', 'Content-Length: 2')}{}`);
    expect((await odd.answers()).statuses).toEqual([200]);
  });
});

describe('a connection', () => {
  it('serves on after a refusal whose body was short, and takes none of it for a request', async () => {
    const smuggled = head('GET', '/v1/models/smuggled');
    const refused = head('POST', '/refuse', `Content-Length: ${smuggled.length}`) + smuggled;
    const connection = open().write(refused + head('GET', '/nothing') + refused + head('GET', '/v1/models/m'));
    const { statuses, text } = await connection.answers(4);
    expect(statuses).toEqual([401, 404, 401, 200]);
    expect(text).not.toContain('smuggled"');
    expect(text).not.toMatch(/connection: close/i);
  });

  it('is closed after a refusal whose body is long', async () => {
    const connection = open().write(head('POST', '/refuse', `Content-Length: ${LIMIT}`) + 'x'.repeat(1000));
    const { statuses, text } = await connection.end();
    expect(statuses).toEqual([401]);
    expect(text).toContain('connection: close');
  });

  it('answers a request without a host', async () => {
    const connection = open().write('GET /v1/models/m HTTP/1.1\r\n\r\n');
    expect((await connection.answers()).statuses).toEqual([400]);
    expect(shapeFault('openai-chat', connection.json)).toBeUndefined();
    const old = open().write('GET /v1/models/m HTTP/1.0\r\n\r\n');
    expect((await old.answers()).statuses).toEqual([200]);
  });

  it('does not write into a running answer when rubbish follows its request', async () => {
    const connection = open().write(head('GET', '/stream'));
    await connection.until(({ text }) => text.includes('data: first'));
    const { text, statuses } = await connection.write('\u0001rubbish\r\n\r\n').end();
    expect(statuses).toEqual([200]);
    expect(text.trimEnd().endsWith('data: first')).toBe(true);
    release();
  });
});

describe('bytes that are not HTTP, or could be read in two ways', () => {
  const sound = head('GET', '/v1/models/smuggled');
  it.each<readonly [name: string, bytes: string, status: number]>([
    ['no HTTP', '\u0016\u0003\u0001\u0002', 400],
    ['no version', 'GET /v1/models/m HTTP/x\r\n\r\n', 400],
    ['two lengths', `${head('POST', '/v1/messages', 'Content-Length: 2', 'Content-Length: 40')}{}${sound}`, 400],
    [
      'a length and chunks',
      `${head('POST', '/v1/messages', 'Content-Length: 5', 'Transfer-Encoding: chunked')}0\r\n\r\n${sound}`,
      400,
    ],
    ['a length in hexadecimal', `${head('POST', '/v1/messages', 'Content-Length: 0x2')}{}`, 400],
    ['a folded header', head('GET', '/v1/models/m', 'X-A: 1', ' folded: 2'), 400],
    ['a space before a colon', head('GET', '/v1/models/m', 'X-A : 1'), 400],
    ['a bare line feed in a header', head('GET', '/v1/models/m', 'X-A: 1\nX-B: 2\n\nGET /x HTTP/1.1'), 400],
    ['a zero byte in a header', head('GET', '/v1/models/m', 'X-A: a\0b'), 400],
    ['a coding after chunked', head('POST', '/v1/messages', 'Transfer-Encoding: chunked, gzip'), 400],
    ['headers without end', `GET / HTTP/1.1\r\nX-Long: ${'x'.repeat(100_000)}`, 431],
  ])('%s: are refused once and nothing behind them is served', async (_name, bytes, status) => {
    const connection = open().write(Buffer.from(bytes, 'latin1'));
    const { statuses, text } = await connection.end();
    expect(statuses).toEqual([status]);
    expect(shapeFault('openai-chat', JSON.parse(text.slice(text.indexOf('\r\n\r\n') + 4)))).toBeUndefined();
    expect(text).not.toContain('smuggled');
    expect(faults).toEqual([]);
  });

  it.each([
    ['a chunk size that is none', 'zz\r\n'],
    ['a chunk longer than it says', `2\r\n{}}}\r\n0\r\n\r\n${sound}`],
  ])('%s: is refused in the shape of its route', async (_name, chunk) => {
    const connection = open().write(head('POST', '/v1/messages', 'Transfer-Encoding: chunked'));
    connection.write(chunk);
    const { statuses } = await connection.answers();
    expect(statuses).toEqual([400]);
    expect(shapeFault('anthropic-messages', connection.json)).toBeUndefined();
    expect((await connection.end()).statuses).toEqual([400]);
  });

  it('leave no connection behind, also when the peer never closes', async () => {
    const connection = open().write('rubbish\r\n\r\n');
    await connection.end();
    const count = (): Promise<number> =>
      new Promise((resolve, reject) =>
        front.server.getConnections((error, many) => (error === null ? resolve(many) : reject(error))),
      );
    await expect.poll(count, { timeout: 3_000 }).toBe(0);
  });
});

describe('the address of a client', () => {
  const addressOf = async (forwarded: string, trustProxy: boolean): Promise<string | undefined> => {
    settings = { ...settings, trustProxy };
    await fetch(`${url}/own`, { headers: { 'x-forwarded-for': forwarded } });
    await expect.poll(() => finished.length).toBeGreaterThan(0);
    return finished.pop()?.address;
  };

  it('is the peer’s, unless the operator trusts the proxy in front', async () => {
    expect(await addressOf('203.0.113.7', false)).toBe('127.0.0.1');
    expect(await addressOf('203.0.113.7, 10.0.0.1', true)).toBe('203.0.113.7');
    expect(await addressOf('203.0.113.7:4711', true)).toBe('203.0.113.7');
    expect(await addressOf('[2001:db8::1]:4711', true)).toBe('2001:db8::1');
    expect(await addressOf('2001:db8::1', true)).toBe('2001:db8::1');
    expect(await addressOf(' ', true)).toBe('127.0.0.1');
  });
});

describe('closing', () => {
  it('lets a running answer end whole, drops idle connections, and takes no new ones', async () => {
    const idle = open().write(head('GET', '/v1/models/m'));
    await idle.answers();
    const running = open().write(head('GET', '/stream'));
    await running.until(({ text }) => text.includes('data: first'));
    const closing = front.close(5_000);
    await idle.end();
    expect(front.draining).toBe(true);
    await expect(fetch(url)).rejects.toThrow();
    release();
    const { text } = await running.until(received => received.text.includes('data: last'));
    expect(text).toContain('0\r\n\r\n');
    await closing;
  });

  it('tells a client whose connection is still busy that it is its last answer', async () => {
    const busy = open().write(`${head('POST', '/v1/messages', 'Content-Length: 2')}{`);
    await expect.poll(() => front.server.listening).toBe(true);
    const second = open().write(head('GET', '/stream'));
    await second.until(({ text }) => text.includes('data: first'));
    const closing = front.close(5_000);
    busy.write('}');
    release();
    expect((await second.end()).statuses).toEqual([200]);
    expect((await busy.end()).text).toMatch(/^HTTP\/1\.1 200 [^]*connection: close/);
    await closing;
  });

  it('cuts what is not done when the grace is over', async () => {
    const running = open().write(head('GET', '/stream'));
    await running.until(({ text }) => text.includes('data: first'));
    const before = performance.now();
    await front.close(100);
    expect(performance.now() - before).toBeLessThan(2_000);
    expect((await running.end()).text).not.toContain('data: last');
    release();
  });
});

describe('an offer of another protocol', () => {
  it('is not taken up: the request is answered as any other, body and all', async () => {
    const body = JSON.stringify({ model: 'm' });
    const connection = open();
    const lines = [
      'POST /v1/chat/completions HTTP/1.1',
      'Host: x',
      'Connection: Upgrade, HTTP2-Settings',
      'Upgrade: h2c',
      'HTTP2-Settings: AAEAAEAAAAIAAAAB',
      'Content-Type: application/json',
      `Content-Length: ${body.length}`,
    ];
    connection.write(`${lines.join('\r\n')}\r\n\r\n${body}`);
    expect((await connection.answers()).statuses).toEqual([200]);
    expect(connection.json).toMatchObject({ bytes: body.length });
  });
});

describe('any request', () => {
  const paths = fc.oneof(
    fc.constantFrom(
      ...POSTS.map(([pattern]) => pattern.replace('{model*}', 'a/b')),
      '/v1/models/m',
      '/refuse',
      '/own',
      '/',
      '//',
      '/v1/v1/messages',
      '/v1beta/models/:generateContent',
      '/v1beta/models/%zz:generateContent',
      '/%E0%A4%A',
      '/v1/models/%00',
    ),
    fc.webPath(),
    fc.string({ maxLength: 40 }).map(text => `/${encodeURIComponent(text)}`),
  );
  const requests = fc.record({
    method: fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'PROPFIND', 'TRACE'),
    path: paths,
    query: fc.oneof(
      fc.constant(''),
      fc.webQueryParameters().map(text => `?${text}`),
    ),
    headers: fc.dictionary(
      fc.oneof(
        fc.stringMatching(/^x-[a-z]{1,10}$/),
        fc.constantFrom('content-encoding', 'content-type', 'accept', 'expect', 'origin', 'authorization'),
      ),
      fc.oneof(fc.stringMatching(/^[!-~]([ -~]{0,40}[!-~])?$/), fc.constantFrom('gzip', 'br', '100-continue')),
      { maxKeys: 4 },
    ),
    body: fc.oneof(
      fc.constant(undefined),
      fc.uint8Array({ maxLength: 300 }),
      fc.json().map(text => Buffer.from(text)),
    ),
  });

  const send = ({
    method,
    path,
    query,
    headers,
    body,
  }: typeof requests extends fc.Arbitrary<infer Each> ? Each : never) =>
    new Promise<{ status: number; type: string; text: string }>((resolve, reject) => {
      const length = body === undefined ? {} : { 'content-length': body.length };
      const sending = httpRequest(url + path + query, { method, headers: { ...headers, ...length } }, answer => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.once('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            type: answer.headers['content-type'] ?? '',
            text: Buffer.concat(chunks).toString(),
          }),
        );
      });
      sending.once('error', reject);
      sending.end(body);
    });

  it('is answered with 2xx or 4xx, in JSON of a family’s shape, and the front lives', async () => {
    await fc.assert(
      fc.asyncProperty(requests, async request => {
        const { status, type, text } = await send(request);
        const served = status >= 200 && status < 300;
        expect(served || (status >= 400 && status < 500)).toBe(true);
        if (status === 204 || request.method === 'HEAD') return;
        expect(type).toContain('application/json');
        const value: unknown = JSON.parse(text);
        if (served) return;
        const shapes: readonly Family[] = ['openai-chat', 'anthropic-messages', 'gemini-generate', 'management'];
        expect(shapes.some(family => shapeFault(family, value) === undefined)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
    expect(faults).toEqual([]);
    expect((await fetch(`${url}/own`)).status).toBe(200);
  });
});
