// The courier of notices: finds what is to be told, spreads each notice once to whoever wants it, and delivers until it arrives.

import type { Seal } from '../identity/seal.ts';
import { isOperator } from '../identity/roles.ts';
import { parseUsd } from '../ledger/money.ts';
import type { Ask } from '../payments/gateway.ts';
import type { DeliveryRow, NoticeRow } from '../store/notice-store.ts';
import type { Role } from '../store/people.ts';
import type { Store } from '../store/store.ts';
import { isEvent, type Language, wordsOf } from './events.ts';
import type { MailAccount } from './mail.ts';
import { type Message, type Outcome, type SenderParts, sendTo } from './senders.ts';
import { openWishes, type Target, usualWishes, type Wishes, wants } from './wishes.ts';

/** What of the settings concerns notices. */
export interface NoticeSettings {
  readonly publicUrl: string;
  readonly lowBalance: string;
  readonly spendJumpFactor: number;
  readonly spendJumpMinimum: string;
  readonly noticeWatchSeconds: number;
  readonly noticesPerHour: number;
  readonly telegramUrl: string;
  readonly fetchPrivateAddresses: boolean;
}

export interface CourierParts {
  readonly store: Pick<Store, 'notices' | 'accounts' | 'profiles'>;
  readonly seal: Seal;
  readonly ask: Ask;
  readonly askGuarded: Ask;
  settings(): NoticeSettings;
  mail(): MailAccount | undefined;
  warn(message: string): void;
}

const LOOK_MS = 500;
const LEASE_MS = 60_000;
const AT_ONCE = 10;
const HOUR_MS = 3_600_000;
/** Pauses after each failed delivery, milliseconds; after the last one it is given up. */
const PAUSES = [5_000, 5 * 60_000, 30 * 60_000, 2 * HOUR_MS, 5 * HOUR_MS, 10 * HOUR_MS];
/** Who hears of what concerns the gateway; finance hears of money alone. */
const OPERATOR_ROLES: readonly Role[] = ['owner', 'admin', 'finance'];
const MOST_OPERATORS = 200;

/** Where a delivery goes and in which language; kept sealed. */
interface Place {
  readonly target: Target;
  readonly language: Language;
}

export class Courier {
  private readonly parts: CourierParts;
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private watchedAt = 0;

  constructor(parts: CourierParts) {
    this.parts = parts;
  }

  start(): void {
    this.timer = setInterval(() => void this.look(), LOOK_MS).unref();
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  /** One look at what is to be told, spread and delivered. Never rejects. */
  look(): Promise<void> {
    this.running ??= this.round().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  /** What an account wants, or what holds for whoever chose nothing. */
  async wishesOf(accountId: number): Promise<Wishes> {
    const { store, seal } = this.parts;
    const row = await store.notices.wish(accountId);
    if (row === undefined) return usualWishes((await store.profiles.of(accountId)).email);
    const wishes = openWishes(row, seal);
    // Mail goes to the address of the account, whatever it is by then: nobody can have it sent elsewhere.
    const { email } = await store.profiles.of(accountId);
    const targets = wishes.targets.flatMap((target): Target[] =>
      target.kind !== 'email' ? [target] : email === '' ? [] : [{ ...target, address: email }],
    );
    return { ...wishes, targets };
  }

  /** Sends a test to a place at once, and answers what the other side said. */
  test(target: Target, language: Language): Promise<Outcome> {
    const words = wordsOf('test', {}, language, this.parts.settings().publicUrl);
    return sendTo(target, { id: `test-${Date.now()}`, type: 'test', at: Date.now(), values: {}, words }, this.sender());
  }

  private sender(): SenderParts {
    const { ask, askGuarded, settings, mail } = this.parts;
    const { telegramUrl, fetchPrivateAddresses: allowPrivate } = settings();
    return { mail: mail(), telegramUrl, ask, askGuarded: allowPrivate ? ask : askGuarded, allowPrivate };
  }

  private async round(): Promise<void> {
    try {
      await this.watch();
      for (const notice of await this.parts.store.notices.unspread(AT_ONCE)) await this.spread(notice);
      const due = await this.parts.store.notices.claim(LEASE_MS, AT_ONCE);
      await Promise.all(due.map(delivery => this.deliver(delivery)));
    } catch (error) {
      this.parts.warn(`notices could not be looked at: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** Finds balances that are low and spending that has jumped. */
  private async watch(): Promise<void> {
    const { notices } = this.parts.store;
    const { noticeWatchSeconds, lowBalance, spendJumpFactor: factor, spendJumpMinimum } = this.parts.settings();
    const now = Date.now();
    if (now - this.watchedAt < noticeWatchSeconds * 1000) return;
    this.watchedAt = now;
    await notices.findLow(parseUsd(lowBalance), 500);
    if (factor > 0) await notices.findJumps({ now, factor, minimum: parseUsd(spendJumpMinimum) });
  }

  private async spread(notice: NoticeRow): Promise<void> {
    const { store, seal, settings } = this.parts;
    const deliveries: Pick<DeliveryRow, 'id' | 'accountId' | 'kind' | 'sealed'>[] = [];
    const readers = notice.accountId === 0 ? await this.operators(notice.type) : [notice.accountId];
    for (const accountId of isEvent(notice.type) ? readers : []) {
      const wishes = await this.wishesOf(accountId);
      if (!wants(wishes, notice.type)) continue;
      const since = Date.now() - HOUR_MS;
      if ((await store.notices.countSince(accountId, notice.type, since)) >= settings().noticesPerHour) continue;
      for (const target of wishes.targets) {
        const place: Place = { target, language: wishes.language };
        deliveries.push({
          id: `${notice.id}>${accountId}>${target.id}`,
          accountId,
          kind: target.kind,
          sealed: seal.seal(JSON.stringify(place)),
        });
      }
    }
    await store.notices.spread(notice.id, deliveries);
  }

  private async operators(type: string): Promise<number[]> {
    const { accounts } = this.parts.store;
    const ids: number[] = [];
    for (const role of OPERATOR_ROLES) {
      if (!isOperator(role) && !type.startsWith('payment.')) continue;
      const found = await accounts.search({ role, enabled: true, limit: MOST_OPERATORS });
      ids.push(...found.map(({ account }) => account.id));
    }
    return ids;
  }

  private async deliver({ notice, ...delivery }: DeliveryRow & { readonly notice: NoticeRow }): Promise<void> {
    const { store, seal, settings, warn } = this.parts;
    const outcome = await this.send(notice, delivery, seal, settings().publicUrl);
    if (outcome.state === 'done') {
      await store.notices.tried(delivery.id, outcome);
      return;
    }
    const pause = PAUSES[delivery.attempts - 1];
    if (outcome.state === 'again' && pause !== undefined) {
      const againInMs = Math.max(outcome.waitMs ?? 0, pause);
      await store.notices.tried(delivery.id, { state: 'due', said: outcome.said, againInMs });
      return;
    }
    await store.notices.tried(delivery.id, { state: 'failed', said: outcome.said });
    warn(`a notice ${notice.type} to account ${delivery.accountId} by ${delivery.kind} was given up: ${outcome.said}`);
  }

  private async send(notice: NoticeRow, delivery: DeliveryRow, seal: Seal, publicUrl: string): Promise<Outcome> {
    if (!isEvent(notice.type)) return { state: 'never', said: 'this kind of notice has no words' };
    let place: Place;
    try {
      place = JSON.parse(seal.open(delivery.sealed)) as Place;
    } catch {
      return { state: 'never', said: 'its address was sealed under another secret' };
    }
    const words = wordsOf(notice.type, notice.values, place.language, publicUrl);
    const message: Message = { id: delivery.id, type: notice.type, at: notice.at, values: notice.values, words };
    return sendTo(place.target, message, this.sender());
  }
}
