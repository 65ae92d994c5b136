// The task platforms from end to end: a gateway process, the practice upstream over real sockets, exact charges.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../packages/sandbox/main.ts';
import { call } from './support/client.ts';
import { Gateway } from './support/gateway.ts';
import { BRISK, JOB_MS, OTHER, OWNER, until, type Json, type Told } from './support/tasks.ts';

let sandbox: Sandbox;
let gateway: Gateway;

async function ask(path: string, body?: unknown, key = OWNER, method?: string): Promise<Told> {
  const answer = await call(`${gateway.url}${path}`, {
    ...(method === undefined ? {} : { method }),
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const parsed: unknown = answer.text === '' ? {} : JSON.parse(answer.text);
  return { status: answer.status, body: parsed as Json };
}

const mj = (id: unknown): Promise<Json> => ask(`/mj/task/${String(id)}/fetch`).then(({ body }) => body);
const mjDone = (id: unknown): Promise<Json> =>
  until(
    () => mj(id),
    ({ status }) => status === 'SUCCESS' || status === 'FAILURE',
  );

/** What the owner's account has spent, USD. */
async function spent(key = OWNER): Promise<string> {
  const { body } = await ask('/v1/dashboard/billing/usage', undefined, key);
  return (Number(body['total_usage']) / 100).toFixed(4);
}

beforeAll(async () => {
  sandbox = await startSandbox({ jobMilliseconds: JOB_MS });
  const channel = (name: string, models: string[]) => ({
    name,
    provider: name,
    base_url: sandbox.url,
    keys: ['upstream-key'],
    models,
  });
  gateway = await Gateway.start({
    channels: [
      channel('midjourney', [
        'mj_imagine',
        'mj_upscale',
        'mj_modal',
        'mj_describe',
        'mj_video',
        'mj_custom_zoom',
        'mj_upload',
      ]),
      channel('suno', ['suno_music', 'suno_lyrics']),
    ],
    prices: [
      { model: 'mj_imagine', call: '0.1', factors: { mode: { relax: '0.5', fast: '1', turbo: '2' } } },
      { model: 'mj_upscale', call: '0.05' },
      { model: 'mj_modal', call: '0.1' },
      { model: 'mj_custom_zoom', call: '0' },
      { model: 'mj_describe', call: '0.05' },
      { model: 'mj_upload', call: '0.01' },
      { model: 'mj_video', call: '0.8' },
      { model: 'suno_music', call: '0.1' },
      { model: 'suno_lyrics', call: '0.01' },
    ],
    users: [
      { name: 'owner', balance: '10', keys: [{ name: 'dev', key: OWNER }] },
      { name: 'other', balance: '0.12', keys: [{ name: 'dev', key: OTHER }] },
    ],
    settings: BRISK,
  });
}, 60_000);

afterAll(async () => {
  expect((await gateway.command('reconcile')).code).toBe(0);
  await gateway.dispose();
  await sandbox.close();
});

describe('Midjourney', () => {
  it('imagines, shows the grid, and charges once', async () => {
    const before = Number(await spent());
    const { status, body } = await ask('/mj/submit/imagine', { prompt: 'a cat --v 7', state: 'order-17' });
    expect({ status, code: body['code'] }).toEqual({ status: 200, code: 1 });
    expect(String(body['result'])).toMatch(/^\d{16}$/);
    const task = await mjDone(body['result']);
    expect(task).toMatchObject({
      status: 'SUCCESS',
      progress: '100%',
      action: 'IMAGINE',
      state: 'order-17',
      failReason: null,
    });
    expect((task['buttons'] as Json[])[0]).toMatchObject({ label: 'U1' });
    const picture = await call(String(task['imageUrl']));
    expect(picture.headers['content-type']).toBe('image/png');
    expect(picture.body.subarray(1, 4).toString()).toBe('PNG');
    expect(Number(await spent()) - before).toBeCloseTo(0.1, 6);
  });

  it('takes a picture out of the grid by its button, and only once', async () => {
    const { body } = await ask('/mj-relax/mj/submit/imagine', { prompt: 'a dog' });
    const grid = await mjDone(body['result']);
    const { customId } = (grid['buttons'] as Json[])[0] ?? {};
    const before = Number(await spent());
    const first = await ask('/mj/submit/action', { taskId: grid['id'], customId });
    expect(first.body).toMatchObject({ code: 1 });
    await mjDone(first.body['result']);
    const again = await ask('/mj/submit/action', { taskId: grid['id'], customId });
    expect(again.body).toMatchObject({ code: 1, result: first.body['result'] });
    expect(Number(await spent()) - before).toBeCloseTo(0.05, 6);
  });

  it('waits for the window of a button, and bills the step that closes it', async () => {
    const grid = await mjDone((await ask('/mj/submit/imagine', { prompt: 'a hill' })).body['result']);
    const one = await ask('/mj/submit/simple-change', { content: `${String(grid['id'])} U2` });
    const upscaled = await mjDone(one.body['result']);
    const zoom = (upscaled['buttons'] as Json[]).find(({ label }) => label === 'Custom Zoom');
    const before = Number(await spent());
    const asked = await ask('/mj/submit/action', { taskId: upscaled['id'], customId: zoom?.['customId'] });
    expect(asked.body).toMatchObject({ code: 21, description: 'Waiting for window confirm' });
    expect(await mj(asked.body['result'])).toMatchObject({ status: 'MODAL' });
    const closed = await ask('/mj/submit/modal', { taskId: asked.body['result'], prompt: 'a hill --zoom 1.8' });
    expect(closed.body).toMatchObject({ code: 1, result: asked.body['result'] });
    expect(await mjDone(asked.body['result'])).toMatchObject({ status: 'SUCCESS', action: 'CUSTOM_ZOOM' });
    expect(Number(await spent()) - before).toBeGreaterThanOrEqual(0);
  });

  it('keeps the codes 22, 23 and 24, and charges nothing for what is refused', async () => {
    const queued = await ask('/mj/submit/imagine', { prompt: '[[queued]] a boat' });
    expect(queued.body).toMatchObject({ code: 22, properties: { numberOfQueues: 3 } });
    await mjDone(queued.body['result']);
    const before = await spent();
    const full = await ask('/mj/submit/imagine', { prompt: '[[refuse 23]]' });
    expect({ status: full.status, code: full.body['code'], result: full.body['result'] }).toEqual({
      status: 429,
      code: 23,
      result: null,
    });
    const banned = await ask('/mj/submit/imagine', { prompt: 'bannedword' });
    expect(banned).toMatchObject({ status: 200, body: { code: 24, properties: { bannedWord: 'bannedword' } } });
    expect(await spent()).toBe(before);
  });

  it('gives the money of a failed task back', async () => {
    const before = await spent();
    const { body } = await ask('/mj/submit/imagine', { prompt: '[[fail the moon is closed]]' });
    expect(await mjDone(body['result'])).toMatchObject({ status: 'FAILURE', failReason: 'the moon is closed' });
    expect(await spent()).toBe(before);
  });

  it('shows nobody what is another’s, and follows up only what succeeded', async () => {
    const { body } = await ask('/mj/submit/imagine', { prompt: '[[takes 60000]] a wall' });
    const foreign = await ask(`/mj/task/${String(body['result'])}/fetch`, undefined, OTHER);
    const unknown = await ask('/mj/task/1234567890123456/fetch', undefined, OTHER);
    expect(foreign).toEqual(unknown);
    expect(foreign).toMatchObject({ status: 400, body: { description: 'task_no_found', code: 4 } });
    const early = await ask('/mj/submit/change', { taskId: body['result'], action: 'UPSCALE', index: 1 });
    expect(early).toMatchObject({ status: 400, body: { description: 'task_status_not_success' } });
    expect((await ask('/mj/task/list-by-condition', { ids: [body['result']] }, OTHER)).body).toEqual([]);
    expect(await ask(`/mj/task/${String(body['result'])}/cancel`, {})).toMatchObject({ status: 200 });
    expect(await mj(body['result'])).toMatchObject({ status: 'FAILURE' });
  });

  it('refuses what is missing, impossible or private before anything leaves', async () => {
    const made = async (): Promise<number> =>
      ((await (await fetch(`${sandbox.url}/__sandbox/jobs/midjourney`)).json()) as unknown[]).length;
    const before = await made();
    const bad: [string, Json, string][] = [
      ['/mj/submit/imagine', {}, 'prompt_is_required'],
      ['/mj/submit/action', { taskId: '1' }, 'custom_id_is_required'],
      ['/mj/submit/simple-change', { content: '123 X9' }, 'content_parse_failed'],
      ['/mj/submit/change', { taskId: '1', action: 'UPSCALE', index: 9 }, 'index_parse_failed'],
      ['/mj/submit/modal', { taskId: '77' }, 'task_not_found'],
      [
        '/mj-relax/mj/submit/imagine',
        { prompt: 'x', mode: 'FAST' },
        'The path, the model and the mode ask for different speeds. Ask for one.',
      ],
    ];
    for (const [path, body, description] of bad) {
      expect(await ask(path, body)).toMatchObject({ status: 400, body: { code: 4, description, result: null } });
    }
    const inside = await ask('/mj/submit/describe', { link: 'http://169.254.169.254/latest' });
    expect(inside).toMatchObject({ status: 400, body: { description: 'link must be a public address.' } });
    expect(await made()).toBe(before);
  });

  it('takes no more than there is', async () => {
    const first = await ask('/mj/submit/imagine', { prompt: '[[takes 4000]] one' }, OTHER);
    expect(first.body).toMatchObject({ code: 1 });
    const second = await ask('/mj/submit/imagine', { prompt: 'two' }, OTHER);
    expect(second).toMatchObject({ status: 400, body: { code: 4, description: 'quota_not_enough' } });
  });

  it('describes in words, finds the seed, and uploads at once', async () => {
    const described = await mjDone(
      (await ask('/mj/submit/describe', { base64: `data:image/png;base64,${'A'.repeat(40)}` })).body['result'],
    );
    expect(String((described['properties'] as Json)['finalPrompt'])).toContain('1️⃣');
    const grid = await mjDone((await ask('/mj/submit/imagine', { prompt: 'seeded' })).body['result']);
    expect((await ask(`/mj/task/${String(grid['id'])}/image-seed`)).body).toMatchObject({
      code: 1,
      result: expect.stringMatching(/^\d+$/),
    });
    const uploaded = await ask('/mj/submit/upload-discord-images', {
      base64Array: [`data:image/png;base64,${'A'.repeat(40)}`],
    });
    expect(uploaded.body).toMatchObject({ code: 1, result: [expect.stringContaining('https://')] });
  });

  it('outlives polls that fail, old news and words that nobody knows', async () => {
    for (const marker of ['[[poll-errors 2]]', '[[backwards]]', '[[unknown-state]]', '[[two-callbacks]]']) {
      const { body } = await ask('/mj/submit/imagine', { prompt: `${marker} a tree` });
      expect(await mjDone(body['result'])).toMatchObject({ status: 'SUCCESS' });
    }
    const empty = await ask('/mj/submit/imagine', { prompt: '[[no-url]] a tree' });
    expect(await mjDone(empty.body['result'])).toMatchObject({ status: 'FAILURE' });
    const lost = await ask('/mj/submit/imagine', { prompt: '[[lost-answer]] a tree' });
    expect(lost.status).toBe(502);
  });
});

it('makes one task of two submissions with the same key', async () => {
  const headers = {
    authorization: `Bearer ${OWNER}`,
    'content-type': 'application/json',
    'idempotency-key': 'order-1',
  };
  const submit = async (): Promise<Json> => {
    const answer = await call(`${gateway.url}/mj/submit/imagine`, {
      headers,
      body: JSON.stringify({ prompt: 'once' }),
    });
    return JSON.parse(answer.text) as Json;
  };
  const [first, second] = [await submit(), await submit()];
  expect(second['result']).toBe(first['result']);
  expect(await mjDone(first['result'])).toMatchObject({ status: 'SUCCESS' });
  const made = (await (await fetch(`${sandbox.url}/__sandbox/jobs/midjourney`)).json()) as { body: Json }[];
  expect(made.filter(({ body }) => body['prompt'] === 'once')).toHaveLength(1);
});

describe('Suno', () => {
  const song = (id: unknown): Promise<Json> =>
    ask(`/suno/fetch/${String(id)}`).then(({ body }) => body['data'] as Json);
  const sung = (id: unknown): Promise<Json> =>
    until(
      () => song(id),
      ({ status }) => status === 'SUCCESS' || status === 'FAILURE',
    );

  it('makes two songs of an idea, and extends one of them', async () => {
    const before = Number(await spent());
    const { body } = await ask('/suno/submit/music', { gpt_description_prompt: 'a summer sea', mv: 'chirp-crow' });
    expect(body).toMatchObject({ code: 'success', message: '', data: expect.stringMatching(/^task_[a-z0-9]{32}$/) });
    const task = await sung(body['data']);
    const clips = task['data'] as Json[];
    expect(task).toMatchObject({ status: 'SUCCESS', action: 'MUSIC', progress: '100%' });
    expect(clips).toHaveLength(2);
    expect(clips[0]).not.toHaveProperty('user_id');
    const sound = await call(String(clips[0]?.['audio_url']));
    expect(sound.headers['content-type']).toBe('audio/mpeg');
    const extended = await ask('/suno/submit/music', {
      task: 'extend',
      continue_clip_id: clips[0]?.['id'],
      continue_at: 5,
      mv: 'chirp-v4',
      prompt: 'more',
    });
    expect(await sung(extended.body['data'])).toMatchObject({ status: 'SUCCESS' });
    expect(Number(await spent()) - before).toBeCloseTo(0.2, 6);
  });

  it('counts one whole song of two as a success', async () => {
    const { body } = await ask('/suno/submit/music', { prompt: '[[partial]] la', tags: 'pop', title: 't' });
    expect(await sung(body['data'])).toMatchObject({ status: 'SUCCESS' });
  });

  it('writes lyrics, makes a persona, and answers the old raw paths', async () => {
    const lyrics = await sung((await ask('/suno/submit/lyrics', { prompt: 'roads' })).body['data']);
    expect((lyrics['data'] as Json)['text']).toContain('[Verse]');
    const clips = (await sung((await ask('/suno/submit/music', { prompt: 'x', tags: 'y' })).body['data']))[
      'data'
    ] as Json[];
    const persona = await ask('/suno/persona/create/', {
      root_clip_id: clips[0]?.['id'],
      name: 'S',
      clips: [clips[0]?.['id']],
    });
    expect(persona.body).toMatchObject({ id: expect.any(String), root_clip_id: clips[0]?.['id'] });
    const artist = {
      task: 'artist_consistency',
      persona_id: persona.body['id'],
      artist_clip_id: clips[0]?.['id'],
      mv: 'chirp-v4-tau',
    };
    expect((await ask('/suno/submit/music', artist)).body).toMatchObject({ code: 'success' });
    const raw = await ask('/suno/generate/description-mode', { gpt_description_prompt: 'old' });
    const ids = (raw.body['clips'] as Json[]).map(({ id }) => id).join(',');
    const feed = await until(
      () => ask(`/suno/feed/${ids}`).then(({ body }) => body as unknown as Json[]),
      found => found.every(({ status }) => status === 'complete'),
    );
    expect(feed).toHaveLength(2);
  });

  it('says in its own words what is wrong, and shows nobody another’s song', async () => {
    expect(await ask('/suno/submit/music', { task: 'extend' })).toMatchObject({
      status: 400,
      body: { code: 'invalid_request', data: null },
    });
    expect(await ask('/suno/submit/music', {})).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
    expect(await ask('/suno/submit/nothing', { prompt: 'x' })).toMatchObject({
      status: 400,
      body: { message: 'invalid_action' },
    });
    const foreign = await ask('/suno/submit/concat', { clip_id: 'somebody-elses' });
    expect(foreign).toMatchObject({ status: 400, body: { message: 'clip_not_found: somebody-elses' } });
    const unknown = await ask('/suno/fetch/task_none');
    expect(unknown).toEqual({ status: 400, body: { code: 'task_not_exist', message: 'task_not_exist', data: null } });
    expect((await ask('/suno/fetch', { ids: ['task_none'] })).body).toEqual({ code: 'success', message: '', data: [] });
  });
});

describe('the owner’s own view', () => {
  it('lists with filters and pages, shows one, and streams progress to the end', async () => {
    const { body } = await ask('/suno/submit/lyrics', { prompt: 'gates' });
    const events = await call(`${gateway.url}/v1/tasks/${String(body['data'])}/events`, {
      headers: { authorization: `Bearer ${OWNER}` },
    });
    expect(events.headers['content-type']).toContain('text/event-stream');
    expect(events.text).toMatch(/event: end\ndata: \{.*"status":"succeeded"/);
    const first = await ask('/v1/tasks?platform=suno&limit=2');
    expect(first.body['data']).toHaveLength(2);
    expect(first.body).toMatchObject({ object: 'list', has_more: true });
    const second = await ask(`/v1/tasks?platform=suno&limit=2&after=${String(first.body['next'])}`);
    expect((second.body['data'] as Json[])[0]?.['id']).not.toBe((first.body['data'] as Json[])[0]?.['id']);
    const failed = await ask('/v1/tasks?status=failed&platform=midjourney');
    expect((failed.body['data'] as Json[]).every(({ status, cost }) => status === 'failed' && cost === '0')).toBe(true);
    expect((await ask(`/v1/tasks/${String(body['data'])}`, undefined, OTHER)).status).toBe(404);
    expect((await ask('/v1/tasks?status=sleeping')).status).toBe(400);
  });
});
