// `turnpike organisation`: makes and lists organisations, their money, their members and their budgets.

import { randomUUID } from 'node:crypto';
import { organisationPurse } from '../ledger/budgets.ts';
import { formatUsd, parseSignedUsd } from '../ledger/money.ts';
import { isTimeZone } from '../ledger/periods.ts';
import type { OrganisationRow } from '../store/store.ts';
import { readBudgetWords, writeBudgetWords } from './budget-words.ts';
import { table } from './table.ts';
import { actionOf, UsageError, type CommandFlags, type Verb } from './verb.ts';
import { accountNamed, checkEditable, organisationNamed, withStore, type Workshop } from './with-store.ts';

type Action = (shop: Workshop, words: readonly string[], flags: CommandFlags) => Promise<number>;

const PAGE = 500;

function zoneOf(flags: CommandFlags): string | undefined {
  const zone = flags['time-zone'];
  if (zone !== undefined && !isTimeZone(zone)) throw new UsageError(`${zone} is no time zone of the IANA list`);
  return zone;
}

/** Changes what may be changed of an organisation. */
async function change(
  { store, config }: Workshop,
  name: string | undefined,
  changes: Partial<OrganisationRow>,
): Promise<number> {
  const row = await organisationNamed(store, name);
  checkEditable(row, config);
  const { id: _id, createdAt: _createdAt, ...draft } = { ...row, ...changes };
  await store.organisations.put(draft);
  return 0;
}

const ACTIONS: Readonly<Record<string, Action>> = {
  async create({ store }, [name], flags) {
    if (name === undefined) throw new UsageError('turnpike organisation create NAME [--budgets …] [--time-zone ZONE]');
    if ((await store.organisations.byName(name)) !== undefined)
      throw new UsageError(`there is an organisation ${name}`);
    const budgets = readBudgetWords(flags.budgets ?? '');
    const timeZone = zoneOf(flags) ?? 'UTC';
    const { id } = await store.organisations.put({ name, timeZone, budgets, enabled: true, declared: false });
    process.stdout.write(`organisation ${name} has the id ${id}\n`);
    return 0;
  },
  async list({ store }) {
    const rows: string[][] = [];
    for (let after = 0; ;) {
      const page = await store.organisations.list(after, PAGE);
      for (const { id, name, enabled, timeZone, budgets } of page) {
        const purse = await store.ledger.purse(organisationPurse(id));
        const members = (await store.organisations.members(id)).length;
        const money = [formatUsd(purse?.balance ?? 0n), formatUsd(purse?.spent ?? 0n)];
        const state = enabled ? 'enabled' : 'disabled';
        rows.push([String(id), name, state, String(members), ...money, timeZone, writeBudgetWords(budgets)]);
      }
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE) break;
      after = last.id;
    }
    process.stdout.write(table(['id', 'name', 'state', 'members', 'balance', 'spent', 'time zone', 'budgets'], rows));
    return 0;
  },
  async credit({ store }, [name, amount, ...note]) {
    const { id } = await organisationNamed(store, name);
    if (amount === undefined) throw new UsageError('turnpike organisation credit NAME USD [REASON]');
    const purse = organisationPurse(id);
    await store.ledger.post({
      id: `adjust:${randomUUID()}`,
      kind: 'adjust',
      purse,
      amount: parseSignedUsd(amount, 'the amount'),
      note: note.join(' ') || 'by command',
      author: 'command line',
    });
    const balance = (await store.ledger.purse(purse))?.balance ?? 0n;
    process.stdout.write(`the balance of ${name} is ${formatUsd(balance)} USD\n`);
    return 0;
  },
  budgets: (shop, [name], flags) => {
    const zone = zoneOf(flags);
    return change(shop, name, {
      ...(flags.budgets === undefined ? {} : { budgets: readBudgetWords(flags.budgets) }),
      ...(zone === undefined ? {} : { timeZone: zone }),
    });
  },
  async join({ store }, [name, userName, role = 'member'], { budgets = '' }) {
    if (role !== 'owner' && role !== 'member')
      throw new UsageError('turnpike organisation join NAME USER [owner|member]');
    const organisation = await organisationNamed(store, name);
    const account = await accountNamed(store, userName);
    const place = { organisationId: organisation.id, accountId: account.id, role, declared: false } as const;
    await store.organisations.putMember({ ...place, budgets: readBudgetWords(budgets) });
    return 0;
  },
  async leave({ store }, [name, userName]) {
    const organisation = await organisationNamed(store, name);
    await store.organisations.removeMember(organisation.id, (await accountNamed(store, userName)).id);
    return 0;
  },
  async members({ store }, [name]) {
    const rows: string[][] = [];
    for (const { accountId, role, budgets, organisationId } of await store.organisations.members(
      (await organisationNamed(store, name)).id,
    )) {
      const account = await store.accounts.byId(accountId);
      const purse = await store.ledger.purse(`org:${organisationId}:member:${accountId}`);
      rows.push([account?.name ?? '', role, formatUsd(purse?.spent ?? 0n), writeBudgetWords(budgets)]);
    }
    process.stdout.write(table(['user', 'role', 'spent', 'budgets'], rows));
    return 0;
  },
  enable: (shop, [name]) => change(shop, name, { enabled: true }),
  disable: (shop, [name]) => change(shop, name, { enabled: false }),
};

export const organisation: Verb = {
  usage: 'organisation create|list|credit|budgets|join|leave|members|enable|disable NAME [USER|USD]',
  text: 'organisations that pay for the keys of their members',
  flags: ['budgets', 'time-zone'],
  async run(flags, [word = 'list', ...words]) {
    const action = actionOf(ACTIONS, 'organisation', word);
    return withStore(flags, shop => action(shop, words, flags));
  },
};
