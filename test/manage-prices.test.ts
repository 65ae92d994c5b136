// Prices and groups in the management API: changed now or from a date on, taken over from others, in force while requests run.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerInKind } from './support/families.ts';
import { Gateway, keyOf } from './support/gateway.ts';
import { Upstream } from './support/upstream.ts';
import { Visitor } from './support/visitor.ts';

const PASSWORD = 'correct horse battery staple';
let upstream: Upstream;
let station: Upstream;
let gateway: Gateway;
let ada: Visitor;
let fay: Visitor;
let bob: Visitor;

const PRICING = {
  success: true,
  data: [
    { model_name: 'gpt-4o', quota_type: 0, model_ratio: 2.5, completion_ratio: 4, cache_ratio: 0.5 },
    { model_name: 'fixed', quota_type: 0, model_ratio: 9, completion_ratio: 1 },
    { model_name: 'theirs', quota_type: 1, model_price: 0.04 },
    { model_name: 'expression', quota_type: 0, billing_mode: 'tiered_expr' },
  ],
  group_ratio: { default: 1, cheap: 0.5 },
};

beforeAll(async () => {
  upstream = await Upstream.start(answerInKind);
  station = await Upstream.start((request, reply) => {
    if (request.target === '/api/pricing') reply.json(200, PRICING);
    else if (request.target === '/api/status') reply.json(200, { data: { quota_per_unit: 1_000_000 } });
    else reply.json(404, {});
  });
  gateway = await Gateway.start({
    groups: [{ name: 'default', multiplier: '1' }],
    channels: [
      {
        name: 'road',
        provider: 'compatible',
        base_url: upstream.url,
        keys: ['k'],
        models: ['gpt-4o', 'own', 'fixed'],
        cost: 0.5,
      },
    ],
    prices: [{ model: 'fixed', input: '1', output: '1' }],
    users: [
      { name: 'ada', role: 'admin', password: PASSWORD, keys: [] },
      { name: 'fay', role: 'finance', password: PASSWORD, keys: [] } as never,
      { name: 'bob', password: PASSWORD, balance: '10', keys: [{ name: 'k', key: keyOf('bob') }] },
    ],
    settings: { fetch_private_addresses: true },
  });
  ada = await Visitor.signedIn(gateway.url, 'ada', PASSWORD);
  fay = await Visitor.signedIn(gateway.url, 'fay', PASSWORD);
  bob = await Visitor.signedIn(gateway.url, 'bob', PASSWORD);
}, 60_000);

afterAll(async () => {
  await gateway?.dispose();
  await upstream?.stop();
  await station?.stop();
});

/** What a call of a model is charged, in USD. */
async function charged(model: string): Promise<number> {
  const response = await fetch(`${gateway.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${keyOf('bob')}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model, messages: [{ role: 'user', content: 'Hello' }], max_tokens: 10 }),
  });
  await response.text();
  return response.status === 200 ? Number(response.headers.get('x-turnpike-cost')) : -response.status;
}

interface Row {
  readonly model: string;
  readonly [field: string]: unknown;
}
async function priceOf(model: string): Promise<Row | undefined> {
  const { items } = (await fay.get('/prices')).json as { items: Row[] };
  return items.find(row => row.model === model);
}

describe('a price', () => {
  it('makes a model callable, and is in force with the answer', async () => {
    expect(await charged('own')).toBeLessThan(0);
    const put = await fay.put('/prices', { model: 'own', price: { call: '0.25' } });
    expect([put.status, put.json]).toMatchObject([
      200,
      { written: { call: '0.25' }, groups: ['default'], declared: false },
    ]);
    expect(await charged('own')).toBe(0.25);
    await expect
      .poll(async () => (await priceOf('own'))?.['sold'], { timeout: 15_000 })
      .toMatchObject([{ group: 'default', calls: 1, amount: '0.25' }]);
  });

  it('changes by itself at its date, and not before', async () => {
    const from = Date.now() + 2_500;
    const put = await fay.put('/prices', { model: 'own', price: { call: '0.5' }, from });
    expect(put.json).toMatchObject({ written: { call: '0.25' }, next: [{ from, price: { call: '0.5' } }] });
    expect(await charged('own')).toBe(0.25);
    await expect.poll(() => charged('own'), { timeout: 8_000, interval: 200 }).toBe(0.5);
    expect(Date.now()).toBeGreaterThanOrEqual(from);
    expect((await fay.put('/prices', { model: 'own', price: { call: '1' }, from: 5 })).json).toMatchObject({
      param: 'from',
    });
    expect((await fay.delete(`/prices?model=own&from=${from}`)).status).toBe(204);
    expect(await charged('own')).toBe(0.25);
  });

  it('is shown beside the list and the cost, and goes back to the list when it is removed', async () => {
    const before = await priceOf('gpt-4o');
    expect(before).toMatchObject({
      written: null,
      sale: { source: 'catalog' },
      costs: [{ channel: 'road', source: 'list', factor: '0.5' }],
    });
    const dear = { input: '100', output: '100', tiers: [{ above: 1_000_000, input: '200' }] };
    await fay.put('/prices', { model: 'gpt-4o', price: dear });
    expect(await priceOf('gpt-4o')).toMatchObject({ written: dear, sale: { source: 'operator' } });
    const cost = await charged('gpt-4o');
    await fay.delete('/prices?model=gpt-4o');
    expect((await priceOf('gpt-4o'))?.['sale']).toEqual(before?.['sale']);
    expect(await charged('gpt-4o')).toBeLessThan(cost);
  });

  it.each([
    [{ model: 'own', price: { input: 'free' } }, 'price.input'],
    [{ model: 'own', price: { colour: '1' } }, 'price'],
    [{ model: 'own', price: {} }, 'price'],
    [{ model: 'own', price: { minute: '0.000000000001' } }, 'price'],
    [{ model: '', price: { call: '1' } }, 'model'],
  ])('that is none is refused: %j', async (body, field) => {
    const answer = await fay.put('/prices', body);
    expect([answer.status, answer.code]).toEqual([400, 'invalid_request']);
    expect(String((answer.json as { param: string }).param)).toContain(field);
  });

  it('of the file is changed there', async () => {
    for (const answer of [
      await fay.put('/prices', { model: 'fixed', price: { input: '2' } }),
      await fay.delete('/prices?model=fixed'),
      await fay.post('/price-imports', { items: [{ model: 'fixed', price: { input: '2' } }] }),
    ])
      expect([answer.status, answer.code]).toEqual([409, 'declared_in_file']);
    expect(String((await priceOf('fixed'))?.['place'])).toMatch(/turnpike\.yaml:\d+$/);
  });
});

describe('prices of others', () => {
  it('are shown as a difference, and only what was chosen is taken', async () => {
    const body = { source: 'gateway', url: station.url, group: 'cheap', markup: '1.5' };
    const answer = await fay.post('/price-differences', body);
    // A ratio of 2.5 where a million is a dollar, half of it in that group, and half as much again.
    const price = { input: '1.875', output: '7.5', cache_read: '0.9375' };
    expect(answer.json).toMatchObject({
      items: [
        { model: 'gpt-4o', state: 'changed', served: true, after: price },
        { model: 'fixed', state: 'declared', before: { input: '1', output: '1' } },
        { model: 'theirs', state: 'new', served: false, before: null, after: { call: '0.03' } },
      ],
      skipped: [{ model: 'expression' }],
    });
    expect((await priceOf('gpt-4o'))?.['written']).toBeNull();
    expect((await fay.post('/price-imports', { items: [{ model: 'gpt-4o', price }] })).json).toEqual({ changed: 1 });
    expect((await priceOf('gpt-4o'))?.['written']).toEqual(price);
    expect(await priceOf('theirs')).toBeUndefined();
    const again = (await fay.post('/price-differences', body)).json as { items: Row[] };
    expect(again.items[0]?.['state']).toBe('same');
  });

  it('are read from a text, from the catalog, and from another Turnpike', async () => {
    const text = JSON.stringify(PRICING);
    const fromText = (await fay.post('/price-differences', { source: 'text', text })).json as { items: Row[] };
    expect(fromText.items[0]).toMatchObject({ model: 'gpt-4o', after: { input: '5', output: '20' } });
    const fromCatalog = (await fay.post('/price-differences', { source: 'catalog' })).json as { items: Row[] };
    expect(fromCatalog.items.find(row => row.model === 'gpt-4o')).toMatchObject({ state: 'changed' });
    const fromTurnpike = (await fay.post('/price-differences', { source: 'gateway', url: gateway.url })).json as {
      items: Row[];
    };
    expect(fromTurnpike.items.map(row => row['state'])).not.toContain('new');
    expect(fromTurnpike.items.find(row => row.model === 'gpt-4o')).toMatchObject({ state: 'same' });
  });

  it.each([
    [{ source: 'gateway', url: 'nowhere' }, 'url'],
    [{ source: 'gateway', url: 'http://127.0.0.1:1' }, 'url'],
    [{ source: 'text', text: '<html>' }, 'text'],
    [{ source: 'catalog', markup: 'much' }, 'markup'],
  ])('that cannot be read are told at the field: %j', async (body, field) => {
    expect((await fay.post('/price-differences', body)).json).toMatchObject({ code: 'invalid_request', param: field });
  });
});

describe('a group', () => {
  it('is made, prices its calls, and cannot be removed while it is used', async () => {
    const made = await ada.put('/groups/gold', { multiplier: '2', pick: ['default'], description: 'Dear' });
    expect(made.json).toMatchObject({ name: 'gold', multiplier: '2', users: 0, channels: [] });
    expect((await ada.put('/groups/gold', { multiplier: 'much' })).json).toMatchObject({ param: 'multiplier' });
    expect((await ada.put('/groups/auto', { multiplier: '1' })).status).toBe(400);
    const { key } = (await bob.post('/keys', { name: 'golden', group: 'gold' })).json as { key: { id: number } };
    expect((await ada.delete('/groups/gold')).code).toBe('conflict');
    await bob.patch(`/keys/${key.id}`, { group: null });
    expect((await ada.delete('/groups/gold')).status).toBe(204);
  });

  it('of the file is changed there', async () => {
    expect((await ada.put('/groups/default', { multiplier: '2' })).code).toBe('declared_in_file');
  });
});

it('is for finance and administrators alone', async () => {
  for (const answer of [
    await bob.get('/prices'),
    await bob.put('/prices', { model: 'own', price: { call: '0' } }),
    await bob.delete('/prices?model=own'),
    await bob.post('/price-differences', { source: 'catalog' }),
    await bob.post('/price-imports', { items: [{ model: 'own', price: { call: '0' } }] }),
    await bob.get('/groups'),
    await bob.put('/groups/x', { multiplier: '0' }),
    await bob.delete('/groups/default'),
  ])
    expect(answer.status).toBe(403);
});
