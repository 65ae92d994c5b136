// Channels in the management API: made, tried, changed, drained and removed by an operator while requests run.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerInKind } from './support/families.ts';
import { Gateway, keyOf } from './support/gateway.ts';
import { Upstream } from './support/upstream.ts';
import { Visitor } from './support/visitor.ts';

const PASSWORD = 'correct horse battery staple';
const SECRET = 'upstream-secret-0123456789abcdef-wxyz';
let upstream: Upstream;
let other: Upstream;
let gateway: Gateway;
let ada: Visitor;
let sam: Visitor;
let bob: Visitor;

beforeAll(async () => {
  upstream = await Upstream.start((request, reply) => {
    if (request.target.endsWith('/models')) reply.json(200, { data: [{ id: 'gpt-4o' }, { id: 'brand-new' }] });
    else if (request.header('authorization') !== `Bearer ${SECRET}`) reply.json(401, { error: { message: 'no' } });
    else return answerInKind(request, reply);
    return undefined;
  });
  other = await Upstream.start(answerInKind);
  gateway = await Gateway.start({
    groups: [
      { name: 'default', multiplier: '1' },
      { name: 'vip', multiplier: '2' },
    ],
    channels: [{ name: 'declared', provider: 'compatible', base_url: other.url, keys: ['k'], models: ['m-declared'] }],
    prices: ['m-declared', 'mine', 'alone', 'gpt-4o'].map(model => ({ model, input: '1', output: '1' })),
    users: [
      { name: 'ada', role: 'admin', password: PASSWORD, balance: '10', keys: [{ name: 'k', key: keyOf('ada') }] },
      { name: 'sam', role: 'support', password: PASSWORD, keys: [] } as never,
      { name: 'bob', password: PASSWORD, balance: '10', keys: [{ name: 'k', key: keyOf('bob') }] },
    ],
  });
  ada = await Visitor.signedIn(gateway.url, 'ada', PASSWORD);
  sam = await Visitor.signedIn(gateway.url, 'sam', PASSWORD);
  bob = await Visitor.signedIn(gateway.url, 'bob', PASSWORD);
}, 60_000);

afterAll(async () => {
  await gateway?.dispose();
  await upstream?.stop();
  await other?.stop();
});

interface Row {
  readonly id: number;
  readonly name: string;
  readonly [field: string]: unknown;
}
interface Detail {
  readonly row: Row;
  readonly channel: Record<string, unknown> & { readonly keys: { readonly id: string; readonly hint: string }[] };
}

const draft = (name: string) => ({
  name,
  provider: 'compatible',
  base_url: upstream.url,
  keys: [SECRET],
  models: ['gpt-4o', { name: 'mine', upstream: 'gpt-4o' }],
});

async function make(name: string): Promise<Detail> {
  const answer = await ada.post('/channels', draft(name));
  expect([answer.status, answer.message]).toEqual([201, '']);
  return answer.json as Detail;
}

async function ask(model: string): Promise<{ status: number; id: string }> {
  const response = await fetch(`${gateway.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${keyOf('bob')}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model, messages: [{ role: 'user', content: 'Hello' }], max_tokens: 10 }),
  });
  await response.text();
  return { status: response.status, id: response.headers.get('x-request-id') ?? '' };
}

async function list(): Promise<readonly Row[]> {
  return ((await ada.get('/channels')).json as { items: Row[] }).items;
}

describe('a channel of the console', () => {
  it('serves at once, is told without its secret, and its day is counted', async () => {
    const { row, channel } = await make('first');
    // No waiting: it is in force when the answer is there.
    const { status, id } = await ask('mine');
    expect(status).toBe(200);
    expect(channel).toMatchObject({ name: 'first', models: draft('').models, keys: [{ hint: '…wxyz' }] });
    const all = await ada.get('/channels');
    expect(
      all.text + (await ada.get(`/channels/${row.id}`)).text + (await ada.get('/openapi.json')).text,
    ).not.toContain(SECRET);
    await expect
      .poll(async () => (await list()).find(one => one.name === 'first'), { timeout: 15_000 })
      .toMatchObject({ day: { calls: 1 }, declared: false, drained: false, rests: [], fault: null });
    const day = (await list()).find(one => one.name === 'first')?.['day'] as { tries: number[]; failed: number[] };
    expect([day.tries.length, day.tries.at(-1) ?? 0, Math.max(...day.failed)]).toEqual([96, 1, 0]);
    const why = (await ada.get(`/requests/${id}`)).json as { charge: { attempts: Record<string, unknown>[] } };
    expect(why.charge.attempts).toMatchObject([{ channel: 'first', outcome: 'complete' }]);
    expect(String(why.charge.attempts[0]?.['why'])).not.toBe('');
  });

  it('is tried, and says in words what is wrong', async () => {
    const { row } = await make('tried');
    const fine = (await ada.post(`/channels/${row.id}/test`, { model: 'mine' })).json as { items: Row[] };
    expect(fine.items).toMatchObject([{ ok: true, status: 200, upstream_model: 'gpt-4o', error: '' }]);
    await ada.patch(`/channels/${row.id}`, { keys: ['wrong-key-wrong-key'] });
    const bad = (await ada.post(`/channels/${row.id}/test`, {})).json as { items: Row[] };
    expect(bad.items).toMatchObject([{ ok: false, status: 401 }]);
    expect(bad.items[0]?.['error']).not.toBe('');
    await ada.delete(`/channels/${row.id}`);
  });

  it('is changed field by field: keys stay unless they are written, under their old name or a new one', async () => {
    const { row, channel } = await make('changing');
    const kept = channel.keys[0]?.id;
    const changed = await ada.patch(`/channels/${row.id}`, {
      name: 'changed',
      weight: 5,
      keys: [{ id: kept, cost: 0.5 }, 'a-second-secret-of-some-length'],
      headers: { set: { 'x-team': 'hush' } },
    });
    expect(changed.json).toMatchObject({
      row: { id: row.id, name: 'changed', weight: 5, keys: 2 },
      channel: { keys: [{ id: kept, cost: 0.5 }, { hint: '…ngth' }], headers: { set: { 'x-team': '•••' } } },
    });
    expect(changed.text).not.toContain('hush');
    const again = await ada.patch(`/channels/${row.id}`, { headers: { set: { 'x-team': '•••' } }, weight: null });
    expect(again.json).toMatchObject({ row: { weight: 1, keys: 2 } });
    await ada.patch(`/channels/${row.id}`, { keys: [{ id: kept }], models: [{ name: 'alone', upstream: 'gpt-4o' }] });
    expect((await ask('alone')).status).toBe(200);
    expect(upstream.requests.at(-1)?.header('x-team')).toBe('hush');
    expect(upstream.requests.at(-1)?.header('authorization')).toBe(`Bearer ${SECRET}`);
    await ada.delete(`/channels/${row.id}`);
  });

  it('takes its secrets to no other address: they must be given anew', async () => {
    const { row } = await make('moving');
    const refused = await ada.patch(`/channels/${row.id}`, { base_url: other.url });
    expect([refused.status, refused.code]).toEqual([400, 'invalid_request']);
    expect(refused.json).toMatchObject({ param: 'keys' });
    expect((await ada.patch(`/channels/${row.id}`, { base_url: other.url, keys: ['new-secret'] })).status).toBe(200);
    await ada.delete(`/channels/${row.id}`);
  });

  it.each([
    [{ provider: 'nobody' }, 'provider'],
    [{ base_url: 'not a url' }, 'base_url'],
    [{ groups: ['nowhere'] }, 'groups'],
    [{ weight: -1 }, 'weight'],
    [{ models: ['a', 'a'] }, 'models.1'],
    [{ colour: 'red' }, 'colour'],
    [{ keys: [{ id: 'none' }] }, 'keys.0.id'],
    [{ name: 'declared' }, 'name'],
  ])('says which field is wrong: %j', async (change, field) => {
    const answer = await ada.post('/channels', { ...draft('wrong'), ...change });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    const said = answer.json as { param?: string; details?: { fields?: { path: string }[] } };
    expect([said.param, said.details?.fields?.[0]?.path]).toContain(field);
  });

  it('is drained and enabled on every road: kept out of new calls, with its past', async () => {
    const { row } = await make('draining');
    for (const one of await list())
      if (one.name !== 'draining' && !one['declared']) await ada.delete(`/channels/${one.id}`);
    expect((await ada.post(`/channels/${row.id}/switch`, { on: false, reason: 'upkeep' })).status).toBe(204);
    expect((await list()).find(one => one.id === row.id)).toMatchObject({ drained: true });
    expect((await ask('mine')).status).toBe(503);
    expect((await ada.post(`/channels/${row.id}/switch`, { on: true })).status).toBe(204);
    expect((await ask('mine')).status).toBe(200);
    const { items } = (await ada.get(`/channels/${row.id}/timeline`)).json as { items: Row[] };
    expect(items.map(({ event, reason }) => [event, reason])).toEqual([
      ['closed', 'by ada'],
      ['held', 'by ada: upkeep'],
    ]);
  });

  it('takes its models from the upstream, as chosen from the difference', async () => {
    const { row } = await make('syncing');
    const difference = await ada.get(`/channels/${row.id}/upstream-models`);
    expect(difference.json).toMatchObject({ added: ['brand-new'], kept: ['gpt-4o'], gone: [] });
    await ada.post(`/channels/${row.id}/upstream-models`, { added: ['brand-new'], gone: ['gpt-4o'] });
    const { channel } = (await ada.get(`/channels/${row.id}`)).json as Detail;
    expect(channel['models']).toEqual([{ name: 'mine', upstream: 'gpt-4o' }, 'brand-new']);
    expect((await list()).find(one => one.id === row.id)?.['unpriced']).toEqual(['brand-new']);
  });

  it('is changed with others in one go, all or none', async () => {
    const ids = [(await make('many-1')).row.id, (await make('many-2')).row.id];
    const change = { priority: 4, add_groups: ['vip'], remove_groups: ['default'] };
    const answer = await ada.patch('/channels', { ids, change });
    expect((answer.json as { items: Row[] }).items).toMatchObject(ids.map(() => ({ priority: 4, groups: ['vip'] })));
    const declared = (await list()).find(one => one['declared'])?.id ?? 0;
    expect((await ada.patch('/channels', { ids: [...ids, declared], change: { priority: 9 } })).code).toBe(
      'declared_in_file',
    );
    expect((await list()).filter(one => ids.includes(one.id)).map(one => one['priority'])).toEqual([4, 4]);
  });
});

describe('who may', () => {
  it('steer: administrators; see: support; know of: nobody else', async () => {
    const { row } = await make('guarded');
    expect((await sam.get('/channels')).status).toBe(200);
    for (const [visitor, status] of [
      [sam, 403],
      [bob, 403],
      [new Visitor(gateway.url), 401],
    ] as const) {
      for (const answer of [
        await visitor.post('/channels', draft('x')),
        await visitor.patch(`/channels/${row.id}`, { weight: 2 }),
        await visitor.patch('/channels', { ids: [row.id], change: { weight: 2 } }),
        await visitor.post(`/channels/${row.id}/switch`, { on: false }),
        await visitor.post(`/channels/${row.id}/test`, {}),
        await visitor.get(`/channels/${row.id}/balance`),
        await visitor.delete(`/channels/${row.id}`),
      ])
        expect(answer.status).toBe(status);
    }
    expect((await bob.get('/channels')).status).toBe(403);
    expect((await bob.get('/requests/whatever')).status).toBe(403);
  });

  it('change what the file declares: nobody; and it is shown with its line', async () => {
    const declared = (await list()).find(one => one['declared']);
    expect(String(declared?.['place'])).toMatch(/turnpike\.yaml:\d+$/);
    for (const answer of [
      await ada.patch(`/channels/${declared?.id}`, { weight: 2 }),
      await ada.delete(`/channels/${declared?.id}`),
    ]) {
      expect([answer.status, answer.code]).toEqual([409, 'declared_in_file']);
      expect(answer.message).toContain(String(declared?.['place']));
    }
    // A switch is no change of the declaration.
    expect((await ada.post(`/channels/${declared?.id}/switch`, { on: false })).status).toBe(204);
    expect((await ada.post(`/channels/${declared?.id}/switch`, { on: true })).status).toBe(204);
  });
});
