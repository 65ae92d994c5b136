// Specifies the key that a page of the console uses in its reader's session: his own, from this site, without a secret.

import { describe, expect, it } from 'vitest';
import type { Exchange } from '../http/exchange.ts';
import type { KeyRow, Store } from '../store/store.ts';
import type { World } from '../world.ts';
import { Identities } from './identify.ts';

const ROW = { id: 7, accountId: 1, hash: 'h', enabled: true, expiresAt: null, models: null, addresses: null };
const OWNER = {
  key: { ...ROW, name: 'mine', group: null, budget: null, budgets: [], limits: {}, organisationId: null },
  account: { id: 1, name: 'ada', role: 'user', enabled: true, group: 'default', timeZone: 'UTC', limits: {} },
};

function identities(signedIn: number | undefined): Identities {
  const keys: Partial<Store['keys']> = {
    byId: id => Promise.resolve(id === ROW.id ? (OWNER.key as unknown as KeyRow) : undefined),
    byHash: hash => Promise.resolve(hash === ROW.hash ? (OWNER as never) : undefined),
  };
  const world: Partial<World> = { groups: new Map(), groupsOf: name => [name] };
  return new Identities(
    { keys: keys as Store['keys'] },
    () => world as World,
    () => Promise.resolve(signedIn === undefined ? undefined : { id: signedIn }),
  );
}

/** An exchange as far as identification looks at it. */
function exchangeOf(headers: Record<string, string>): Exchange {
  const part = { request: { headers }, query: new URLSearchParams(), family: 'openai-chat', address: '127.0.0.1' };
  return part as unknown as Exchange;
}

const asked = async (signedIn: number | undefined, headers: Record<string, string>): Promise<unknown> => {
  try {
    return (await identities(signedIn).identify(exchangeOf(headers))).key.id;
  } catch (error) {
    return error instanceof Error && 'code' in error ? error.code : error;
  }
};

describe('a key named by its number', () => {
  it('is its owner’s, in a session of his', async () => {
    expect(await asked(1, { 'x-turnpike-key': '7' })).toBe(7);
  });

  it('is nobody else’s: a foreign one, an unknown one and a missing session look the same', async () => {
    expect(await asked(2, { 'x-turnpike-key': '7' })).toBe('invalid_token');
    expect(await asked(1, { 'x-turnpike-key': '8' })).toBe('invalid_token');
    expect(await asked(undefined, { 'x-turnpike-key': '7' })).toBe('invalid_token');
  });

  it('is not looked at beside a credential, nor when it is no number', async () => {
    expect(await asked(1, { 'x-turnpike-key': '7', authorization: 'Bearer sk-unknown' })).toBe('invalid_token');
    expect(await asked(1, { 'x-turnpike-key': 'abc' })).toBe('missing_token');
    expect(await asked(1, {})).toBe('missing_token');
  });
});
