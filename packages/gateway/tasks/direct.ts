// What is done at once and makes no task: one question to one channel, held and charged like any call.

import { usageOf } from '@turnpike/protocols/conversation/usage';
import { Failure } from '@turnpike/protocols/failures';
import { MILLION } from '../ledger/money.ts';
import { sheetOf } from '../ledger/price-sheet.ts';
import type { CallRecord } from '../ledger/charge.ts';
import { upstreamOf } from '../routing/mapping.ts';
import type { Candidate } from '../routing/plan.ts';
import { attemptsFor } from './candidates.ts';
import { Refused, type DirectOrder } from './dialect.ts';
import { LinkFault, upstreamError, type Driver, type UpstreamCall, type UpstreamReply } from './driver.ts';
import { limited } from './limits.ts';
import { linkTo } from './link.ts';
import { chargeFor, chooseModel, noCharge, type Priced } from './pricing.ts';
import { driverFor } from './registry.ts';
import type { Caller } from './submission.ts';
import type { Work } from './work.ts';

/** How long it is remembered where something was made, milliseconds. */
const KEPT_MS = 30 * 86_400_000;

/** Runs a question over a link; one that was not answered is a 502. */
export async function throughLink<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof LinkFault)) throw error;
    throw new Failure('upstream_unreachable', 'The provider could not be reached. Try again.', { cause: error });
  }
}

/** Sends the call to a channel of the dialect's own wire. @throws Failure, or `Refused` when it was not done. */
export async function direct(
  work: Work,
  caller: Caller,
  order: DirectOrder,
  call: UpstreamCall,
  made: (reply: UpstreamReply) => readonly string[] | undefined,
): Promise<UpstreamReply> {
  const { services } = work;
  const { principal, dialect } = caller;
  const plain = order.models.length === 0;
  const priced = plain ? unpriced(order.verb, principal) : chooseModel(order.models, principal, services.world());
  const charge = plain || order.free === true ? noCharge(priced.multiplier) : chargeFor(priced, order.measure);
  const place = directPlace(work, caller, order, priced);
  const [reply, ids] = await limited(work, caller, priced, charge.amount, () =>
    done(work, caller, priced, place, charge, call, made),
  );
  if (ids === undefined) {
    throw refusedWith(reply, place.driver);
  }
  for (const id of ids) {
    const { channel, credential } = place;
    const until = Date.now() + KEPT_MS;
    await services.pins.put(`made:${dialect.name}`, id, principal.account.id, channel.id, credential.id, until);
  }
  return reply;
}

/** Why something was not done, in the provider's words where it has any. */
export function refusedWith(reply: UpstreamReply, driver: Driver): Refused {
  const read = driver.refusal?.(reply);
  const told = read?.kind === 'refused' ? read : undefined;
  return new Refused({
    kind: 'refused',
    status: told?.status ?? reply.status,
    error: told?.error ?? upstreamError(`upstream_${reply.status}`, 'The provider did not do this.'),
    raw: reply.json,
    rawWire: driver.wire,
    retryAfter: told?.retryAfter,
  });
}

/** Held, sent and settled: the answer, and the ids that it gives where it was done. */
async function done(
  { services }: Work,
  caller: Caller,
  priced: Priced,
  place: Candidate & { readonly driver: Driver },
  charge: CallRecord['charge'],
  call: UpstreamCall,
  made: (reply: UpstreamReply) => readonly string[] | undefined,
): Promise<readonly [UpstreamReply, readonly string[] | undefined]> {
  const purses = caller.principal.coverage.at(priced.model, priced.group, Date.now());
  const hold = await services.ledger.admit(caller.requestId, purses, charge.amount);
  const startedAt = performance.now();
  let record = recordOf(caller, priced, place, 502, noCharge(priced.multiplier), 0);
  try {
    const link = linkTo(services, place.channel, place.credential);
    const reply = await throughLink(() => link.send(place.driver.prepare(call, link)));
    const ids = made(reply);
    const paid = ids === undefined ? noCharge(priced.multiplier) : charge;
    record = recordOf(
      caller,
      priced,
      place,
      ids === undefined ? reply.status : 200,
      paid,
      performance.now() - startedAt,
    );
    return [reply, ids];
  } finally {
    if (record.amount > 0n) services.ledger.settle(hold, record);
    else services.ledger.release(hold, record);
    services.settled(record);
  }
}

/** What belongs to no model: named after what is done. */
function unpriced(verb: string, principal: Caller['principal']): Priced {
  const nothing = sheetOf({ rates: { call: '0' }, tiers: [], factors: {} });
  return { model: verb, sheet: nothing, group: principal.group, multiplier: MILLION };
}

/** Where something is done at once. @throws Failure when no channel can do it */
export function directPlace(
  work: Work,
  { dialect, principal }: Caller,
  order: DirectOrder,
  { model, group }: Priced,
): Candidate & { readonly driver: Driver } {
  const world = work.services.world();
  const { parent } = order;
  const groups = new Set(world.groupsOf(principal.group));
  const open =
    order.models.length > 0
      ? world.candidates(model, group)
      : world.channels.filter(({ enabled, groups: own }) => enabled && [...own].some(name => groups.has(name)));
  const serving =
    parent === undefined ? open : world.channels.filter(({ id, enabled }) => id === parent.channel && enabled);
  const driver = (provider: string): Driver | undefined => driverFor(provider, { ...order, body: {} }, dialect.name);
  const able = serving.filter(({ provider }) => driver(provider)?.wire === dialect.name);
  const step = attemptsFor(work.services, world, model, able, parent?.credential).next(undefined);
  const found = step.done === true ? undefined : driver(step.value.channel.provider);
  if (step.done !== true && found !== undefined) return { ...step.value, driver: found };
  throw new Failure('no_available_channel', `No channel can do this now for ${model}. Try again later.`, {
    retryAfter: 5,
  });
}

/** The record of what was done, or was not. */
export function recordOf(
  { principal, dialect, requestId }: Caller,
  { model, group }: Priced,
  { channel }: Candidate,
  status: number,
  charge: CallRecord['charge'],
  milliseconds: number,
): CallRecord {
  const paid = charge.lines.length > 0;
  return {
    id: requestId,
    at: Date.now() - Math.round(milliseconds),
    accountId: principal.account.id,
    keyId: principal.key.id,
    keyName: principal.key.name,
    group,
    protocol: dialect.name,
    model,
    upstreamModel: upstreamOf(channel, model),
    channel: channel.id,
    channelName: channel.name,
    streamed: false,
    status,
    reason: status < 400 ? (paid ? 'task_fixed' : 'free') : 'upstream_error_before_output',
    error: status < 400 ? '' : 'upstream_failed',
    usage: usageOf({ calls: paid ? 1 : 0 }),
    amount: charge.amount,
    charge,
    attempts: [],
    firstByteMs: Math.round(milliseconds),
    totalMs: Math.round(milliseconds),
    cancelled: false,
    organisationId: principal.organisation?.id ?? 0,
    cost: 0n,
    costSource: 'unknown',
    upstreamId: '',
    finishReason: '',
    sandbox: channel.provider === 'sandbox',
  };
}
