// Provider state that lives at one channel: which channel and credential made an object, and who owns it.

import { Failure } from '@turnpike/protocols/failures';
import type { PinStore } from '../store/store.ts';

/** Where an object lives. */
export interface Pin {
  readonly accountId: number;
  readonly channel: number;
  readonly credential: string;
}

/** A pinned object of an account. */
export interface Listed {
  readonly id: string;
  readonly pin: Pin;
}

/** Kinds of pinned objects, with what the provider calls their id in an error. */
export type PinKind =
  | 'response'
  | 'conversation'
  | 'thread'
  | 'openai-file'
  | 'openai-audio'
  | 'claude-file'
  | 'google-file'
  | 'live-session'
  | 'google-cache'
  | 'google-upload';

/** Milliseconds that a pin is kept: OpenAI stores responses for 30 days. */
const KEPT = 30 * 24 * 3600 * 1000;
/** Pins held in memory: enough for what is followed up within minutes. */
const MEMORY = 10_000;

/** Remembers pins: at once in memory, and in the store for other nodes and later days. */
export class Pins {
  private readonly store: PinStore;
  private readonly recent = new Map<string, Pin>();
  private readonly onError: (error: unknown) => void;

  constructor(store: PinStore, onError: (error: unknown) => void) {
    this.store = store;
    this.onError = onError;
  }

  /** Notes where an object was made. Returns at once; the store follows. */
  note(kind: PinKind, id: string, pin: Pin): void {
    this.recent.set(`${kind}:${id}`, pin);
    if (this.recent.size > MEMORY) this.dropOldest();
    this.store.put(kind, id, pin.accountId, pin.channel, pin.credential, Date.now() + KEPT).catch(this.onError);
  }

  /**
   * The pin of an object that the account owns. A foreign and an unknown one look the same: undefined. Without an account
   * whoever knows the id may have it: for ids that are secrets.
   */
  async find(kind: PinKind, id: string, accountId: number | undefined): Promise<Pin | undefined> {
    const pin = this.recent.get(`${kind}:${id}`) ?? (await this.fromStore(kind, id));
    return accountId === undefined || pin?.accountId === accountId ? pin : undefined;
  }

  /** Whether anybody made this object through us. */
  async isKnown(kind: PinKind, id: string): Promise<boolean> {
    return (this.recent.get(`${kind}:${id}`) ?? (await this.fromStore(kind, id))) !== undefined;
  }

  /** An account's objects of a kind, by their ids in order, after one of them. */
  async list(kind: PinKind, accountId: number, after: string, limit: number): Promise<readonly Listed[]> {
    const rows = await this.store.list(kind, accountId, after, limit);
    return rows.map(({ id, channel, credential }) => ({ id, pin: { accountId, channel, credential } }));
  }

  /** Forgets an object that was deleted. */
  forget(kind: PinKind, id: string): void {
    this.recent.delete(`${kind}:${id}`);
    this.store.remove(kind, id).catch(this.onError);
  }

  private async fromStore(kind: PinKind, id: string): Promise<Pin | undefined> {
    try {
      return await this.store.get(kind, id);
    } catch (error) {
      const message = 'The store is out of reach. Try again in a moment.';
      throw new Failure('store_unavailable', message, { retryAfter: 2, cause: error });
    }
  }

  private dropOldest(): void {
    const [oldest] = this.recent.keys();
    if (oldest !== undefined) this.recent.delete(oldest);
  }
}
