// When a provider is asked after an order: often at first, then hourly, and a few times after it was paid.

import { OPEN_STATES, type OrderRow } from '../store/order-rows.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export const FIRST_POLL_MS = 15_000;
/** Pauses after each poll; then hourly. */
const PAUSES = [30_000, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 20 * MINUTE, 30 * MINUTE];
/** How long after its end an order is still asked after: money may come late. */
const AFTER_END_MS = DAY;
/** Ages at which a paid order is looked at again: some providers tell of no refund that is made in their panel. */
const LATER_LOOKS = [DAY, 7 * DAY, 30 * DAY];

/** Milliseconds until the next poll, or undefined for never. `pace`: percent of the usual pauses. */
export function nextPoll(order: OrderRow, now: number, pace: number): number | undefined {
  if (order.paidAt !== null) {
    const paidAt = order.paidAt;
    const later = LATER_LOOKS.map(age => paidAt + age).find(time => time > now);
    return later === undefined ? undefined : later - now;
  }
  const ended = !OPEN_STATES.includes(order.state);
  if (ended && now > order.expiresAt + AFTER_END_MS) return undefined;
  return Math.ceil(((PAUSES[order.polls] ?? HOUR) * pace) / 100);
}
