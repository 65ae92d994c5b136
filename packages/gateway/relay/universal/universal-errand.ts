// An errand asked for through the universal endpoint: another errand, whose whole answer is put into the one answer form.

import type { IncomingHttpHeaders } from 'node:http';
import { METERS, type Usage } from '@turnpike/protocols/conversation/usage';
import { parseJson } from '@turnpike/protocols/json';
import type { Exchange } from '../../http/exchange.ts';
import type { Principal } from '../../identity/principal.ts';
import { formatUsd } from '../../ledger/money.ts';
import type { PriceContext, PriceSheet } from '../../ledger/price.ts';
import type { RequestFacts } from '../../routing/conditions.ts';
import type { Candidate } from '../../routing/plan.ts';
import type { World } from '../../world.ts';
import type { Destinations, Errand, Errands } from '../errand.ts';
import type { Facts } from '../facts.ts';
import type { Lane, Passage, WholeAnswer } from '../lane.ts';
import { recordOf, type CallState } from '../record.ts';
import type { Refusal } from '../refusal.ts';
import type { RelayServices } from '../services.ts';

/** Wraps one errand. Streams and bytes of media pass as the API behind it has them. */
export class UniversalErrand implements Errand {
  private readonly inner: Errand;
  private readonly kind: string;
  private snapshot: CallState['snapshot'] | undefined;
  readonly api: string;
  readonly family: Errand['family'];
  readonly model: string;
  readonly form: Errand['form'];
  readonly failsInBody: boolean;

  constructor(inner: Errand, kind: string) {
    this.inner = inner;
    this.kind = kind;
    this.api = inner.api;
    this.family = inner.family;
    this.model = inner.model;
    this.form = inner.form;
    this.failsInBody = inner.failsInBody;
  }

  get pricing(): PriceContext {
    return this.inner.pricing;
  }

  get likelyTokens(): number {
    return this.inner.likelyTokens;
  }

  priced(sheet: PriceSheet): PriceSheet {
    return this.inner.priced?.(sheet) ?? sheet;
  }

  worst(world: World, sheet: PriceSheet, multiplier: bigint): bigint {
    this.snapshot = { world, sheet, multiplier };
    return this.inner.worst(world, sheet, multiplier);
  }

  destinations(services: RelayServices, principal: Principal, world: World): Destinations | Promise<Destinations> {
    return this.inner.destinations(services, principal, world);
  }

  facts(exchange: Exchange, principal: Principal): RequestFacts {
    return this.inner.facts(exchange, principal);
  }

  affinity(): string | undefined {
    return this.inner.affinity();
  }

  lanes(parts: Errands): (candidate: Candidate, upstream: string) => Lane | Promise<Lane> {
    const lanes = this.inner.lanes(parts);
    if (this.form !== 'whole') return lanes;
    return (candidate, upstream) => {
      const wrap = (lane: Lane): Lane =>
        new UniversalLane(lane, facts => this.chargeOf(parts, candidate, upstream, lane.protocol, facts), {
          id: parts.exchange.id,
          kind: this.kind,
        });
      const lane = lanes(candidate, upstream);
      return lane instanceof Promise ? lane.then(wrap) : wrap(lane);
    };
  }

  /** What will be charged, worked out as the settlement does. */
  private chargeOf(
    { exchange, principal }: Errands,
    { channel, credential }: Candidate,
    upstreamModel: string,
    spoken: string,
    facts: Facts,
  ): { readonly usage: Usage; readonly amount: bigint } | undefined {
    if (this.snapshot === undefined) return undefined;
    const known = { id: exchange.id, at: Date.now(), attempts: [], firstByteMs: 0, channel, credential };
    const state = { ...known, principal, errand: this.inner, snapshot: this.snapshot, upstreamModel, spoken };
    return recordOf(state, facts, 'complete', 200, 0);
  }

  delivered(facts: Facts): Usage {
    return this.inner.delivered(facts);
  }

  charged(usage: Usage, state: CallState, facts: Facts): Usage {
    return this.inner.charged(usage, state, facts);
  }

  settled(services: RelayServices, state: CallState, facts: Facts): void {
    this.inner.settled(services, state, facts);
  }

  release(): void {
    this.inner.release?.();
  }
}

/** Puts the whole answer of a lane into the one form (openrouter.md §5). */
class UniversalLane implements Lane {
  readonly protocol: string;
  readonly request: Lane['request'];
  private readonly lane: Lane;
  private readonly charge: (facts: Facts) => { readonly usage: Usage; readonly amount: bigint } | undefined;
  private readonly frame: { readonly id: string; readonly kind: string };

  constructor(lane: Lane, charge: UniversalLane['charge'], frame: UniversalLane['frame']) {
    this.lane = lane;
    this.protocol = lane.protocol;
    this.request = lane.request;
    this.charge = charge;
    this.frame = frame;
  }

  passage(headers: IncomingHttpHeaders): Passage | undefined {
    return this.lane.passage(headers);
  }

  whole(body: Buffer): WholeAnswer | undefined {
    const answer = this.lane.whole(body);
    if (answer === undefined || answer.fault !== undefined || answer.facts.failed) return answer;
    const charge = this.charge(answer.facts);
    const used = METERS.map(meter => [meter, charge?.usage[meter] ?? 0] as const).filter(([, amount]) => amount > 0);
    const told = {
      id: this.frame.id,
      object: 'universal.result',
      kind: this.frame.kind,
      status: 'succeeded',
      output: parseJson(answer.body.toString('utf8')),
      usage: Object.fromEntries(used),
      cost: Number(formatUsd(charge?.amount ?? 0n)),
    };
    return { facts: answer.facts, body: Buffer.from(JSON.stringify(told)) };
  }

  headers(from: IncomingHttpHeaders): IncomingHttpHeaders {
    return this.lane.headers(from);
  }

  refuse(exchange: Exchange, refusal: Refusal): void {
    this.lane.refuse(exchange, refusal);
  }
}
