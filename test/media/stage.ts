// The stage of the media table: a gateway without channels, whose practice upstream serves every model at list prices.

import { eventually } from '../support/client.ts';
import { Gateway, keyOf } from '../support/gateway.ts';
import { findGeneration } from '../support/money.ts';

export const KEY = keyOf('media');

/** One line of the table: a call by an official client, and what it must cost. */
export interface MediaCase {
  /** `images.generate gpt-image-1 high 1024x1024`. */
  readonly name: string;
  /** Does the call, checks its answer (throws when it is wrong), and names what it was. */
  run(stage: Stage): Promise<{ readonly requestId: string; readonly seen: string }>;
  /** Nano-dollars, exactly. */
  readonly charge: bigint;
}

/** What a case runs against. */
export interface Stage {
  readonly url: string;
  readonly key: string;
}

/** Starts a gateway for the table. */
export async function startStage(): Promise<{ readonly stage: Stage; readonly gateway: Gateway }> {
  const gateway = await Gateway.start({
    users: [{ name: 'media', balance: '1000', group: 'default', keys: [{ name: 'media', key: KEY }] }],
  });
  return { gateway, stage: { url: gateway.url, key: KEY } };
}

/** The charge of a call in nano-dollars, as the gateway explains it. */
export async function chargeOf(stage: Stage, requestId: string): Promise<bigint> {
  return eventually(async () => {
    const found = await findGeneration(stage.url, stage.key, requestId);
    if (found === undefined) throw new Error(`no generation ${requestId}`);
    return BigInt(Math.round(found.cost * 1e9));
  });
}

/** Refuses what is not so. */
export function check(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}
