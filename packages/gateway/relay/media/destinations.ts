// The channels that a medium may be asked of, each with the format in which it is asked.

import { Failure } from '@turnpike/protocols/failures';
import type { ModelKind } from '../../catalog/model.ts';
import type { Principal } from '../../identity/principal.ts';
import { upstreamOf } from '../../routing/mapping.ts';
import type { Channel, World } from '../../world.ts';

/** Names the format of a channel; undefined where it has none for this. */
export type DialectOf = (channel: Channel, upstream: string) => string | undefined;

/** What models of a kind do, in words. */
const WORDS: Readonly<Partial<Record<ModelKind, string>>> = {
  image: 'draws no pictures',
  tts: 'does not speak',
  stt: 'does not transcribe',
};
/** What the output of a model that does it although it is of another kind is called in the catalog. */
const OUTPUTS: Readonly<Partial<Record<ModelKind, string>>> = { image: 'image', tts: 'audio' };

/** At least one channel. @throws Failure when the model does other work, or nobody does it now */
export function dialectsOf(
  world: World,
  principal: Principal,
  model: string,
  wanted: ModelKind,
  dialectOf: DialectOf,
): ReadonlyMap<Channel, string> {
  const known = world.model(model);
  const output = OUTPUTS[wanted];
  if (known !== undefined && known.kind !== wanted && !(output !== undefined && known.outputs.includes(output)))
    throw new Failure('invalid_request', `The model ${model} ${WORDS[wanted] ?? 'does not do this'}.`, {
      param: 'model',
    });
  const serving = world.candidates(model, principal.group);
  const { pinnedChannel } = principal;
  const channels = new Map<Channel, string>();
  for (const channel of serving) {
    if (pinnedChannel !== undefined && channel.id !== pinnedChannel) continue;
    const dialect = dialectOf(channel, upstreamOf(channel, model));
    if (dialect !== undefined) channels.set(channel, dialect);
  }
  if (channels.size > 0) return channels;
  if (serving.length > 0 && pinnedChannel === undefined)
    throw new Failure('invalid_request', `The channels of ${model} have no API for this here.`, { param: 'model' });
  throw new Failure('no_available_channel', `No channel can serve ${model} now. Try again later.`, { retryAfter: 5 });
}
