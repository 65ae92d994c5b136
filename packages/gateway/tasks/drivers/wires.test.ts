// What real platforms and relays answer, in every variant that the wire pages name, and what the drivers read of it.

import { describe, expect, it } from 'vitest';
import { parseExact } from '../exact-json.ts';
import type { Driver, Link, UpstreamCall, UpstreamReply } from '../driver.ts';
import type { Order } from '../order.ts';
import type { Task } from '../task.ts';
import { isRecord } from '../../relay/json.ts';
import { jimengRelay } from './jimeng-relay.ts';
import { kling } from './kling.ts';
import { lumaRelay } from './luma-relay.ts';
import { midjourney } from './midjourney.ts';
import { openaiVideo } from './openai-video.ts';
import { suno } from './suno.ts';
import { unifiedVideo } from './unified-video.ts';

/** A link that answers with these, one after the other, and notes what it was asked. */
function linkOf(
  provider: string,
  ...answers: readonly (readonly [status: number, body: unknown])[]
): Link & { readonly calls: UpstreamCall[] } {
  const calls: UpstreamCall[] = [];
  const queue = [...answers];
  return {
    calls,
    provider,
    secret: 'secret',
    baseUrl: 'https://upstream.example',
    send: call => {
      calls.push(call);
      const [status, body] = queue.shift() ?? [500, {}];
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      const value = parseExact(text);
      const reply: UpstreamReply = {
        status,
        headers: {},
        body: Buffer.from(text),
        value,
        json: isRecord(value) ? value : {},
      };
      return Promise.resolve(reply);
    },
  };
}

const taskOf = (changes: Partial<Task> = {}): Task =>
  ({ id: 't1', upstreamId: 'u1', dialect: '', verb: '', memo: {}, notes: {}, body: {}, ...changes }) as Task;
const orderOf = (changes: Partial<Order> = {}): Order => ({
  verb: 'create',
  models: ['m'],
  body: {},
  measure: {},
  ...changes,
});

async function polled(
  driver: Driver,
  provider: string,
  body: unknown,
  changes: Partial<Task> = {},
  status = 200,
): Promise<unknown> {
  return (await driver.poll([taskOf(changes)], linkOf(provider, [status, body]))).get('t1') ?? 'silent';
}

describe('Midjourney', () => {
  const submit = (body: unknown, status = 200) =>
    midjourney.submit(
      orderOf({ verb: 'imagine', body: { prompt: 'x', notifyHook: 'https://c', model: 'mj_relax_imagine' } }),
      'mj',
      linkOf('midjourney', [status, body]),
      taskOf(),
    );

  it.each([
    [
      { code: 1, description: '提交成功', result: 1_763_776_800_123_456 },
      { kind: 'accepted', upstreamId: '1763776800123456' },
    ],
    [
      { code: 22, description: '排队中', result: '9' },
      { kind: 'accepted', upstreamId: '9' },
    ],
    [
      { code: 21, description: 'Waiting for window confirm', result: '9', properties: { remix: true } },
      { kind: 'accepted', state: 'waiting_input' },
    ],
    [
      { code: 21, result: '9', properties: { status: 'SUCCESS', imageUrl: 'https://x' } },
      { kind: 'exists', upstreamId: '9' },
    ],
    [
      { code: 23, description: '队列已满', result: '9' },
      { kind: 'refused', status: 429, retry: true },
    ],
    [
      { code: 24, description: 'banned', properties: { bannedWord: 'b' } },
      { kind: 'refused', retry: false, error: { class: 'content' } },
    ],
    [
      { code: 3, description: '无可用的账号实例' },
      { kind: 'refused', retry: true },
    ],
    [
      { code: 4, description: 'prompt不能为空' },
      { kind: 'refused', retry: false, error: { class: 'user' } },
    ],
    [{ code: 1, description: 'no id' }, { kind: 'refused' }],
  ])('reads %j', async (body, expected) => {
    expect(await submit(body)).toMatchObject(expected);
  });

  it('never takes an answer that is none for a refusal', async () => {
    expect(await submit('<html>bad gateway</html>', 502)).toMatchObject({ kind: 'unknown' });
    expect(await submit('', 401)).toMatchObject({ kind: 'refused', retry: true });
  });

  it('sends both secrets, the speed as the proxy wants it, and nothing of the client’s own', async () => {
    const link = linkOf('midjourney', [200, { code: 1, result: '1' }]);
    const order = orderOf({
      verb: 'imagine',
      body: { prompt: 'x', notifyHook: 'https://c', model: 'mj_relax_imagine' },
      memo: { mode: 'relax', modeGiven: true },
    });
    await midjourney.submit(order, 'mj', link, taskOf());
    expect(link.calls[0]).toMatchObject({
      path: '/mj/submit/imagine',
      json: { prompt: 'x', accountFilter: { modes: ['RELAX'] } },
      headers: { 'mj-api-secret': 'secret', authorization: 'Bearer secret' },
    });
    const relay = linkOf('relay', [200, { code: 1, result: '1' }]);
    await midjourney.submit(order, 'mj', relay, taskOf());
    expect(relay.calls[0]).toMatchObject({ path: '/mj-relax/mj/submit/imagine', json: { prompt: 'x' } });
  });

  it('reads progress that is no percent, states that are empty, and hides the proxy’s inside', async () => {
    const item = {
      id: 'u1',
      status: 'IN_PROGRESS',
      progress: 'waiting',
      imageUrl: '',
      properties: { nonce: 'n', finalPrompt: 'f' },
    };
    expect(await polled(midjourney, 'relay', [item])).toMatchObject({
      state: 'running',
      progress: undefined,
      raw: { properties: { finalPrompt: 'f' } },
    });
    expect(await polled(midjourney, 'relay', [{ id: 'u1', status: '' }])).toMatchObject({ state: 'queued' });
    expect(await polled(midjourney, 'relay', [{ id: 'u1', status: 'CANCEL' }])).toMatchObject({ state: 'cancelled' });
    expect(await polled(midjourney, 'relay', [])).toBe('missing');
    expect(await polled(midjourney, 'relay', { code: 4 })).toBe('silent');
  });
});

describe('Suno', () => {
  it('reads the second generation of results, whose songs have other names', async () => {
    const items = [
      {
        id: '2065324014708158466',
        clipId: 'c1',
        title: 'T',
        duration: 114.8,
        progress: 100,
        status: 30,
        cld2AudioUrl: 'https://cdn1.suno.ai/a.mp3',
        cld2VideoUrl: '',
        cld2ImageUrl: 'https://cdn2.suno.ai/a.jpeg',
      },
    ];
    const body = {
      code: 200,
      data: [{ task_id: 'u1', status: 'SUCCEEDED', data: { code: 200, data: { taskBatchId: 'b', items } } }],
    };
    expect(await polled(suno, 'relay', body)).toMatchObject({
      state: 'succeeded',
      references: ['c1'],
      raw: { data: { id: 'c1', audio_url: 'https://cdn1.suno.ai/a.mp3', metadata: { duration: 114.8 } } },
      assets: [{ kind: 'audio', duration: 114.8 }, { kind: 'image' }],
    });
  });

  it('reads the flat variant of clips, one answer that is no list, and lyrics', async () => {
    const flat = [
      { clip_id: 'c9', status: 'complete', state: 'succeeded', duration: 90, audio_url: 'https://x/a.mp3' },
    ];
    expect(
      await polled(suno, 'relay', { code: 'success', data: { task_id: 'u1', status: 'complete', data: flat } }),
    ).toMatchObject({
      state: 'succeeded',
      references: ['c9', 'c9'],
      assets: [{ duration: 90 }],
    });
    const lyrics = {
      code: 'success',
      data: [{ task_id: 'u1', status: 'SUCCESS', data: { id: 'l', title: 't', text: 'la', status: 'complete' } }],
    };
    expect(await polled(suno, 'relay', lyrics)).toMatchObject({
      state: 'succeeded',
      raw: { data: { text: 'la' } },
      assets: [],
    });
  });

  it.each([
    [{ code: 'success', message: '', data: '1268154180129529857' }, '1268154180129529857'],
    ['{"code":"success","data":1268154180129529857}', '1268154180129529857'],
    [{ code: 200, data: { taskBatchId: 'b7' } }, 'b7'],
    [{ code: 0, data: { task_id: 't' } }, 't'],
  ])('takes the id of %j', async (body, upstreamId) => {
    const submitted = await suno.submit(orderOf({ verb: 'music' }), 'm', linkOf('suno', [200, body]), taskOf());
    expect(submitted).toEqual({ kind: 'accepted', upstreamId });
  });

  it('calls a task whole with one whole song, and failed with none', async () => {
    const song = (status: string) => ({ id: status, status, audio_url: 'https://x/a.mp3' });
    const of = (...data: unknown[]) => ({
      code: 'success',
      data: [{ task_id: 'u1', status: 'FAILURE', fail_reason: 'why', data }],
    });
    expect(await polled(suno, 'relay', of(song('complete'), song('error')))).toMatchObject({ state: 'succeeded' });
    expect(await polled(suno, 'relay', of(song('error'), song('error')))).toMatchObject({
      state: 'failed',
      error: { message: 'why' },
    });
  });
});

describe('Kling', () => {
  it('reads the official envelope, and a relay’s around it', async () => {
    const data = {
      task_id: 'u1',
      task_status: 'succeed',
      task_result: { videos: [{ id: 'v1', url: 'https://k/v.mp4', duration: '5.041' }] },
    };
    const expected = {
      state: 'succeeded',
      references: ['v1'],
      assets: [{ upstreamUrl: 'https://k/v.mp4', id: 'v1', duration: 5.041 }],
    };
    expect(await polled(kling, 'kling', { code: 0, data })).toMatchObject(expected);
    expect(
      await polled(kling, 'relay', { code: 'success', data: { status: 'SUCCESS', data: { code: 0, data } } }),
    ).toMatchObject(expected);
    expect(await polled(kling, 'kling', { code: 1203, message: 'not found' }, {}, 404)).toBe('missing');
    expect(await polled(kling, 'kling', { code: 5000 }, {}, 500)).toBe('silent');
  });

  it('keeps the digits of elements that are no safe numbers', async () => {
    const body =
      '{"code":0,"data":{"task_status":"succeed","task_result":{"elements":[{"element_id":9007199254740993,"status":"succeed"}]}}}';
    expect(await polled(kling, 'kling', body)).toMatchObject({ state: 'succeeded', references: ['9007199254740993'] });
  });

  it.each([
    [429, 1303, { kind: 'refused', status: 429, retry: true }],
    [429, 1101, { kind: 'refused', status: 402, retry: true }],
    [400, 1201, { kind: 'refused', status: 400, retry: false, error: { class: 'user' } }],
    [400, 1301, { kind: 'refused', retry: false, error: { class: 'content' } }],
    [503, 5001, { kind: 'unknown' }],
  ])('knows of %i %i whether there is a task', async (status, code, expected) => {
    const link = linkOf('kling', [status, { code, message: 'm' }]);
    expect(await kling.submit(orderOf({ video: { prompt: 'x' } }), 'kling-v1', link, taskOf())).toMatchObject(expected);
  });
});

describe('videos in OpenAI’s form', () => {
  it.each([
    [{ status: 'pending' }, 'queued'],
    [{ status: 'generating', progress: '42%' }, 'running'],
    [{ status: 'something new' }, 'running'],
    [{ status: 'SUCCESS', video_url: 'https://x/v.mp4' }, 'succeeded'],
    [{ code: 'success', data: { task_id: 'u1', status: 'FAILURE', fail_reason: 'no' } }, 'failed'],
    [{ status: 'canceled' }, 'failed'],
  ])('of %j reads %s', async (body, state) => {
    expect(await polled(openaiVideo, 'relay', body)).toMatchObject({ state });
  });

  it('fetches the content with the key where there is no address', async () => {
    expect(await polled(openaiVideo, 'openai', { id: 'u1', status: 'completed' })).toMatchObject({
      assets: ['', '?variant=thumbnail', '?variant=spritesheet'].map(query => ({
        upstreamUrl: `https://upstream.example/v1/videos/u1/content${query}`,
        authorized: true,
      })),
    });
  });
});

describe('relays', () => {
  it('are not done before there is an address', async () => {
    expect(
      await polled(unifiedVideo, 'relay', { status: 'video_generation_completed', video_url: 'https://x/v.mp4' }),
    ).toMatchObject({ state: 'running' });
    expect(await polled(unifiedVideo, 'relay', { status: 'completed' })).toMatchObject({ state: 'running' });
    expect(await polled(unifiedVideo, 'relay', { status: 'video_upsampling_failed' })).toMatchObject({
      state: 'failed',
    });
    expect(
      await polled(lumaRelay, 'relay', { state: 'completed', video: { url: '', download_url: '' } }),
    ).toMatchObject({ state: 'running' });
  });

  it('wrap what they answer, and put addresses in many places', async () => {
    const video = { url: 'https://x/v.mp4', download_url: 'https://x/d.mp4' };
    expect(
      await polled(lumaRelay, 'relay', { code: 'success', data: { data: { state: 'completed', video } } }),
    ).toMatchObject({ assets: [{ upstreamUrl: 'https://x/d.mp4' }] });
    const jimeng = (data: unknown) => polled(jimengRelay, 'relay', { code: 'success', data });
    expect(await jimeng({ status: 'SUCCESS', data: { video: 'https://x/j.mp4' } })).toMatchObject({
      assets: [{ upstreamUrl: 'https://x/j.mp4' }],
    });
    expect(await jimeng({ status: 'SUCCESS', data: {} })).toMatchObject({ state: 'failed' });
    expect(await jimeng({ status: 'IN_PROGRESS', progress: '30%' })).toMatchObject({ state: 'running', progress: 30 });
  });
});
