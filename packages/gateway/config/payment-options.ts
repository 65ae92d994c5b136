// The settings of top-ups: how much, what comes on top, and how long an order waits.

import { readOffers } from '../payments/amounts.ts';

/** A part of the one table of settings. */
export const PAYMENT_OPTIONS = {
  top_up_minimum: { type: 'usd' as const, default: '1', text: 'The least in USD that may be topped up at once.' },
  top_up_maximum: { type: 'usd' as const, default: '10000', text: 'The most in USD that may be topped up at once.' },
  top_up_amounts: {
    type: 'table' as const,
    default: '5, 10, 20, 50, 100',
    check: (text: string): void => void readOffers(text),
    text: 'Amounts in USD that the wallet offers, with what comes on top from that amount on: `10, 50+2.5, 100+8`.',
  },
  order_minutes: {
    type: 'integer' as const,
    unit: 'minutes',
    default: 60,
    min: 5,
    max: 1440,
    text: 'How long an order waits to be paid; money that comes later is credited all the same.',
  },
  payment_pace_percent: {
    type: 'integer' as const,
    unit: 'percent',
    default: 100,
    min: 1,
    max: 1000,
    text: 'How often payment providers are asked after open orders: 100 is the usual pace, 50 twice as often.',
  },
};
