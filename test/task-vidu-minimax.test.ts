// Vidu and MiniMax's Hailuo from end to end: their own forms in all their turns, failures under a good status, the universal form.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call } from './support/client.ts';
import { isMp4, OTHER, OWNER, TaskBench, until, type Json, type Told } from './support/tasks.ts';

let bench: TaskBench;

beforeAll(async () => {
  bench = await TaskBench.start(url => ({
    channels: [
      { name: 'vidu', provider: 'vidu', base_url: url, keys: ['v'], models: ['viduq2', 'viduq2-pro'] },
      {
        name: 'minimax',
        provider: 'minimax',
        base_url: `${url}/minimax`,
        keys: ['m'],
        models: ['MiniMax-Hailuo-02', 'MiniMax-H3', 'T2V-01', 'speech-2.6-hd', 'minimax-voice-clone'],
      },
    ],
    prices: [
      { model: 'viduq2', second: '0.05', factors: { resolution: { '1080p': '2' }, off_peak: { on: '0.5' } } },
      { model: 'viduq2-pro', second: '0.1' },
      { model: 'MiniMax-Hailuo-02', second: '0.05', factors: { resolution: { '768p': '1', '1080p': '2' } } },
      { model: 'MiniMax-H3', second: '0.13' },
      { model: 'minimax-voice-clone', call: '1.5' },
    ],
  }));
}, 60_000);

afterAll(async () => {
  expect(await bench.end()).toBe('0 0 differences');
});

const PICTURE = 'https://example.com/a.png';

describe('Vidu', () => {
  const token = (key = OWNER) => ({ headers: { authorization: `Token ${key}` } });
  const look = (id: unknown): Promise<Told> => bench.ask(`/ent/v2/tasks/${String(id)}/creations`, undefined, token());
  const done = async (id: unknown): Promise<Json> =>
    (
      await until(
        () => look(id),
        ({ body }) => body['state'] === 'success' || body['state'] === 'failed',
      )
    ).body;

  it('makes a video in its own form, with its own scheme of keys', async () => {
    const before = await bench.spent();
    const made = await bench.ask(
      '/ent/v2/text2video',
      { model: 'viduq2', prompt: 'a pier', duration: 4, resolution: '1080p', payload: 'mine' },
      token(),
    );
    expect(made).toMatchObject({
      status: 200,
      body: {
        task_id: expect.stringMatching(/^\d{18}$/),
        state: 'created',
        model: 'viduq2',
        duration: 4,
        payload: 'mine',
      },
    });
    const end = await done(made.body['task_id']);
    expect(end).toMatchObject({ id: made.body['task_id'], state: 'success', err_code: '', payload: 'mine' });
    expect(end).not.toHaveProperty('credits');
    const [creation] = end['creations'] as Json[];
    expect(isMp4((await call(String(creation?.['url']))).body)).toBe(true);
    expect(String(creation?.['cover_url'])).toContain(bench.gateway.url);
    expect(await bench.spent()).toBeCloseTo(before + 0.4, 6);
    expect(await bench.ask(`/vidu/ent/v2/task?task_id=${String(made.body['task_id'])}`)).toMatchObject({
      body: { state: 'success' },
    });
  });

  it('counts pictures, and takes the universal form by their number', async () => {
    const before = await bench.spent();
    expect(await bench.ask('/ent/v2/img2video', { model: 'viduq2', prompt: 'x', images: [] })).toMatchObject({
      status: 400,
      body: { code: 400, reason: 'FieldInvalid', metadata: { field: 'images' } },
    });
    const form = (images: readonly string[], model = 'viduq2'): Promise<Told> =>
      bench.ask('/v1/video/create', { model, prompt: 'x', images, duration: 2, size: '720P' });
    const made = [await form([]), await form([PICTURE]), await form([PICTURE, `${PICTURE}?2`])];
    made.push(await form([PICTURE, `${PICTURE}?2`, `${PICTURE}?3`], 'viduq2-pro'));
    for (const { body } of made)
      await until(
        () => bench.ask(`/v1/video/query?id=${encodeURIComponent(String(body['id']))}`),
        told => told.body['status'] === 'completed',
      );
    expect((await bench.jobs('vidu')).slice(-4).map(({ kind }) => kind)).toEqual([
      'text2video',
      'img2video',
      'start-end2video',
      'reference2video',
    ]);
    expect((await bench.jobs('vidu')).at(-1)).toMatchObject({ body: { model: 'viduq2', resolution: '720p' } });
    expect(await bench.spent()).toBeCloseTo(before + 3 * 0.1 + 0.2, 6);
  });

  it('fails, is refused and called off without a charge, and shows nothing to others', async () => {
    const before = await bench.spent();
    const ask = (prompt: string, more: Json = {}): Promise<Told> =>
      bench.ask('/ent/v2/text2video', { model: 'viduq2', prompt, ...more }, token());
    const failed = await ask('[[fail CreationPolicyViolation]]');
    expect(await done(failed.body['task_id'])).toMatchObject({ state: 'failed', err_code: 'CreationPolicyViolation' });
    expect(await ask('[[refuse 400]]')).toMatchObject({ status: 400, body: { reason: 'AuditSubmitIllegal' } });
    expect(await ask('')).toMatchObject({ status: 400, body: { metadata: { field: 'prompt' } } });
    expect(await ask('x', { model: 'none' })).toMatchObject({ status: 404 });
    expect(await ask('x', { callback_url: 'http://10.0.0.1/x' })).toMatchObject({ status: 400 });
    const slow = await ask('[[takes 9000]] slow', { off_peak: true });
    const id = String(slow.body['task_id']);
    expect(await bench.ask(`/ent/v2/tasks/${id}/creations`, undefined, token(OTHER))).toEqual(await look('none'));
    expect(await bench.ask(`/ent/v2/tasks/${id}/cancel`, { id }, token())).toMatchObject({ status: 200 });
    expect(await done(id)).toMatchObject({ state: 'failed', err_code: 'cancelled' });
    expect(await bench.spent()).toBe(before);
  });
});

describe('MiniMax', () => {
  const query = (id: unknown, key = OWNER): Promise<Told> =>
    bench.ask(`/minimax/v1/query/video_generation?task_id=${String(id)}`, undefined, { key });
  const done = async (id: unknown): Promise<Json> =>
    (
      await until(
        () => query(id),
        ({ body }) => body['status'] === 'Success' || body['status'] === 'Fail',
      )
    ).body;
  const make = (body: Json): Promise<Told> =>
    bench.ask('/minimax/v1/video_generation', { model: 'MiniMax-Hailuo-02', ...body });

  it('makes a video in three steps: task, query, file', async () => {
    const before = await bench.spent();
    const made = await make({ prompt: 'a dam [Push in]', duration: 6, resolution: '1080P' });
    expect(made).toMatchObject({ status: 200, body: { base_resp: { status_code: 0, status_msg: 'success' } } });
    const end = await done(made.body['task_id']);
    expect(end).toMatchObject({ status: 'Success', video_width: 1366, base_resp: { status_code: 0 } });
    const file = await bench.ask(`/minimax/v1/files/retrieve?file_id=${String(end['file_id'])}`);
    const { download_url: url } = file.body['file'] as Json;
    expect(isMp4((await call(String(url))).body)).toBe(true);
    expect(String(url)).toContain(bench.gateway.url);
    expect(await bench.spent()).toBeCloseTo(before + 0.6, 6);
    const foreign = await bench.ask(`/minimax/v1/files/retrieve?file_id=${String(end['file_id'])}`, undefined, {
      key: OTHER,
    });
    expect(foreign.body).toMatchObject({ base_resp: { status_code: 2013 } });
  });

  it('says what is wrong under a good status, and so does the gateway', async () => {
    const before = await bench.spent();
    const code = async (told: Promise<Told>): Promise<unknown> => {
      const { status, body } = await told;
      expect(status).toBe(200);
      return (body['base_resp'] as Json)['status_code'];
    };
    expect(await code(make({}))).toBe(2013);
    expect(await code(make({ prompt: 'x', duration: 7 }))).toBe(2013);
    expect(await code(make({ prompt: '[[refuse 1026]]' }))).toBe(1026);
    expect(await code(make({ prompt: '[[refuse 1008]]' }))).toBe(1000);
    expect(await code(make({ prompt: 'x', model: 'none' }))).toBe(2013);
    expect(await code(make({ prompt: 'x', first_frame_image: 'http://127.0.0.1/a.png' }))).toBe(2013);
    expect(await code(bench.ask('/v1/video_generation', { model: 'T2V-01', prompt: 'x' }, { key: 'sk-wrong' }))).toBe(
      1004,
    );
    expect(await code(query('none'))).toBe(2013);
    const failed = await make({ prompt: '[[fail output sensitive]]' });
    expect((await query(failed.body['task_id'], OTHER)).body).toMatchObject({ base_resp: { status_code: 2013 } });
    expect(await done(failed.body['task_id'])).toMatchObject({
      status: 'Fail',
      base_resp: { status_code: 1027, status_msg: 'output sensitive' },
    });
    expect(await bench.spent()).toBe(before);
  });

  it('makes videos in its newer form, billed by the seconds that it reports', async () => {
    const before = await bench.spent();
    const made = await bench.ask('/minimax/v2/video_generation', {
      model: 'MiniMax-H3',
      content: [
        { type: 'text', text: 'a mole' },
        { type: 'image_url', image_url: { url: PICTURE }, role: 'first_frame' },
      ],
      resolution: '768P',
      duration: 5,
    });
    const path = `/minimax/v2/query/video_generation/${String(made.body['task_id'])}`;
    const end = await until(
      () => bench.ask(path),
      ({ body }) => ['succeeded', 'failed'].includes(String((body['task'] as Json)['status'])),
    );
    expect(end.body['task']).toMatchObject({
      status: 'succeeded',
      content: { url: expect.stringContaining(bench.gateway.url) },
      usage: { total_seconds: 5, output_seconds: 5 },
    });
    expect(await bench.spent()).toBeCloseTo(before + 0.65, 6);
    expect(await bench.ask(path, undefined, { key: OTHER })).toMatchObject({
      status: 404,
      body: { type: 'error', error: { http_code: '404' } },
    });
  });

  it('makes them in the universal form too, whichever of its forms the model needs', async () => {
    const before = await bench.spent();
    for (const [model, seconds] of [
      ['MiniMax-Hailuo-02', '6'],
      ['MiniMax-H3', '5'],
    ]) {
      const made = await bench.ask('/v1/videos', { model, prompt: 'a groyne', seconds, resolution: '768p' });
      await until(
        () => bench.ask(`/v1/videos/${String(made.body['id'])}`),
        ({ body }) => body['status'] === 'completed',
      );
    }
    expect((await bench.jobs('minimax')).slice(-2)).toMatchObject([
      { kind: 'v1', body: { duration: 6, resolution: '768P' } },
      { kind: 'v2', body: { content: [{ type: 'text', text: 'a groyne' }], duration: 5 } },
    ]);
    expect(await bench.spent()).toBeCloseTo(before + 0.3 + 0.65, 6);
  });

  it('reads out at once and later, in a voice that was cloned here, by the character', async () => {
    const before = await bench.spent();
    const form = new FormData();
    form.append('purpose', 'voice_clone');
    form.append('file', new Blob(['voice'], { type: 'audio/mpeg' }), 'voice.mp3');
    const sent = await fetch(`${bench.gateway.url}/minimax/v1/files`, {
      method: 'POST',
      headers: { authorization: `Bearer ${OWNER}` },
      body: form,
    });
    const { file } = (await sent.json()) as { file: { file_id: number } };
    const cloned = await bench.ask('/minimax/v1/voice_clone', { file_id: file.file_id, voice_id: 'mine' });
    expect(cloned.body).toMatchObject({ base_resp: { status_code: 0 } });
    const body = { model: 'speech-2.6-hd', text: '风 and rain', voice_setting: { voice_id: 'mine' } };
    const spoken = await bench.ask('/minimax/v1/t2a_v2', body);
    expect(Buffer.from(String((spoken.body['data'] as Json)['audio']), 'hex').length).toBeGreaterThan(1_000);
    // A Chinese character counts as two.
    expect(await bench.spent()).toBeCloseTo(before + 1.5 + 11 * 0.0001, 6);
    expect((await bench.ask('/minimax/v1/t2a_v2', { ...body, text: '' })).body).toMatchObject({
      base_resp: { status_code: 2013 },
    });
    expect((await bench.ask('/minimax/v1/t2a_v2', { ...body, text: '[[fail x]]' })).body).toMatchObject({
      base_resp: { status_code: expect.any(Number), status_msg: expect.any(String) },
    });
    const begun = await bench.ask('/minimax/v1/t2a_async_v2', body);
    const id = String(begun.body['task_id']);
    const spokenTask = (key = OWNER): Promise<Told> =>
      bench.ask(`/minimax/v1/query/t2a_async_query_v2?task_id=${id}`, undefined, { key });
    expect((await spokenTask(OTHER)).body).toMatchObject({ base_resp: { status_code: 2013 } });
    await until(spokenTask, told => told.body['status'] === 'Success');
    const { body: told } = await bench.ask(`/minimax/v1/files/retrieve?file_id=${id}0`);
    const { download_url: address } = told['file'] as { download_url: string };
    expect((await call(address)).headers['content-type']).toBe('audio/mpeg');
    expect(await bench.spent()).toBeCloseTo(before + 1.5 + 2 * 11 * 0.0001, 6);
  });
});
