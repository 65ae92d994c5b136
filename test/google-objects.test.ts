// Google's files and cached contents through its own SDK: pinned to the credential that has them, owners apart, exact charges.

import { GoogleGenAI } from '@google/genai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '@turnpike/sandbox';
import { at, call, jsonOf, type Answer } from './support/client.ts';
import { Gateway, keyOf } from './support/gateway.ts';
import { generation } from './support/money.ts';

const KEY = keyOf('files');
const OTHER = keyOf('others');
const MODEL = 'gemini-2.5-flash';
const TEXT = 'A long story about gates and toll houses along the road. '.repeat(40);

let sandbox: Sandbox;
let gateway: Gateway;

beforeAll(async () => {
  sandbox = await startSandbox({});
  gateway = await Gateway.start({
    // Two credentials: what one has, the other has not.
    channels: [
      {
        name: 'google',
        provider: 'gemini',
        base_url: sandbox.url,
        keys: ['g1', 'g2'],
        models: [MODEL, { name: 'alias', upstream: MODEL }],
      },
    ],
    users: [
      { name: 'one', balance: '10', keys: [{ name: 'one', key: KEY }] },
      { name: 'two', balance: '10', keys: [{ name: 'two', key: OTHER }] },
    ],
    settings: { retry_attempts: 0 },
  });
}, 60_000);

afterAll(async () => {
  await gateway.dispose();
  await sandbox.close();
});

const client = (apiKey = KEY) => new GoogleGenAI({ apiKey, httpOptions: { baseUrl: gateway.url } });
const send = async (method: string, path: string, key: string, body?: unknown): Promise<Answer> =>
  call(`${gateway.url}${path}`, {
    method,
    headers: { 'x-goog-api-key': key },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

describe('files', () => {
  it('are uploaded by the SDK, read by every later request at the credential that has them, listed, and deleted', async () => {
    for (let round = 0; round < 4; round += 1) {
      const file = await client().files.upload({
        file: new Blob([`text ${round}`]),
        config: { mimeType: 'text/plain', displayName: 'x' },
      });
      expect([file.state, file.sizeBytes]).toEqual(['ACTIVE', '6']);
      const part = { fileData: { fileUri: file.uri ?? '', mimeType: 'text/plain' } };
      const answer = await client().models.generateContent({
        model: MODEL,
        contents: [{ role: 'user', parts: [{ text: 'Read it' }, part] }],
      });
      expect(answer.text).toContain('[sandbox]');
      expect((await client().files.get({ name: file.name ?? '' })).name).toBe(file.name);
    }
    const names: (string | undefined)[] = [];
    for await (const file of await client().files.list({ config: { pageSize: 3 } })) names.push(file.name);
    expect(names.length).toBe(4);
    await client().files.delete({ name: names[0] ?? '' });
    await expect(client().files.get({ name: names[0] ?? '' })).rejects.toThrow();
  });

  it('of others and those that never were look the same', async () => {
    const file = await client().files.upload({ file: new Blob(['mine']), config: { mimeType: 'text/plain' } });
    const id = (file.name ?? '').replace('files/', '');
    const foreign = await send('GET', `/v1beta/files/${id}`, OTHER);
    const unknown = await send('GET', '/v1beta/files/nothing-here', OTHER);
    const plain = (answer: Answer, name: string): string =>
      answer.text.replaceAll(name, 'X').replaceAll(answer.id, 'ID');
    expect([foreign.status, at(jsonOf(foreign), 'error.status')]).toEqual([403, 'PERMISSION_DENIED']);
    expect(plain(foreign, id)).toBe(plain(unknown, 'nothing-here'));
    expect((await send('DELETE', `/v1beta/files/${id}`, OTHER)).status).toBe(403);
    expect(jsonOf(await send('GET', '/v1beta/files', OTHER))).toEqual({});
    const used = await send('POST', `/v1beta/models/${MODEL}:generateContent`, OTHER, {
      contents: [{ parts: [{ fileData: { fileUri: file.uri, mimeType: 'text/plain' } }, { text: 'x' }] }],
    });
    expect(used.status).toBe(403);
  });

  it('come in pieces through an upload address of ours, and as multipart', async () => {
    const begun = await call(`${gateway.url}/upload/v1beta/files`, {
      headers: {
        'x-goog-api-key': KEY,
        'content-type': 'application/json',
        'x-goog-upload-protocol': 'resumable',
        'x-goog-upload-command': 'start',
        'x-goog-upload-header-content-type': 'video/mp4',
        'x-goog-upload-header-content-length': '8',
      },
      body: '{"file":{"displayName":"film"}}',
    });
    const address = String(begun.headers['x-goog-upload-url']);
    expect(address.startsWith(`${gateway.url}/upload/v1beta/files?upload_id=`)).toBe(true);
    const piece = async (offset: number, command: string, body: string, key: string | undefined): Promise<Answer> =>
      call(address, {
        headers: {
          ...(key === undefined ? {} : { 'x-goog-api-key': key }),
          'x-goog-upload-offset': String(offset),
          'x-goog-upload-command': command,
        },
        body,
      });
    expect((await piece(0, 'upload', 'four', OTHER)).status).toBe(404);
    expect((await piece(0, 'upload', 'four', KEY)).headers['x-goog-upload-status']).toBe('active');
    // Google's client for Python sends pieces without a key: the address is the secret.
    const done = await piece(4, 'upload, finalize', 'more', undefined);
    expect([done.headers['x-goog-upload-status'], at(jsonOf(done), 'file.sizeBytes')]).toEqual(['final', '8']);
    const name = String(at(jsonOf(done), 'file.name'));
    expect((await send('GET', `/v1beta/${name}:download?alt=media`, KEY)).text).toBe('fourmore');
    const mark = 'b0undary';
    const parts = `--${mark}\r\nContent-Type: application/json\r\n\r\n{"file":{"displayName":"y"}}\r\n--${mark}\r\nContent-Type: text/plain\r\n\r\nwhole\r\n--${mark}--`;
    const whole = await call(`${gateway.url}/upload/v1beta/files?uploadType=multipart`, {
      headers: {
        'x-goog-api-key': KEY,
        'x-goog-upload-protocol': 'multipart',
        'content-type': `multipart/related; boundary=${mark}`,
      },
      body: parts,
    });
    expect(at(jsonOf(whole), 'file.sizeBytes')).toBe('5');
    expect((await send('GET', `/v1beta/${String(at(jsonOf(whole), 'file.name'))}`, KEY)).status).toBe(200);
  });
});

describe('cached contents', () => {
  const hourly = (tokens: number, hours: number, rates: { input: number; storage: number }): number =>
    (tokens * rates.input + Math.ceil(tokens * hours) * rates.storage) / 1e6;
  const RATES = { input: 0.3, storage: 1 };

  it('are created, used, kept longer, listed and deleted; creation, storage and reading are charged exactly', async () => {
    const made = await send('POST', '/v1beta/cachedContents', KEY, {
      model: 'models/alias',
      contents: [{ role: 'user', parts: [{ text: TEXT }] }],
      ttl: '7200s',
    });
    expect([made.status, made.text.slice(0, 200)]).toEqual([200, made.text.slice(0, 200)]);
    const name = String(at(jsonOf(made), 'name'));
    const tokens = Number(at(jsonOf(made), 'usageMetadata.totalTokenCount'));
    expect((await generation(gateway.url, KEY, made.id)).cost).toBeCloseTo(hourly(tokens, 2, RATES), 8);

    const used = await send('POST', '/v1beta/models/alias:generateContent', KEY, {
      contents: [{ role: 'user', parts: [{ text: 'What is it about?' }] }],
      cachedContent: name,
    });
    expect(at(jsonOf(used), 'usageMetadata.cachedContentTokenCount')).toBe(tokens);
    const { value } = await generation(gateway.url, KEY, used.id);
    expect(at(value, 'native_tokens_cached')).toBe(tokens);

    const kept = await client().caches.update({ name, config: { ttl: '14400s' } });
    expect(Date.parse(kept.expireTime ?? '') - Date.now()).toBeGreaterThan(3.9 * 3600 * 1000);
    const listed: (string | undefined)[] = [];
    for await (const cache of await client().caches.list()) listed.push(cache.name);
    expect(listed).toEqual([name]);
    expect((await client().caches.get({ name })).name).toBe(name);
    await client().caches.delete({ name });
    await expect(client().caches.get({ name })).rejects.toThrow();
  });

  it('kept longer cost the hours that are added', async () => {
    const made = await client().caches.create({ model: MODEL, config: { contents: TEXT, ttl: '3600s' } });
    const tokens = made.usageMetadata?.totalTokenCount ?? 0;
    const longer = await send('PATCH', `/v1beta/${made.name ?? ''}?updateMask=ttl`, KEY, { ttl: '10800s' });
    expect(longer.status).toBe(200);
    const { cost } = await generation(gateway.url, KEY, longer.id);
    expect(Math.abs(cost - (tokens * 2) / 1e6)).toBeLessThan(3e-6);
    const shorter = await send('PATCH', `/v1beta/${made.name ?? ''}`, KEY, { ttl: '60s' });
    expect((await generation(gateway.url, KEY, shorter.id)).cost).toBe(0);
  });

  it('of others cannot be used, and bad ones are refused before the upstream', async () => {
    const made = await client().caches.create({ model: MODEL, config: { contents: TEXT } });
    const foreign = await send('POST', `/v1beta/models/${MODEL}:generateContent`, OTHER, {
      contents: [{ parts: [{ text: 'x' }] }],
      cachedContent: made.name,
    });
    expect(foreign.status).toBe(403);
    const negative = await send('POST', '/v1beta/cachedContents', KEY, {
      model: `models/${MODEL}`,
      contents: [],
      ttl: '-5s',
    });
    expect([negative.status, at(jsonOf(negative), 'error.status')]).toEqual([400, 'INVALID_ARGUMENT']);
    const past = await send('POST', '/v1beta/cachedContents', KEY, {
      model: `models/${MODEL}`,
      contents: [],
      expireTime: '2020-01-01T00:00:00Z',
    });
    expect(past.status).toBe(400);
  });
});
