// Fits a chat that passes to its vendor: what the vendor would refuse is put right, and all else stays as it came.

import type { Target } from '@turnpike/protocols/codec';
import { isFields } from '@turnpike/protocols/conversation/counts';
import type { Loss } from '@turnpike/protocols/conversation/loss';
import { parseJson } from '@turnpike/protocols/json';
import { asksForUsage, fitRequest, suspicionOf, type Suspicion } from '@turnpike/protocols/openai-chat/fit';
import type { Channel } from '../world.ts';
import type { Call } from './call.ts';
import { fieldValue } from './envelope.ts';

/** The rules of one channel for one model. */
export interface Fitting {
  readonly target: Target;
  readonly suspicion: Suspicion;
  /** Whether a stream is asked for its usage. */
  readonly asksUsage: boolean;
}

const known = new WeakMap<Channel, Map<string, Fitting | undefined>>();
/** Models that are remembered of a channel: their names come from clients where it serves any. */
const MOST_MODELS = 1_000;

/** What a chat to a channel must be fitted to; undefined where all may pass. */
export function fittingFor(channel: Channel, call: Call, upstream: string): Fitting | undefined {
  if (call.protocol !== 'openai-chat' || call.operation !== 'generate') return undefined;
  if (channel.options?.passThrough === true) return undefined;
  let models = known.get(channel);
  if (models === undefined) known.set(channel, (models = new Map()));
  if (models.has(upstream)) return models.get(upstream);
  const target = { model: upstream, vendor: channel.provider };
  const suspicion = suspicionOf(target);
  const fitting = suspicion === undefined ? undefined : { target, suspicion, asksUsage: asksForUsage(target) };
  if (models.size < MOST_MODELS) models.set(upstream, fitting);
  return fitting;
}

/** Whether a chat has anything in it that the rules are about; only then it is read. */
export function isSuspect({ suspicion }: Fitting, { envelope, form }: Call): boolean {
  const { fields, texts, whole } = suspicion;
  if (whole && form === 'whole') return true;
  return fields.some(name => envelope.fields.has(name)) || texts.some(text => envelope.body.includes(text));
}

/** Whether a chat names more texts to stop at than its vendor takes. */
export function stopsBeyond({ suspicion }: Fitting, { envelope }: Call): boolean {
  if (!envelope.fields.has('stop')) return false;
  const stop = fieldValue(envelope, 'stop');
  return (Array.isArray(stop) ? stop.length : typeof stop === 'string' ? 1 : 0) > suspicion.stops;
}

/** A body that is ready to go, fitted; undefined where nothing had to be put right. */
export function fittedBody(
  pieces: readonly Buffer[],
  { target }: Fitting,
): { readonly body: Buffer; readonly losses: readonly Loss[] } | undefined {
  const value = parseJson(Buffer.concat(pieces).toString('utf8'));
  const fitted = isFields(value) ? fitRequest(value, target) : undefined;
  return fitted === undefined ? undefined : { body: Buffer.from(JSON.stringify(fitted.body)), losses: fitted.losses };
}
