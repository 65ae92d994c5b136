// The new-api family's management API for administrators: channels, users, codes, options and everybody's log, as the
// scripts of that family call them; with and without a final slash and the header that names the user.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at } from './support/client.ts';
import { Gateway, keyOf } from './support/gateway.ts';
import { Upstream } from './support/upstream.ts';

const PASSWORD = 'correct horse battery staple';
const CREATED = { 'content-type': 'application/json' };
let gateway: Gateway;
let upstream: Upstream;
let root: string;
let bob: string;
let bobId: number;

async function api(
  token: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; json: unknown }> {
  const response = await fetch(gateway.url + path, {
    method,
    headers: { ...CREATED, ...(token === '' ? {} : { authorization: token, 'New-Api-User': '' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    redirect: 'manual',
  });
  return { status: response.status, json: await response.json() };
}
const admin = (method: string, path: string, body?: unknown) => api(root, method, path, body);
const data = async (method: string, path: string, body?: unknown): Promise<unknown> => {
  const { status, json } = await admin(method, path, body);
  expect([status, at(json, 'success'), at(json, 'message')]).toEqual([200, true, '']);
  return at(json, 'data');
};

async function tokenOf(name: string): Promise<{ token: string; id: number }> {
  const login = await api('', 'POST', '/api/user/login', { username: name, password: PASSWORD });
  const session = String(at(login.json, 'data.access_token'));
  const made = await api(`Bearer ${session}`, 'GET', '/api/user/token');
  return { token: String(at(made.json, 'data')), id: Number(at(login.json, 'data.id')) };
}

async function ask(key: string, model: string): Promise<{ status: number; text: string }> {
  const response = await fetch(`${gateway.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model, messages: [{ role: 'user', content: 'Hello' }], max_tokens: 20 }),
  });
  return { status: response.status, text: await response.text() };
}

beforeAll(async () => {
  upstream = await Upstream.start((_request, reply) =>
    reply.json(200, {
      id: 'chatcmpl-1',
      object: 'chat.completion',
      created: 1,
      model: 'real-1',
      choices: [{ index: 0, message: { role: 'assistant', content: 'hi' }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 5, completion_tokens: 1, total_tokens: 6 },
    }),
  );
  gateway = await Gateway.start({
    prices: [{ model: 'road-1', input: '1', output: '2' }],
    users: [
      { name: 'root', role: 'admin', password: PASSWORD, keys: [] },
      { name: 'bob', password: PASSWORD, balance: '10', keys: [{ name: 'dev', key: keyOf('bob') }] },
    ],
  });
  root = (await tokenOf('root')).token;
  ({ token: bob, id: bobId } = await tokenOf('bob'));
}, 60_000);
afterAll(async () => {
  await gateway?.dispose();
  await upstream?.stop();
});

describe('a channel', () => {
  it('is in force as soon as it is made, is changed, tried, switched off, and removed', async () => {
    const made = await data('POST', '/api/channel/', {
      mode: 'single',
      channel: {
        type: 1,
        name: 'road',
        key: 'sk-upstream',
        base_url: upstream.url,
        models: 'road-1,road-2',
        group: 'default',
        model_mapping: '{"road-1":"real-1"}',
        priority: 3,
        weight: 0,
        auto_ban: 1,
        status_code_mapping: '',
        setting: '',
      },
    });
    const id = Number(at(made, 'id'));
    expect((await ask(keyOf('bob'), 'road-1')).status).toBe(200);
    expect(upstream.requests.at(-1)?.header('authorization')).toBe('Bearer sk-upstream');
    expect(JSON.parse(upstream.requests.at(-1)?.body.toString() ?? '{}')).toMatchObject({ model: 'real-1' });
    const row = (await data('GET', `/api/channel/${id}`)) as Record<string, unknown>;
    expect(row).toMatchObject({
      id,
      type: 1,
      key: '',
      name: 'road',
      status: 1,
      models: 'road-1,road-2',
      group: 'default',
      model_mapping: '{"road-1":"real-1"}',
      base_url: upstream.url,
      priority: 3,
    });
    expect(at(await data('GET', '/api/channel/?p=1&page_size=10'), 'items.0.id')).toBe(id);
    expect(at(await data('GET', '/api/channel/search?keyword=roa'), 'total')).toBe(1);
    expect(at(await data('GET', '/api/channel/search?keyword=nothing'), 'total')).toBe(0);
    const tried = await admin('GET', `/api/channel/test/${id}?model=road-1`);
    expect(tried.json).toMatchObject({ success: true, message: '' });
    // The whole object comes back, as consoles of this family send it: what was not changed stays, the key too.
    expect(await data('PUT', '/api/channel/', { ...row, priority: 5 })).toMatchObject({ priority: 5, name: 'road' });
    expect((await ask(keyOf('bob'), 'road-1')).status).toBe(200);
    expect(await data('PUT', '/api/channel', { id, status: 2 })).toMatchObject({ status: 2, models: 'road-1,road-2' });
    expect((await ask(keyOf('bob'), 'road-1')).status).toBe(503);
    await data('DELETE', `/api/channel/${id}/`);
    expect(at((await admin('GET', `/api/channel/${id}`)).json, 'success')).toBe(false);
  });

  it('with many keys is one, or one for each', async () => {
    const channel = { type: 14, name: 'many', key: 'a-key\nb-key\n', models: 'claude-sonnet-4-5', group: 'default' };
    expect(await data('POST', '/api/channel/', { mode: 'batch', channel })).toHaveLength(2);
    const joined = await data('POST', '/api/channel/', {
      mode: 'multi_to_single',
      channel: { ...channel, name: 'one' },
    });
    expect(joined).toMatchObject({ type: 14, channel_info: { is_multi_key: true, multi_key_size: 2 } });
    const ids = (at(await data('GET', '/api/channel/'), 'items') as { id: number }[]).map(({ id }) => id);
    expect(await data('POST', '/api/channel/batch', { ids })).toBe(3);
    expect(JSON.stringify(await data('GET', '/api/channel/'))).not.toContain('a-key');
  });

  it('is switched and changed with those of its tag, and its keys one by one', async () => {
    const channel = { type: 1, key: 'k-one\nk-two', base_url: upstream.url, models: 'road-1', group: 'default' };
    const ids: number[] = [];
    for (const name of ['tagged-a', 'tagged-b']) {
      const made = await data('POST', '/api/channel/', {
        mode: 'multi_to_single',
        channel: { ...channel, name, tag: 'pool' },
      });
      expect(at(made, 'tag')).toBe('pool');
      ids.push(Number(at(made, 'id')));
    }
    const other = Number(
      at(await data('POST', '/api/channel/', { mode: 'single', channel: { ...channel, name: 'other' } }), 'id'),
    );
    const status = async (id: number | undefined) => at(await data('GET', `/api/channel/${id}`), 'status');
    expect(await data('POST', '/api/channel/tag/disabled', { tag: 'pool' })).toBe(2);
    expect([await status(ids[0]), await status(ids[1]), await status(other)]).toEqual([2, 2, 1]);
    expect(await data('POST', '/api/channel/tag/enabled/', { tag: 'pool' })).toBe(2);
    expect(await data('PUT', '/api/channel/tag', { tag: 'pool', new_tag: 'fast', priority: 9, models: '' })).toBe(2);
    expect(await data('GET', `/api/channel/${ids[0]}`)).toMatchObject({ tag: 'fast', priority: 9, models: 'road-1' });
    expect(await data('GET', '/api/channel/tag/models?tag=fast')).toBe('road-1');
    expect(await data('POST', '/api/channel/batch/tag', { ids: [other], tag: 'fast' })).toBe(1);
    expect(at(await data('GET', '/api/channel/search?tag=fast'), 'total')).toBe(3);
    const unknown = await admin('POST', '/api/channel/tag/enabled', { tag: 'pool' });
    expect([unknown.status, at(unknown.json, 'success')]).toEqual([200, false]);
    const keys = { channel_id: ids[0], action: 'get_key_status' };
    await data('POST', '/api/channel/multi_key/manage', { ...keys, action: 'disable_key', key_index: 1 });
    expect(await data('POST', '/api/channel/multi_key/manage', keys)).toMatchObject({
      enabled_count: 1,
      manual_disabled_count: 1,
      keys: [{ status: 1 }, { index: 1, status: 2 }],
    });
    await data('POST', '/api/channel/multi_key/manage', { ...keys, action: 'delete_disabled_keys' });
    expect(at(await data('POST', '/api/channel/multi_key/manage', keys), 'total')).toBe(1);
    expect(at((await admin('POST', `/api/channel/${other}/key`)).json, 'success')).toBe(false);
    expect(await data('POST', '/api/channel/batch', { ids: [...ids, other] })).toBe(3);
  });

  it('that is wrong is told in the envelope', async () => {
    for (const channel of [
      { type: 999, name: 'x', key: 'k', models: 'a', group: 'default' },
      { type: 1, name: 'x', key: 'k', models: 'a', group: 'nowhere' },
      { type: 1, name: 'x', key: 'k', models: 'a', group: 'default', model_mapping: 'no json' },
    ]) {
      const { status, json } = await admin('POST', '/api/channel/', { mode: 'single', channel });
      expect([status, at(json, 'success')]).toEqual([200, false]);
    }
  });
});

describe('a user', () => {
  it('is found, made, changed, given quota, switched off and on', async () => {
    const made = await data('POST', '/api/user/', {
      username: 'eve',
      password: PASSWORD,
      display_name: 'Eve',
      role: 1,
    });
    const id = Number(at(made, 'id'));
    expect(made).toMatchObject({ username: 'eve', display_name: 'Eve', role: 1, quota: 0, status: 1 });
    expect(at(await data('GET', '/api/user/search?keyword=eve'), 'items.0.id')).toBe(id);
    expect(at(await data('GET', '/api/user/?p=0&size=2'), 'items')).toHaveLength(2);
    expect(
      await data('POST', '/api/user/manage', { id, action: 'add_quota', mode: 'add', value: 500_000 }),
    ).toMatchObject({ quota: 500_000 });
    expect(
      await data('POST', '/api/user/manage', { id, action: 'add_quota', mode: 'subtract', value: 200_000 }),
    ).toMatchObject({ quota: 300_000 });
    expect(
      await data('POST', '/api/user/manage/', { id, action: 'add_quota', mode: 'override', value: 100_000 }),
    ).toMatchObject({ quota: 100_000 });
    const row = (await data('GET', `/api/user/${id}`)) as Record<string, unknown>;
    expect(
      await data('PUT', '/api/user/', { ...row, quota: 700_000, display_name: 'Eva', email: 'eva@x.org' }),
    ).toMatchObject({ quota: 700_000, display_name: 'Eva', email: 'eva@x.org' });
    expect(await data('POST', '/api/user/manage', { id, action: 'promote' })).toMatchObject({ role: 10 });
    expect(await data('POST', '/api/user/manage', { id, action: 'demote' })).toMatchObject({ role: 1 });
    expect(await data('POST', '/api/user/manage', { id, action: 'disable' })).toMatchObject({ status: 2 });
    expect(
      at((await api('', 'POST', '/api/user/login', { username: 'eve', password: PASSWORD })).json, 'success'),
    ).toBe(false);
    expect(await data('POST', '/api/user/manage', { id, action: 'enable' })).toMatchObject({ status: 1 });
    const wrong = await admin('POST', '/api/user/manage', { id, action: 'vanish' });
    expect([wrong.status, at(wrong.json, 'success')]).toEqual([200, false]);
    await data('PUT', '/api/user/', { id, password: 'another long password' });
    const again = await api('', 'POST', '/api/user/login', { username: 'eve', password: 'another long password' });
    expect(at(again.json, 'data.quota')).toBe(700_000);
  });
});

describe('codes', () => {
  it('are issued, listed without being told, redeemed once, and switched off', async () => {
    const codes = (await data('POST', '/api/redemption/', { name: 'spring', quota: 250_000, count: 2 })) as string[];
    expect(codes).toHaveLength(2);
    const [first = '', second = ''] = codes;
    expect((await api(bob, 'POST', '/api/user/topup', { key: first })).json).toMatchObject({
      success: true,
      data: 250_000,
    });
    const rows = at(await data('GET', '/api/redemption/?p=1'), 'items') as Record<string, unknown>[];
    expect(rows.map(row => row['status']).sort()).toEqual([1, 3]);
    expect(rows.find(row => row['status'] === 3)).toMatchObject({
      used_user_id: bobId,
      quota: 250_000,
      name: 'spring',
    });
    expect(JSON.stringify(rows)).not.toContain(second);
    const open = rows.find(row => row['status'] === 1);
    expect(await data('GET', `/api/redemption/${String(open?.['id'])}`)).toEqual(open);
    expect(await data('PUT', '/api/redemption/?status_only=true', { id: open?.['id'], status: 2 })).toMatchObject({
      status: 2,
    });
    expect(at((await api(bob, 'POST', '/api/user/topup', { key: second })).json, 'success')).toBe(false);
  });
});

describe('the site', () => {
  it('tells its options, and takes the factors of groups', async () => {
    const options = (await data('GET', '/api/option/')) as { key: string; value: string }[];
    const value = (key: string): string => options.find(option => option.key === key)?.value ?? '';
    expect(value('QuotaPerUnit')).toBe('500000');
    expect(at(JSON.parse(value('ModelRatio')), 'gpt-4o-mini')).toBe(0.075);
    await data('PUT', '/api/option/', { key: 'GroupRatio', value: '{"default":1,"gold":0.5}' });
    expect(await data('GET', '/api/group/')).toEqual(['default', 'gold']);
    const refused = await admin('PUT', '/api/option/', { key: 'ServerAddress', value: 'https://x.example' });
    expect([refused.status, at(refused.json, 'success')]).toEqual([200, false]);
  });

  it('tells its models and makers', async () => {
    expect(at(await data('GET', '/api/models/?keyword=gpt-4o-mini'), 'items.0.model_name')).toContain('gpt-4o-mini');
    expect(Number(at(await data('GET', '/api/vendors/'), 'total'))).toBeGreaterThan(3);
  });

  it('tells everybody’s calls by name, and their sums', async () => {
    await ask(keyOf('bob'), 'gpt-4o-mini');
    const log = await data('GET', '/api/log/?p=1&page_size=5&username=bob');
    expect(at(log, 'items.0')).toMatchObject({ username: 'bob', user_id: bobId, token_name: 'dev' });
    expect(at(await data('GET', '/api/log/?username=nobody'), 'total')).toBe(0);
    expect(Number(at(await data('GET', '/api/log/stat?username=bob'), 'quota'))).toBeGreaterThanOrEqual(0);
  });

  it('tells every task and drawing, the catalogue one by one, and how many there are in all', async () => {
    for (const path of ['/api/task/', '/api/mj/?p=1&page_size=5'])
      expect(await data('GET', path)).toMatchObject({ page: 1, total: expect.any(Number), items: expect.any(Array) });
    const first = at(await data('GET', '/api/models/?page_size=1'), 'items.0');
    expect(await data('GET', `/api/models/${String(at(first, 'id'))}`)).toEqual(first);
    expect(at(await data('GET', '/api/vendors/1'), 'id')).toBe(1);
    const change = await admin('POST', '/api/models/', { model_name: 'x' });
    expect([change.status, at(change.json, 'success')]).toEqual([200, false]);
    const users = await data('GET', '/api/user/?p=1&page_size=1');
    const all = await data('GET', '/api/user/?p=1&page_size=100');
    expect(at(users, 'total')).toBe((at(all, 'items') as unknown[]).length);
    await data('POST', '/api/redemption/', { name: 'many', quota: 1_000, count: 25 });
    expect(at(await data('GET', '/api/redemption/?keyword=many&page_size=10'), 'total')).toBe(25);
    expect(at((await api(bob, 'GET', '/api/models')).json, 'data.1')).toContain('gpt-4o-mini');
  });

  it('is not for users', async () => {
    for (const path of [
      '/api/channel/',
      '/api/user/',
      '/api/redemption/',
      '/api/option/',
      '/api/log/',
      '/api/group/',
      '/api/task/',
      '/api/mj/',
      '/api/channel/tag/models?tag=x',
      '/api/user/topup',
    ]) {
      const { status, json } = await api(bob, 'GET', path);
      expect([path, status, at(json, 'code')]).toEqual([path, 403, 'AUTH_INSUFFICIENT_PRIVILEGE']);
    }
  });
});
