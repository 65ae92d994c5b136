// Where a batch goes: to the credential that keeps its file where that serves the model, else to the first that does.

import { Failure } from '@turnpike/protocols/failures';
import type { Principal } from '../../identity/principal.ts';
import type { Candidate } from '../../routing/plan.ts';
import type { World } from '../../world.ts';
import type { CallObject } from '../call.ts';
import type { Keeper } from '../objects/provider-files.ts';
import type { RelayServices } from '../services.ts';
import { pinOf } from '../statefulness.ts';

/** What a place is chosen by. */
export interface BatchOrder {
  readonly world: World;
  readonly principal: Principal;
  readonly model: string;
  readonly group: string;
  readonly keeper: Keeper;
  /** What a provider keeps and the requests build on. */
  readonly state: readonly CallObject[];
  /** Where the file of the requests is. */
  readonly file?: Candidate;
}

/** A place for a batch. @throws Failure where there is none */
export async function batchPlace(services: RelayServices, order: BatchOrder): Promise<Candidate> {
  const { world, principal, model, group, keeper, file } = order;
  const [state, ...alsoState] = order.state;
  const pin = await pinOf(services.pins, { state, alsoState }, principal);
  const wanted = pin.channel ?? principal.pinnedChannel;
  const able = world
    .candidates(model, group)
    .filter(({ id, provider, speaks, credentials }) => {
      const keeps = keeper.providers.has(provider) && speaks.includes(keeper.protocol) && credentials.length > 0;
      return keeps && (wanted === undefined || id === wanted);
    })
    .sort((left, right) => right.priority - left.priority || left.id - right.id);
  const own = file === undefined ? undefined : able.find(({ id }) => id === file.channel.id);
  const channel = own ?? able[0];
  if (channel === undefined) {
    const message = `No channel that serves ${model} takes batches. Send the requests one by one.`;
    throw new Failure('invalid_request', message, { param: 'model' });
  }
  if (own !== undefined && file !== undefined && (pin.credential ?? file.credential.id) === file.credential.id)
    return file;
  const credential =
    pin.credential === undefined
      ? channel.credentials[services.turns.next(channel.id) % channel.credentials.length]
      : channel.credentials.find(({ id }) => id === pin.credential);
  if (credential === undefined)
    throw new Failure('no_available_channel', 'The credential that this batch needs is not in service.', {
      retryAfter: 60,
    });
  return { channel, credential };
}
