// What a key can learn about itself: limits, use, log and the explanation of one charge, in the shapes that clients read.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, call, eventually, jsonOf } from './support/client.ts';
import { FAMILIES, answerInKind } from './support/families.ts';
import type { FamilyCase } from './support/families.ts';
import { Gateway, keyOf } from './support/gateway.ts';
import { findGeneration, generation, logOf } from './support/money.ts';
import { Upstream } from './support/upstream.ts';

const KEY = keyOf('account');
const OTHER = keyOf('stranger');
const OPEN = keyOf('unlimited');
const BUDGET_USD = 2;

let gateway: Gateway;
let upstream: Upstream;

beforeAll(async () => {
  upstream = await Upstream.start(answerInKind);
  gateway = await Gateway.start({
    groups: [
      { name: 'default', multiplier: '1' },
      { name: 'vip', multiplier: '0.8' },
    ],
    channels: FAMILIES.map(family => ({
      name: `secret-name-of-${family.name}`,
      provider: family.provider,
      base_url: upstream.url,
      keys: ['upstream-secret'],
      groups: ['default', 'vip'],
      models: [`account-${family.name}`],
    })),
    prices: FAMILIES.map(family => ({ model: `account-${family.name}`, input: '1000', output: '2000' })),
    users: [
      {
        name: 'account',
        balance: '10',
        group: 'default',
        keys: [
          { name: 'account', key: KEY, budget: String(BUDGET_USD) },
          { name: 'unlimited', key: OPEN },
        ],
      },
      { name: 'stranger', balance: '10', group: 'vip', keys: [{ name: 'stranger', key: OTHER }] },
    ],
  });
}, 60_000);

afterAll(async () => {
  await gateway.dispose();
  await upstream.stop();
});

async function ask(family: FamilyCase, key: string, stream = false) {
  const answer = await call(gateway.url + family.path(`account-${family.name}`, stream), {
    headers: family.headers(key),
    body: family.body(`account-${family.name}`, stream),
  });
  expect(answer.status).toBe(200);
  return answer;
}

async function read(path: string, key = KEY): Promise<unknown> {
  return jsonOf(await call(gateway.url + path, { headers: { authorization: `Bearer ${key}` } }));
}

/** 11 × 1000 + 7 × 2000 USD per million. */
const COST_USD = 0.025;

describe('the billing paths', () => {
  it.each(['/v1/dashboard/billing', '/dashboard/billing'])(
    '%s give limit, use and credit that agree after each call',
    async prefix => {
      const before = Number(at(await read(`${prefix}/usage`), 'total_usage'));
      for (const family of FAMILIES) await ask(family, KEY, family.name === 'openai-chat');
      await eventually(async () => {
        const used = Number(at(await read(`${prefix}/usage`), 'total_usage'));
        expect(used - before).toBeCloseTo(COST_USD * 100 * FAMILIES.length, 6);
        expect(at(await read(`${prefix}/subscription`), 'hard_limit_usd')).toBe(BUDGET_USD);
        const credit = await read(`${prefix}/credit_grants`);
        expect(at(credit, 'object')).toBe('credit_summary');
        expect(Number(at(credit, 'total_used'))).toBeCloseTo(used / 100, 6);
        expect(Number(at(credit, 'total_available'))).toBeCloseTo(BUDGET_USD - used / 100, 6);
      });
    },
  );

  it('give the use of the days that are asked for', async () => {
    const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
    const usage = async (start: string, end: string) =>
      Number(at(await read(`/v1/dashboard/billing/usage?start_date=${start}&end_date=${end}`), 'total_usage'));
    expect(await usage(day(-1), day(1))).toBeGreaterThan(0);
    expect(await usage(day(-30), day(-20))).toBe(0);
  });

  it('name no limit for a key without a budget', async () => {
    const subscription = await read('/v1/dashboard/billing/subscription', OPEN);
    expect(at(subscription, 'object')).toBe('billing_subscription');
    expect(Number(at(subscription, 'hard_limit_usd'))).toBeGreaterThan(0);
  });

  it('refuse a wrong key with 401 in JSON', async () => {
    const answer = await call(`${gateway.url}/v1/dashboard/billing/usage`, {
      headers: { authorization: `Bearer ${keyOf('none')}` },
    });
    expect(answer.status).toBe(401);
    expect(() => jsonOf(answer)).not.toThrow();
  });
});

describe('the use of a key', () => {
  it.each(['/api/usage/token', '/api/usage/token/'])('is given in quota units under %s', async path => {
    await eventually(async () => {
      const value = await read(path);
      const used = Number(at(await read('/v1/dashboard/billing/usage'), 'total_usage')) / 100;
      expect(at(value, 'code')).toBe(true);
      expect(at(value, 'data.object')).toBe('token_usage');
      expect(at(value, 'data.name')).toBe('account');
      expect(at(value, 'data.total_granted')).toBe(BUDGET_USD * 500_000);
      expect(at(value, 'data.total_used')).toBe(Math.round(used * 500_000));
      expect(at(value, 'data.total_available')).toBe(Math.round((BUDGET_USD - used) * 500_000));
      expect(at(value, 'data.unlimited_quota')).toBe(false);
    });
    expect(at(await read(path, OPEN), 'data.unlimited_quota')).toBe(true);
  });
});

describe('the log of a key', () => {
  it('has a row for each call, newest first, whose quota is what left the balance', async () => {
    const { id } = await ask(FAMILIES[0] as FamilyCase, KEY);
    await eventually(async () => {
      const rows = await logOf(gateway.url, KEY);
      expect(rows[0]).toEqual({ id, type: 2, quota: COST_USD * 500_000 });
      const used = Number(at(await read('/v1/dashboard/billing/usage'), 'total_usage')) / 100;
      expect(rows.reduce((sum, row) => sum + row.quota, 0)).toBe(Math.round(used * 500_000));
    });
    expect(await logOf(gateway.url, OPEN)).toEqual([]);
  });

  it('is also given for a key in the query', async () => {
    const value = jsonOf(await call(`${gateway.url}/api/log/token?key=${KEY}`));
    expect(at(value, 'success')).toBe(true);
    expect(Number(at(value, 'data.length'))).toBeGreaterThan(0);
  });
});

describe.each(FAMILIES)('the explanation of a $name call', family => {
  it.each([false, true])('names its tokens, its cost and its lines, and no channel (streamed: %s)', async stream => {
    const { id } = await ask(family, KEY, stream);
    const { value, cost, prompt, completion } = await generation(gateway.url, KEY, id);
    expect([cost, prompt, completion]).toEqual([COST_USD, 11, 7]);
    expect(at(value, 'id')).toBe(id);
    expect(at(value, 'model')).toBe(`account-${family.name}`);
    expect(at(value, 'streamed')).toBe(stream);
    expect(at(value, 'cancelled')).toBe(false);
    expect(Date.parse(String(at(value, 'created_at')))).toBeGreaterThan(Date.now() - 60_000);
    const text = JSON.stringify(value);
    expect(text).not.toContain('secret-name');
    expect(text).toContain('upstream_usage');
    expect(text).toMatch(/"meter":"input"/);
    expect(text).toMatch(/"meter":"output"/);
  });

  it('is cheaper by the multiplier of the group', async () => {
    const { id } = await ask(family, OTHER);
    expect((await generation(gateway.url, OTHER, id)).cost).toBe(0.02);
  });

  it('is for its owner only', async () => {
    const { id } = await ask(family, KEY);
    await generation(gateway.url, KEY, id);
    expect(await findGeneration(gateway.url, OTHER, id)).toBeUndefined();
    expect(await findGeneration(gateway.url, KEY, 'no-such-id')).toBeUndefined();
  });
});
