// Practice for visitors of the manual: each has an account of his own for two hours, whose key reaches the practice
// upstream and nothing else. Nobody sees another's tasks, files or answers.

import { randomBytes } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { Failure } from '@turnpike/protocols/failures';
import type { Exchange } from '../http/exchange.ts';
import { issueKey } from '../identity/issue-key.ts';
import { parseUsd } from '../ledger/money.ts';
import type { AccountRow } from '../store/store.ts';
import { PRACTICE_GROUP, type World } from '../world.ts';
import type { Services } from './services.ts';

/** How long a visit lasts, milliseconds: then the key is gone, and the account is off. */
const LIFE_MS = 2 * 3_600_000;
/** Visitors at once, and visits that one address begins within their life. */
const MOST_VISITORS = 300;
const MOST_OF_ADDRESS = 10;
/** The play money of a visit. */
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

/** Begins visits. */
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
    this.count(origin(exchange.address));
    await this.makeRoom();
    const account = await this.visitor();
    const expiresAt = Date.now() + LIFE_MS;
    const { secret } = await issueKey(this.services.store, undefined, {
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

  /** Ends the visits that are over. @throws Failure 429 while too many visitors are there */
  private async makeRoom(): Promise<void> {
    const { store } = this.services;
    const there = await store.accounts.search({ group: PRACTICE_GROUP, enabled: true, limit: MOST_VISITORS + 1 });
    const over = there.filter(({ account }) => account.createdAt <= Date.now() - LIFE_MS);
    for (const { account } of over) {
      for (const key of await store.keys.ofAccount(account.id)) await store.keys.remove(key.id);
      const { id: _id, createdAt: _createdAt, ...draft } = account;
      await store.accounts.put({ ...draft, enabled: false });
    }
    if (there.length - over.length >= MOST_VISITORS)
      throw new Failure('rate_limit_exceeded', 'Too many visitors practise now. Try again later.', { retryAfter: 600 });
  }

  /** An account that nobody can sign in as, with its play money. */
  private async visitor(): Promise<AccountRow> {
    const { store } = this.services;
    const account = await store.accounts.put({
      name: `visitor-${randomBytes(8).toString('hex')}`,
      role: 'user',
      passwordHash: '',
      group: PRACTICE_GROUP,
      enabled: true,
      declared: false,
    });
    await store.ledger.post({
      id: `grant:${account.name}`,
      kind: 'grant',
      purse: `account:${account.id}`,
      amount: BUDGET,
      note: 'play balance of a visitor of the manual',
      author: 'manual',
    });
    return account;
  }
}

/** What counts as one address: of IPv6 the first half, for every line has a whole net of them. */
function origin(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.toLowerCase().split('::');
  const groups = head.split(':').filter(group => group !== '');
  const missing = tail === undefined ? 0 : 8 - groups.length - tail.split(':').filter(group => group !== '').length;
  return [...groups, ...Array.from({ length: missing }, () => '0')].slice(0, 4).join(':');
}
