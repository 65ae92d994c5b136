// The books of one session: a hold for the answer to come, settled when it is known, and the next one taken.

import { Failure } from '@turnpike/protocols/failures';
import { promptTokens, usageOf, type Usage } from '@turnpike/protocols/conversation/usage';
import type { Count } from '@turnpike/protocols/live/codec';
import type { Exchange } from '../../http/exchange.ts';
import type { CallRecord, Reason } from '../../ledger/charge.ts';
import type { Hold } from '../../ledger/ledger.ts';
import { price } from '../../ledger/price.ts';
import { refuse } from '../admission-refusal.ts';
import { noFacts } from '../facts.ts';
import type { Terms } from '../holding.ts';
import { failureRecord, recordOf, type CallState } from '../record.ts';
import type { RelayServices } from '../services.ts';
import { LiveErrand, type LiveProtocol } from './live-errand.ts';
import { RefusedSocket } from './open-socket.ts';

/** A hold is raised when what is under way comes this near to it, and then to so many times that. */
const NEAR = { numerator: 4n, denominator: 5n };
const RAISED = 2n;

/** What the books of a session need. */
export interface BooksParts {
  readonly services: Pick<RelayServices, 'ledger' | 'balanceOf' | 'observe'>;
  readonly exchange: Exchange;
  readonly state: CallState;
  readonly protocol: LiveProtocol;
  readonly errand: LiveErrand;
  readonly purses: readonly string[];
}

/** What a session charges, one answer after another. */
export class SessionBooks {
  private readonly parts: BooksParts;
  private purses: readonly string[];
  private hold: Hold | undefined;
  private last: Usage = usageOf();
  private number = 0;
  private startedAt = performance.now();
  /** Nano-dollars and tokens of the session so far. */
  amount = 0n;
  tokens = 0;

  constructor(parts: BooksParts) {
    this.parts = parts;
    this.purses = parts.purses;
  }

  /** Serves the session on the terms of the channel that is tried. @throws Failure where nobody can pay for it */
  async move({ principal, multiplier, purses, worst }: Terms): Promise<void> {
    const { services, state } = this.parts;
    state.principal = principal;
    state.snapshot = { ...state.snapshot, multiplier };
    this.purses = purses;
    const { hold } = this;
    if (hold === undefined) return;
    if (worst <= hold.amount && purses.every(purse => hold.purses.includes(purse))) return;
    try {
      this.hold = await services.ledger.cover(hold, purses, worst);
    } catch (error) {
      await refuse(services, principal, error);
    }
  }

  /** Takes the hold for the next answer. Rejects with the failure of a balance that is too small. */
  async reserve(): Promise<void> {
    if (this.hold !== undefined) return;
    const { services, state, errand } = this.parts;
    const { sheet, multiplier } = state.snapshot;
    this.number += 1;
    this.startedAt = performance.now();
    const id = `${state.id}.${this.number}`;
    try {
      this.hold = await services.ledger.admit(id, this.purses, errand.next(this.last, sheet, multiplier));
    } catch (error) {
      await refuse(services, state.principal, error);
    }
  }

  /** Raises the hold where the answer under way outgrows it. Rejects as `reserve` does. */
  async cover(running: Usage): Promise<void> {
    const { hold } = this;
    if (hold === undefined) return;
    const { services, state, errand } = this.parts;
    const { sheet, multiplier } = state.snapshot;
    const { amount } = price(running, sheet, multiplier, errand.pricing);
    if (amount * NEAR.denominator <= hold.amount * NEAR.numerator) return;
    try {
      const raised = await services.ledger.cover(hold, this.purses, amount * RAISED);
      // What it was for may have been settled meanwhile.
      if (this.hold === hold) this.hold = raised;
    } catch (error) {
      await refuse(services, state.principal, error);
    }
  }

  /**
   * Charges what was used, at once in the journal; a count's model is whose price holds where it is not the session's own
   * (what was heard is written down by a model of speech). Without a hold it takes its own.
   */
  async charge(count: Count): Promise<CallRecord> {
    await this.reserve();
    const { usage } = count;
    if (count.model === undefined && promptTokens(usage) > 0) this.last = usage;
    return this.settle(count, count.estimated === true ? 'estimated' : undefined, '');
  }

  /** `reason`: where it is another than what the upstream said. */
  private settle(count: Count, reason: Reason | undefined, error: string): CallRecord {
    const { hold } = this;
    const { services, exchange } = this.parts;
    if (hold === undefined) throw new Error('a session without a hold');
    this.hold = undefined;
    const { usage, id, model } = count;
    const facts = { ...noFacts(), usage, id, finished: true, output: true };
    const elapsed = Math.round(performance.now() - this.startedAt);
    const made = recordOf({ ...this.stateOf(model), id: hold.id }, facts, 'complete', 101, elapsed);
    const record = { ...made, at: Date.now(), error, ...(reason === undefined ? {} : { reason }) };
    services.ledger.settle(hold, record, this.purses);
    services.observe(exchange, record);
    this.amount += record.amount;
    this.tokens += promptTokens(usage) + usage.output + usage.audioOut;
    return record;
  }

  private stateOf(model: string | undefined): CallState {
    const { state, protocol } = this.parts;
    const sheet = model === undefined ? undefined : state.snapshot.world.price(model);
    if (model === undefined || sheet === undefined) return state;
    return {
      ...state,
      errand: new LiveErrand(protocol, model),
      upstreamModel: model,
      snapshot: { ...state.snapshot, sheet },
    };
  }

  /** The session did not begin: nothing is charged, and the row says why. */
  fail(error: unknown): void {
    const { hold } = this;
    const { state, services, exchange } = this.parts;
    if (hold === undefined) return;
    this.hold = undefined;
    const failure = error instanceof RefusedSocket ? error.failure : error;
    const [code, status] =
      failure instanceof Failure ? [failure.code, failure.status] : ['internal_error' as const, 500];
    const total = Math.round(performance.now() - exchange.startedAt);
    const record = failureRecord({ ...state, id: hold.id }, code, status, total);
    services.ledger.release(hold, record);
    services.observe(exchange, record);
  }

  /**
   * The session is over. What was delivered and not told is charged as `owed`; what was held for an answer that never
   * came is given back, with a row that says how it ended.
   */
  close(error: string, closeCode: number, owed: Count | undefined): void {
    const { hold } = this;
    const { state, services, exchange } = this.parts;
    if (hold === undefined) return;
    if (owed !== undefined) {
      this.settle(owed, error === '' ? 'client_cancelled' : 'upstream_error_after_output', error);
      return;
    }
    this.hold = undefined;
    const facts = { ...noFacts(), finishReason: `closed ${closeCode}` };
    const total = Math.round(performance.now() - exchange.startedAt);
    const ending = error === '' ? 'cancelled' : 'cut';
    const record = { ...recordOf({ ...state, id: hold.id }, facts, ending, 101, total), at: Date.now(), error };
    services.ledger.release(hold, record);
    services.observe(exchange, record);
  }
}
