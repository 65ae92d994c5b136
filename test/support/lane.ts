// The stage of the identity-lane tests: one gateway, one recording upstream, and a channel and model for each purpose.

import { FAMILIES } from './families.ts';
import type { FamilyCase } from './families.ts';
import { Gateway, keyOf } from './gateway.ts';
import type { ChannelDraft } from './gateway.ts';
import { Upstream } from './upstream.ts';

/** The upstream's secret in every channel. */
export const UPSTREAM_SECRET = 'upstream-secret-7f3a';
export const KEY = keyOf('lane');

/** A started stage. */
export interface Lane {
  readonly gateway: Gateway;
  readonly upstream: Upstream;
  readonly stop: () => Promise<void>;
}

/** The name of the mapped model: what clients ask for, and what goes upstream. */
export const frontName = (family: FamilyCase) => `front-${family.name}`;
export const backName = (family: FamilyCase) => `back/${family.name}@v2`;
/** A model that has the same name upstream. */
export const sameName = (family: FamilyCase) => `same-${family.name}`;

/**
 * Starts the stage. Each purpose gets a channel of its own for each family, whose only model is `<purpose>-<family>`,
 * so that what one test does to a channel's health touches no other test.
 */
export async function startLane(purposes: readonly string[] = []): Promise<Lane> {
  const upstream = await Upstream.start();
  const channel = (family: FamilyCase, name: string, models: ChannelDraft['models']): ChannelDraft => ({
    name: `${name}-${family.name}`,
    provider: family.provider,
    base_url: `${upstream.url}/${name}`,
    keys: [UPSTREAM_SECRET],
    models,
  });
  const channels = [
    ...FAMILIES.map(family =>
      channel(family, 'main', [sameName(family), { name: frontName(family), upstream: backName(family) }]),
    ),
    ...FAMILIES.flatMap(family => purposes.map(purpose => channel(family, purpose, [`${purpose}-${family.name}`]))),
  ];
  const names = channels.flatMap(one =>
    one.models === '*' ? [] : one.models.map(model => (typeof model === 'string' ? model : model.name)),
  );
  const gateway = await Gateway.start({
    channels,
    prices: names.map(model => ({ model, input: '1', output: '2' })),
    users: [{ name: 'tester', balance: '1000', group: 'default', keys: [{ name: 'lane', key: KEY }] }],
    // Streams that a client leaves are read on for a moment only, so that their end can be waited for.
    settings: { read_on_seconds: 1 },
  });
  return {
    gateway,
    upstream,
    stop: async () => {
      await gateway.dispose();
      await upstream.stop();
    },
  };
}
