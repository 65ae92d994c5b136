// `turnpike key`: makes, lists, shows, enables and disables relay keys.

import { settingsOf } from '../config/settings.ts';
import { isAddressRule } from '../identity/addresses.ts';
import { AUTO } from '../identity/groups.ts';
import { issueKey, type KeyChoice, revealKey } from '../identity/issue-key.ts';
import type { Budget } from '../ledger/budgets.ts';
import { formatUsd, parseUsd } from '../ledger/money.ts';
import type { KeyRow, Store } from '../store/store.ts';
import { readBudgetWords, writeBudgetWords } from './budget-words.ts';
import { table } from './table.ts';
import { actionOf, UsageError, type CommandFlags, type Verb } from './verb.ts';
import {
  accountNamed,
  allAccounts,
  checkEditable,
  checkGroup,
  organisationNamed,
  withStore,
  type Workshop,
} from './with-store.ts';

/** The choices that flags state; what they leave out is left out. @throws UsageError */
async function choiceOf(store: Store, flags: CommandFlags): Promise<Partial<KeyChoice>> {
  const { models, addresses, group, expires } = flags;
  if (group !== undefined && group !== AUTO) await checkGroup(store, group);
  const wrong = listOf(addresses)?.find(rule => !isAddressRule(rule));
  if (wrong !== undefined) throw new UsageError(`--addresses: ${wrong} is no address or CIDR range`);
  const expiresAt = expires === undefined ? undefined : Date.parse(expires);
  if (Number.isNaN(expiresAt)) throw new UsageError('--expires is a date such as 2027-01-31T00:00:00Z');
  const lists = { models: listOf(models), addresses: listOf(addresses) };
  const given = { ...budgetsOf(flags), ...lists, group, expiresAt };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** A budget in all may stand in either flag. */
function budgetsOf({ budget, budgets }: CommandFlags): Partial<Pick<KeyChoice, 'budget' | 'budgets'>> {
  const read = budgets === undefined ? undefined : readBudgetWords(budgets);
  const isWhole = ({ period, scope }: Budget): boolean => period === 'total' && scope === 'all';
  const whole = read?.find(isWhole);
  if (whole !== undefined && budget !== undefined) throw new UsageError('--budgets has a total beside --budget');
  const total = budget === undefined ? whole?.amount : parseUsd(budget, '--budget');
  return {
    ...(total === undefined ? {} : { budget: total }),
    ...(read === undefined ? {} : { budgets: read.filter(one => !isWhole(one)) }),
  };
}

/** The organisation that is to pay, of which the account must be a member. */
async function payerOf(store: Store, accountId: number, name: string | undefined): Promise<number | null> {
  if (name === undefined) return null;
  const { id } = await organisationNamed(store, name);
  const isMember = (await store.organisations.members(id)).some(member => member.accountId === accountId);
  if (!isMember) throw new UsageError(`${name} pays for its members only; see turnpike organisation join`);
  return id;
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
  const budgets = writeBudgetWords(row.budgets);
  const expires = row.expiresAt === null ? '' : new Date(row.expiresAt).toISOString();
  return [String(row.id), owner, row.name, `sk-${row.hint}`, state, budget, budgets, row.group ?? '', expires];
}

/** The key of a user that may be changed here. */
async function editable({ store, config }: Workshop, [userName, id]: readonly string[]): Promise<KeyRow> {
  const account = await accountNamed(store, userName);
  const row = (await store.keys.ofAccount(account.id)).find(key => String(key.id) === id);
  if (row === undefined)
    throw new UsageError(`${account.name} has no key ${id ?? ''}; see turnpike key list ${account.name}`);
  checkEditable(row, config);
  return row;
}

async function setEnabled(shop: Workshop, words: readonly string[], enabled: boolean): Promise<number> {
  await shop.store.keys.setEnabled((await editable(shop, words)).id, enabled);
  return 0;
}

type Action = (shop: Workshop, words: readonly string[], flags: CommandFlags) => Promise<number>;

const ACTIONS: Readonly<Record<string, Action>> = {
  async create({ store, seal, config }, [userName, name = 'key'], flags) {
    const account = await accountNamed(store, userName);
    const choice = await choiceOf(store, flags);
    const copy = settingsOf(config.settings).revealKeys ? seal : undefined;
    const organisationId = await payerOf(store, account.id, flags.organisation);
    const { secret } = await issueKey(store, copy, { ...choice, accountId: account.id, name, organisationId });
    process.stdout.write(`${secret}\n`);
    return 0;
  },
  async list({ store }, [userName]) {
    const accounts = userName === undefined ? allAccounts(store) : [await accountNamed(store, userName)];
    const rows: (readonly string[])[] = [];
    for await (const account of accounts) {
      for (const row of await store.keys.ofAccount(account.id)) rows.push(cells(row, account.name));
    }
    process.stdout.write(table(['id', 'user', 'name', 'key', 'state', 'budget', 'budgets', 'group', 'expires'], rows));
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
  /** Changes what flags state of a key, budgets among it; the rest stays. */
  async change(shop, words, flags) {
    if (flags.organisation !== undefined) throw new UsageError('who pays for a key never changes; make a new one');
    const { id: _id, createdAt: _createdAt, ...draft } = await editable(shop, words);
    await shop.store.keys.put({ ...draft, ...(await choiceOf(shop.store, flags)) });
    return 0;
  },
  enable: (shop, words) => setEnabled(shop, words, true),
  disable: (shop, words) => setEnabled(shop, words, false),
};

export const key: Verb = {
  usage: 'key create|change|list|show|enable|disable USER [NAME|ID]',
  text: 'relay keys',
  flags: ['budget', 'budgets', 'organisation', 'models', 'addresses', 'group', 'expires'],
  async run(flags, [word = 'list', ...words]) {
    const action = actionOf(ACTIONS, 'key', word);
    return withStore(flags, shop => action(shop, words, flags));
  },
};
