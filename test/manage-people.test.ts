// Operators and other people's accounts: who may do what to whom, money with reasons, codes, organisations, the audit.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Gateway, keyOf } from './support/gateway.ts';
import { Visitor } from './support/visitor.ts';

const PASSWORD = 'correct horse battery staple';
let gateway: Gateway;
let root: Visitor;
let boss: Visitor;
let bob: Visitor;

interface Made {
  readonly id: number;
  readonly name: string;
  readonly balance: string;
}

beforeAll(async () => {
  gateway = await Gateway.start({
    users: [
      { name: 'boss', role: 'owner' as 'admin', password: PASSWORD, keys: [] },
      { name: 'root', role: 'admin', password: PASSWORD, keys: [] },
      { name: 'bob', password: PASSWORD, balance: '1', keys: [{ name: 'dev', key: keyOf('bob') }] },
    ],
  });
  root = await Visitor.signedIn(gateway.url, 'root', PASSWORD);
  boss = await Visitor.signedIn(gateway.url, 'boss', PASSWORD);
  bob = await Visitor.signedIn(gateway.url, 'bob', PASSWORD);
}, 60_000);

afterAll(() => gateway.dispose());

async function make(wish: Record<string, unknown>): Promise<Made> {
  const answer = await root.post('/accounts', wish);
  expect(answer.status, answer.text).toBe(201);
  return answer.json as Made;
}
async function csv(path: string): Promise<string[]> {
  const response = await fetch(`${gateway.url}/manage/v1${path}`, { headers: { cookie: root.cookie } });
  expect(response.headers.get('content-type')).toContain('text/csv');
  return (await response.text()).trim().split('\r\n');
}

describe('an account', () => {
  it('is found by a part of its name or address, its number, role, group and state', async () => {
    const eve = await make({ name: 'Eve 100%', email: 'eve@example.com', role: 'finance', group: 'default' });
    for (const query of ['q=eve', 'q=100%25', `q=${eve.id}`, 'q=EXAMPLE.com', 'role=finance', 'q=eve&enabled=true'])
      expect((await root.get(`/accounts?${query}`)).text, query).toContain('"Eve 100%"');
    for (const query of ['q=e_e', 'q=eve&enabled=false', 'q=eve&group=vip'])
      expect((await root.get(`/accounts?${query}`)).json, query).toEqual({ items: [] });
  });

  it('is listed page by page, and exported whole', async () => {
    for (const name of ['p1', 'p2', 'p3']) await make({ name });
    const names: string[] = [];
    let cursor = '';
    do {
      const page = (await root.get(`/accounts?limit=2${cursor}`)).json as { items: Made[]; next?: string };
      names.push(...page.items.map(item => item.name));
      cursor = page.next === undefined ? '' : `&cursor=${page.next}`;
    } while (cursor !== '');
    expect(new Set(names).size).toBe(names.length);
    expect((await csv('/accounts.csv')).length - 1).toBe(names.length);
  });

  it('is given and loses money with a reason, once for each reference, and the owner sees both', async () => {
    const made = await make({ name: 'money', password: PASSWORD, balance: '5' });
    const wish = { amount: '-7.25', reason: 'charged back', reference: 'case-1' };
    for (let times = 0; times < 3; times += 1)
      expect((await root.post(`/accounts/${made.id}/adjustment`, wish)).json).toMatchObject({ balance: '-2.25' });
    const own = await Visitor.signedIn(gateway.url, 'money', PASSWORD);
    expect((await own.get('/wallet/transfers')).json).toMatchObject({
      items: [
        { kind: 'adjust', amount: '-7.25', note: 'charged back', author: 'root' },
        { kind: 'grant', amount: '5' },
      ],
    });
    expect((await root.post(`/accounts/${made.id}/adjustment`, { amount: '0', reason: 'x' })).json).toMatchObject({
      param: 'amount',
    });
    expect((await root.post(`/accounts/${made.id}/adjustment`, { amount: '1', reason: '' })).json).toMatchObject({
      param: 'reason',
    });
  });

  it('that is disabled is out at once, with its keys', async () => {
    const made = await make({ name: 'gone', password: PASSWORD, balance: '5' });
    const own = await Visitor.signedIn(gateway.url, 'gone', PASSWORD);
    const { secret } = (await own.post('/keys', { name: 'k' })).json as { secret: string };
    const ask = async () =>
      (await fetch(`${gateway.url}/v1/models`, { headers: { authorization: `Bearer ${secret}` } })).status;
    expect(await ask()).toBe(200);
    expect((await root.patch(`/accounts/${made.id}`, { enabled: false })).status).toBe(200);
    expect((await own.get('/me')).status).toBe(401);
    expect(await ask()).toBe(403);
  });

  it('of an owner, or that is to be one, is touched by owners alone', async () => {
    const owner = ((await root.get('/accounts?role=owner')).json as { items: Made[] }).items[0];
    expect((await root.patch(`/accounts/${owner?.id}`, { display_name: 'x' })).status).toBe(403);
    expect((await root.post(`/accounts/${owner?.id}/password-link`, {})).status).toBe(403);
    expect((await root.delete(`/accounts/${owner?.id}/sessions`)).status).toBe(403);
    expect((await root.post('/accounts', { name: 'usurper', role: 'owner' })).status).toBe(403);
    const made = await make({ name: 'rising' });
    expect((await root.patch(`/accounts/${made.id}`, { role: 'owner' })).status).toBe(403);
    expect((await boss.patch(`/accounts/${made.id}`, { role: 'owner' })).json).toMatchObject({ role: 'owner' });
  });

  it('that the file declares keeps what it says there', async () => {
    const bobs = ((await root.get('/accounts?q=bob')).json as { items: Made[] }).items[0];
    expect((await root.patch(`/accounts/${bobs?.id}`, { group: 'default' })).code).toBe('declared_in_file');
    expect((await root.patch(`/accounts/${bobs?.id}`, { email: 'bob@example.com' })).status).toBe(200);
  });

  it('gets a new password by a link that is good once, and every session ends', async () => {
    const made = await make({ name: 'forgetful', password: PASSWORD });
    const before = await Visitor.signedIn(gateway.url, 'forgetful', PASSWORD);
    const { secret } = (await root.post(`/accounts/${made.id}/password-link`, {})).json as { secret: string };
    const visitor = new Visitor(gateway.url);
    expect((await visitor.post('/password', { secret, password: 'short' })).json).toMatchObject({ param: 'password' });
    expect((await visitor.post('/password', { secret, password: 'a new and good one' })).status).toBe(200);
    expect((await visitor.post('/password', { secret, password: 'another good one' })).status).toBe(401);
    expect((await before.get('/me')).status).toBe(401);
    await Visitor.signedIn(gateway.url, 'forgetful', 'a new and good one');
  });

  it('is nobody’s business without the right', async () => {
    for (const path of [
      '/accounts',
      '/accounts/1',
      '/accounts.csv',
      '/organisations',
      '/codes',
      '/changes',
      '/changes.csv',
    ])
      expect((await bob.get(path)).status, path).toBe(403);
    const support = await make({ name: 'helper', password: PASSWORD, role: 'support' });
    const helper = await Visitor.signedIn(gateway.url, 'helper', PASSWORD);
    expect((await helper.get(`/accounts/${support.id}`)).status).toBe(200);
    expect((await helper.patch(`/accounts/${support.id}`, { role: 'admin' })).status).toBe(403);
    expect((await helper.post(`/accounts/${support.id}/adjustment`, { amount: '1', reason: 'x' })).status).toBe(403);
    expect((await helper.get('/changes')).status).toBe(403);
  });
});

describe('an organisation', () => {
  it('has money, members and budgets', async () => {
    const { id } = (await root.post('/organisations', { name: 'acme' })).json as Made;
    const member = await make({ name: 'worker' });
    const budgets = [{ period: 'month', scope: 'all', name: '', amount: '20' }];
    const put = await root.put(`/organisations/${id}/members/${member.id}`, { role: 'owner', budgets });
    expect(put.json).toMatchObject({ people: [{ account: { name: 'worker' }, role: 'owner', budgets }] });
    const given = await root.post(`/organisations/${id}/adjustment`, { amount: '50', reason: 'start' });
    expect(given.json).toMatchObject({ balance: '50', members: 1 });
    expect((await root.patch(`/organisations/${id}`, { budgets: [{ ...budgets[0], amount: '-1' }] })).status).toBe(400);
    expect((await root.delete(`/organisations/${id}/members/${member.id}`)).json).toMatchObject({ people: [] });
    expect((await root.post('/organisations', { name: 'acme' })).json).toMatchObject({ param: 'name' });
    expect(await csv('/organisations.csv')).toHaveLength(2);
  });
});

describe('codes', () => {
  it('are told once, redeemed once, and known by their last letters', async () => {
    const wish = { batch: 'spring', count: 3, amount: '2.5' };
    const { codes } = (await root.post('/codes/batches', wish)).json as { codes: string[] };
    expect(new Set(codes).size).toBe(3);
    const [first = '', second = '', third = ''] = codes;
    expect((await bob.post('/wallet/codes', { code: first.toLowerCase() })).json).toEqual({ amount: '2.5' });
    expect((await bob.post('/wallet/codes', { code: first })).status).toBe(400);
    const list = await root.get('/codes?batch=spring');
    for (const code of codes) expect(list.text).not.toContain(code);
    const { items } = list.json as { items: { id: string; hint: string; state: string }[] };
    const hintOf = (code: string) => items.find(item => item.hint === code.slice(-4));
    expect(hintOf(first)).toMatchObject({ state: 'redeemed', redeemed_by: { name: 'bob' } });
    expect((await root.patch(`/codes/${hintOf(second)?.id}`, { enabled: false })).status).toBe(204);
    expect((await bob.post('/wallet/codes', { code: second })).status).toBe(400);
    expect((await root.patch('/codes/batches/spring', { enabled: false })).json).toEqual({ changed: 1 });
    expect((await bob.post('/wallet/codes', { code: third })).status).toBe(400);
    expect((await root.get('/codes/batches')).json).toMatchObject({ items: [{ redeemed: 1, redeemed_amount: '2.5' }] });
    expect((await csv('/codes.csv?batch=spring')).join('\n')).toMatch(/spring,\w{4},2.5,redeemed,,root,bob,/);
  });
});

describe('the audit', () => {
  it('tells who did what to whom, and is searched by each', async () => {
    const made = await make({ name: 'watched', group: 'default' });
    await root.patch(`/accounts/${made.id}`, { role: 'support' });
    const found = (await root.get(`/changes?subject=account:${made.id}&actor=root&action=account.`)).json as {
      items: { action: string; before: string; after: string }[];
    };
    expect(found.items.map(item => item.action)).toEqual(['account.change', 'account.create']);
    expect(JSON.parse(found.items[0]?.before ?? '')).toMatchObject({ role: 'user' });
    expect(JSON.parse(found.items[0]?.after ?? '')).toEqual({ role: 'support' });
    expect((await root.get('/changes?actor=nobody')).json).toEqual({ items: [] });
    expect((await root.get(`/changes?to=1&subject=account:${made.id}`)).json).toEqual({ items: [] });
    expect((await csv(`/changes.csv?subject=account:${made.id}`)).length).toBe(3);
    expect((await root.get('/changes?limit=200')).text).not.toContain(PASSWORD);
  });
});
