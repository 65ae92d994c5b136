// Opens the configured store for one command, and closes it whatever happens.

import { loadConfig, type Flags } from '../config/load.ts';
import type { Config } from '../config/config.ts';
import { openSeal, type Seal } from '../identity/seal.ts';
import { openStore } from '../store/open.ts';
import type { AccountRow, OrganisationRow, Store } from '../store/store.ts';
import { UsageError } from './verb.ts';
import { PRACTICE_GROUP } from '../world.ts';

/** What a command works on. */
export interface Workshop {
  readonly store: Store;
  readonly seal: Seal;
  readonly config: Config;
}

/** Runs a command on the store. */
export async function withStore<Result>(flags: Flags, work: (shop: Workshop) => Promise<Result>): Promise<Result> {
  const config = loadConfig(flags);
  const store = await openStore(config.databaseUrl);
  try {
    return await work({ store, seal: openSeal(config.dataFolder), config });
  } finally {
    await store.close();
  }
}

/** The account with a name. @throws UsageError when there is none. */
export async function accountNamed(store: Store, name: string | undefined): Promise<AccountRow> {
  if (name === undefined) throw new UsageError('name the user; turnpike user list shows them');
  const account = await store.accounts.byName(name);
  if (account === undefined) throw new UsageError(`there is no user ${name}; turnpike user list shows them`);
  return account;
}

/** The organisation with a name. @throws UsageError when there is none. */
export async function organisationNamed(store: Store, name: string | undefined): Promise<OrganisationRow> {
  if (name === undefined) throw new UsageError('name the organisation; turnpike organisation list shows them');
  const organisation = await store.organisations.byName(name);
  if (organisation === undefined) throw new UsageError(`there is no organisation ${name}`);
  return organisation;
}

/** All accounts but those of the manual's visitors, page by page. */
export async function* allAccounts(store: Store): AsyncGenerator<AccountRow> {
  const size = 500;
  for (let after = 0; ;) {
    const page = await store.accounts.list(after, size);
    yield* page.filter(({ group }) => group !== PRACTICE_GROUP);
    const last = page.at(-1);
    if (last === undefined || page.length < size) return;
    after = last.id;
  }
}

/** Refuses a group that is not there. */
export async function checkGroup(store: Store, group: string): Promise<void> {
  const names = (await store.documents.all()).filter(row => row.kind === 'group').map(row => row.name);
  if (group !== 'default' && !names.includes(group)) {
    throw new UsageError(`there is no group ${group}; known are ${[...new Set(['default', ...names])].join(', ')}`);
  }
}

/** Refuses to change what the next start would change back. */
export function checkEditable(row: { readonly declared: boolean; readonly name: string }, config: Config): void {
  if (row.declared)
    throw new UsageError(`${row.name} is declared in ${config.file ?? 'a configuration file'}; change it there`);
}
