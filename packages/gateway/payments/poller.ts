// Asks providers after orders when their time has come, on whatever node is free.

import type { Store } from '../store/store.ts';
import type { Desk } from './desk.ts';
import { nextPoll } from './schedule.ts';

/** How often it is looked whether an order is due at the usual pace, and at least between; milliseconds. */
const LOOK_MS = 1_000;
const LEAST_LOOK_MS = 100;
/** How long one node has an order to itself. */
const LEASE_MS = 60_000;
const AT_ONCE = 10;

export interface PollerParts {
  readonly store: Pick<Store, 'orders'>;
  readonly desk: Desk;
  readonly pace: () => number;
  readonly warn: (message: string) => void;
}

export class Poller {
  private readonly parts: PollerParts;
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;

  constructor(parts: PollerParts) {
    this.parts = parts;
  }

  start(): void {
    const pause = Math.max(LEAST_LOOK_MS, Math.min(LOOK_MS, (LOOK_MS * this.parts.pace()) / 100));
    this.timer = setInterval(() => void this.look(), pause).unref();
  }

  /** One look at what is due. Never rejects. */
  look(): Promise<void> {
    this.running ??= this.round().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  private async round(): Promise<void> {
    const { store, desk, pace, warn } = this.parts;
    try {
      const due = await store.orders.claimPolls(LEASE_MS, AT_ONCE);
      await Promise.all(
        due.map(async order => {
          try {
            await desk.check(order);
          } catch (error) {
            warn(`the order ${order.id} could not be asked after: ${error instanceof Error ? error.message : ''}`);
            await store.orders.polled(order.id, nextPoll(order, Date.now(), pace()));
          }
        }),
      );
    } catch (error) {
      warn(`open orders could not be looked at: ${String(error)}`);
    }
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }
}
