// What the relay needs of the other rooms.

import type { Dispatcher } from 'undici';
import type { Exchange } from '../http/exchange.ts';
import type { GuardedFetch } from '../http/guarded-fetch.ts';
import type { Passes } from '../identity/passes.ts';
import type { Principal } from '../identity/principal.ts';
import type { CallRecord } from '../ledger/charge.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Limiter } from '../limits/limiter.ts';
import type { ChannelLimits } from '../limits/channel-limits.ts';
import type { Health } from '../routing/health.ts';
import type { Channel, World } from '../world.ts';
import type { Answers } from './answers/answers.ts';
import type { ItemStore } from './items.ts';
import type { PictureStore } from './media/picture-store.ts';
import type { ProofStore } from './proofs.ts';
import type { LiveSessions } from './realtime/sessions.ts';
import type { Pins } from './state.ts';
import type { Tokens } from './tokens.ts';

export interface RelayServices {
  readonly ledger: Ledger;
  readonly pins: Pins;
  /** Proofs of thinking for clients that strip them. */
  readonly proofs: ProofStore;
  /** Items of translated answers for clients that name them by id. */
  readonly items: ItemStore;
  /** Fetches media that clients name by URL. */
  readonly media: GuardedFetch;
  /** Pictures that clients are given an address of. */
  readonly pictures: PictureStore;
  /** Answers that may be given again. */
  readonly answers: Answers;
  /** Where large uploads are kept while they are needed. */
  readonly spoolFolder: string;
  /** The health of every candidate. */
  readonly health: Health;
  /** The limits of channels and credentials. */
  readonly channelLimits: ChannelLimits;
  /** Whose turn it is among the credentials of a channel. */
  readonly turns: { next(channel: number): number };
  /** The limits of keys, accounts, groups and models. */
  readonly limiter: Limiter;
  readonly dispatcher: Dispatcher;
  /** What takes requests to a channel: by its own proxy and connect timeout, where it has them. */
  dispatcherOf(channel: Channel): Dispatcher;
  /** Tokens of the clouds. */
  readonly tokens: Tokens;
  world(): World;
  /** Who is asking; synchronous while the answer is cached. */
  identify(exchange: Exchange): Principal | Promise<Principal>;
  /** The owner of a key by the key's hash: whoever shows a pass that was issued on it. */
  identifyHash(hash: string, exchange: Exchange): Principal | Promise<Principal>;
  /** What lets browsers open sessions. */
  readonly passes: Passes;
  /** The sessions over sockets that are under way. */
  readonly sessions: LiveSessions;
  /** Whether anything is left in a purse, its overdraft included. */
  canPay(purse: string): Promise<boolean>;
  /** What is left in a purse after everything charged so far, in nano-dollars. */
  balanceOf(purse: string): Promise<bigint>;
  /** Told of every settled or released call, after the ledger. */
  observe(exchange: Exchange, record: CallRecord): void;
}
