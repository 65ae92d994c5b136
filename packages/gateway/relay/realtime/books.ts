// The books of one session: a hold for the response to come, settled when it is known, and the next one taken.

import { promptTokens, type Usage } from '@turnpike/protocols/conversation/usage';
import type { Exchange } from '../../http/exchange.ts';
import type { CallRecord } from '../../ledger/charge.ts';
import { noFacts } from '../facts.ts';
import type { Hold } from '../../ledger/ledger.ts';
import { refuse } from '../admission-refusal.ts';
import { recordOf, type CallState } from '../record.ts';
import type { RelayServices } from '../services.ts';
import { RealtimeErrand } from './realtime-errand.ts';

/** What a session charges, one response after another. */
export class SessionBooks {
  private readonly services: RelayServices;
  private readonly exchange: Exchange;
  private readonly state: CallState;
  private readonly purses: readonly string[];
  private readonly worst: bigint;
  private hold: Hold | undefined;
  private number = 0;
  private startedAt = performance.now();
  /** Nano-dollars and tokens of the session so far. */
  amount = 0n;
  tokens = 0;

  constructor(services: RelayServices, exchange: Exchange, state: CallState, purses: readonly string[], worst: bigint) {
    this.services = services;
    this.exchange = exchange;
    this.state = state;
    this.purses = purses;
    this.worst = worst;
  }

  /** Takes the hold for the next response. Rejects with the failure of a balance that is too small. */
  async reserve(): Promise<void> {
    if (this.hold !== undefined) return;
    const { services, state } = this;
    this.number += 1;
    this.startedAt = performance.now();
    const id = `${state.id}.${this.number}`;
    try {
      this.hold = await services.ledger.admit(id, this.purses, this.worst);
    } catch (error) {
      await refuse(services, state.principal, error);
    }
  }

  /**
   * Charges what was used, at once in the journal; `model` is whose price holds where it is not the session's own (what
   * was heard is written down by a model of speech). Without a hold it takes its own.
   */
  async charge(usage: Usage, upstreamId: string, model?: string): Promise<CallRecord> {
    await this.reserve();
    const { hold, services } = this;
    if (hold === undefined) throw new Error('a session without a hold');
    this.hold = undefined;
    const facts = { ...noFacts(), usage, id: upstreamId, finished: true, output: true };
    const elapsed = Math.round(performance.now() - this.startedAt);
    const record = {
      ...recordOf({ ...this.stateOf(model), id: hold.id }, facts, 'complete', 101, elapsed),
      at: Date.now(),
    };
    services.ledger.settle(hold, record);
    services.observe(this.exchange, record);
    this.amount += record.amount;
    this.tokens += promptTokens(usage) + usage.output + usage.audioOut;
    return record;
  }

  private stateOf(model: string | undefined): CallState {
    const { state } = this;
    const sheet = model === undefined ? undefined : state.snapshot.world.price(model);
    if (model === undefined || sheet === undefined) return state;
    return {
      ...state,
      errand: new RealtimeErrand(model),
      upstreamModel: model,
      snapshot: { ...state.snapshot, sheet },
    };
  }

  /** The session is over: what was held for a response that never came is given back, with a row that says how it ended. */
  close(error: string, closeCode: number): void {
    const { hold, state, services, exchange } = this;
    if (hold === undefined) return;
    this.hold = undefined;
    const facts = { ...noFacts(), finishReason: `closed ${closeCode}` };
    const total = Math.round(performance.now() - exchange.startedAt);
    const ending = error === '' ? 'cancelled' : 'cut';
    const record = { ...recordOf({ ...state, id: hold.id }, facts, ending, 101, total), at: Date.now(), error };
    services.ledger.release(hold, record);
    services.observe(exchange, record);
  }
}
