// `turnpike user`: makes, lists, enables and disables accounts, and gives or takes money.

import { randomUUID } from 'node:crypto';
import { formatUsd, parseSignedUsd } from '../ledger/money.ts';
import { ROLES } from '../store/people.ts';
import { isTimeZone } from '../ledger/periods.ts';
import { table } from './table.ts';
import { actionOf, UsageError, type CommandFlags, type Verb } from './verb.ts';
import { accountNamed, allAccounts, checkEditable, checkGroup, withStore, type Workshop } from './with-store.ts';

async function setEnabled({ store, config }: Workshop, name: string | undefined, enabled: boolean): Promise<number> {
  const account = await accountNamed(store, name);
  checkEditable(account, config);
  const { id: _id, createdAt: _createdAt, ...draft } = account;
  await store.accounts.put({ ...draft, enabled });
  return 0;
}

type Action = (shop: Workshop, words: readonly string[], flags: CommandFlags) => Promise<number>;

const ACTIONS: Readonly<Record<string, Action>> = {
  async create({ store }, [name, role = 'user'], { group = 'default', 'time-zone': timeZone = 'UTC' }) {
    const known = ROLES.find(word => word === role);
    if (name === undefined || known === undefined) {
      throw new UsageError(`turnpike user create NAME [${ROLES.join('|')}] [--group NAME]`);
    }
    if ((await store.accounts.byName(name)) !== undefined) throw new UsageError(`there is a user ${name} already`);
    await checkGroup(store, group);
    if (!isTimeZone(timeZone)) throw new UsageError(`${timeZone} is no time zone of the IANA list`);
    const account = await store.accounts.put({
      name,
      role: known,
      passwordHash: '',
      group,
      enabled: true,
      declared: false,
      timeZone,
    });
    process.stdout.write(`user ${account.name} has the id ${account.id}\n`);
    return 0;
  },
  async list({ store }) {
    const rows: string[][] = [];
    for await (const { id, name, role, group, enabled } of allAccounts(store)) {
      const purse = await store.ledger.purse(`account:${id}`);
      const state = enabled ? 'enabled' : 'disabled';
      rows.push([String(id), name, role, group, state, formatUsd(purse?.balance ?? 0n), formatUsd(purse?.spent ?? 0n)]);
    }
    process.stdout.write(table(['id', 'name', 'role', 'group', 'state', 'balance', 'spent'], rows));
    return 0;
  },
  async credit({ store }, [name, amount, ...note]) {
    const account = await accountNamed(store, name);
    if (amount === undefined)
      throw new UsageError('turnpike user credit NAME USD [NOTE]; a negative amount takes away');
    const purse = `account:${account.id}`;
    await store.ledger.post({
      id: `adjust:${randomUUID()}`,
      kind: 'adjust',
      purse,
      amount: parseSignedUsd(amount, 'the amount'),
      note: note.join(' ') || 'by command',
      author: 'command line',
    });
    const balance = (await store.ledger.purse(purse))?.balance ?? 0n;
    process.stdout.write(`the balance of ${account.name} is ${formatUsd(balance)} USD\n`);
    return 0;
  },
  enable: (shop, [name]) => setEnabled(shop, name, true),
  disable: (shop, [name]) => setEnabled(shop, name, false),
};

export const user: Verb = {
  usage: 'user create|list|credit|enable|disable NAME [ROLE|USD NOTE]',
  text: 'accounts and their money',
  flags: ['group', 'time-zone'],
  async run(flags, [word = 'list', ...words]) {
    const action = actionOf(ACTIONS, 'user', word);
    return withStore(flags, shop => action(shop, words, flags));
  },
};
