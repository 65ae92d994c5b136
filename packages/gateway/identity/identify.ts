// Turns a credential into a principal: looked up once, cached by hash, checked at every request in a fixed order.

import { Failure } from '@turnpike/protocols/failures';
import type { Exchange } from '../http/exchange.ts';
import type { AccountRow, KeyOwner, Store } from '../store/store.ts';
import { boundsOf } from '../limits/bounds.ts';
import type { World } from '../world.ts';
import { AddressList } from './addresses.ts';
import { coverageOf } from './coverage.ts';
import { findCredential, type Presented, sessionKeyId } from './credentials.ts';
import { AUTO, groupsFor } from './groups.ts';
import { hashKey } from './keys.ts';
import type { Principal } from './principal.ts';
import { isOperator } from './roles.ts';

/** A key and the account that it belongs to, as the store has them. */
export type Owner = KeyOwner;

/** Whose session a request belongs to, or undefined. @throws Failure when another site's page asks */
export type SessionAccount = (exchange: Exchange) => Promise<Pick<AccountRow, 'id'> | undefined>;

/** A known key, with what can be made ready once. */
interface Identity {
  readonly principal: Principal;
  readonly addresses: AddressList | undefined;
  readonly unpaid: boolean;
}

/** Known keys and, bounded, unknown ones. */
const MAX_KNOWN = 100_000;
const MAX_UNKNOWN = 10_000;

/** Identifies callers. */
export class Identities {
  private readonly store: Pick<Store, 'keys'>;
  private readonly world: () => World;
  private readonly accountOf: SessionAccount;
  private readonly known = new Map<string, Identity>();
  private readonly unknown = new Set<string>();
  private readonly asking = new Map<string, Promise<Identity | undefined>>();
  private generation = 0;

  /** `accountOf`: whose browser session a request belongs to; nobody's where it is left out. */
  constructor(
    store: Pick<Store, 'keys'>,
    world: () => World,
    accountOf: SessionAccount = () => Promise.resolve(undefined),
  ) {
    this.store = store;
    this.world = world;
    this.accountOf = accountOf;
  }

  /** Forgets what was looked up: accounts or keys have changed. */
  invalidate(): void {
    this.generation += 1;
    this.known.clear();
    this.unknown.clear();
  }

  /** The caller. Synchronous when the key is cached. @throws Failure in the order of gateway-api §1.4. */
  identify(exchange: Exchange): Principal | Promise<Principal> {
    const presented = findCredential(exchange);
    return presented === undefined ? this.bySession(exchange) : this.find(hashKey(presented.bare), presented, exchange);
  }

  /** The owner of a key whose hash is known: somebody shows what was issued on it. @throws Failure as `identify` does */
  identifyHash(hash: string, exchange: Exchange): Principal | Promise<Principal> {
    return this.find(hash, { bare: '', suffix: undefined }, exchange);
  }

  /** A page of the console names one of its reader's keys by number: the secret never leaves the store. */
  private async bySession(exchange: Exchange): Promise<Principal> {
    const id = sessionKeyId(exchange);
    if (id === undefined) throw noKey();
    const account = await this.accountOf(exchange);
    const key = account === undefined ? undefined : await this.store.keys.byId(id).catch(away);
    if (key === undefined || key.accountId !== account?.id)
      throw new Failure('invalid_token', 'You have no such key, or are not signed in any more.');
    return this.identifyHash(key.hash, exchange);
  }

  private find(hash: string, presented: Presented, exchange: Exchange): Principal | Promise<Principal> {
    const identity = this.known.get(hash);
    if (identity !== undefined) return this.check(identity, presented, exchange);
    if (this.unknown.has(hash)) throw unknownKey();
    return this.lookUp(hash).then(found => {
      if (found === undefined) throw unknownKey();
      return this.check(found, presented, exchange);
    });
  }

  /**
   * The key that asks about itself, read anew: also an expired or an exhausted one.
   * @throws Failure as `identify`, but for expiry, group and pin.
   */
  async owner(exchange: Exchange): Promise<Owner> {
    const found = await this.store.keys.byHash(hashKey(presentedBy(exchange).bare)).catch(away);
    if (found === undefined) throw unknownKey();
    checkStanding(identityOf(found), exchange, false);
    return found;
  }

  private lookUp(hash: string): Promise<Identity | undefined> {
    const running = this.asking.get(hash);
    if (running !== undefined) return running;
    const { generation } = this;
    const asked = this.store.keys.byHash(hash).then(found => this.remember(hash, found, generation), away);
    this.asking.set(hash, asked);
    const forget = (): boolean => this.asking.delete(hash);
    asked.then(forget, forget);
    return asked;
  }

  private remember(hash: string, found: Owner | undefined, generation: number): Identity | undefined {
    const identity = found === undefined ? undefined : identityOf(found);
    // An answer that was asked before a change must not outlive it.
    if (generation !== this.generation) return identity;
    if (identity === undefined) bounded(this.unknown, MAX_UNKNOWN).add(hash);
    else bounded(this.known, MAX_KNOWN).set(hash, identity);
    return identity;
  }

  private check(identity: Identity, presented: Presented, exchange: Exchange): Principal {
    checkStanding(identity, exchange, true);
    const { principal } = identity;
    const groups = groupsFor(this.world(), principal.account.group, principal.group);
    if (groups.length === 0) {
      throw new Failure(
        'access_denied',
        `The group ${principal.group} does not exist. The operator has to choose another for this key.`,
      );
    }
    const caller = principal.group === AUTO ? { ...principal, group: groups.join(',') } : principal;
    return presented.suffix === undefined ? caller : this.pin(caller, presented.suffix);
  }

  /** `sk-…-<channel id>` pins the channel, for administrators only (gateway-api §1.3). */
  private pin(principal: Principal, suffix: string): Principal {
    if (!isOperator(principal.account.role)) {
      throw new Failure('access_denied', 'Only an administrator’s key may pin a channel.');
    }
    const id = /^\d{1,9}$/.test(suffix) ? Number(suffix) : -1;
    if (!this.world().channels.some(channel => channel.id === id)) {
      throw new Failure('invalid_request', `There is no channel ${suffix.slice(0, 40)} to pin.`);
    }
    return { ...principal, pinnedChannel: id };
  }
}

/** Whether the key and its account may be used from here at all. */
function checkStanding({ principal, addresses, unpaid }: Identity, exchange: Exchange, expires: boolean): void {
  const { key, account } = principal;
  if (!key.enabled) throw new Failure('invalid_token', 'This key is disabled. Enable it, or use another.');
  if (expires && key.expiresAt !== undefined && key.expiresAt <= Date.now()) {
    throw new Failure('token_expired', 'This key has expired. Use another.');
  }
  if (addresses !== undefined && !addresses.has(exchange.address)) {
    throw new Failure('access_denied', `This key may not be used from ${exchange.address}.`);
  }
  if (!account.enabled) throw new Failure('user_disabled', 'The account of this key is disabled.');
  if (unpaid) {
    throw new Failure(
      'access_denied',
      'The owner of this key is no longer a member of the organisation that pays for it.',
    );
  }
  if (principal.organisation?.enabled === false) {
    throw new Failure(
      'user_disabled',
      `The organisation ${principal.organisation.name}, which pays for this key, is disabled.`,
    );
  }
}

function presentedBy(exchange: Exchange): Presented {
  const presented = findCredential(exchange);
  if (presented !== undefined) return presented;
  throw noKey();
}

function noKey(): Failure {
  return new Failure('missing_token', 'No key was given. Send one as "Authorization: Bearer sk-…".');
}

/** A store that is away says nothing about the key: never 401 or 403. */
function away(error: unknown): never {
  throw new Failure('store_unavailable', 'The store is out of reach. Try again in a moment.', {
    retryAfter: 2,
    cause: error,
  });
}

function unknownKey(): Failure {
  return new Failure('invalid_token', 'This key is not known here. Check that it was copied whole.');
}

function bounded<Entries extends { size: number; clear(): void }>(entries: Entries, most: number): Entries {
  if (entries.size >= most) entries.clear();
  return entries;
}

function identityOf({ key: row, account, organisation, member }: Owner): Identity {
  return {
    addresses: row.addresses === null ? undefined : new AddressList(row.addresses),
    // A key whose organisation is gone, or whose owner has no place in it, has nobody who pays.
    unpaid: row.organisationId !== null && (organisation === undefined || member === undefined),
    principal: {
      account: {
        id: account.id,
        name: account.name,
        role: account.role,
        enabled: account.enabled,
        group: account.group,
        timeZone: account.timeZone,
        bounds: boundsOf(account.limits),
      },
      key: {
        id: row.id,
        accountId: account.id,
        name: row.name,
        hash: row.hash,
        enabled: row.enabled,
        expiresAt: row.expiresAt ?? undefined,
        models: row.models === null ? undefined : new Set(row.models),
        addresses: row.addresses ?? undefined,
        group: row.group ?? undefined,
        budgeted: row.budget !== null,
        bounds: boundsOf(row.limits),
        caches: row.caches,
      },
      group: row.group ?? account.group,
      organisation:
        organisation === undefined || row.organisationId === null
          ? undefined
          : { ...organisation, role: member?.role ?? 'member' },
      coverage: coverageOf({ key: row, account, organisation, member }),
      pinnedChannel: undefined,
    },
  };
}
