// `turnpike doctor`: looks at everything a start needs, and at what would surprise after it, and says what to do.

import { accessSync, constants, existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Config } from '../config/config.ts';
import { loadConfig } from '../config/load.ts';
import { settingsOf } from '../config/settings.ts';
import { openSeal, type Seal } from '../identity/seal.ts';
import { openStore } from '../store/open.ts';
import type { Store } from '../store/store.ts';
import { PRACTICE_GROUP } from '../world.ts';
import { checkChannels } from './doctor-channels.ts';
import { tellFault } from './faults.ts';
import { fault, type Finding, ok, warn } from './finding.ts';
import type { Verb } from './verb.ts';

/** Whether this user may write to a folder, or make it where it is not there yet. */
function checkFolder(folder: string): Finding {
  let there = folder;
  while (!existsSync(there) && dirname(there) !== there) there = dirname(there);
  try {
    accessSync(there, constants.W_OK | constants.X_OK);
  } catch {
    return fault(`data folder: this user may not write to ${there}`);
  }
  return there === folder ? ok(`data folder: ${folder}`) : ok(`data folder: ${folder} is made at the first start`);
}

const isSecretGiven = (): boolean => (process.env['TURNPIKE_SECRET'] ?? '') !== '';
const secretFile = (config: Config): string => join(config.dataFolder, 'secret.key');

function checkSecret(config: Config): Finding {
  if (isSecretGiven()) return ok('master key: TURNPIKE_SECRET');
  const file = secretFile(config);
  if (!existsSync(file)) return ok(`master key: ${file} is made at the first start`);
  return config.databaseUrl.startsWith('postgres')
    ? warn(`master key: ${file}; nodes that share a database need the same TURNPIKE_SECRET`)
    : ok(`master key: ${file}; keep a copy of it with the backups`);
}

/** The seal in use; the doctor makes no secret. */
function sealOf(config: Config): Seal | undefined {
  return isSecretGiven() || existsSync(secretFile(config)) ? openSeal(config.dataFolder) : undefined;
}

/** Opens the database for `work`; an embedded one that was never used is not made. */
async function withDatabase(config: Config, work: (store: Store) => Promise<Finding[]>): Promise<Finding[]> {
  const { databaseUrl, dataFolder } = config;
  const file = databaseUrl.startsWith('sqlite:') ? databaseUrl.slice('sqlite:'.length) : undefined;
  if (file !== undefined && !existsSync(file)) return [ok(`database: ${file} is made at the first start`)];
  let store: Store;
  try {
    store = await openStore(databaseUrl);
  } catch (error) {
    return [fault(`database: ${tellFault(error).text.replace(/^turnpike: /, '')}`)];
  }
  try {
    const kind = file === undefined ? 'PostgreSQL answers' : file;
    return [ok(`database: ${kind}`), ...(existsSync(dataFolder) ? await work(store) : [])];
  } finally {
    await store.close();
  }
}

/** Users who can call: somebody must be there, with money and a key. */
async function checkUsers(store: Store, config: Config): Promise<Finding[]> {
  const accounts = (await store.accounts.list(0, 1000)).filter(
    ({ enabled, group }) => enabled && group !== PRACTICE_GROUP,
  );
  if (accounts.length === 0 && config.users.length === 0) return [ok('users: the first start makes one')];
  const broke: string[] = [];
  for (const account of accounts) {
    const purse = await store.ledger.purse(`account:${account.id}`);
    if ((purse?.balance ?? 0n) + (purse?.overdraft ?? 0n) <= 0n) broke.push(account.name);
  }
  const found = [ok(`users: ${accounts.length} enabled`)];
  if (broke.length > 0) found.push(warn(`users: no balance is left to ${broke.slice(0, 10).join(', ')}`));
  return found;
}

/** The books, and what a node had to put aside. */
async function checkLedger(store: Store, config: Config): Promise<Finding[]> {
  const differences = await store.ledger.reconcile();
  const found =
    differences.length === 0
      ? [ok('ledger: every balance is the sum of its entries')]
      : [fault(`ledger: ${differences.length} differences; turnpike reconcile lists them`)];
  for (const [name, what] of [
    ['rejected.log', 'settlements that the database could not take'],
    ['damaged.log', 'damaged lines of the journal'],
  ] as const) {
    const file = join(config.dataFolder, 'journal', name);
    if (existsSync(file)) found.push(warn(`ledger: ${file} holds ${what}; look at it, then move it away`));
  }
  return found;
}

/** Everything that the doctor looks at, in order. */
export async function examine(config: Config): Promise<Finding[]> {
  const folder = checkFolder(config.dataFolder);
  const first = [ok(`configuration: ${config.file ?? 'no file, all defaults'}`), folder, checkSecret(config)];
  if (folder.level === 'fault') return first;
  const stored = await withDatabase(config, async store => [
    ...(await checkLedger(store, config)),
    ...(await checkUsers(store, config)),
    ...(await checkChannels(config, await store.documents.all(), sealOf(config))),
  ]);
  // Without a database there is nothing stored yet, but the file's own channels can be looked at.
  if (!stored.some(({ text }) => text.startsWith('channels:') || text.startsWith('channel '))) {
    stored.push(...(await checkChannels(config, [], undefined)));
  }
  const { host } = config;
  const isOpen = host !== 'localhost' && !/^127\.|^::1$/.test(host);
  if (isOpen && !settingsOf(config.settings).trustProxy) {
    stored.push(warn(`listen: ${host} can be reached from outside; put TLS in front, then set trust_proxy`));
  }
  return [...first, ...stored];
}

export const doctor: Verb = {
  usage: 'doctor',
  text: 'look at the configuration, the database, the users and every upstream',
  async run(flags) {
    const findings = await examine(loadConfig(flags));
    for (const { level, text } of findings) process.stdout.write(`${level.padEnd(5)}  ${text}\n`);
    return findings.some(({ level }) => level === 'fault') ? 1 : 0;
  },
};
