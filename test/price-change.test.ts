// A price and a group's factor that change in mid-request do not touch it; the next request has the new ones.

import { afterAll, beforeAll, expect, it } from 'vitest';
import { at, call, eventually } from './support/client.ts';
import { FAMILIES } from './support/families.ts';
import { Gateway, keyOf, type ConfigDraft } from './support/gateway.ts';
import { generation } from './support/money.ts';
import { Upstream } from './support/upstream.ts';

const KEY = keyOf('pricechange');
const [family] = FAMILIES;
if (family === undefined) throw new Error('no family');

let gateway: Gateway;
let upstream: Upstream;
let release = Promise.withResolvers<void>();

const draft = (price: string, multiplier: string): ConfigDraft => ({
  groups: [{ name: 'default', multiplier }],
  channels: [{ name: 'up', provider: 'openai', base_url: upstream.url, keys: ['s'], models: ['slow', 'quick'] }],
  prices: ['slow', 'quick'].map(model => ({ model, call: price })),
  users: [{ name: 'payer', balance: '10', keys: [{ name: 'payer', key: KEY }] }],
});

beforeAll(async () => {
  upstream = await Upstream.start(async (request, reply) => {
    if (request.body.includes('"slow"')) await release.promise;
    reply.json(200, family.answer('m'));
  });
  gateway = await Gateway.start(draft('0.01', '1'));
}, 60_000);
afterAll(async () => {
  release.resolve();
  await gateway.dispose();
  await upstream.stop();
});

const ask = async (model: string) =>
  call(gateway.url + family.path(model, false), { headers: family.headers(KEY), body: family.body(model, false) });
const chargeOf = async (id: string): Promise<unknown> => at((await generation(gateway.url, KEY, id)).value, 'charge');

it('costs what it cost when it was admitted', { timeout: 60_000 }, async () => {
  release = Promise.withResolvers<void>();
  const running = ask('slow');
  await eventually(async () => expect(upstream.requests.length).toBe(1));
  gateway.configure(draft('0.05', '3'));
  await eventually(async () => {
    const { id } = await ask('quick');
    expect(await chargeOf(id)).toMatchObject({ amount: '0.15', multiplier: '3' });
  }, 10_000);
  release.resolve();
  expect(await chargeOf((await running).id)).toMatchObject({ amount: '0.01', multiplier: '1' });
});
