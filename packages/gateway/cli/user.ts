// `turnpike user`: makes and lists accounts, and gives them money.

import { randomUUID } from 'node:crypto';
import { formatUsd, parseSignedUsd } from '../ledger/money.ts';
import type { Store } from '../store/store.ts';
import type { Verb } from './verb.ts';
import { withStore } from './with-store.ts';

const PAGE = 500;

const ACTIONS: Readonly<Record<string, (store: Store, words: readonly string[]) => Promise<number>>> = {
  async create(store, [name, role = 'user']) {
    if (name === undefined || (role !== 'user' && role !== 'admin'))
      throw new Error('turnpike user create NAME [user|admin]');
    if ((await store.accounts.byName(name)) !== undefined) throw new Error(`there is a user ${name} already`);
    const account = await store.accounts.put({
      name,
      role,
      passwordHash: '',
      group: 'default',
      enabled: true,
      declared: false,
    });
    process.stdout.write(`${account.id}\t${account.name}\n`);
    return 0;
  },
  async list(store) {
    for (let after = 0; ;) {
      const page = await store.accounts.list(after, PAGE);
      for (const account of page) {
        const purse = await store.ledger.purse(`account:${account.id}`);
        const state = account.enabled ? 'enabled' : 'disabled';
        process.stdout.write(
          `${account.id}\t${account.name}\t${account.role}\t${account.group}\t${state}\t${formatUsd(purse?.balance ?? 0n)}\n`,
        );
      }
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE) return 0;
      after = last.id;
    }
  },
  async credit(store, [name, amount, ...note]) {
    const account = name === undefined ? undefined : await store.accounts.byName(name);
    if (account === undefined || amount === undefined) throw new Error('turnpike user credit NAME USD [NOTE]');
    const purse = `account:${account.id}`;
    const nano = parseSignedUsd(amount, 'the amount');
    await store.ledger.post({
      id: `adjust:${randomUUID()}`,
      kind: 'adjust',
      purse,
      amount: nano,
      note: note.join(' ') || 'by command',
      author: 'command line',
    });
    process.stdout.write(`${formatUsd((await store.ledger.purse(purse))?.balance ?? 0n)}\n`);
    return 0;
  },
};

export const user: Verb = {
  usage: 'user create|list|credit NAME [ROLE|USD NOTE]',
  text: 'make and list accounts, give or take money',
  async run(flags, [action = 'list', ...words]) {
    const work = ACTIONS[action];
    if (work === undefined) throw new Error(`turnpike user knows ${Object.keys(ACTIONS).join(', ')}, not ${action}`);
    return withStore(flags, store => work(store, words));
  },
};
