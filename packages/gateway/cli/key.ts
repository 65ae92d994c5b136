// `turnpike key`: makes, lists, shows, enables and disables relay keys.

import { settingsOf } from '../config/settings.ts';
import { isAddressRule } from '../identity/addresses.ts';
import { issueKey, type KeyChoice, revealKey } from '../identity/issue-key.ts';
import { formatUsd, parseUsd } from '../ledger/money.ts';
import type { KeyRow, Store } from '../store/store.ts';
import { table } from './table.ts';
import { actionOf, UsageError, type CommandFlags, type Verb } from './verb.ts';
import { accountNamed, allAccounts, checkEditable, checkGroup, withStore, type Workshop } from './with-store.ts';

/** The choices that flags state. @throws UsageError */
async function choiceOf(store: Store, flags: CommandFlags): Promise<Omit<KeyChoice, 'accountId' | 'name'>> {
  const { budget, models, addresses, group, expires } = flags;
  if (group !== undefined) await checkGroup(store, group);
  const wrong = listOf(addresses)?.find(rule => !isAddressRule(rule));
  if (wrong !== undefined) throw new UsageError(`--addresses: ${wrong} is no address or CIDR range`);
  const expiresAt = expires === undefined ? null : Date.parse(expires);
  if (Number.isNaN(expiresAt)) throw new UsageError('--expires is a date such as 2027-01-31T00:00:00Z');
  return {
    budget: budget === undefined ? null : parseUsd(budget, '--budget'),
    models: listOf(models) ?? null,
    addresses: listOf(addresses) ?? null,
    group: group ?? null,
    expiresAt,
  };
}

function listOf(text: string | undefined): readonly string[] | undefined {
  return text
    ?.split(',')
    .map(part => part.trim())
    .filter(part => part !== '');
}

function cells(row: KeyRow, owner: string): readonly string[] {
  const state = row.enabled ? 'enabled' : 'disabled';
  const budget = row.budget === null ? '' : formatUsd(row.budget);
  const expires = row.expiresAt === null ? '' : new Date(row.expiresAt).toISOString();
  return [String(row.id), owner, row.name, `sk-${row.hint}`, state, budget, row.group ?? '', expires];
}

async function setEnabled({ store, config }: Workshop, words: readonly string[], enabled: boolean): Promise<number> {
  const [userName, id] = words;
  const account = await accountNamed(store, userName);
  const row = (await store.keys.ofAccount(account.id)).find(key => String(key.id) === id);
  if (row === undefined)
    throw new UsageError(`${account.name} has no key ${id ?? ''}; see turnpike key list ${account.name}`);
  checkEditable(row, config);
  await store.keys.setEnabled(row.id, enabled);
  return 0;
}

type Action = (shop: Workshop, words: readonly string[], flags: CommandFlags) => Promise<number>;

const ACTIONS: Readonly<Record<string, Action>> = {
  async create({ store, seal, config }, [userName, name = 'key'], flags) {
    const account = await accountNamed(store, userName);
    const choice = await choiceOf(store, flags);
    const copy = settingsOf(config.settings).revealKeys ? seal : undefined;
    const { secret } = await issueKey(store, copy, { ...choice, accountId: account.id, name });
    process.stdout.write(`${secret}\n`);
    return 0;
  },
  async list({ store }, [userName]) {
    const accounts = userName === undefined ? allAccounts(store) : [await accountNamed(store, userName)];
    const rows: (readonly string[])[] = [];
    for await (const account of accounts) {
      for (const row of await store.keys.ofAccount(account.id)) rows.push(cells(row, account.name));
    }
    process.stdout.write(table(['id', 'user', 'name', 'key', 'state', 'budget', 'group', 'expires'], rows));
    return 0;
  },
  async show({ store, seal }, [userName, id]) {
    const account = await accountNamed(store, userName);
    const rows = (await store.keys.ofAccount(account.id)).filter(row => id === undefined || String(row.id) === id);
    if (rows.length === 0) throw new UsageError(`${account.name} has no key ${id ?? ''}`.trimEnd());
    const shown = rows.map(row => [String(row.id), row.name, revealKey(row, seal) ?? '(no copy was kept)']);
    process.stdout.write(table(['id', 'name', 'key'], shown));
    return 0;
  },
  enable: (shop, words) => setEnabled(shop, words, true),
  disable: (shop, words) => setEnabled(shop, words, false),
};

export const key: Verb = {
  usage: 'key create|list|show|enable|disable USER [NAME|ID]',
  text: 'relay keys',
  flags: ['budget', 'models', 'addresses', 'group', 'expires'],
  async run(flags, [word = 'list', ...words]) {
    const action = actionOf(ACTIONS, 'key', word);
    return withStore(flags, shop => action(shop, words, flags));
  },
};
