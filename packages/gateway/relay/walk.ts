// What all attempts of one call share: who asks for what, through which services, and who of them answers the client.

import type { Exchange } from '../http/exchange.ts';
import type { CallRecord } from '../ledger/charge.ts';
import type { Rules } from '../routing/rules.ts';
import type { World } from '../world.ts';
import type { ClientStream } from './client-stream.ts';
import type { Ending } from './outcome.ts';
import type { Errand } from './errand.ts';
import type { Holding } from './holding.ts';
import type { Facts } from './facts.ts';
import type { CallState } from './record.ts';
import type { RelayServices } from './services.ts';

/** The common ground of the attempts of one call. */
export interface Walk {
  readonly services: RelayServices;
  readonly exchange: Exchange;
  readonly world: World;
  readonly state: CallState;
  /** The way to a candidate and back. */
  readonly lanes: ReturnType<Errand['lanes']>;
  readonly stream: ClientStream;
  /** The money that the call holds. */
  readonly holding: Holding;
  readonly rules: Rules;
  /** Settles the call, once. With `written`, the journal has it when that is called, and not before. */
  settle(facts: Facts, ending: Ending, status: number, written?: () => void): CallRecord;
}
