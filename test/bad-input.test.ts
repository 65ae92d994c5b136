// Bad input at the front: refused with a 4xx in the family's shape, nothing passed on, nothing charged, the process alive.

import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, call, eventually, jsonOf, pause } from './support/client.ts';
import type { Answer } from './support/client.ts';
import { badRequests, modelOf } from './support/bad-requests.ts';
import type { BadRequest } from './support/bad-requests.ts';
import { FAMILIES, answerInKind } from './support/families.ts';
import { Gateway, keyOf } from './support/gateway.ts';
import { usedBy } from './support/money.ts';
import { rawExchange } from './support/raw.ts';
import { Upstream } from './support/upstream.ts';

const KEY = keyOf('bad');
const TOTAL = 10_000;
const BATCH = 100;
/** Micro-dollars a call. */
const PRICE = 10;
const BODY_LIMIT = 4 * 1024 * 1024;

let gateway: Gateway;
let upstream: Upstream;

beforeAll(async () => {
  upstream = await Upstream.start(answerInKind);
  gateway = await Gateway.start({
    settings: { max_body_bytes: BODY_LIMIT },
    channels: FAMILIES.map(family => ({
      name: family.name,
      provider: family.provider,
      base_url: upstream.url,
      keys: ['upstream-secret'],
      models: [modelOf(family)],
    })),
    prices: FAMILIES.map(family => ({ model: modelOf(family), call: (PRICE / 1_000_000).toFixed(6) })),
    users: [{ name: 'bad', balance: '1000', group: 'default', keys: [{ name: 'bad', key: KEY }] }],
  });
}, 60_000);

afterAll(async () => {
  await gateway.dispose();
  await upstream.stop();
});

/** What is wrong with the answer to a bad request; undefined when it is as it must be. */
function faultOf(request: BadRequest, answer: Answer): string | undefined {
  if (answer.status === 200) return request.passes === 'never' ? 'was served' : undefined;
  if (request.passes === 'always') return `was refused: ${answer.text.slice(0, 200)}`;
  if (!(answer.status >= 400 && answer.status < 500) && answer.status !== 501) return `status ${answer.status}`;
  if (/<html|<!doctype/i.test(answer.text)) return 'an HTML answer';
  const value: unknown = (() => {
    try {
      return jsonOf(answer);
    } catch {
      return undefined;
    }
  })();
  if (value === undefined) return `not JSON: ${answer.text.slice(0, 100)}`;
  // A path outside all families speaks OpenAI's shape or its own family's; the message must say something either way.
  const shapes = request.kind.startsWith('path ') || request.kind.startsWith('method ') ? FAMILIES : [request.family];
  const faults = shapes.map(family => family.errorFault(value, answer.status));
  return faults.includes(undefined) ? undefined : `${faults[0]}: ${answer.text.slice(0, 200)}`;
}

/** How a request reads in a failure report. */
function shown(request: BadRequest): string {
  return `[${request.kind}] ${request.family.name} ${request.method} ${request.path} ${request.body?.toString('latin1').slice(0, 160) ?? ''}`;
}

async function send(request: BadRequest): Promise<Answer> {
  return call(gateway.url + request.path, {
    method: request.method,
    headers: request.headers,
    ...(request.body === undefined ? {} : { body: request.body }),
  });
}

describe('ten thousand generated requests', () => {
  it(
    'are answered with a 4xx of the family unless they are sound, and only served ones are charged',
    { timeout: 120_000 },
    async () => {
      let served = 0;
      let sent = 0;
      const faults = new Map<string, string>();
      const property = fc.asyncProperty(
        fc.array(badRequests(KEY), { minLength: BATCH, maxLength: BATCH }),
        async batch => {
          const answers = await Promise.all(
            batch.map(async request =>
              send(request).catch((error: unknown) => `${shown(request)}: no answer (${String(error)})`),
            ),
          );
          sent += batch.length;
          answers.forEach((answer, index) => {
            const request = batch[index];
            if (request === undefined) return;
            if (typeof answer === 'string') return void faults.set(request.kind, answer);
            const fault = faultOf(request, answer);
            if (fault !== undefined) faults.set(request.kind, `${shown(request)}: ${fault}`);
            if (answer.status === 200) served += 1;
          });
        },
      );
      await fc.assert(property, { numRuns: TOTAL / BATCH, endOnFailure: true });
      expect([...faults.values()]).toEqual([]);
      expect(sent).toBeGreaterThanOrEqual(TOTAL);
      expect(served).toBeGreaterThan(0);
      expect(upstream.requests.length).toBe(served);
      for (const { body, target } of upstream.requests) {
        const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
        const model = target.includes('/models/') ? /models\/([^:]+):/.exec(target)?.[1] : at(value, 'model');
        expect(String(model)).toMatch(/^sold-/);
      }
      await eventually(async () => expect(await usedBy(gateway.url, KEY)).toBe(served * PRICE));
      expect(gateway.alive).toBe(true);
    },
  );
});

const head = (lines: readonly string[], path = '/v1/chat/completions') =>
  `POST ${path} HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer ${KEY}\r\nContent-Type: application/json\r\n${lines.join('\r\n')}\r\n\r\n`;
const SOUND = FAMILIES[0]?.body('sold-openai-chat', false) ?? '';
const SMUGGLED = `POST /v1/chat/completions HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer ${KEY}\r\nContent-Length: ${SOUND.length}\r\n\r\n${SOUND}`;
const chunk = (text: string) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;

const AMBIGUOUS: readonly (readonly [name: string, bytes: string])[] = [
  [
    'a length and chunks',
    `${head([`Content-Length: ${SOUND.length}`, 'Transfer-Encoding: chunked'])}0\r\n\r\n${SMUGGLED}`,
  ],
  ['two different lengths', `${head(['Content-Length: 5', `Content-Length: ${SOUND.length}`])}${SOUND}${SMUGGLED}`],
  ['a length that is no number', `${head(['Content-Length: 0x10'])}${SMUGGLED}`],
  ['a negative length', `${head(['Content-Length: -1'])}${SMUGGLED}`],
  ['an unknown transfer coding', `${head(['Transfer-Encoding: xchunked'])}${chunk(SOUND)}0\r\n\r\n`],
  ['chunked not last', `${head(['Transfer-Encoding: chunked, identity'])}${chunk(SOUND)}0\r\n\r\n`],
  ['a space before the colon', `${head([`Content-Length : ${SOUND.length}`])}${SMUGGLED}`],
  ['a folded header', `${head(['Transfer-Encoding:', ' chunked', 'Content-Length: 5'])}${SMUGGLED}`],
  ['a chunk size that is no number', `${head(['Transfer-Encoding: chunked'])}zz\r\n${SMUGGLED}`],
  ['a chunk longer than it says', `${head(['Transfer-Encoding: chunked'])}3\r\n${SOUND}\r\n0\r\n\r\n${SMUGGLED}`],
  ['a control character in a header', `${head(['X-Odd: a\u0000b', 'Content-Length: 0'])}`],
  ['no blank before the version', `POST /v1/chat/completionsHTTP/1.1\r\nHost: x\r\n\r\n`],
  ['no HTTP at all', '\u0016\u0003\u0001\u0002\u0000\u0001\u0000'],
  ['a head without end', `POST /v1/chat/completions HTTP/1.1\r\nX-Long: ${'x'.repeat(200_000)}`],
];

describe('bytes that two readers would understand differently', () => {
  it.each(AMBIGUOUS)('%s: are refused with a 4xx and pass nothing on', async (_name, bytes) => {
    const before = upstream.requests.length;
    const result = await rawExchange(gateway.port, [Buffer.from(bytes, 'latin1')]);
    expect(result.statuses.length).toBeLessThanOrEqual(1);
    for (const status of result.statuses) expect(Math.floor(status / 100)).toBe(4);
    expect(result.text).not.toMatch(/<html/i);
    expect(upstream.requests.length).toBe(before);
  });
});

describe('an upload that is broken off', () => {
  it('holds nothing, charges nothing and passes nothing on', async () => {
    const before = upstream.requests.length;
    const used = await usedBy(gateway.url, KEY);
    const starts = FAMILIES.flatMap(family => [
      [head(['Content-Length: 100000'], family.path(modelOf(family), false)), '{"model":"sold'],
      [head(['Transfer-Encoding: chunked'], family.path(modelOf(family), false)), chunk('{"model":')],
      [head([`Content-Length: ${SOUND.length + 1}`], family.path(modelOf(family), false)), SOUND],
    ]);
    await Promise.all(
      Array.from({ length: 20 }, async () =>
        Promise.all(starts.map(async pieces => rawExchange(gateway.port, pieces, { abort: true }))),
      ),
    );
    await pause(200);
    expect(upstream.requests.length).toBe(before);
    expect(await usedBy(gateway.url, KEY)).toBe(used);
  });
});

describe.each(FAMILIES)('an oversized $name body', family => {
  it('is refused with 413 as soon as its length is announced', async () => {
    const result = await rawExchange(gateway.port, [
      head(['Content-Length: 99999999999'], family.path(modelOf(family), false)),
      '{',
    ]);
    expect(result.statuses).toEqual([413]);
    const value: unknown = JSON.parse(result.text.slice(result.text.indexOf('{'), result.text.lastIndexOf('}') + 1));
    expect(family.errorFault(value, 413)).toBeUndefined();
  });

  it('that unpacks to more than the limit is refused with 413', async () => {
    const bomb = gzipSync(Buffer.alloc(BODY_LIMIT * 64, 0x20));
    const answer = await call(gateway.url + family.path(modelOf(family), false), {
      headers: { ...family.headers(KEY), 'content-encoding': 'gzip' },
      body: bomb,
    });
    expect(answer.status).toBe(413);
    expect(family.errorFault(jsonOf(answer), 413)).toBeUndefined();
  }, 30_000);
});

describe('after all bad input', () => {
  it('the gateway serves, and its ledger has no difference', { timeout: 30_000 }, async () => {
    for (const family of FAMILIES) {
      const answer = await call(gateway.url + family.path(modelOf(family), false), {
        headers: family.headers(KEY),
        body: family.body(modelOf(family), false),
      });
      expect(answer.status).toBe(200);
    }
    await gateway.stop();
    const proof = await gateway.command('reconcile');
    expect(`${proof.code}: ${proof.output}`).toMatch(/^0: [^]*\b0\b/);
  });
});
