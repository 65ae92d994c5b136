// What is done at once and told in pieces: they pass as they come, and are charged by what was made.

import { Failure } from '@turnpike/protocols/failures';
import type { CallRecord } from '../ledger/charge.ts';
import { isRecord } from '../relay/json.ts';
import { Refused, type DirectOrder, type PieceReader } from './dialect.ts';
import { directPlaces, noPlace, recordOf, refusedWith, throughLink } from './direct.ts';
import type { UpstreamCall } from './driver.ts';
import { parseExact } from './exact-json.ts';
import { limited } from './limits.ts';
import { linkTo } from './link.ts';
import { chargeFor, chooseModel, noCharge } from './pricing.ts';
import type { Caller } from './submission.ts';
import type { Work } from './work.ts';

/** A refusal is small: of a longer one only so much is read, bytes. */
const MOST_REFUSAL = 64 * 1024;

/** The pieces of an answer. @throws Failure, or `Refused` when it was not begun. */
export async function directStream(
  work: Work,
  caller: Caller,
  order: DirectOrder,
  call: UpstreamCall,
  reader: PieceReader,
): Promise<AsyncIterable<string>> {
  const { services } = work;
  const { principal } = caller;
  const priced = chooseModel(order.models, principal, services.world());
  const promised = chargeFor(priced, order.measure);
  const first = directPlaces(work, caller, order, priced).next(undefined);
  if (first.done === true) throw noPlace(priced.model);
  const place = first.value;
  return limited(work, caller, priced, promised.amount, async () => {
    const purses = principal.coverage.at(priced.model, priced.group, Date.now());
    const hold = await services.ledger.admit(caller.requestId, purses, promised.amount);
    const startedAt = performance.now();
    const end = (status: number, charge: CallRecord['charge']): void => {
      const record = recordOf(caller, priced, place, status, charge, performance.now() - startedAt);
      if (record.amount > 0n) services.ledger.settle(hold, record);
      else services.ledger.release(hold, record);
      services.settled(record);
    };
    const nothing = noCharge(priced.multiplier);
    try {
      const link = linkTo(services, place.channel, place.credential);
      const answer = await throughLink(async () => link.open?.(place.driver.prepare(call, link)));
      if (answer === undefined) throw new Failure('internal_error', 'This channel has no way to stream.');
      const pieces = answer.body[Symbol.asyncIterator]();
      const begun = await pieces.next();
      const opening = begun.done === true ? '' : begun.value.toString('utf8');
      if (answer.status >= 300 || /^\s*\{/.test(opening)) {
        const body = await rest(opening, pieces);
        const value = parseExact(body);
        const json = isRecord(value) ? value : {};
        throw refusedWith({ status: answer.status, headers: {}, body: Buffer.from(body), value, json }, place.driver);
      }
      const settle = (broken: boolean): void => {
        const made = broken ? undefined : reader.made();
        end(broken ? 502 : 200, made === undefined ? nothing : chargeFor(priced, { ...order.measure, ...made }));
      };
      return passing(begun.done === true ? [] : [begun.value], pieces, reader, settle);
    } catch (error) {
      end(error instanceof Refused ? error.problem.status : 502, nothing);
      throw error;
    }
  });
}

async function rest(opening: string, pieces: AsyncIterator<Buffer>): Promise<string> {
  let whole = opening;
  for (let next = await pieces.next(); next.done !== true; next = await pieces.next()) {
    whole += next.value.toString('utf8');
    if (whole.length > MOST_REFUSAL) break;
  }
  await pieces.return?.();
  return whole;
}

/**
 * The pieces, and their end, which is settled once: what was told whole, or left by the client, is charged; what the
 * upstream broke off is not.
 */
async function* passing(
  begun: readonly Buffer[],
  pieces: AsyncIterator<Buffer>,
  reader: PieceReader,
  settle: (broken: boolean) => void,
): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let broken = false;
  const taken = (chunk: Buffer): string => {
    const piece = decoder.decode(chunk, { stream: true });
    reader.take(piece);
    return piece;
  };
  try {
    for (const chunk of begun) yield taken(chunk);
    for (let next = await pieces.next(); next.done !== true; next = await pieces.next()) yield taken(next.value);
  } catch (error) {
    broken = true;
    yield reader.broken(error instanceof Error ? error.message : String(error));
  } finally {
    settle(broken);
    await pieces.return?.();
  }
}
