// What the task engine needs of the other rooms.

import type { Dispatcher } from 'undici';
import type { Seal } from '../identity/seal.ts';
import type { CallRecord } from '../ledger/charge.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Limiter } from '../limits/limiter.ts';
import type { Tokens } from '../relay/tokens.ts';
import type { PinStore } from '../store/store.ts';
import type { TaskStore } from '../store/task-rows.ts';
import type { Channel, World } from '../world.ts';
import type { AssetStore } from './asset-store.ts';
import type { Routing } from './candidates.ts';
import type { Links } from './links.ts';

export interface TaskServices extends Routing {
  readonly limiter: Limiter;
  readonly store: TaskStore;
  readonly pins: PinStore;
  readonly ledger: Ledger & { yield(purses: readonly string[]): Promise<void> };
  dispatcherOf(channel: Channel): Dispatcher;
  /** What clouds' keys were traded for. */
  readonly tokens: Tokens;
  /** To channels, and to the addresses that clients and providers name. */
  readonly dispatcher: Dispatcher;
  readonly guarded: Dispatcher;
  readonly assets: AssetStore;
  readonly seal: Seal;
  readonly links: Links;
  /** This node's name among those that share the store. */
  readonly node: string;
  world(): World;
  /** What a purse can still spend, after everything charged so far, in nano-dollars. */
  remaining(purse: string): Promise<bigint>;
  /** Told of every task that was settled, after the store. */
  settled(record: CallRecord): void;
  warn(message: string): void;
}
