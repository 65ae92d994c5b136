// PixVerse from end to end: words, uploads, what goes on from a video, and failures under a good status.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call } from './support/client.ts';
import { isMp4, OTHER, OWNER, TaskBench, until, type Json } from './support/tasks.ts';

let bench: TaskBench;

beforeAll(async () => {
  bench = await TaskBench.start(url => ({
    channels: [
      {
        name: 'pixverse',
        provider: 'pixverse',
        base_url: url,
        keys: ['p1', 'p2'],
        models: ['pixverse-v5.5', 'pixverse-v6', 'pixverse-image'],
      },
    ],
    prices: [
      { model: 'pixverse-v5.5', second: '0.05', factors: { resolution: { '1080p': '2' } } },
      { model: 'pixverse-v6', call: '0.3' },
      { model: 'pixverse-image', image: '0.06' },
    ],
  }));
}, 60_000);

afterAll(async () => {
  expect(await bench.end()).toBe('0 0 differences');
});

const make = async (verb: string, body: Json, key = OWNER): Promise<Json> =>
  (
    await bench.ask(
      `/openapi/v2/video/${verb}/generate`,
      { model: 'v5.5', duration: 5, quality: '540p', ...body },
      {
        headers: { authorization: '', 'api-key': key, 'ai-trace-id': 'x' },
      },
    )
  ).body;
const idOf = (told: Json): number => Number((told['Resp'] as Json)['video_id']);
const look = async (id: number, key = OWNER): Promise<Json> =>
  (await bench.ask(`/openapi/v2/video/result/${id}`, undefined, { key })).body;
const done = async (id: number): Promise<Json> =>
  (
    await until(
      () => look(id),
      ({ Resp }) => (Resp as Json)['status'] !== 5,
    )
  )['Resp'] as Json;

describe('PixVerse', () => {
  it('makes a video of words, and goes on from it at the key that made it', async () => {
    const before = await bench.spent();
    const made = await make('text', { prompt: 'a buoy', quality: '1080p' });
    expect(made).toMatchObject({ ErrCode: 0, Resp: { video_id: expect.any(Number) } });
    const end = await done(idOf(made));
    expect(end).toMatchObject({ id: idOf(made), status: 1, prompt: 'a buoy', outputWidth: 960 });
    expect(isMp4((await call(String(end['url']))).body)).toBe(true);
    expect(await bench.spent()).toBeCloseTo(before + 0.5, 6);
    const more = await make('extend', { prompt: 'and on', source_video_id: idOf(made), model: 'v6' });
    expect(await done(idOf(more))).toMatchObject({ status: 1 });
    expect(await bench.spent()).toBeCloseTo(before + 0.8, 6);
    const [first, second] = (await bench.jobs('pixverse')).slice(-2);
    expect(second).toMatchObject({ owner: first?.['owner'], body: { source_video_id: Number(first?.['id']) } });
  });

  it('makes one of a picture that was uploaded, for its owner alone', async () => {
    const form = new FormData();
    form.append('image', new Blob(['picture'], { type: 'image/png' }), 'a.png');
    const sent = await fetch(`${bench.gateway.url}/openapi/v2/image/upload`, {
      method: 'POST',
      headers: { 'api-key': OWNER },
      body: form,
    });
    const { Resp: uploaded } = (await sent.json()) as { Resp: { img_id: number } };
    const made = await make('img', { prompt: 'it moves', img_id: uploaded.img_id });
    expect(await done(idOf(made))).toMatchObject({ status: 1 });
    expect(await make('img', { prompt: 'mine', img_id: uploaded.img_id }, OTHER)).toMatchObject({ ErrCode: 400017 });
  });

  it('masks a video at the key that has it, and paints from a template', async () => {
    const made = idOf(await make('text', { prompt: 'a street' }));
    await done(made);
    const path = '/openapi/v2/video/mask/selection';
    const headers = { headers: { authorization: '', 'api-key': OWNER } };
    const { body } = await bench.ask(path, { source_video_id: made }, headers);
    const [mask] = (body['Resp'] as { mask_info: { mask_id: number }[] }).mask_info;
    const swapped = await make('swap', { source_video_id: made, mask_id: mask?.mask_id, prompt: 'a bus' });
    expect(await done(idOf(swapped))).toMatchObject({ status: 1 });
    const other = { headers: { authorization: '', 'api-key': OTHER } };
    expect((await bench.ask(path, { source_video_id: made }, other)).body).toMatchObject({ ErrCode: 400017 });
    const before = await bench.spent();
    const { body: begun } = await bench.ask('/openapi/v2/image/template/generate', { template_id: 7 }, headers);
    const id = (begun['Resp'] as { image_id: number }).image_id;
    const picture = await until(
      () => bench.ask(`/openapi/v2/image/result/${id}`, undefined, headers),
      told => (told.body['Resp'] as Json)['status'] === 1,
    );
    expect(String((picture.body['Resp'] as Json)['url'])).toMatch(/\.png\?/);
    expect(await bench.spent()).toBeCloseTo(before + 0.06, 6);
  });

  it('tells what is wrong by its codes, and charges nothing for it', async () => {
    const before = await bench.spent();
    expect(await make('text', {})).toMatchObject({ ErrCode: 400017, Resp: null });
    expect(await make('text', { prompt: '[[refuse 400012]]' })).toMatchObject({ ErrCode: 500000 });
    expect(await make('text', { prompt: 'x', model: 'v0' })).toMatchObject({ ErrCode: 400017 });
    expect(await make('text', { prompt: 'x' }, 'sk-wrong')).toMatchObject({ ErrCode: 400012 });
    const failed = await make('text', { prompt: '[[fail x]]' });
    expect(await look(idOf(failed), OTHER)).toEqual(await look(1, OTHER));
    expect(await done(idOf(failed))).toMatchObject({ status: 7, url: '' });
    expect(await bench.spent()).toBe(before);
  });
});
