// What an account holder learns of use and money: each call explained, sums, the balance, codes, statements, models.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at } from './support/client.ts';
import { Gateway, keyOf } from './support/gateway.ts';
import { Visitor } from './support/visitor.ts';

const PASSWORD = 'correct horse battery staple';
const HOUR = 3_600_000;
let gateway: Gateway;
let ada: Visitor;
let bob: Visitor;

beforeAll(async () => {
  gateway = await Gateway.start({
    groups: [
      { name: 'default', multiplier: '1' },
      { name: 'vip', multiplier: '0.5', pick: ['default'] },
      { name: 'inside', multiplier: '0.1' },
    ] as never,
    users: [
      { name: 'ada', password: PASSWORD, balance: '10', keys: [{ name: 'one', key: keyOf('ada') }] },
      { name: 'bob', password: PASSWORD, balance: '10', keys: [{ name: 'two', key: keyOf('bob') }] },
    ],
  });
  ada = await Visitor.signedIn(gateway.url, 'ada', PASSWORD);
  bob = await Visitor.signedIn(gateway.url, 'bob', PASSWORD);
  for (let count = 0; count < 5; count += 1) await ask(keyOf('ada'), 'gpt-4o-mini');
  await ask(keyOf('ada'), 'gpt-4o', '[[error 400]] no');
  await ask(keyOf('bob'), 'gpt-4o-mini');
}, 60_000);

afterAll(() => gateway.dispose());

async function ask(key: string, model: string, text = 'Hello'): Promise<void> {
  const response = await fetch(`${gateway.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model, messages: [{ role: 'user', content: text }], max_tokens: 10 }),
  });
  await response.text();
}

interface Page {
  readonly items: readonly Record<string, unknown>[];
  readonly next?: string;
}

describe('the usage log', () => {
  it('shows the caller’s own calls, page by page, newest first', async () => {
    const first = (await ada.get('/usage?limit=4')).json as Page;
    expect(first.items).toHaveLength(4);
    expect(first.items[0]).toMatchObject({ model: 'gpt-4o', status: 400, amount: '0' });
    const second = (await ada.get(`/usage?limit=4&cursor=${first.next}`)).json as Page;
    expect(second.items).toHaveLength(2);
    expect(second.next).toBeUndefined();
    expect(((await bob.get('/usage')).json as Page).items).toHaveLength(1);
  });

  it('is filtered by model, outcome and key', async () => {
    const items = async (query: string): Promise<number> =>
      ((await ada.get(`/usage?${query}`)).json as Page).items.length;
    expect(await items('outcome=failed')).toBe(1);
    expect(await items('outcome=ok&model=gpt-4o-mini')).toBe(5);
    expect(await items('key_id=999999')).toBe(0);
    expect((await ada.get('/usage?outcome=maybe')).status).toBe(400);
    expect((await ada.get('/usage?cursor=nonsense')).json).toMatchObject({ param: 'cursor' });
  });

  it('explains one call line by line, to its owner alone', async () => {
    const { items } = (await ada.get('/usage?outcome=ok&limit=1')).json as Page;
    const id = String(items[0]?.['id']);
    const shown = (await ada.get(`/usage/${id}`)).json;
    expect(at(shown, 'charge.amount')).toBe(items[0]?.['amount']);
    expect(at(shown, 'charge.lines.0')).toMatchObject({ meter: 'input', per: 1_000_000 });
    expect(at(shown, 'charge.upstream')).toBeUndefined();
    expect((await bob.get(`/usage/${id}`)).status).toBe(404);
  });

  it('is added up by the hour and by model', async () => {
    const now = Date.now();
    const sums = (await ada.get(`/usage/sums?from=${now - HOUR}&to=${now + HOUR}&step=total&by=model`)).json as Page;
    expect(sums.items.find(item => item['model'] === 'gpt-4o-mini')).toMatchObject({ calls: 5, failed: 0 });
    expect((await ada.get(`/usage/sums?from=${now}&to=${now}&step=hour`)).json).toMatchObject({ param: 'to' });
  });
});

describe('the wallet', () => {
  it('tells the balance, exactly what the calls took from it', async () => {
    const wallet = (await ada.get('/wallet')).json as { balance: string; spent: string; granted: string };
    const { items } = (await ada.get('/usage')).json as Page;
    const nano = (text: unknown): bigint => BigInt(Math.round(Number(text) * 1e9));
    expect(nano(wallet.spent)).toBe(items.reduce((sum, item) => sum + nano(item['amount']), 0n));
    expect(nano(wallet.balance) + nano(wallet.spent)).toBe(nano(wallet.granted));
  });

  it('takes a code once, and slows guessing down', async () => {
    const issued = await gateway.command('code', 'create', 'batch', '1', '2.5');
    const code = /[2-9A-HJ-NP-Z]{5}(?:-[2-9A-HJ-NP-Z]{5}){3}/.exec(issued.output)?.[0] ?? '';
    expect((await ada.post('/wallet/codes', { code: code.toLowerCase() })).json).toEqual({ amount: '2.5' });
    expect((await bob.post('/wallet/codes', { code })).json).toMatchObject({ param: 'code' });
    const { items } = (await ada.get('/wallet/transfers')).json as Page;
    expect(items.some(item => item['amount'] === '2.5')).toBe(true);
    let status = 0;
    for (let count = 0; count < 7; count += 1) status = (await bob.post('/wallet/codes', { code: `G${count}` })).status;
    expect(status).toBe(429);
  });

  it('gives a statement, and every line of it as CSV', async () => {
    expect((await ada.get('/wallet/statement')).json).toMatchObject({ calls: 6, currency: 'USD' });
    expect((await ada.get('/wallet/statement?month=2026-13')).json).toMatchObject({ param: 'month' });
    const csv = await fetch(`${gateway.url}/manage/v1/wallet/statement.csv`, { headers: { cookie: ada.cookie } });
    const lines = (await csv.text()).trim().split('\r\n');
    expect(csv.headers.get('content-disposition')).toMatch(/attachment; filename="statement-\d{4}-\d\d\.csv"/);
    expect(lines[0]).toContain('amount_usd');
    expect(lines.length).toBeGreaterThanOrEqual(8);
  });
});

describe('the models', () => {
  it('are listed with prices for visitors, in the groups that everybody may use', async () => {
    const shown = (await new Visitor(gateway.url).get('/models')).json as {
      groups: { name: string; multiplier: string }[];
      items: { id: string; price: { token: Record<string, string> } }[];
    };
    expect(shown.groups.map(group => group.name)).toEqual(['default', 'vip']);
    expect(shown.items.find(item => item.id === 'gpt-4o-mini')?.price.token['input']).toBe('0.15');
    expect((await ada.get('/models?group=inside')).status).toBe(404);
  });
});
