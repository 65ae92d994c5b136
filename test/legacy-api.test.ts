// The new-api family's management API, as its account managers and scripts call it (gateway-api §5 and §9).

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at } from './support/client.ts';
import { Gateway, keyOf } from './support/gateway.ts';

const PASSWORD = 'correct horse battery staple';
/** The header under which each fork's clients say whose token they send. */
const USER_HEADERS = [
  'New-Api-User',
  'Veloera-User',
  'voapi-user',
  'User-id',
  'X-User-Id',
  'Rix-Api-User',
  'neo-api-user',
];
let gateway: Gateway;
let token: string;
let userId: number;

interface Answer {
  readonly status: number;
  readonly json: unknown;
}

async function api(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(gateway.url + path, {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    redirect: 'manual',
  });
  return { status: response.status, json: await response.json() };
}

const mine = (method: string, path: string, body?: unknown) => api(method, path, body, { authorization: token });

async function ask(key: string): Promise<number> {
  const response = await fetch(`${gateway.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Hello' }], max_tokens: 400 }),
  });
  await response.text();
  return response.status;
}

beforeAll(async () => {
  gateway = await Gateway.start({
    groups: [
      { name: 'default', multiplier: '1' },
      { name: 'vip', multiplier: '0.5', pick: ['default'] },
    ] as never,
    users: [
      { name: 'bob', password: PASSWORD, balance: '10', keys: [{ name: 'file', key: keyOf('bob') }] },
      { name: 'root', role: 'admin', password: PASSWORD, keys: [] },
    ],
    settings: { registration: 'open', expose_prices: true },
  });
  const login = await api('POST', '/api/user/login', { username: 'bob', password: PASSWORD });
  const session = String(at(login.json, 'data.access_token'));
  userId = Number(at(login.json, 'data.id'));
  const made = await api('GET', '/api/user/token', undefined, { authorization: `Bearer ${session}` });
  token = String(at(made.json, 'data'));
}, 60_000);

afterAll(() => gateway.dispose());

describe('a sign-in', () => {
  it('answers the account at the top and below user, with a token', async () => {
    const { json } = await api('POST', '/api/user/login', { username: 'bob', password: PASSWORD });
    expect(json).toMatchObject({
      success: true,
      message: '',
      data: { id: userId, username: 'bob', role: 1, user: { id: userId } },
    });
    const wrong = await api('POST', '/api/user/login', { username: 'bob', password: 'no' });
    expect([wrong.status, at(wrong.json, 'success')]).toEqual([200, false]);
  });

  it('of an administrator says so', async () => {
    const { json } = await api('POST', '/api/user/login', { username: 'root', password: PASSWORD });
    expect(at(json, 'data.role')).toBe(10);
  });

  it('follows a registration', async () => {
    const made = await api('POST', '/api/user/register', { username: 'new', password: PASSWORD });
    expect(at(made.json, 'success')).toBe(true);
    const again = await api('POST', '/api/user/register', { username: 'new', password: PASSWORD });
    expect(at(again.json, 'success')).toBe(false);
  });
});

describe('mail', () => {
  it('is asked for in the envelope: no code for registering, no link where none is sent', async () => {
    const code = await api('GET', '/api/verification?email=a@example.com');
    expect([code.status, at(code.json, 'success')]).toEqual([200, false]);
    for (const email of ['', 'bob@example.com']) {
      const link = await api('GET', `/api/reset_password/?email=${email}`);
      expect([link.status, at(link.json, 'success')]).toEqual([200, false]);
    }
  });
});

describe('a system token', () => {
  it('works with and without the word Bearer, and with every fork’s header', async () => {
    expect((await mine('GET', '/api/user/self')).status).toBe(200);
    expect((await api('GET', '/api/user/self', undefined, { authorization: `Bearer ${token}` })).status).toBe(200);
    for (const name of USER_HEADERS) {
      const right = { authorization: token, [name]: String(userId) };
      expect((await api('GET', '/api/user/self', undefined, right)).status).toBe(200);
      const wrong = await api('GET', '/api/user/self', undefined, { authorization: token, [name]: '987654' });
      expect([wrong.status, at(wrong.json, 'success')]).toEqual([401, false]);
      const odd = await api('GET', '/api/user/self', undefined, { authorization: token, [name]: 'bob' });
      expect(odd.status).toBe(200);
    }
    const none = await api('GET', '/api/user/self');
    expect([none.status, at(none.json, 'code')]).toEqual([401, 'AUTH_UNAUTHORIZED']);
  });

  it('is replaced by the next one', async () => {
    const next = await mine('POST', '/api/user/token');
    const old = token;
    token = String(at(next.json, 'data'));
    expect((await api('GET', '/api/user/self', undefined, { authorization: old })).status).toBe(401);
    expect((await mine('GET', '/api/user/self')).status).toBe(200);
  });
});

describe('a key', () => {
  it('lives: made, found in the list, called, disabled, deleted', async () => {
    const made = await mine('POST', '/api/token/', {
      name: 'script',
      remain_quota: 1_000_000,
      expired_time: -1,
      unlimited_quota: false,
      model_limits_enabled: false,
      model_limits: '',
      allow_ips: '',
      group: 'vip',
      mj_image_mode: 'default',
    });
    const key = String(at(made.json, 'data.key'));
    const id = Number(at(made.json, 'data.id'));
    expect(key).toMatch(/^sk-[A-Za-z0-9]{48}$/);
    expect(await ask(key)).toBe(200);
    const list = await mine('GET', '/api/token/?p=0&size=10');
    expect(at(list.json, 'data.items.0')).toMatchObject({ id, name: 'script', status: 1, group: 'vip' });
    expect(Number(at(list.json, 'data.items.0.used_quota'))).toBeGreaterThan(0);
    expect(JSON.stringify(list.json)).not.toContain(key.slice(3));
    expect(at((await mine('POST', `/api/token/${id}/key`)).json, 'data.key')).toBe(key.slice(3));
    const off = await mine('PUT', '/api/token/?status_only=1', { id, status: 2 });
    expect(at(off.json, 'data.status')).toBe(2);
    await expect.poll(() => ask(key), { timeout: 10_000 }).toBe(401);
    expect(at((await mine('DELETE', `/api/token/${id}/`)).json, 'success')).toBe(true);
    expect(at((await mine('GET', `/api/token/${id}`)).json, 'success')).toBe(false);
  });

  it('is changed as a whole: what is asked for is what is left', async () => {
    const made = await mine('POST', '/api/token', { name: 'whole', remain_quota: 500_000, unlimited_quota: false });
    const id = Number(at(made.json, 'data.id'));
    expect(await ask(String(at(made.json, 'data.key')))).toBe(200);
    const row = at((await mine('GET', `/api/token/${id}`)).json, 'data') as Record<string, unknown>;
    const changed = await mine('PUT', '/api/token/', {
      ...row,
      remain_quota: 250_000,
      model_limits_enabled: true,
      model_limits: 'gpt-4o-mini,gpt-4o',
    });
    expect(at(changed.json, 'data')).toMatchObject({ remain_quota: 250_000, model_limits: 'gpt-4o-mini,gpt-4o' });
    const unlimited = await mine('PUT', '/api/token/', { ...row, unlimited_quota: true });
    expect(at(unlimited.json, 'data')).toMatchObject({ unlimited_quota: true });
  });

  it('is paged in every spelling, with a final slash or not', async () => {
    for (const path of ['/api/token?p=1&ps=1', '/api/token/?p=0&size=1', '/api/token/?p=1&page_size=1']) {
      const { status, json } = await mine('GET', path);
      expect(status).toBe(200);
      expect(at(json, 'data.items')).toHaveLength(1);
      expect(at(json, 'data')).toMatchObject({ page: 1, page_size: 1 });
    }
  });

  it('may name several groups in their order', async () => {
    const made = await mine('POST', '/api/token/', { name: 'two', unlimited_quota: true, group: 'vip, default' });
    expect(at(made.json, 'data.group')).toBe('vip,default');
    expect(await ask(String(at(made.json, 'data.key')))).toBe(200);
    const log = await mine('GET', '/api/log/self?token_name=two');
    expect(at(log.json, 'data.items.0.group')).toBe('vip');
    expect(at((await mine('POST', '/api/token/', { name: 'x', group: 'vip,nowhere' })).json, 'success')).toBe(false);
  });

  it('with a wrong field is refused in the envelope', async () => {
    const wrong = await mine('POST', '/api/token/', { name: 'x', remain_quota: -5 });
    expect([wrong.status, at(wrong.json, 'success')]).toEqual([200, false]);
    expect(at((await mine('POST', '/api/token/', { name: 'x', group: 'nowhere' })).json, 'success')).toBe(false);
  });
});

describe('money and use', () => {
  it('are paged with an exact total; every row keeps its number, and what was put in is a row too', async () => {
    for (let count = 0; count < 6; count += 1) await ask(keyOf('bob'));
    const page = async (query: string) => {
      const { json } = await mine('GET', `/api/log/self?${query}`);
      const items = at(json, 'data.items') as { id: number; type: number; quota: number; other: string }[];
      return { total: Number(at(json, 'data.total')), items };
    };
    const all = await page('page_size=100');
    const walked = [];
    for (let p = 1; p <= Math.ceil(all.total / 4); p += 1) {
      const { total, items } = await page(`p=${p}&size=4`);
      expect(total).toBe(all.items.length);
      walked.push(...items);
    }
    expect(walked).toEqual(all.items);
    expect(new Set(all.items.map(({ id }) => id)).size).toBe(all.items.length);
    expect((await page('type=1')).items).toMatchObject([{ type: 1, quota: 5_000_000 }]);
    const calls = await page('type=2&p=1&page_size=2');
    expect(calls.total).toBe(all.items.filter(({ type }) => type === 2).length);
    expect(JSON.parse(calls.items[0]?.other ?? '{}')).toMatchObject({
      model_ratio: 0.075,
      completion_ratio: 4,
      model_price: -1,
    });
    // The rows of a page together are what happened to the balance.
    const self = at((await mine('GET', '/api/user/self')).json, 'data') as Record<string, number>;
    const sum = all.items.reduce((left, row) => left + (row.type === 2 ? -row.quota : row.quota), 0);
    expect(Math.abs(sum - Number(self['quota']))).toBeLessThanOrEqual(all.items.length);
  });

  it('agree: the balance is what was put in less the log', async () => {
    const self = at((await mine('GET', '/api/user/self')).json, 'data') as Record<string, number>;
    expect(Number(self['quota']) + Number(self['used_quota'])).toBeCloseTo(10 * 500_000, -1);
    const log = await mine('GET', '/api/log/self?p=1&page_size=100&type=2');
    const items = at(log.json, 'data.items') as { quota: number; other: string; channel: number }[];
    // Each row is rounded to whole units by itself.
    const logged = items.reduce((sum, item) => sum + item.quota, 0);
    expect(Math.abs(logged - Number(self['used_quota']))).toBeLessThanOrEqual(items.length);
    expect(typeof JSON.parse(items[0]?.other ?? '')).toBe('object');
    expect(items[0]?.channel).toBe(0);
    expect(at((await mine('GET', '/api/log/self/stat')).json, 'data.quota')).toBe(self['used_quota']);
    const hours = at((await mine('GET', '/api/data/self')).json, 'data') as { model_name: string; count: number }[];
    expect(hours[0]).toMatchObject({ model_name: 'gpt-4o-mini', count: items.length });
  });

  it('of everybody are for administrators', async () => {
    const refused = await mine('GET', '/api/log/');
    expect([refused.status, at(refused.json, 'code')]).toEqual([403, 'AUTH_INSUFFICIENT_PRIVILEGE']);
  });

  it('grow by a code', async () => {
    const issued = await gateway.command('code', 'create', 'batch', '1', '1');
    const key = /[2-9A-HJ-NP-Z]{5}(?:-[2-9A-HJ-NP-Z]{5}){3}/.exec(issued.output)?.[0];
    expect((await mine('POST', '/api/user/topup', { key })).json).toMatchObject({ success: true, data: 500_000 });
    expect(at((await mine('POST', '/api/user/topup', { key })).json, 'success')).toBe(false);
  });
});

describe('what everybody may know', () => {
  it('is the status, the groups and the prices', async () => {
    expect(at((await api('GET', '/api/status')).json, 'data')).toMatchObject({
      quota_per_unit: 500_000,
      register_enabled: true,
    });
    expect(at((await mine('GET', '/api/user/self/groups')).json, 'data.vip')).toMatchObject({ ratio: 0.5 });
    expect(at((await mine('GET', '/api/user/models')).json, 'data')).toContain('gpt-4o-mini');
    const pricing = (await api('GET', '/api/pricing')).json as {
      data: Record<string, unknown>[];
      group_ratio: unknown;
    };
    expect(pricing.data.find(row => row['model_name'] === 'gpt-4o-mini')).toMatchObject({
      quota_type: 0,
      model_ratio: 0.075,
      completion_ratio: 4,
      cache_ratio: 0.5,
    });
    expect(pricing.group_ratio).toEqual({ default: 1, vip: 0.5 });
    expect(at((await api('GET', '/api/ratio_config')).json, 'data.model_ratio.gpt-4o-mini')).toBe(0.075);
  });
});

describe('what an account wants', () => {
  it('is put into force and told again, without what is secret', async () => {
    const put = await mine('PUT', '/api/user/setting', {
      notify_type: 'bark',
      quota_warning_threshold: 750_000,
      bark_url: 'https://api.day.app/devicekey1234567/{{title}}/{{content}}',
    });
    expect(put.json).toMatchObject({ success: true });
    const setting = String(at((await mine('GET', '/api/user/self')).json, 'data.setting'));
    expect(JSON.parse(setting)).toEqual({ notify_type: 'bark', quota_warning_threshold: 750_000 });
    const wrong = await mine('PUT', '/api/user/setting', { notify_type: 'pigeon' });
    expect([wrong.status, at(wrong.json, 'success')]).toEqual([200, false]);
  });

  it('stands beside sessions, a second factor, and ways to pay', async () => {
    const sessions = at((await mine('GET', '/api/user/sessions')).json, 'data') as { sid: string }[];
    expect(sessions.length).toBeGreaterThan(0);
    const ended = await mine('DELETE', `/api/user/sessions/${sessions[0]?.sid}`);
    expect(at(ended.json, 'success')).toBe(true);
    expect(at((await mine('GET', '/api/user/2fa/status')).json, 'data.enabled')).toBe(false);
    expect(at((await mine('GET', '/api/user/topup/info')).json, 'data')).toMatchObject({ pay_methods: [] });
    expect(at((await mine('GET', '/api/user/topup/self/?p=1')).json, 'data')).toMatchObject({ total: 0, items: [] });
    const pay = await mine('POST', '/api/user/pay', { amount: 10, payment_method: 'alipay' });
    expect([pay.status, at(pay.json, 'success')]).toEqual([200, false]);
  });
});
