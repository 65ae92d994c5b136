// Budgets, organisations and groups at the front: who pays, what is refused and why, and what it costs in which group.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, call, eventually, jsonOf } from './support/client.ts';
import type { Answer } from './support/client.ts';
import { FAMILIES, answerInKind } from './support/families.ts';
import { Gateway, keyOf } from './support/gateway.ts';
import { billing, generation, usedBy } from './support/money.ts';
import { Upstream } from './support/upstream.ts';

const CENT = 10_000; // micro-dollars
const [chat, , anthropic] = FAMILIES;
if (chat === undefined || anthropic === undefined) throw new Error('no family');

const DAILY = keyOf('daily');
const MODEL = keyOf('model');
const WORK = keyOf('work');
const OWN = keyOf('own');
const COLLEAGUE = keyOf('colleague');
const GOLD = keyOf('gold');
const AUTO = keyOf('auto');
const PLAIN = keyOf('plain');
const FALLING = keyOf('falling');

let gateway: Gateway;
let upstream: Upstream;

beforeAll(async () => {
  upstream = await Upstream.start(answerInKind);
  const models = ['cent', 'other'];
  const channel = { base_url: upstream.url, keys: ['upstream-secret'] };
  gateway = await Gateway.start({
    groups: [
      { name: 'default', multiplier: '1' },
      { name: 'gold', multiplier: '1' },
      { name: 'vip', multiplier: '0.8', special: { gold: '0.5' }, pick: ['gold'] },
      { name: 'wide', multiplier: '2', pick: ['*'] },
    ],
    settings: { auto_groups: 'vip,wide' },
    channels: [
      { ...channel, name: 'plain', provider: 'openai', models, groups: ['default', 'gold'] },
      {
        ...channel,
        base_url: `${upstream.url}/vip`,
        name: 'vip',
        provider: 'openai',
        models: ['cent'],
        groups: ['vip'],
      },
      { ...channel, name: 'wide', provider: 'openai', models, groups: ['wide'] },
      { ...channel, name: 'claude', provider: 'anthropic', models: ['claude-cent'], groups: ['default'] },
    ],
    prices: [...models, 'claude-cent'].map(model => ({ model, call: '0.01' })),
    users: [
      {
        name: 'ann',
        balance: '1',
        time_zone: 'Asia/Kathmandu',
        keys: [
          { name: 'daily', key: DAILY, budgets: [{ amount: '0.025', per: 'day' }] },
          { name: 'model', key: MODEL, budgets: [{ amount: '0.01', per: 'month', model: 'cent' }] },
          { name: 'own', key: OWN },
          { name: 'work', key: WORK, organisation: 'acme' },
        ],
      },
      { name: 'bob', keys: [{ name: 'colleague', key: COLLEAGUE, organisation: 'acme' }] },
      {
        name: 'goldy',
        group: 'gold',
        balance: '1',
        keys: [
          { name: 'gold', key: GOLD, group: 'vip' },
          { name: 'auto', key: AUTO, group: 'auto' },
          {
            name: 'falling',
            key: FALLING,
            group: 'vip,wide',
            budgets: [
              { amount: '0.012', group: 'vip' },
              { amount: '0.02', group: 'wide' },
            ],
          },
        ],
      },
      { name: 'plain', balance: '1', keys: [{ name: 'plain', key: PLAIN, group: 'auto' }] },
    ],
    organisations: [
      {
        name: 'acme',
        balance: '0.035',
        time_zone: 'Europe/Berlin',
        members: [
          { user: 'ann', budgets: [{ amount: '0.02', per: 'week' }] },
          { user: 'bob', role: 'owner' },
        ],
      },
    ],
  });
}, 60_000);

afterAll(async () => {
  await gateway.dispose();
  await upstream.stop();
});

async function ask(key: string, model = 'cent', family = chat): Promise<Answer> {
  if (family === undefined) throw new Error('no family');
  return call(gateway.url + family.path(model, false), {
    headers: family.headers(key),
    body: family.body(model, false),
  });
}

const message = (answer: Answer): string => String(at(jsonOf(answer), 'error.message'));
const costOf = async (key: string, answer: Answer) => (await generation(gateway.url, key, answer.id)).cost;

describe('a budget by the day', () => {
  it('serves what it pays for, and then says which it was and when it begins anew, in each family', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(DAILY)));
    expect(answers.filter(answer => answer.status === 200).length).toBe(2);
    const refused = await ask(DAILY);
    expect(refused.status).toBe(403);
    expect(at(jsonOf(refused), 'error.code')).toBe('pre_consume_token_quota_failed');
    expect(message(refused)).toMatch(
      /daily budget of this key does not cover.*begins anew at \d{4}-\d\d-\d\d 00:00 \(Asia\/Kathmandu\)/,
    );
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(25 * 3600);
    const claude = await ask(DAILY, 'claude-cent', anthropic);
    expect(claude.status).toBe(403);
    expect(anthropic.errorFault(jsonOf(claude), 403)).toBeUndefined();
    expect(message(claude)).toMatch(/daily budget/);
    await eventually(async () => expect(await billing(gateway.url, DAILY)).toEqual({ limit: 25_000, used: 2 * CENT }));
  });

  it('leaves the other keys of the account alone', async () => {
    expect((await ask(OWN)).status).toBe(200);
  });
});

describe('a budget for a model', () => {
  it('counts that model alone', async () => {
    expect((await ask(MODEL)).status).toBe(200);
    const refused = await ask(MODEL);
    expect(refused.status).toBe(403);
    expect(at(jsonOf(refused), 'error.code')).toBe('token_quota_exhausted');
    expect(message(refused)).toMatch(/monthly budget of this key for the model cent is spent/);
    for (let count = 0; count < 3; count += 1) expect((await ask(MODEL, 'other')).status).toBe(200);
  });
});

describe('an organisation', () => {
  it('pays for its keys within the budgets of its members, and its balance is the end for all', async () => {
    const before = await billing(gateway.url, OWN);
    const first = await Promise.all(Array.from({ length: 10 }, () => ask(WORK)));
    expect(first.filter(answer => answer.status === 200).length).toBe(2);
    const refused = await ask(WORK);
    expect(at(jsonOf(refused), 'error.code')).toBe('insufficient_user_quota');
    expect(message(refused)).toMatch(/Your weekly budget in the organisation acme is spent.*\(Europe\/Berlin\)/);
    expect((await ask(COLLEAGUE)).status).toBe(200);
    const poor = await ask(COLLEAGUE);
    expect(poor.status).toBe(403);
    expect(message(poor)).toMatch(/balance of the organisation acme does not cover/);
    expect(await billing(gateway.url, OWN)).toEqual(before);
    await eventually(async () => expect(await usedBy(gateway.url, WORK)).toBe(2 * CENT));
  });
});

describe('a group', () => {
  it('costs its special multiplier for users of the group that it names', async () => {
    expect(await costOf(GOLD, await ask(GOLD))).toBe(0.005);
  });

  it('auto is the first in the order that the user may pick and that serves the model', async () => {
    expect(await costOf(AUTO, await ask(AUTO))).toBe(0.005);
    expect(await costOf(AUTO, await ask(AUTO, 'other'))).toBe(0.02);
    expect(await costOf(PLAIN, await ask(PLAIN))).toBe(0.02);
    expect((await ask(PLAIN, 'claude-cent')).status).toBe(503);
  });
});

describe('a call that falls back to a dearer group', () => {
  const failing = async (work: () => Promise<void>): Promise<void> => {
    upstream.script = async (request, reply) => {
      if (request.target.startsWith('/vip/'))
        return reply.json(500, { error: { message: 'down', type: 'server_error' } });
      return answerInKind(request, reply);
    };
    await work().finally(() => {
      upstream.script = answerInKind;
    });
  };

  it('costs what that group costs, counts against its budget alone, and is held anew', async () => {
    await failing(async () => {
      const answer = await ask(FALLING);
      expect(answer.status).toBe(200);
      const { value } = await generation(gateway.url, FALLING, answer.id);
      expect([at(value, 'charge.amount'), at(value, 'charge.group'), at(value, 'charge.multiplier')]).toEqual([
        '0.02',
        'wide',
        '2',
      ]);
    });
    // What fell back did not count against the budget of the group that failed: it pays for one more call there.
    const second = await ask(FALLING);
    expect(await costOf(FALLING, second)).toBe(0.005);
  });

  it('is refused when nobody can pay the dearer one, and costs nothing', async () => {
    await failing(async () => {
      const before = await usedBy(gateway.url, FALLING);
      const answer = await ask(FALLING);
      expect(answer.status).toBe(403);
      expect(message(answer)).toMatch(/budget of this key for the group wide is spent/);
      expect(await usedBy(gateway.url, FALLING)).toBe(before);
    });
  });
});

describe('a statement', () => {
  const statement = async (key: string, query = '') =>
    call(`${gateway.url}/api/statement${query}`, { headers: { authorization: `Bearer ${key}` } });

  it('shows whoever pays for the key what came, went and is left', async () => {
    const own = jsonOf(await statement(OWN));
    expect(at(own, 'timeZone')).toBe('Asia/Kathmandu');
    expect(at(own, 'opening')).toBe('0');
    expect(at(own, 'transfers.0')).toEqual({ kind: 'grant', count: 1, amount: '1' });
    expect(Number(at(own, 'closing'))).toBeCloseTo(1 - Number(at(own, 'charged')), 9);
    const acme = jsonOf(await statement(COLLEAGUE));
    expect([at(acme, 'timeZone'), at(acme, 'charged'), at(acme, 'closing')]).toEqual([
      'Europe/Berlin',
      '0.03',
      '0.005',
    ]);
  });

  it('shows a member of an organisation its own part of it alone', async () => {
    const part = jsonOf(await statement(WORK));
    expect([at(part, 'charged'), at(part, 'calls')]).toEqual(['0.02', 2]);
    expect(at(part, 'closing')).toBeUndefined();
    expect(at(part, 'transfers')).toBeUndefined();
  });

  it('has every line as CSV, and the whole charge is the same object everywhere', async () => {
    const answer = await statement(WORK, '?format=csv');
    expect(answer.headers['content-type']).toMatch(/^text\/csv/);
    const lines = answer.text.trimEnd().split('\r\n');
    expect(lines).toHaveLength(3);
    const id = lines[1]?.split(',')[2] ?? '';
    const explained = at((await generation(gateway.url, WORK, id)).value, 'charge');
    expect(explained).toMatchObject({ amount: '0.01', reason: 'upstream_usage', organisation: expect.any(Number) });
    expect(lines[1]).toContain(JSON.stringify(at(explained, 'lines')).replaceAll('"', '""'));
    const log = jsonOf(await call(`${gateway.url}/api/log/token`, { headers: { authorization: `Bearer ${WORK}` } }));
    const rows = at(log, 'data');
    const row: unknown = Array.isArray(rows) ? rows.find(one => at(one, 'request_id') === id) : undefined;
    expect(at(JSON.parse(String(at(row, 'other'))), 'charge')).toEqual(explained);
  });

  it.each(['?month=2026-13', '?month=x', '?format=xml'])('is refused for %s', async query => {
    const answer = await statement(OWN, query);
    expect([answer.status, at(jsonOf(answer), 'success')]).toEqual([400, false]);
  });
});

describe('the whole ledger', () => {
  it('has no difference after all of this', { timeout: 30_000 }, async () => {
    expect((await gateway.stop()).code).toBe(0);
    const proof = await gateway.command('reconcile');
    expect(`${proof.code} ${proof.output}`).toMatch(/^0 [^]*\b0\b/);
  });
});
