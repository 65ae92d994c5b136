// Veo from end to end: Google's operations and files, filtered results, and Veo in the universal form.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call } from './support/client.ts';
import { isMp4, OTHER, OWNER, TaskBench, until, type Json, type Told } from './support/tasks.ts';

let bench: TaskBench;

const MODEL = 'veo-3.1-generate-preview';

beforeAll(async () => {
  bench = await TaskBench.start(url => ({
    channels: [
      {
        name: 'gemini',
        provider: 'gemini',
        base_url: url,
        keys: ['g'],
        models: [MODEL, { name: 'veo3', upstream: MODEL }],
      },
    ],
    prices: [{ model: 'veo3', second: '0.4' }],
    settings: { fetch_private_addresses: true },
  }));
}, 60_000);

afterAll(async () => {
  expect(await bench.end()).toBe('0 0 differences');
});

/** As Google's clients ask: the key in their own header. */
const google = (path: string, body?: unknown, key = OWNER): Promise<Told> =>
  bench.ask(`/v1beta/${path}`, body, { headers: { authorization: '', 'x-goog-api-key': key } });
const generate = (prompt: string, parameters?: Json, more?: Json, key?: string): Promise<Told> =>
  google(
    `models/${MODEL}:predictLongRunning`,
    { instances: [{ prompt, ...more }], ...(parameters === undefined ? {} : { parameters }) },
    key,
  );
const done = async (begun: Told): Promise<Json> => {
  const look = await until(
    () => google(String(begun.body['name'])),
    ({ body }) => body['done'] === true,
  );
  return look.body;
};
const samplesOf = (operation: Json): { video: { uri: string } }[] => {
  const { generateVideoResponse: made } = operation['response'] as { generateVideoResponse: Json };
  return (made['generatedSamples'] ?? []) as { video: { uri: string } }[];
};

const PICTURE = Buffer.from('89504e470d0a1a0a0000000000', 'hex').toString('base64');

describe('Google’s form', () => {
  it('generates a video, waits for it and downloads it, charged by the second', async () => {
    const before = await bench.spent();
    const begun = await generate(
      'a ferry at dusk',
      { aspectRatio: '16:9', durationSeconds: 6 },
      { image: { bytesBase64Encoded: PICTURE, mimeType: 'image/png' } },
    );
    expect(begun.body).toEqual({
      name: expect.stringMatching(new RegExp(`^models/${MODEL}/operations/[a-z0-9]{24}$`)),
    });
    const operation = await done(begun);
    expect(operation['error']).toBeUndefined();
    const [{ video } = { video: { uri: '' } }] = samplesOf(operation);
    expect(video.uri).toMatch(new RegExp(`^${bench.gateway.url}/v1beta/files/[a-z0-9]+:download`));
    const file = await call(video.uri, { headers: { 'x-goog-api-key': OWNER } });
    expect(isMp4(file.body)).toBe(true);
    expect((await call(video.uri, { headers: { 'x-goog-api-key': OTHER } })).status).toBe(404);
    // Google's client for Python takes an address that is not of TLS for a name.
    const named = `${bench.gateway.url}/v1beta/files/${video.uri}`;
    expect(isMp4((await call(named, { headers: { 'x-goog-api-key': OWNER } })).body)).toBe(true);
    // The catalog's own price: 0.40 a second.
    expect(await bench.spent()).toBeCloseTo(before + 2.4, 6);
    expect((await bench.jobs('veo')).at(-1)).toMatchObject({
      kind: MODEL,
      body: { instances: [{ image: { bytesBase64Encoded: PICTURE } }], parameters: { durationSeconds: 6 } },
    });
  });

  it('goes on from a video that it made, at the key that has it', async () => {
    const [first] = samplesOf(await done(await generate('a quay')));
    const from = { video: { uri: first?.video.uri ?? '' } };
    expect(samplesOf(await done(await generate('and on', {}, from)))).toHaveLength(1);
    const { body } = (await bench.jobs('veo')).at(-1) ?? {};
    expect(JSON.stringify(body)).toContain(`${bench.sandbox.url}/v1beta/files/op`);
    expect(await generate('mine', {}, from, OTHER)).toMatchObject({ status: 400 });
  });

  it('is paid for what was not filtered out, and not for nothing', async () => {
    const before = await bench.spent();
    const partly = await done(await generate('[[partial]] x', { sampleCount: 3, durationSeconds: 4 }));
    expect(samplesOf(partly)).toHaveLength(1);
    expect(partly).toMatchObject({ response: { generateVideoResponse: { raiMediaFilteredCount: 2 } } });
    expect(await bench.spent()).toBeCloseTo(before + 1.6, 6);
    expect(await done(await generate('[[no-url]] x'))).toMatchObject({
      error: { code: 3, message: 'The video was filtered on demand.' },
    });
    expect(await done(await generate('[[fail the lens broke]]'))).toMatchObject({
      error: { code: 13, message: 'the lens broke' },
    });
    expect(await bench.spent()).toBeCloseTo(before + 1.6, 6);
  });

  it('is refused in Google’s words, and shows nothing of others', async () => {
    const [before, jobs] = [await bench.spent(), (await bench.jobs('veo')).length];
    const refused = { status: 400, body: { error: { code: 400, status: 'INVALID_ARGUMENT' } } };
    expect(await generate('x', { sampleCount: 9 })).toMatchObject(refused);
    expect(await generate('x', { durationSeconds: 'long' })).toMatchObject(refused);
    expect(await generate('')).toMatchObject(refused);
    expect(await google(`models/${MODEL}:predictLongRunning`, { instances: [] })).toMatchObject(refused);
    expect(await google('models/veo-none:predictLongRunning', { instances: [{ prompt: 'x' }] })).toMatchObject({
      status: 404,
      body: { error: { status: 'NOT_FOUND' } },
    });
    expect(await bench.jobs('veo')).toHaveLength(jobs);
    const begun = await generate('[[fail x]] mine');
    const foreign = await google(String(begun.body['name']), undefined, OTHER);
    const unknown = await google(`models/${MODEL}/operations/none`);
    expect(foreign).toEqual(unknown);
    expect(foreign).toMatchObject({ status: 404, body: { error: { status: 'NOT_FOUND' } } });
    await done(begun);
    expect(await generate('[[refuse 503]]')).toMatchObject({ status: 502 });
    expect(await bench.spent()).toBe(before);
  });
});

describe('the universal forms', () => {
  it('make Veo’s videos, their pictures fetched for it', async () => {
    const before = await bench.spent();
    const made = await bench.ask('/v1/video/create', {
      model: 'veo3',
      prompt: 'a lock',
      aspect_ratio: '9:16',
      duration: 4,
      images: [`${bench.sandbox.url}/__sandbox/files/1/a/first.png`],
    });
    const id = encodeURIComponent(String(made.body['id']));
    const end = await until(
      () => bench.ask(`/v1/video/query?id=${id}`),
      ({ body }) => body['status'] === 'completed' || body['status'] === 'failed',
    );
    expect(end.body).toMatchObject({ status: 'completed' });
    const { body } = (await bench.jobs('veo')).at(-1) ?? {};
    expect(body).toMatchObject({
      instances: [{ image: { mimeType: 'image/png', bytesBase64Encoded: expect.stringMatching(/^iVBOR/) } }],
      parameters: { aspectRatio: '9:16', durationSeconds: 4 },
    });
    expect(await bench.spent()).toBeCloseTo(before + 1.6, 6);
    const gone = await bench.ask('/v1/videos', {
      model: 'veo3',
      prompt: 'x',
      image: `${bench.sandbox.url}/__sandbox/files/1/a/first.txt`,
    });
    expect(gone).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringContaining('could not be fetched') } },
    });
    expect((gone.body['error'] as Json)['code']).toBe('invalid_request');
    expect(await bench.spent()).toBeCloseTo(before + 1.6, 6);
  });
});
