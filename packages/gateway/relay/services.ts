// What the relay needs of the other rooms.

import type { Dispatcher } from 'undici';
import type { Exchange } from '../http/exchange.ts';
import type { Principal } from '../identity/principal.ts';
import type { CallRecord } from '../ledger/charge.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { World } from '../world.ts';
import type { Pins } from './state.ts';

export interface RelayServices {
  readonly ledger: Ledger;
  readonly pins: Pins;
  readonly dispatcher: Dispatcher;
  world(): World;
  /** Who is asking; synchronous while the answer is cached. */
  identify(exchange: Exchange): Principal | Promise<Principal>;
  /** What is left in a purse after everything charged so far, in nano-dollars. */
  balanceOf(purse: string): Promise<bigint>;
  /** Told of every settled or released call, after the ledger. */
  observe(exchange: Exchange, record: CallRecord): void;
}
