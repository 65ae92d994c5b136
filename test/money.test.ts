// Money at the front: who can pay is served, who cannot is refused in the family's own words, and every sum is exact.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, call, eventually, jsonOf, pause } from './support/client.ts';
import type { Answer } from './support/client.ts';
import { FAMILIES, answerInKind } from './support/families.ts';
import type { FamilyCase } from './support/families.ts';
import { Gateway, keyOf } from './support/gateway.ts';
import { billing, findGeneration, usedBy } from './support/money.ts';
import { Upstream } from './support/upstream.ts';

const AT_ONCE = 200;
const PAYABLE = 7;
const CALL_PRICE = 50_000; // micro-dollars
const CALL_BALANCE = ((CALL_PRICE * PAYABLE + CALL_PRICE - 1) / 1_000_000).toFixed(6);
/** Tokens that the token-priced request may cost at most, and balance for about that often. */
const TOKEN_BALANCE = '0.000200';

const crowdKey = (family: FamilyCase) => keyOf(`crowd${family.name}`);
const tokenKey = (family: FamilyCase) => keyOf(`token${family.name}`);
const RICH = keyOf('rich');
const POOR = keyOf('poor');
const BUDGET = keyOf('budget');

let gateway: Gateway;
let upstream: Upstream;

beforeAll(async () => {
  upstream = await Upstream.start(answerInKind);
  const models = FAMILIES.flatMap(family => [`call-${family.name}`, `token-${family.name}`, `free-${family.name}`]);
  const prices = FAMILIES.flatMap(family => [
    { model: `call-${family.name}`, call: '0.05' },
    { model: `token-${family.name}`, input: '1', output: '2' },
    { model: `free-${family.name}`, input: '0', output: '0' },
  ]);
  gateway = await Gateway.start({
    channels: FAMILIES.map(family => ({
      name: family.name,
      provider: family.provider,
      base_url: upstream.url,
      keys: ['upstream-secret'],
      models: [...models.filter(model => model.endsWith(family.name)), `unpriced-${family.name}`],
    })),
    prices,
    users: [
      ...FAMILIES.flatMap(family => [
        {
          name: `crowd-${family.name}`,
          balance: CALL_BALANCE,
          group: 'default',
          keys: [{ name: 'crowd', key: crowdKey(family) }],
        },
        {
          name: `token-${family.name}`,
          balance: TOKEN_BALANCE,
          group: 'default',
          keys: [{ name: 'token', key: tokenKey(family) }],
        },
      ]),
      {
        name: 'rich',
        balance: '1000',
        group: 'default',
        keys: [
          { name: 'rich', key: RICH, budget: '500' },
          { name: 'budget', key: BUDGET, budget: '0.10' },
        ],
      },
      { name: 'poor', balance: '0', group: 'default', keys: [{ name: 'poor', key: POOR }] },
    ],
  });
}, 60_000);

afterAll(async () => {
  await gateway.dispose();
  await upstream.stop();
});

async function ask(family: FamilyCase, model: string, key: string, stream = false): Promise<Answer> {
  return call(gateway.url + family.path(model, stream), {
    headers: family.headers(key),
    body: family.body(model, stream),
  });
}

/** Answers after a while, so that all requests of a crowd are under way together. */
async function slowly<T>(work: () => Promise<T>): Promise<T> {
  upstream.script = async (request, reply) => {
    await pause(400);
    return answerInKind(request, reply);
  };
  try {
    return await work();
  } finally {
    upstream.script = answerInKind;
  }
}

describe.each(FAMILIES)('two hundred $name requests at once', family => {
  it('on a balance that pays for seven are admitted seven times, and refused in the words of the family', async () => {
    const before = upstream.requests.length;
    const streamed = (index: number) => index % 2 === 1;
    const answers = await slowly(async () =>
      Promise.all(
        Array.from({ length: AT_ONCE }, async (_, index) =>
          ask(family, `call-${family.name}`, crowdKey(family), streamed(index)),
        ),
      ),
    );
    const refused = answers.filter(answer => answer.status !== 200);
    expect(answers.length - refused.length).toBe(PAYABLE);
    expect(upstream.requests.length - before).toBe(PAYABLE);
    for (const answer of refused) {
      expect(answer.status).toBe(403);
      const value = jsonOf(answer);
      expect(family.errorFault(value, 403)).toBeUndefined();
      expect(answer.text).toMatch(/balance/i);
      if (family.provider === 'openai') expect(at(value, 'error.code')).toBe('insufficient_user_quota');
      if (family.provider === 'anthropic')
        expect(['permission_error', 'billing_error']).toContain(at(value, 'error.type'));
      if (family.provider === 'gemini') expect(at(value, 'error.status')).toBe('PERMISSION_DENIED');
    }
    await eventually(async () => expect(await usedBy(gateway.url, crowdKey(family))).toBe(CALL_PRICE * PAYABLE));
    expect((await ask(family, `call-${family.name}`, crowdKey(family))).status).toBe(403);
  });

  it('priced by token never use more than the balance', async () => {
    const answers = await slowly(async () =>
      Promise.all(Array.from({ length: AT_ONCE }, async () => ask(family, `token-${family.name}`, tokenKey(family)))),
    );
    const served = answers.filter(answer => answer.status === 200).length;
    for (const answer of answers) expect([200, 403]).toContain(answer.status);
    expect(served).toBeGreaterThan(0);
    expect(served).toBeLessThan(AT_ONCE);
    await eventually(async () => expect(await usedBy(gateway.url, tokenKey(family))).toBe(served * 25));
    expect(served * 25).toBeLessThanOrEqual(200);
  });
});

describe('a key with a budget', () => {
  const [family] = FAMILIES;
  if (family === undefined) throw new Error('no family');

  it('is served as often as its budget pays, whatever the account has', async () => {
    const answers = await slowly(async () =>
      Promise.all(Array.from({ length: 20 }, async () => ask(family, `call-${family.name}`, BUDGET))),
    );
    const refused = answers.filter(answer => answer.status !== 200);
    expect(answers.length - refused.length).toBe(2);
    for (const answer of refused) {
      expect(answer.status).toBe(403);
      expect(['pre_consume_token_quota_failed', 'token_quota_exhausted']).toContain(at(jsonOf(answer), 'error.code'));
    }
    await eventually(async () => expect(await billing(gateway.url, BUDGET)).toEqual({ limit: 100_000, used: 100_000 }));
  });
});

describe.each(FAMILIES)('a $name call', family => {
  it.each([false, true])('of known cost leaves exactly the rest (streamed: %s)', async stream => {
    const before = await billing(gateway.url, RICH);
    const answer = await ask(family, `token-${family.name}`, RICH, stream);
    expect(answer.status).toBe(200);
    await eventually(async () =>
      expect(await billing(gateway.url, RICH)).toEqual({ limit: before.limit, used: before.used + 11 * 1 + 7 * 2 }),
    );
    if (!stream)
      expect(
        Object.entries(answer.headers).some(([name, value]) => /cost/.test(name) && Number(value) === 0.000025),
      ).toBe(true);
  });

  it('that fails at the upstream costs nothing', async () => {
    const before = await usedBy(gateway.url, RICH);
    upstream.script = (_request, reply) => reply.json(400, family.upstreamError('no'));
    const answer = await ask(family, `call-${family.name}`, RICH);
    upstream.script = answerInKind;
    expect(answer.status).toBe(400);
    expect(await usedBy(gateway.url, RICH)).toBe(before);
    expect((await findGeneration(gateway.url, RICH, answer.id))?.cost ?? 0).toBe(0);
  });

  it('of a model without a price is refused before the upstream is called', async () => {
    const before = upstream.requests.length;
    const answer = await ask(family, `unpriced-${family.name}`, RICH);
    expect(answer.status).toBe(400);
    expect(family.errorFault(jsonOf(answer), 400)).toBeUndefined();
    if (family.provider === 'openai') expect(at(jsonOf(answer), 'error.code')).toBe('model_price_error');
    expect(upstream.requests.length).toBe(before);
  });

  it('of a model that costs nothing is served to an account without a balance', async () => {
    const answer = await ask(family, `free-${family.name}`, POOR);
    expect(answer.status).toBe(200);
    expect(await usedBy(gateway.url, POOR)).toBe(0);
    expect((await ask(family, `call-${family.name}`, POOR)).status).toBe(403);
  });
});

describe('counting tokens', () => {
  it.each([
    ['anthropic-messages', '/v1/messages/count_tokens', { input_tokens: 641 }],
    ['gemini-generate', '/v1beta/models/call-gemini-generate:countTokens', { totalTokens: 12 }],
  ] as const)('is free in %s, also without a balance', async (name, path, counted) => {
    const family = FAMILIES.find(one => one.name === name);
    if (family === undefined) throw new Error('no family');
    upstream.script = (_request, reply) => reply.json(200, counted);
    const answer = await call(gateway.url + path, {
      headers: family.headers(POOR),
      body: family.body(`call-${name}`, false),
    });
    upstream.script = answerInKind;
    expect(answer.status).toBe(200);
    expect(jsonOf(answer)).toEqual(counted);
    expect(await usedBy(gateway.url, POOR)).toBe(0);
  });
});

describe('the whole ledger', () => {
  it('has no difference after all of this, running and stopped', { timeout: 90_000 }, async () => {
    const running = await gateway.command('reconcile');
    expect(running.output).toMatch(/\b0\b/);
    expect(running.code).toBe(0);
    expect((await gateway.stop()).code).toBe(0);
    const stopped = await gateway.command('reconcile');
    expect(`${stopped.code} ${stopped.output}`).toMatch(/^0 [^]*\b0\b/);
  });
});
