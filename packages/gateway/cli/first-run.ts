// The first start without users: makes an account with a play balance and a ready key, and says how to begin.

import { buildWorld } from '../catalog/build-world.ts';
import { loadCatalog } from '../catalog/catalog.ts';
import type { Config } from '../config/config.ts';
import { settingsOf } from '../config/settings.ts';
import { issueKey } from '../identity/issue-key.ts';
import type { Seal } from '../identity/seal.ts';
import { hashSecret, newSecret } from '../identity/secrets.ts';
import { parseUsd } from '../ledger/money.ts';
import type { AccountRow, KeyRow, Store } from '../store/store.ts';
import type { World } from '../world.ts';
import { curlLine } from './curl-line.ts';

const NAME = 'root';

/** What the first account has: a key in clear when it was made just now, else its row. */
type Welcome = ({ readonly made: string } | { readonly kept: KeyRow }) | undefined;

/** How long the link to the first set-up is good, milliseconds. */
const SETUP_MS = 24 * 3600 * 1000;

/** Prepares the first account and key; answers the lines to print once the address is known. */
export async function welcome(store: Store, seal: Seal, config: Config): Promise<(address: string) => string> {
  if (config.users.length > 0) return address => `Turnpike listens on ${address}\n`;
  const welcomed = await firstKey(store, seal, config);
  const world = await worldOf(store, seal, config);
  const setup = await setupSecret(store);
  return address => greeting(address, world, welcomed, setup);
}

/** The secret of a one-time link that gives the first account its password; undefined when it has one. */
async function setupSecret(store: Store): Promise<string | undefined> {
  const [account] = await store.accounts.list(0, 1);
  if (account === undefined || account.declared || account.passwordHash !== '') return undefined;
  const secret = newSecret();
  const expiresAt = Date.now() + SETUP_MS;
  await store.flows.begin(hashSecret(secret), { kind: 'setup', accountId: account.id, body: '{}', expiresAt });
  return secret;
}

/** The key of the first account. Accounts that others made are left alone. */
async function firstKey(store: Store, seal: Seal, config: Config): Promise<Welcome> {
  const [anyone] = await store.accounts.list(0, 1);
  const account = anyone ?? (await firstAccount(store));
  if (account.declared || !account.enabled || account.name !== NAME) return undefined;
  const [row] = await store.keys.ofAccount(account.id);
  if (row !== undefined) return { kept: row };
  // Before the key: a start that was cut off between the two gives the balance the next time.
  const settings = settingsOf(config.settings);
  await grant(store, account, parseUsd(settings.playBalance));
  const copy = settings.revealKeys ? seal : undefined;
  const { secret } = await issueKey(store, copy, { accountId: account.id, name: 'first key' });
  return { made: secret };
}

function firstAccount(store: Store): Promise<AccountRow> {
  return store.accounts.put({
    name: NAME,
    role: 'owner',
    passwordHash: '',
    group: 'default',
    enabled: true,
    declared: false,
  });
}

async function grant(store: Store, account: AccountRow, amount: bigint): Promise<void> {
  if (amount === 0n) return;
  await store.ledger.post({
    id: 'grant:first-start',
    kind: 'grant',
    purse: `account:${account.id}`,
    amount,
    note: 'play balance of the first start',
    author: 'first start',
  });
}

/** The world that is about to be served. What is wrong with it, the start itself tells. */
async function worldOf(store: Store, seal: Seal, config: Config): Promise<World> {
  return buildWorld({
    version: 0,
    documents: await store.documents.all(),
    written: config.settings,
    catalog: loadCatalog(),
    seal,
    sandboxUrl: settingsOf(config.settings).sandbox === 'auto' ? 'http://sandbox' : undefined,
    warn: () => undefined,
  });
}

function greeting(address: string, world: World, welcomed: Welcome, setup: string | undefined): string {
  const lines = [`Turnpike listens on ${address}`, ...upstreams(world)];
  // Behind the mark, so that no log of a proxy ever has it.
  if (setup !== undefined) lines.push(`Set a password (once, within a day): ${address}/setup#${setup}`);
  if (welcomed !== undefined && 'kept' in welcomed) {
    lines.push(`Your key: sk-${welcomed.kept.hint}  (npm run turnpike -- key show ${NAME} prints it)`);
  }
  if (welcomed !== undefined && 'made' in welcomed) {
    lines.push(`Your first key: ${welcomed.made}`);
    const line = curlLine(address, welcomed.made, world);
    if (line !== undefined) lines.push('', 'Try it:', `  ${line}`);
  }
  return `${lines.join('\n')}\n`;
}

/** What stands behind the gateway, when that needs a word. */
function upstreams(world: World): readonly string[] {
  const open = world.channels.filter(channel => channel.enabled);
  if (open.length === 0) {
    return ['No channel is configured and the sandbox is off: no model answers. turnpike.example.yaml shows channels.'];
  }
  return open.every(channel => channel.provider === 'sandbox')
    ? ['No channel is configured: the built-in sandbox answers for every model, marked [sandbox].']
    : [];
}
