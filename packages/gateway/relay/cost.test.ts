// Specification of the upstream's cost: which of the known figures counts, and how it is known.

import { describe, expect, it } from 'vitest';
import { usageOf } from '@turnpike/protocols/conversation/usage';
import { sheetOf } from '../ledger/price-sheet.ts';
import type { PriceSheet } from '../ledger/price.ts';
import type { Channel, Credential, World } from '../world.ts';
import { upstreamCost } from './cost.ts';

const sheet = (rates: Record<string, string>): PriceSheet => sheetOf({ rates, tiers: [], factors: {} });
const LIST = sheet({ input: '2', output: '8' });
const world = {
  model: (name: string) => (name === 'gpt-x' ? { price: LIST } : undefined),
} as unknown as World;
const channelWith = (fields: object): Channel => ({ provider: 'openai', ...fields }) as unknown as Channel;
const usage = usageOf({ input: 1_000, output: 100 });
const listed = 2_000_000n + 800_000n;

function cost(channel: Channel | undefined, changes: object = {}, credential?: Partial<Credential>) {
  const served = {
    channel,
    credential: { id: 'c', secret: '', ...credential },
    model: 'alias',
    upstreamModel: 'gpt-x',
  };
  return upstreamCost(
    world,
    { ...served, ...changes },
    { ...usage, ...('usage' in changes ? Object(changes.usage) : {}) },
    {},
  );
}

describe('the cost of a call', () => {
  it('is the list price of the model that was asked upstream, times the factor of the key, else of the channel', () => {
    expect(cost(channelWith({}))).toEqual({ cost: listed, costSource: 'list' });
    expect(cost(channelWith({ options: { cost: 0.5 } }))).toEqual({ cost: listed / 2n, costSource: 'list' });
    const dear = cost(channelWith({ options: { cost: 0.5 } }), {}, { cost: 2 });
    expect(dear).toEqual({ cost: listed * 2n, costSource: 'list' });
  });

  it('is what the upstream reports, where it does', () => {
    const reported = cost(channelWith({}), { usage: { upstreamCost: 77n } });
    expect(reported).toEqual({ cost: 77n, costSource: 'reported' });
  });

  it('is the price that was agreed for the channel before all else, by either name of the model', () => {
    for (const name of ['gpt-x', 'alias']) {
      const channel = channelWith({ costs: new Map([[name, sheet({ input: '1', output: '0' })]]) });
      const agreed = cost(channel, { usage: { upstreamCost: 77n } });
      expect(agreed).toEqual({ cost: 1_000_000n, costSource: 'channel' });
    }
  });

  it('is unknown for models without a list price, and nothing for practice answers and calls that went nowhere', () => {
    const unknown = { cost: 0n, costSource: 'unknown' };
    expect(cost(channelWith({}), { model: 'x', upstreamModel: 'y' })).toEqual(unknown);
    expect(cost(channelWith({ provider: 'sandbox' }))).toEqual(unknown);
    expect(cost(undefined)).toEqual(unknown);
  });
});
