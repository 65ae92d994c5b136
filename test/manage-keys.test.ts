// The life of a relay key in the management API: made, used, limited, shown again, disabled, removed.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Gateway, keyOf } from './support/gateway.ts';
import { Visitor } from './support/visitor.ts';

const PASSWORD = 'correct horse battery staple';
let gateway: Gateway;
let ada: Visitor;
let bob: Visitor;

beforeAll(async () => {
  gateway = await Gateway.start({
    users: [
      { name: 'ada', password: PASSWORD, balance: '10', keys: [{ name: 'declared', key: keyOf('ada') }] },
      { name: 'bob', password: PASSWORD, balance: '10', keys: [] },
    ],
    organisations: [{ name: 'firm', balance: '5', members: [{ user: 'ada', role: 'member' }] }],
  });
  ada = await Visitor.signedIn(gateway.url, 'ada', PASSWORD);
  bob = await Visitor.signedIn(gateway.url, 'bob', PASSWORD);
}, 60_000);

afterAll(() => gateway.dispose());

interface Made {
  readonly key: { readonly id: number; readonly hint: string };
  readonly secret: string;
}

async function ask(secret: string): Promise<number> {
  const response = await fetch(`${gateway.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Hello' }], max_tokens: 10 }),
  });
  await response.text();
  return response.status;
}

describe('a key', () => {
  it('is paid by an organisation of its owner’s, and by no other', async () => {
    const { items } = (await ada.get('/me/organisations')).json as { items: { id: number; name: string }[] };
    expect(items).toMatchObject([{ name: 'firm', role: 'member', enabled: true }]);
    const wish = { name: 'work', organisation_id: items[0]?.id };
    const made = (await ada.post('/keys', wish)).json as Made & { key: { organisation_id: number } };
    expect(made.key.organisation_id).toBe(items[0]?.id);
    const before = (await ada.get('/wallet')).text;
    expect(await ask(made.secret)).toBe(200);
    expect((await ada.get('/wallet')).text).toBe(before);
    expect((await bob.get('/me/organisations')).json).toEqual({ items: [] });
    const foreign = await bob.post('/keys', wish);
    expect([foreign.status, foreign.text.includes('"path":"organisation_id"')]).toEqual([400, true]);
  });

  it('is made, calls, and shows what it spent', async () => {
    const made = (await ada.post('/keys', { name: 'mine', budget: '1.5' })).json as Made;
    expect(made.secret).toMatch(/^sk-[A-Za-z0-9]{48}$/);
    expect(await ask(made.secret)).toBe(200);
    const shown = (await ada.get('/keys')).json as { items: Record<string, unknown>[] };
    expect(shown.items[0]).toMatchObject({ name: 'mine', budget: '1.5', enabled: true, declared: false });
    expect(Number(shown.items[0]?.['spent'])).toBeGreaterThan(0);
    expect(JSON.stringify(shown)).not.toContain(made.secret.slice(10));
  });

  it('is changed field by field, in force at once', async () => {
    const { key, secret } = (await ada.post('/keys', { name: 'changing' })).json as Made;
    expect(await ask(secret)).toBe(200);
    expect((await ada.patch(`/keys/${key.id}`, { enabled: false })).json).toMatchObject({ name: 'changing' });
    await expect.poll(() => ask(secret), { timeout: 10_000 }).toBe(401);
    expect((await ada.patch(`/keys/${key.id}`, { enabled: true, models: ['gpt-4o'] })).status).toBe(200);
    await expect.poll(() => ask(secret), { timeout: 10_000 }).toBe(403);
  });

  it('is shown again to its owner, and noted', async () => {
    const { key, secret } = (await ada.post('/keys', { name: 'shown' })).json as Made;
    expect((await ada.post(`/keys/${key.id}/secret`, {})).json).toEqual({ secret });
  });

  it('of another looks like none', async () => {
    const { key } = (await ada.post('/keys', { name: 'hers' })).json as Made;
    for (const answer of [
      await bob.get(`/keys/${key.id}`),
      await bob.patch(`/keys/${key.id}`, { enabled: false }),
      await bob.post(`/keys/${key.id}/secret`, {}),
      await bob.delete(`/keys/${key.id}`),
      await bob.get('/keys/987654321'),
    ])
      expect([answer.status, answer.message]).toEqual([404, 'There is no such key.']);
  });

  it('that the file declares is changed there', async () => {
    const { items } = (await ada.get('/keys')).json as { items: { id: number; declared: boolean }[] };
    const declared = items.find(item => item.declared);
    expect((await ada.patch(`/keys/${declared?.id}`, { enabled: false })).code).toBe('declared_in_file');
    expect((await ada.delete(`/keys/${declared?.id}`)).code).toBe('declared_in_file');
  });

  it('once removed is unknown, and its spending stays in the books', async () => {
    const { key, secret } = (await ada.post('/keys', { name: 'gone' })).json as Made;
    expect(await ask(secret)).toBe(200);
    expect((await ada.delete(`/keys/${key.id}`)).status).toBe(204);
    expect((await ada.get(`/keys/${key.id}`)).status).toBe(404);
    await expect.poll(() => ask(secret), { timeout: 10_000 }).toBe(401);
    expect((await gateway.command('reconcile')).code).toBe(0);
  });

  it.each([
    [{ name: '' }, 'name'],
    [{ name: 'x', budget: '-1' }, 'budget'],
    [{ name: 'x', budget: '1e3' }, 'budget'],
    [{ name: 'x', budget: '0.0000000001' }, 'budget'],
    [{ name: 'x', addresses: ['not an address'] }, 'addresses'],
    [{ name: 'x', group: 'nowhere' }, 'group'],
    [{ name: 'x', budgets: [{ period: 'day', scope: 'model', name: '', amount: '1' }] }, 'budgets.0.name'],
    [{ name: 'x', expires_at: 'tomorrow' }, 'expires_at'],
  ])('with %j is refused at its field', async (body, field) => {
    const answer = await ada.post('/keys', body);
    expect(answer.status).toBe(400);
    expect(answer.json).toMatchObject({ param: field });
  });
});
