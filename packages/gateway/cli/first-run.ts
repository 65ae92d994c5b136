// The first start without users: makes an account with a play balance and a ready key, and says how to begin.

import type { Config } from '../config/config.ts';
import { settingsOf } from '../config/settings.ts';
import { parseUsd } from '../ledger/money.ts';
import type { Seal } from '../identity/seal.ts';
import type { Store } from '../store/store.ts';
import { createKey, revealKey } from './key.ts';

const NAME = 'root';

/** What the start shall say of keys. */
export interface Welcome {
  /** The ready key, in clear at the first start, and later where a copy was kept. */
  readonly key: string | undefined;
  readonly isNew: boolean;
}

/** Makes the first account and key when nobody is there; finds them again at later starts. */
export async function welcome(store: Store, seal: Seal, config: Config): Promise<Welcome | undefined> {
  if (config.users.length > 0) return undefined;
  const [anyone] = await store.accounts.list(0, 1);
  const account = anyone ?? (await firstAccount(store, config));
  const [row] = await store.keys.ofAccount(account.id);
  if (row !== undefined) return { key: revealKey(row, seal), isNew: false };
  return { key: await createKey(store, seal, account.id, 'first key'), isNew: true };
}

async function firstAccount(store: Store, config: Config): ReturnType<Store['accounts']['put']> {
  const account = await store.accounts.put({
    name: NAME,
    role: 'admin',
    passwordHash: '',
    group: 'default',
    enabled: true,
    declared: false,
  });
  const amount = parseUsd(settingsOf(config.settings).playBalance);
  if (amount > 0n) {
    const purse = `account:${account.id}`;
    await store.ledger.post({
      id: 'grant:first-start',
      kind: 'grant',
      purse,
      amount,
      note: 'play balance of the first start',
      author: 'first start',
    });
  }
  return account;
}

/** The lines that a start prints. */
export function greeting(address: string, config: Config, welcomed: Welcome | undefined): string {
  const lines = [`Turnpike listens on ${address}`];
  if (config.channels.length === 0)
    lines.push('No channel is configured: the built-in sandbox answers for every model, marked [sandbox].');
  if (welcomed?.key !== undefined) {
    lines.push(
      `${welcomed.isNew ? 'Your first key' : 'Your key'}: ${welcomed.key}`,
      '',
      'Try it:',
      `  curl ${address}/v1/chat/completions -H "Authorization: Bearer ${welcomed.key}" -H "Content-Type: application/json" -d '{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Hello"}]}'`,
    );
  }
  return `${lines.join('\n')}\n`;
}
