// Makes relay keys, and shows them again where a sealed copy was kept.

import type { KeyDraft, KeyRow, Store } from '../store/store.ts';
import { bareKey, generateKey, hashKey, hintOf } from './keys.ts';
import type { Seal } from './seal.ts';

/** What is chosen of a new key; everything else is unlimited. */
export type KeyChoice = Pick<KeyRow, 'accountId' | 'name'> &
  Partial<Omit<KeyDraft, 'accountId' | 'name' | 'hash' | 'sealed' | 'hint' | 'declared'>>;

/** Makes a key; answers it in clear with its row. With a seal, an encrypted copy is kept so that it can be shown again. */
export async function issueKey(
  store: Pick<Store, 'keys'>,
  seal: Seal | undefined,
  choice: KeyChoice,
): Promise<{ readonly secret: string; readonly row: KeyRow }> {
  const secret = generateKey();
  const row = await store.keys.put({
    expiresAt: null,
    models: null,
    addresses: null,
    group: null,
    budget: null,
    enabled: true,
    ...choice,
    hash: hashKey(secret),
    sealed: seal?.seal(bareKey(secret)) ?? '',
    hint: hintOf(secret),
    declared: false,
  });
  return { secret, row };
}

/** The key in clear, or undefined where no copy was kept. @throws Error when it was sealed under another secret. */
export function revealKey(row: KeyRow, seal: Seal): string | undefined {
  return row.sealed === '' ? undefined : `sk-${seal.open(row.sealed)}`;
}
