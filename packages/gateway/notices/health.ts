// News of channels that go out of service: once for each time, however many of their models and nodes notice it.

import type { HealthEvent } from '../routing/health.ts';
import { placeOf } from '../routing/health-words.ts';
import type { Store } from '../store/store.ts';

/** Rests that people should know of: a rate limit passes by itself. */
const TOLD: ReadonlySet<HealthEvent['event']> = new Set(['open', 'suspended', 'off']);
/** One channel is told of once within this time, milliseconds. */
const WINDOW_MS = 30 * 60_000;

/** Owes operators a notice of a change for the worse. */
export async function tellOfHealth(store: Pick<Store, 'notices'>, event: HealthEvent): Promise<void> {
  if (!TOLD.has(event.event)) return;
  const window = Math.floor(event.at / WINDOW_MS);
  await store.notices.owe({
    id: `channel.down:${event.channel}:${event.event === 'open' ? 'open' : event.credential}:${window}`,
    type: 'channel.down',
    accountId: 0,
    values: { channel: event.channelName, place: placeOf(event), reason: event.reason },
  });
}
