// Requests through the identity lane: their bytes arrive unchanged but for the model name and the credentials.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gzipSync, zstdCompressSync, brotliCompressSync } from 'node:zlib';
import { call } from './support/client.ts';
import { FAMILIES, answerInKind } from './support/families.ts';
import type { FamilyCase } from './support/families.ts';
import { KEY, UPSTREAM_SECRET, backName, frontName, sameName, startLane } from './support/lane.ts';
import type { Lane } from './support/lane.ts';

let lane: Lane;
beforeAll(async () => {
  lane = await startLane();
  lane.upstream.script = answerInKind;
}, 60_000);
afterAll(async () => lane.stop());

/** JSON that a parse and a stringify would change in every way it can be changed. */
const ODD = [
  '"x_unknown" : {"b":1,  "a":[ ],\t"big":123456789012345678901234567890, "tiny":1e-400, "negative":-0.0, "exponent":1E+2 }',
  '"caf\\u00e9 \\/ \\ud83d\\ude00" :"double  spaces\\u0020and \\"quotes\\" and 𝄞 \u2028 é"',
  '"9":9,"1":1,"nested":{"model":"front-openai-chat", "stream":true,"stream_options":null}',
  '"seed":9007199254740993',
].join(' ,\r\n  ');

const CONTENTS: Readonly<Record<FamilyCase['name'], string>> = {
  'openai-chat': '"messages" : [ {"content":"say \\"model\\": hi  ","role":"user","x":{}} ]',
  'openai-responses': '"input" : [ {"content":"say \\"model\\": hi  ","role":"user","x":{}} ]',
  'anthropic-messages': '"max_tokens" : 16 ,"messages" : [ {"content":"say \\"model\\": hi  ","role":"user","x":{}} ]',
  'gemini-generate': '"contents" : [ {"parts":[{"text":"say \\"model\\": hi  "}],"role":"user","x":{}} ]',
};

/** A body with an odd middle; Gemini's has no model. */
function oddBody(family: FamilyCase, model: string, stream = false): string {
  const name = family.name === 'gemini-generate' ? '"labels":{}' : `"model"  :  "${model}"`;
  const flag = stream && family.name !== 'gemini-generate' ? ',"stream" : true' : '';
  return `\n{ ${CONTENTS[family.name]} , ${ODD} ,${name}${flag} ,"last":[1,2 ,3] }\r\n `;
}

async function send(family: FamilyCase, model: string, body: string | Buffer, stream = false, headers = {}) {
  const before = lane.upstream.requests.length;
  const answer = await call(lane.gateway.url + family.path(model, stream), {
    headers: { ...family.headers(KEY), ...headers },
    body,
  });
  expect(`${answer.status} ${answer.text.slice(0, 300)}`).toMatch(/^200 (?![^]*"error":\{)/);
  expect(lane.upstream.requests.length).toBe(before + 1);
  return { answer, seen: lane.upstream.last };
}

/** What `sent` has more than `original`, when it is one insertion; undefined when other bytes changed too. */
function insertion(original: string, sent: string): string | undefined {
  let front = 0;
  while (front < original.length && original[front] === sent[front]) front += 1;
  const back = original.length - front;
  return sent.length >= original.length && sent.endsWith(original.slice(front))
    ? sent.slice(front, sent.length - back)
    : undefined;
}

describe.each(FAMILIES)('a $name request', family => {
  it('arrives byte for byte when the model keeps its name', async () => {
    const body = oddBody(family, sameName(family));
    const { seen } = await send(family, sameName(family), body);
    expect(seen.body.toString('utf8')).toBe(body);
  });

  it('arrives with only the model string replaced when the channel maps the model', async () => {
    const { seen } = await send(family, frontName(family), oddBody(family, frontName(family)));
    expect(seen.body.toString('utf8')).toBe(oddBody(family, backName(family)));
    if (family.name === 'gemini-generate') {
      expect(decodeURIComponent(seen.target)).toContain(`/models/${backName(family)}:generateContent`);
    }
  });

  it('goes to the path of the protocol below the base address of the channel', async () => {
    const { seen } = await send(family, sameName(family), family.body(sameName(family), true), true);
    expect(seen.method).toBe('POST');
    expect(seen.target).toBe(`/main${family.path(sameName(family), true)}`);
  });

  it('carries the credential of the channel and none of the client', async () => {
    const credentials = {
      authorization: `Bearer ${KEY}`,
      'x-api-key': KEY,
      'x-goog-api-key': KEY,
      'api-key': KEY,
      'mj-api-secret': KEY,
      cookie: 'session=1',
      'proxy-authorization': 'Basic eDp5',
    };
    const { seen } = await send(family, sameName(family), family.body(sameName(family), false), false, credentials);
    const [name, value] = family.upstreamCredential(UPSTREAM_SECRET);
    expect(seen.header(name)).toBe(value);
    const flat = seen.headers.map(pair => pair.join(': ')).join('\n');
    expect(flat).not.toContain(KEY.slice(3));
    for (const other of Object.keys(credentials)) if (other !== name) expect(seen.header(other)).toBeUndefined();
  });

  it.runIf(family.name === 'anthropic-messages')(
    'says the first version of its protocol where it says none',
    async () => {
      const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' };
      const body = family.body(sameName(family), false);
      await call(lane.gateway.url + family.path(sameName(family), false), { headers, body });
      expect(lane.upstream.last.header('anthropic-version')).toBe('2023-06-01');
    },
  );

  it('carries the headers of its protocol and client, and none that belong to the connection', async () => {
    const kept = {
      'anthropic-beta': 'interleaved-thinking-2025-05-14,context-1m-2025-08-07',
      'anthropic-version': '2026-10-21',
      'openai-beta': 'responses=v1',
      'x-stainless-lang': 'js',
      'x-stainless-retry-count': '0',
      'x-app': 'cli',
      'x-codex-turn-metadata': '{"turn":1}',
      'session-id': 'a-b-c',
      'x-client-request-id': 'client-1',
      'user-agent': 'claude-cli/2.1.330 (external, cli)',
      'x-future-header': 'survives',
    };
    const dropped = {
      te: 'trailers',
      'keep-alive': 'timeout=5',
      'x-hop': '1',
      connection: 'keep-alive, x-hop',
      'x-forwarded-for': '203.0.113.7',
      'openai-organization': 'org-client',
      'openai-project': 'proj-client',
    };
    const body = family.body(sameName(family), false);
    const { seen } = await send(family, sameName(family), body, false, { ...kept, ...dropped });
    for (const [name, value] of Object.entries(kept)) expect(`${name}: ${seen.header(name)}`).toBe(`${name}: ${value}`);
    for (const name of ['te', 'x-hop', 'x-forwarded-for', 'openai-organization', 'openai-project']) {
      expect(`${name}: ${seen.header(name)}`).toBe(`${name}: undefined`);
    }
    expect(seen.header('host')).toBe(new URL(lane.upstream.url).host);
    expect(seen.header('content-type')).toContain('application/json');
    expect(seen.header('accept-encoding') ?? 'identity').toBe('identity');
  });

  it.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
    ['zstd', zstdCompressSync],
  ] as const)('compressed with %s arrives as the bytes that were compressed', async (encoding, compress) => {
    const body = oddBody(family, sameName(family));
    const { seen } = await send(family, sameName(family), compress(Buffer.from(body)), false, {
      'content-encoding': encoding,
    });
    expect(seen.header('content-encoding')).toBeUndefined();
    expect(seen.body.toString('utf8')).toBe(body);
  });
});

describe('the query of a request', () => {
  it('reaches an Anthropic upstream, as Claude Code sends it', async () => {
    const family = familyNamed('anthropic-messages');
    await call(`${lane.gateway.url}/v1/messages?beta=true`, {
      headers: family.headers(KEY),
      body: family.body(sameName(family), false),
    });
    expect(lane.upstream.last.target).toBe('/main/v1/messages?beta=true');
  });

  it('loses the key of the client', async () => {
    const family = familyNamed('gemini-generate');
    await call(`${lane.gateway.url}${family.path(sameName(family), true)}&key=${KEY}&x=1`, {
      headers: { 'content-type': 'application/json' },
      body: family.body(sameName(family), true),
    });
    expect(lane.upstream.last.target).not.toContain(KEY.slice(3));
    expect(lane.upstream.last.target).toContain('alt=sse');
  });
});

describe('a model name written with escapes', () => {
  it.each(['"mod\\u0065l" : "front-openai-chat"', '"model":"front\\u002dopenai-chat"'])(
    '%s is still mapped',
    async field => {
      const family = familyNamed('openai-chat');
      const messages = '"messages":[{"role":"user","content":"hi"}]';
      const { seen } = await send(family, '', `{${field},${messages}}`);
      const value: unknown = JSON.parse(seen.body.toString('utf8'));
      expect(value).toEqual({ model: backName(family), messages: [{ role: 'user', content: 'hi' }] });
      expect(seen.body.toString('utf8')).toContain(messages);
    },
  );
});

describe('usage of a chat stream', () => {
  const family = familyNamed('openai-chat');
  const bodyWith = (options: string) =>
    `{ "messages":[{"role":"user","content":"hi"}],${options} "stream" : true,"model":"${sameName(family)}" }`;
  const USAGE_CHUNK = '"choices":[],"usage":{';

  it('is asked from the upstream by one insertion when the request has no stream_options', async () => {
    const body = bodyWith('');
    const { answer, seen } = await send(family, sameName(family), body, true);
    const sent = seen.body.toString('utf8');
    expect(insertion(body, sent)).toContain('include_usage');
    expect(JSON.parse(sent)).toEqual({ ...JSON.parse(body), stream_options: { include_usage: true } });
    expect(answer.text).not.toContain(USAGE_CHUNK);
    expect(answer.text).toBe(
      family
        .events('upstream-model')
        .filter(event => !event.includes(USAGE_CHUNK))
        .join(''),
    );
  });

  it.each(['{ }', '{"include_obfuscation" : false}', '{"x":{"include_usage":true}}'])(
    'is asked for by one insertion when stream_options is %s',
    async options => {
      const body = bodyWith(`"stream_options" : ${options},`);
      const { answer, seen } = await send(family, sameName(family), body, true);
      const sent = seen.body.toString('utf8');
      expect(insertion(body, sent)).toContain('include_usage');
      expect(JSON.parse(sent)).toEqual({
        ...JSON.parse(body),
        stream_options: { ...JSON.parse(options), include_usage: true },
      });
      expect(answer.text).not.toContain(USAGE_CHUNK);
    },
  );

  it.each(['{"include_usage" : false}', 'null'])('is asked for when stream_options is %s', async options => {
    const { answer, seen } = await send(family, sameName(family), bodyWith(`"stream_options" : ${options},`), true);
    expect(JSON.parse(seen.body.toString('utf8')).stream_options).toEqual({ include_usage: true });
    expect(answer.text).not.toContain(USAGE_CHUNK);
  });

  it('reaches a client that asked for it, and its request is not touched', async () => {
    const body = bodyWith('"stream_options" : {"include_usage" :true },');
    const { answer, seen } = await send(family, sameName(family), body, true);
    expect(seen.body.toString('utf8')).toBe(body);
    expect(answer.text).toBe(family.events('upstream-model').join(''));
  });

  it('is not asked for without a stream', async () => {
    const body = family.body(sameName(family), false);
    const { seen } = await send(family, sameName(family), body);
    expect(seen.body.toString('utf8')).toBe(body);
  });
});

function familyNamed(name: FamilyCase['name']): FamilyCase {
  const found = FAMILIES.find(family => family.name === name);
  if (found === undefined) throw new Error(`no family ${name}`);
  return found;
}
