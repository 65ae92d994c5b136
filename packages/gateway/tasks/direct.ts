// What is done at once and makes no task: one question to one channel, held and charged like any call.

import { usageOf } from '@turnpike/protocols/conversation/usage';
import { Failure } from '@turnpike/protocols/failures';
import { MILLION } from '../ledger/money.ts';
import { sheetOf } from '../ledger/price-sheet.ts';
import type { CallRecord } from '../ledger/charge.ts';
import { upstreamOf } from '../routing/mapping.ts';
import type { Candidate, Verdict } from '../routing/plan.ts';
import type { Channel } from '../world.ts';
import { attemptsFor, reportOf, subjectOf } from './candidates.ts';
import { Refused, type DirectOrder } from './dialect.ts';
import {
  LinkFault,
  refusedBy,
  upstreamError,
  type Driver,
  type Submitted,
  type UpstreamCall,
  type UpstreamReply,
} from './driver.ts';
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
    throw unreachable(error);
  }
}

/** Sends the call to channels of the dialect's own wire, until one does it. @throws Failure, or `Refused` when it was not done. */
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
  const places = directPlaces(work, caller, order, priced);
  const first = places.next(undefined);
  if (first.done === true) throw noPlace(priced.model);
  const { tried, place } = await limited(work, caller, priced, charge.amount, () =>
    done(work, caller, priced, { places, first: first.value }, charge, call, made),
  );
  if ('fault' in tried) throw unreachable(tried.fault);
  if (tried.ids === undefined) throw refusedWith(tried.reply, place.driver);
  for (const id of tried.ids) {
    const { channel, credential } = place;
    const until = Date.now() + KEPT_MS;
    await services.pins.put(`made:${dialect.name}`, id, principal.account.id, channel.id, credential.id, until);
  }
  return tried.reply;
}

/** Where something may be done at once. */
type DirectPlace = Candidate & { readonly driver: Driver };

/** What came of one try; `again` where another place may do it. */
type Tried = { readonly again: boolean } & (
  { readonly fault: LinkFault } | { readonly reply: UpstreamReply; readonly ids: readonly string[] | undefined }
);

function unreachable(cause: LinkFault): Failure {
  return new Failure('upstream_unreachable', 'The provider could not be reached. Try again.', { cause });
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

/** Asks one place, and notes what that says of its health. @throws what is no fault of the way */
async function tryAt(
  { services }: Work,
  place: DirectPlace,
  model: string,
  call: UpstreamCall,
  made: (reply: UpstreamReply) => readonly string[] | undefined,
): Promise<Tried> {
  const running = services.health.begin(subjectOf(place, model));
  const told = (submitted: Submitted): boolean => {
    running.finish(reportOf(submitted, services.world()));
    return submitted.kind === 'refused' && submitted.retry;
  };
  try {
    const link = linkTo(services, place.channel, place.credential);
    const reply = await link.send(place.driver.prepare(call, link));
    const ids = made(reply);
    if (ids !== undefined) return { reply, ids, again: told({ kind: 'accepted', upstreamId: '' }) };
    return { reply, ids, again: told(place.driver.refusal?.(reply) ?? refusedBy(reply, '')) };
  } catch (fault) {
    if (!(fault instanceof LinkFault)) throw fault;
    const error = upstreamError(fault.code, fault.message);
    return {
      fault,
      again: told(
        fault.sure
          ? { kind: 'refused', status: 502, error, retry: true }
          : { kind: 'unknown', status: 0, message: fault.message },
      ),
    };
  }
}

/** Held, sent to place after place while it is surely not done, and settled. */
async function done(
  work: Work,
  caller: Caller,
  priced: Priced,
  { places, first }: { readonly places: ReturnType<typeof directPlaces>; readonly first: DirectPlace },
  charge: CallRecord['charge'],
  call: UpstreamCall,
  made: (reply: UpstreamReply) => readonly string[] | undefined,
): Promise<{ readonly tried: Tried; readonly place: DirectPlace }> {
  const { services } = work;
  const nothing = noCharge(priced.multiplier);
  const purses = caller.principal.coverage.at(priced.model, priced.group, Date.now());
  const hold = await services.ledger.admit(caller.requestId, purses, charge.amount);
  const startedAt = performance.now();
  let place = first;
  let record = recordOf(caller, priced, place, 502, nothing, 0);
  try {
    for (;;) {
      const tried = await tryAt(work, place, priced.model, call, made);
      const isDone = 'ids' in tried && tried.ids !== undefined;
      const status = isDone ? 200 : 'reply' in tried ? tried.reply.status : 502;
      record = recordOf(caller, priced, place, status, isDone ? charge : nothing, performance.now() - startedAt);
      const next = places.next({ next: tried.again, again: false, whole: false, fullUntil: undefined });
      if (isDone || !tried.again || next.done === true) return { tried, place };
      place = next.value;
    }
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

/** Where something may be done at once, in order; each `next` takes the verdict on the one before. */
export function* directPlaces(
  work: Work,
  { dialect, principal }: Caller,
  order: DirectOrder,
  { model, group }: Priced,
): Generator<DirectPlace, undefined, Verdict | undefined> {
  const world = work.services.world();
  const { parent } = order;
  const groups = new Set(world.groupsOf(principal.group));
  const open =
    order.models.length > 0
      ? world.candidates(model, group)
      : world.channels.filter(({ enabled, groups: own }) => enabled && [...own].some(name => groups.has(name)));
  const serving =
    parent === undefined ? open : world.channels.filter(({ id, enabled }) => id === parent.channel && enabled);
  const driverAt = ({ provider }: Channel): Driver | undefined => {
    const driver = driverFor(provider, { ...order, body: {} }, dialect.name);
    return driver?.wire === dialect.name ? driver : undefined;
  };
  const able = serving.filter(channel => driverAt(channel) !== undefined);
  const steps = attemptsFor(work.services, world, model, able, parent?.credential);
  let verdict: Verdict | undefined;
  for (let step = steps.next(verdict); step.done !== true; step = steps.next(verdict)) {
    const driver = driverAt(step.value.channel);
    if (driver !== undefined) verdict = yield { ...step.value, driver };
  }
  return undefined;
}

/** Nobody can do it. */
export function noPlace(model: string): Failure {
  return new Failure('no_available_channel', `No channel can do this now for ${model}. Try again later.`, {
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
