// Specification of identification: every place of a key, every check in its order, each cause told apart.

import type { IncomingHttpHeaders } from 'node:http';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Exchange } from '../http/exchange.ts';
import type { AccountRow, KeyOwner, KeyRow, MemberRow, OrganisationRow } from '../store/store.ts';
import type { World } from '../world.ts';
import { AddressList, isAddressRule } from './addresses.ts';
import { authorizeModel } from './authorize.ts';
import { findCredential } from './credentials.ts';
import { Identities } from './identify.ts';
import { generateKey, hashKey, hintOf, isKey } from './keys.ts';
import type { Principal } from './principal.ts';

const KEY = generateKey();

/** An exchange as far as identification looks at it. */
function exchangeOf(
  headers: IncomingHttpHeaders,
  options: { family?: Exchange['family']; query?: string; address?: string } = {},
): Exchange {
  const part = {
    request: { headers },
    query: new URLSearchParams(options.query ?? ''),
    family: options.family ?? 'openai-chat',
    address: options.address ?? '127.0.0.1',
  };
  // Only these four are read here; a whole exchange needs a socket, and test/front.test.ts has those.
  return part as unknown as Exchange;
}

describe('a credential', () => {
  it.each([
    ['Authorization: Bearer', { authorization: `Bearer ${KEY}` }],
    ['bearer in small letters', { authorization: `bearer ${KEY}` }],
    ['the bare key', { authorization: KEY }],
    ['Fal’s Key', { authorization: `Key ${KEY}` }],
    ['Replicate’s Token', { authorization: `Token ${KEY}` }],
    ['x-api-key', { 'x-api-key': KEY }],
    ['x-goog-api-key', { 'x-goog-api-key': KEY }],
    ['api-key', { 'api-key': KEY }],
    ['mj-api-secret', { 'mj-api-secret': `Bearer ${KEY}` }],
    [
      'a WebSocket subprotocol',
      { 'sec-websocket-protocol': `realtime, openai-insecure-api-key.${KEY}, openai-beta.realtime-v1` },
    ],
  ])('is found in %s', (_place, headers) => {
    expect(findCredential(exchangeOf(headers))?.bare).toBe(KEY.slice(3));
  });

  it('is found in the query, and without sk-', () => {
    expect(findCredential(exchangeOf({}, { query: `key=${KEY}` }))?.bare).toBe(KEY.slice(3));
    expect(findCredential(exchangeOf({ authorization: `Bearer ${KEY.slice(3)}` }))?.bare).toBe(KEY.slice(3));
  });

  it('is the one of the route’s family where several differ', () => {
    const headers = { authorization: 'Bearer sk-a', 'x-api-key': 'sk-b', 'x-goog-api-key': 'sk-c' };
    expect(findCredential(exchangeOf(headers))?.bare).toBe('a');
    expect(findCredential(exchangeOf(headers, { family: 'anthropic-messages' }))?.bare).toBe('b');
    expect(findCredential(exchangeOf(headers, { family: 'gemini-generate' }))?.bare).toBe('c');
  });

  it('is not the word that Midjourney clients send in its place, nor a user name and password', () => {
    expect(
      findCredential(exchangeOf({ authorization: 'Bearer midjourney-proxy', 'mj-api-secret': 'sk-a' }))?.bare,
    ).toBe('a');
    expect(findCredential(exchangeOf({ authorization: 'Basic YTpi' }))).toBeUndefined();
    expect(findCredential(exchangeOf({ authorization: 'Bearer ' }))).toBeUndefined();
  });

  it('may name a channel behind a hyphen', () => {
    expect(findCredential(exchangeOf({ authorization: `Bearer ${KEY}-12` }))).toEqual({
      bare: KEY.slice(3),
      suffix: '12',
    });
  });
});

describe('a key', () => {
  it('is sk- and 48 letters and digits, never the same twice', () => {
    expect(KEY).toMatch(/^sk-[A-Za-z0-9]{48}$/);
    expect(generateKey()).not.toBe(KEY);
    expect(isKey(KEY) && isKey(KEY.slice(3)) && !isKey('sk-short') && !isKey('sk-with-hyphen-inside-it-all')).toBe(
      true,
    );
  });

  it('is hashed without its prefix, and hinted by its ends', () => {
    expect(hashKey(KEY)).toBe(hashKey(KEY.slice(3)));
    expect(hintOf(KEY)).toBe(`${KEY.slice(3, 7)}**********${KEY.slice(-4)}`);
  });
});

describe('a list of addresses', () => {
  it('holds addresses and ranges of both families, and IPv4 written as IPv6', () => {
    const list = new AddressList(['10.0.0.0/8', '192.0.2.7', '2001:db8::/32']);
    for (const inside of ['10.1.2.3', '192.0.2.7', '2001:db8::1', '::ffff:10.9.9.9'])
      expect(list.has(inside)).toBe(true);
    for (const outside of ['11.0.0.1', '192.0.2.8', '2001:db9::1', 'nonsense', ''])
      expect(list.has(outside)).toBe(false);
  });

  it('knows what is an entry', () => {
    for (const rule of ['1.2.3.4', '1.2.3.0/24', '::1', 'fe80::/10']) expect(isAddressRule(rule)).toBe(true);
    for (const rule of ['1.2.3', '1.2.3.4/33', '::1/129', 'host', '1.2.3.4/', '1.2.3.4/8/8', ''])
      expect(isAddressRule(rule)).toBe(false);
  });
});

describe('identification', () => {
  let key: KeyRow;
  let account: AccountRow;
  let organisation: OrganisationRow | undefined;
  let member: MemberRow | undefined;
  let lookUps = 0;
  let failing = false;
  let identities: Identities;
  const world = {
    groups: new Map([
      ['default', {}],
      ['vip', {}],
    ]),
    groupsOf: (name: string) => ['default', 'vip'].filter(group => group === name),
    channels: [{ id: 5 }],
  } as unknown as World;

  beforeEach(() => {
    lookUps = 0;
    failing = false;
    [organisation, member] = [undefined, undefined];
    account = {
      id: 1,
      name: 'bob',
      role: 'user',
      passwordHash: '',
      group: 'default',
      enabled: true,
      declared: true,
      createdAt: 0,
      timeZone: 'Asia/Tokyo',
      limits: {},
    };
    key = {
      id: 2,
      accountId: 1,
      name: 'dev',
      hash: hashKey(KEY),
      sealed: '',
      hint: '',
      enabled: true,
      expiresAt: null,
      models: null,
      addresses: null,
      group: null,
      budget: null,
      budgets: [],
      organisationId: null,
      limits: {},
      caches: false,
      declared: true,
      createdAt: 0,
    };
    const byHash = async (hash: string): Promise<KeyOwner | undefined> => {
      lookUps += 1;
      if (failing) throw new Error('away');
      return hash === key.hash ? { key, account, organisation, member } : undefined;
    };
    identities = new Identities({ keys: { byHash } as never }, () => world);
  });

  const ask = async (credential = KEY, address = '127.0.0.1'): Promise<Principal> =>
    identities.identify(exchangeOf({ authorization: `Bearer ${credential}` }, { address }));
  const refusal = async (credential?: string, address?: string): Promise<unknown> => {
    const error: unknown = await ask(credential, address).catch((caught: unknown) => caught);
    return Object(error).code;
  };

  it('knows the caller, the group in force, and the purses that pay', async () => {
    const now = Date.parse('2026-11-24T20:00:00Z');
    const found = await ask();
    expect(found).toMatchObject({ group: 'default', organisation: undefined, pinnedChannel: undefined });
    expect(found.coverage.at('m', 'default', now)).toEqual(['account:1']);
    const daily = { period: 'day', scope: 'all', name: '', amount: 1n } as const;
    key = { ...key, group: 'vip', budget: 5n, budgets: [daily] };
    identities.invalidate();
    const budgeted = await ask();
    expect(budgeted.group).toBe('vip');
    // In Tokyo it is the next day already.
    expect(budgeted.coverage.at('m', 'vip', now)).toEqual(['account:1', 'key:2', 'key:2:day:2026-11-25']);
  });

  it('has the organisation pay for a key of its own, as long as the owner of the key is a member', async () => {
    const place = { organisationId: 3, accountId: 1, role: 'member', declared: false, createdAt: 0 } as const;
    const budget = (period: 'month' | 'total') => ({ period, scope: 'all', name: '', amount: 1n }) as const;
    key = { ...key, organisationId: 3 };
    expect(await refusal()).toBe('access_denied');
    organisation = {
      id: 3,
      name: 'acme',
      timeZone: 'UTC',
      budgets: [budget('month')],
      enabled: true,
      declared: false,
      createdAt: 0,
    };
    identities.invalidate();
    expect(await refusal()).toBe('access_denied');
    member = { ...place, budgets: [budget('total')] };
    identities.invalidate();
    const found = await ask();
    expect(found.organisation).toMatchObject({ id: 3, name: 'acme', role: 'member' });
    const purses = found.coverage.at('m', 'default', Date.parse('2026-11-24T20:00:00Z'));
    expect(purses).toEqual(['org:3', 'org:3:month:2026-11', 'org:3:member:1:total']);
    organisation = { ...organisation, enabled: false };
    identities.invalidate();
    expect(await refusal()).toBe('user_disabled');
  });

  it('tells every cause apart, in the order of the checks', async () => {
    expect(
      await Promise.resolve()
        .then(() => identities.identify(exchangeOf({})))
        .catch((error: unknown) => Object(error).code),
    ).toBe('missing_token');
    expect(await refusal('sk-unknownunknownunknown')).toBe('invalid_token');
    const steps: (readonly [() => void, string])[] = [
      [() => (account = { ...account, group: 'gone' }), 'access_denied'],
      [() => (account = { ...account, enabled: false }), 'user_disabled'],
      [() => (key = { ...key, addresses: ['10.0.0.0/8'] }), 'access_denied'],
      [() => (key = { ...key, expiresAt: 1 }), 'token_expired'],
      [() => (key = { ...key, enabled: false }), 'invalid_token'],
    ];
    for (const [spoil, code] of steps) {
      spoil();
      identities.invalidate();
      expect(await refusal()).toBe(code);
    }
  });

  it('asks the store once for many, and again only after a change', async () => {
    await Promise.all(Array.from({ length: 20 }, () => ask()));
    await ask();
    expect(lookUps).toBe(1);
    await refusal('sk-unknownunknownunknown');
    await refusal('sk-unknownunknownunknown');
    expect(lookUps).toBe(2);
    identities.invalidate();
    await ask();
    expect(lookUps).toBe(3);
  });

  it('calls a store that is away unavailable, and the key neither known nor unknown', async () => {
    failing = true;
    expect(await refusal()).toBe('store_unavailable');
    failing = false;
    expect((await ask()).account.name).toBe('bob');
  });

  it('lets only an administrator pin a channel, and only one that exists', async () => {
    expect(await refusal(`${KEY}-5`)).toBe('access_denied');
    account = { ...account, role: 'admin' };
    identities.invalidate();
    expect((await ask(`${KEY}-5`)).pinnedChannel).toBe(5);
    expect(await refusal(`${KEY}-6`)).toBe('invalid_request');
    expect(await refusal(`${KEY}-x`)).toBe('invalid_request');
  });
});

describe('a model', () => {
  const principal = (models?: readonly string[]): Principal =>
    ({ group: 'default', key: { models: models === undefined ? undefined : new Set(models) } }) as unknown as Principal;
  const world = {
    candidates: (name: string) => (name === 'served' || name === 'unpriced' ? [{}] : []),
    knows: (name: string) => name === 'served' || name === 'unpriced' || name === 'down',
    price: (name: string) => (name === 'served' || name === 'down' ? {} : undefined),
  } as unknown as World;
  const verdict = (model: string, models?: readonly string[]): unknown => {
    try {
      return authorizeModel(principal(models), model, world) === undefined;
    } catch (error) {
      return Object(error).code;
    }
  };

  it('must be on the key’s list, known, and priced, in this order', () => {
    expect(verdict('served')).toBe(false);
    expect(verdict('nothing', ['served'])).toBe('model_not_allowed');
    expect(verdict('nothing')).toBe('model_not_found');
    expect(verdict('unpriced')).toBe('model_price_error');
    expect(verdict('down')).toBe(false);
  });
});
