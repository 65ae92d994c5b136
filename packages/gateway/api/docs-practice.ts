// Practice keys for visitors of the manual: they reach the practice upstream and nothing else, from a play balance.

import { Failure } from '@turnpike/protocols/failures';
import type { Exchange } from '../http/exchange.ts';
import { issueKey } from '../identity/issue-key.ts';
import { parseUsd } from '../ledger/money.ts';
import type { AccountRow } from '../store/store.ts';
import { PRACTICE_GROUP, type World } from '../world.ts';
import type { Services } from './services.ts';

/** The account that the keys belong to: nobody can sign in as it. */
const ACCOUNT = 'docs-practice';
/** How long a key is good, milliseconds. */
const LIFE_MS = 2 * 3_600_000;
/** Keys that are good at once, and keys that one address is given within their life. */
const MOST_KEYS = 300;
const MOST_OF_ADDRESS = 5;
/** What a key may spend of the play money. */
const BUDGET = parseUsd('2');
const LIMITS = { requests_per_minute: 30, concurrency: 4 } as const;

/** Whether visitors are offered to practise, and what stands before the names of models then; undefined when not. */
export function practiceOffer(world: World): { readonly prefix: string } | undefined {
  const { docsPractice } = world.settings;
  const practice = world.channels.find(channel => channel.groups.has(PRACTICE_GROUP));
  if (docsPractice === 'off' || practice === undefined) return undefined;
  if (docsPractice === 'auto' && !practice.models.all) return undefined;
  return { prefix: practice.models.all ? '' : 'sandbox/' };
}

/** Makes practice keys. */
export class PracticeKeys {
  private readonly services: Services;
  private readonly given = new Map<string, number[]>();

  constructor(services: Services) {
    this.services = services;
  }

  /** `POST /docs/practice`. @throws Failure where it is not offered, or too often asked for */
  async give(exchange: Exchange): Promise<void> {
    const offer = practiceOffer(this.services.world());
    if (offer === undefined)
      throw new Failure('not_found', 'Practice is not offered here. Sign in and take a key of yours.');
    this.count(exchange.address);
    const { store } = this.services;
    const account = await this.account();
    const now = Date.now();
    const keys = await store.keys.ofAccount(account.id);
    const over = keys.filter(({ expiresAt }) => expiresAt !== null && expiresAt <= now);
    for (const key of over) await store.keys.remove(key.id);
    if (keys.length - over.length >= MOST_KEYS)
      throw new Failure('rate_limit_exceeded', 'Too many visitors practise now. Try again later.', { retryAfter: 600 });
    const expiresAt = now + LIFE_MS;
    const { secret } = await issueKey(store, undefined, {
      accountId: account.id,
      name: 'visitor',
      group: PRACTICE_GROUP,
      budget: BUDGET,
      limits: LIMITS,
      expiresAt,
    });
    exchange.json(
      201,
      { key: secret, expires_at: Math.floor(expiresAt / 1000), model_prefix: offer.prefix },
      { 'cache-control': 'no-store' },
    );
  }

  /** Counts what an address was given. @throws Failure 429 */
  private count(address: string): void {
    const now = Date.now();
    for (const [one, times] of this.given) if (times.every(time => time < now - LIFE_MS)) this.given.delete(one);
    const times = (this.given.get(address) ?? []).filter(time => time >= now - LIFE_MS);
    if (times.length >= MOST_OF_ADDRESS) {
      const retryAfter = Math.ceil(((times[0] ?? now) + LIFE_MS - now) / 1000);
      throw new Failure(
        'rate_limit_exceeded',
        'This address has had its practice keys. Use one of them, or come back later.',
        { retryAfter },
      );
    }
    this.given.set(address, [...times, now]);
  }

  /** The account with its play money, which is made whole once a day. */
  private async account(): Promise<AccountRow> {
    const { store } = this.services;
    const known = await store.accounts.byName(ACCOUNT);
    const account =
      known ??
      (await store.accounts.put({
        name: ACCOUNT,
        role: 'user',
        passwordHash: '',
        group: PRACTICE_GROUP,
        enabled: true,
        declared: false,
      }));
    if (account.group !== PRACTICE_GROUP || !account.enabled)
      throw new Failure('not_found', 'Practice is not offered here. Sign in and take a key of yours.');
    const purse = `account:${account.id}`;
    const balance = (await store.ledger.purse(purse))?.balance ?? 0n;
    const whole = parseUsd(this.services.world().settings.playBalance);
    if (balance * 2n < whole)
      await store.ledger.post({
        id: `grant:docs-practice:${new Date().toISOString().slice(0, 10)}`,
        kind: 'grant',
        purse,
        amount: whole - balance,
        note: 'play balance of visitors of the manual',
        author: 'manual',
      });
    return account;
  }
}
