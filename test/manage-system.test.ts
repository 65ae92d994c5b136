// The gateway as a whole in the management API: nodes, the proof of the books, and settings that the console may change.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Gateway, keyOf } from './support/gateway.ts';
import { Visitor } from './support/visitor.ts';

const PASSWORD = 'correct horse battery staple';
let gateway: Gateway;
let ada: Visitor;
let bob: Visitor;

const draft = {
  users: [
    { name: 'ada', role: 'admin' as const, password: PASSWORD, keys: [] },
    { name: 'bob', password: PASSWORD, balance: '10', keys: [{ name: 'k', key: keyOf('bob') }] },
  ],
  settings: { retry_attempts: 2 },
};

beforeAll(async () => {
  gateway = await Gateway.start(draft, { TURNPIKE_SITE_NAME: 'Ours' });
  ada = await Visitor.signedIn(gateway.url, 'ada', PASSWORD);
  bob = await Visitor.signedIn(gateway.url, 'bob', PASSWORD);
}, 60_000);
afterAll(() => gateway?.dispose());

interface System {
  readonly nodes: readonly {
    readonly self: boolean;
    readonly alive: boolean;
    readonly facts: Record<string, unknown>;
  }[];
  readonly proof: { readonly at: number; readonly differences: number; readonly running: boolean };
  readonly [field: string]: unknown;
}
const system = async (): Promise<System> => (await ada.get('/system')).json as System;

interface Setting {
  readonly name: string;
  readonly [field: string]: unknown;
}
async function setting(name: string): Promise<Setting | undefined> {
  const { items } = (await ada.get('/settings')).json as { items: Setting[] };
  return items.find(one => one.name === name);
}

describe('the system', () => {
  it('shows its nodes with their figures', async () => {
    const shown = await system();
    expect(shown).toMatchObject({ database: 'sqlite', redis: false, tasks: [], nodes: [{ self: true, alive: true }] });
    expect(shown.nodes[0]?.facts).toMatchObject({
      address: gateway.url,
      openHolds: 0,
      unbooked: 0,
      journalFailing: false,
      storeFailures: 0,
    });
    expect(Number(shown.nodes[0]?.facts['memoryBytes'])).toBeGreaterThan(1_000_000);
  });

  it('proves the books when it is told to', async () => {
    expect((await system()).proof).toMatchObject({ at: 0 });
    expect((await ada.post('/system/proof', {})).status).toBe(202);
    await expect
      .poll(async () => (await system()).proof, { timeout: 10_000 })
      .toMatchObject({ at: expect.any(Number) as number, differences: 0, running: false });
    expect((await system()).proof.at).toBeGreaterThan(0);
  });

  it('forgets kept answers', async () => {
    expect((await ada.delete('/system/answers')).status).toBe(204);
  });
});

describe('a setting', () => {
  it('is changed in the console, in force at once and after a restart, and goes back to its default', async () => {
    expect(await setting('registration')).toMatchObject({
      value: 'off',
      source: 'default',
      words: ['off', 'invited', 'open'],
    });
    const refused = await new Visitor(gateway.url).post('/accounts', { name: 'eve', password: PASSWORD });
    const changes = { registration: 'open', welcome_balance: '1.5', affinity: false, hedge_ms: 20 };
    expect((await ada.patch('/settings', { changes })).status).toBe(200);
    const status = (await (await fetch(`${gateway.url}/api/status`)).json()) as { data: Record<string, unknown> };
    expect(status.data['register_enabled']).toBe(true);
    expect(refused.status).toBeGreaterThanOrEqual(400);
    await gateway.stop();
    await gateway.start();
    expect(await setting('registration')).toMatchObject({ value: 'open', source: 'console' });
    expect(await setting('hedge_ms')).toMatchObject({ value: 20, unit: 'milliseconds', source: 'console' });
    expect(await setting('affinity')).toMatchObject({ value: false });
    await ada.patch('/settings', { changes: { registration: null, affinity: null } });
    expect(await setting('registration')).toMatchObject({ value: 'off', source: 'default' });
  });

  it.each([
    [{ hedge_ms: -1 }, 'hedge_ms'],
    [{ registration: 'maybe' }, 'registration'],
    [{ affinity: 'perhaps' }, 'affinity'],
    [{ no_such: 1 }, 'no_such'],
    [{ welcome_balance: '1', retry: 'nonsense' }, 'retry'],
  ])('that is wrong is refused with all beside it: %j', async (changes, field) => {
    const answer = await ada.patch('/settings', { changes });
    expect([answer.status, (answer.json as { param: string }).param]).toEqual([400, field]);
    expect(await setting('welcome_balance')).toMatchObject({ value: '1.5' });
  });

  it('that is declared is changed where that is', async () => {
    expect(await setting('retry_attempts')).toMatchObject({ value: 2, source: 'declared' });
    expect(String((await setting('retry_attempts'))?.['place'])).toMatch(/turnpike\.yaml:\d+$/);
    expect(await setting('site_name')).toMatchObject({ value: 'Ours', place: 'TURNPIKE_SITE_NAME' });
    for (const name of ['retry_attempts', 'site_name'])
      expect((await ada.patch('/settings', { changes: { [name]: null } })).code).toBe('declared_in_file');
  });

  it('says where it waits for a start', async () => {
    expect(await setting('lease_seconds')).toMatchObject({ at_start: true });
    expect(await setting('hedge_ms')).toMatchObject({ at_start: false });
  });
});

it('is nobody else’s business', async () => {
  for (const answer of [
    await bob.get('/system'),
    await bob.post('/system/proof', {}),
    await bob.delete('/system/answers'),
    await bob.get('/settings'),
    await bob.patch('/settings', { changes: { registration: 'open' } }),
  ])
    expect(answer.status).toBe(403);
});
