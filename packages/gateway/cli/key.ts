// `turnpike key`: makes, lists, shows and disables relay keys.

import { bareKey, generateKey, hashKey, hintOf } from '../identity/keys.ts';
import type { Seal } from '../identity/seal.ts';
import type { KeyRow, Store } from '../store/store.ts';
import type { Verb } from './verb.ts';
import { withStore } from './with-store.ts';

/** Makes a key for an account; answers it in clear, once. */
export async function createKey(store: Store, seal: Seal, accountId: number, name: string): Promise<string> {
  const secret = generateKey();
  await store.keys.put({
    accountId,
    name,
    hash: hashKey(secret),
    sealed: seal.seal(bareKey(secret)),
    hint: hintOf(secret),
    enabled: true,
    expiresAt: null,
    models: null,
    addresses: null,
    group: null,
    budget: null,
    declared: false,
  });
  return secret;
}

/** The key in clear, or undefined where no copy was kept. */
export function revealKey(row: KeyRow, seal: Seal): string | undefined {
  return row.sealed === '' ? undefined : `sk-${seal.open(row.sealed)}`;
}

async function keysOf(store: Store, userName: string | undefined): Promise<KeyRow[]> {
  const account = userName === undefined ? undefined : await store.accounts.byName(userName);
  if (account === undefined) throw new Error(`there is no user ${userName ?? ''}; see turnpike user list`);
  return store.keys.ofAccount(account.id);
}

const ACTIONS: Readonly<Record<string, (store: Store, seal: Seal, words: readonly string[]) => Promise<number>>> = {
  async create(store, seal, [userName, name = 'key']) {
    const account = userName === undefined ? undefined : await store.accounts.byName(userName);
    if (account === undefined) throw new Error(`there is no user ${userName ?? ''}; see turnpike user list`);
    process.stdout.write(`${await createKey(store, seal, account.id, name)}\n`);
    return 0;
  },
  async list(store, _seal, [userName]) {
    for (const row of await keysOf(store, userName)) {
      process.stdout.write(`${row.id}\tsk-${row.hint}\t${row.enabled ? 'enabled' : 'disabled'}\t${row.name}\n`);
    }
    return 0;
  },
  async show(store, seal, [userName, id]) {
    const rows = (await keysOf(store, userName)).filter(row => id === undefined || String(row.id) === id);
    for (const row of rows)
      process.stdout.write(`${row.id}\t${revealKey(row, seal) ?? '(no copy was kept)'}\t${row.name}\n`);
    return rows.length === 0 ? 1 : 0;
  },
  async disable(store, _seal, [userName, id]) {
    const row = (await keysOf(store, userName)).find(key => String(key.id) === id);
    if (row === undefined) throw new Error(`the user ${userName ?? ''} has no key ${id ?? ''}; see turnpike key list`);
    await store.keys.setEnabled(row.id, false);
    return 0;
  },
};

export const key: Verb = {
  usage: 'key create|list|show|disable USER [NAME|ID]',
  text: 'make, list, show or disable relay keys',
  async run(flags, [action = 'list', ...words]) {
    const work = ACTIONS[action];
    if (work === undefined) throw new Error(`turnpike key knows ${Object.keys(ACTIONS).join(', ')}, not ${action}`);
    return withStore(flags, (store, seal) => work(store, seal, words));
  },
};
