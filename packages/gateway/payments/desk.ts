// The desk of payments: opens orders, hears and asks providers, and books what they say, each payment exactly once.

import { randomBytes } from 'node:crypto';
import { Failure } from '@turnpike/protocols/failures';
import { requestId } from '../http/request-id.ts';
import { formatUsd, parseUsd } from '../ledger/money.ts';
import type { Seal } from '../identity/seal.ts';
import { OPEN_STATES, type OrderRow, type PaymentRow } from '../store/order-rows.ts';
import type { Store } from '../store/store.ts';
import { bonusFor, dueFor, readOffers } from './amounts.ts';
import { epayRsa } from './epay-rsa.ts';
import { epay } from './epay.ts';
import {
  type Ask,
  type Heard,
  type Notification,
  type PaymentGateway,
  type Places,
  type Provider,
  ProviderFault,
  type Report,
} from './gateway.ts';
import { FIRST_POLL_MS, nextPoll } from './schedule.ts';
import { stripe } from './stripe.ts';

/** What of the settings concerns orders. */
export interface PaymentSettings {
  readonly publicUrl: string;
  readonly topUpMinimum: string;
  readonly topUpMaximum: string;
  readonly topUpAmounts: string;
  readonly orderMinutes: number;
  readonly paymentPacePercent: number;
}

export interface DeskParts {
  readonly store: Pick<Store, 'orders'>;
  readonly seal: Seal;
  readonly ask: Ask;
  gateways(): readonly PaymentGateway[];
  settings(): PaymentSettings;
  warn(message: string): void;
}

/** Orders of one account that may wait to be paid at once. */
const MOST_OPEN = 20;
/** Raw texts beyond this are cut before they are kept, characters. */
const MOST_RAW = 64_000;

/** A gateway with what its provider can do, whichever kind it is. */
interface Bound {
  readonly gateway: PaymentGateway;
  begin(order: OrderRow, places: Places): Promise<{ url: string; reference: string }>;
  hear(notification: Notification): Promise<Heard>;
  look(order: OrderRow): Promise<readonly Report[]>;
  close(order: OrderRow): Promise<void>;
  refund(
    order: OrderRow,
    refund: { readonly id: string; readonly txn: string; readonly amount: bigint },
  ): Promise<{ readonly outsideId: string; readonly state: 'pending' | 'done' }>;
  readonly answers: { readonly taken: string; readonly refused: string };
}

function bind<Gateway extends PaymentGateway>(gateway: Gateway, provider: Provider<Gateway>, ask: Ask): Bound {
  return {
    gateway,
    begin: (order, places) => provider.begin(gateway, order, places, ask),
    hear: notification => provider.hear(gateway, notification, ask),
    look: order => provider.look(gateway, order, ask),
    close: order => provider.close(gateway, order, ask),
    refund: (order, refund) => provider.refund(gateway, order, refund, ask),
    answers: provider.answers,
  };
}

/** The number of an order: it sorts by time, and holds letters and digits alone, as every provider takes. */
export function newOrderId(): string {
  return `T${requestId()}${randomBytes(4).toString('hex')}`;
}

export class Desk {
  private readonly parts: DeskParts;

  constructor(parts: DeskParts) {
    this.parts = parts;
  }

  /** A gateway by its name. @throws Failure `not_found` */
  bound(name: string): Bound {
    const gateway = this.parts.gateways().find(one => one.name === name);
    if (gateway === undefined) throw new Failure('not_found', 'There is no such payment gateway.');
    const { ask } = this.parts;
    switch (gateway.provider) {
      case 'stripe':
        return bind(gateway, stripe, ask);
      case 'epay':
        return bind(gateway, epay, ask);
      case 'epay_rsa':
        return bind(gateway, epayRsa, ask);
    }
  }

  /**
   * Makes an order and prepares its payment. `amount`: nano-dollars of credit. `base`: our address as people reach it.
   * @throws Failure for an amount out of bounds, a method that is not offered, or a provider that refuses.
   */
  async open(
    accountId: number,
    wish: { readonly amount: bigint; readonly gateway: string; readonly method: string },
    base: string,
  ): Promise<OrderRow> {
    const { orders } = this.parts.store;
    const bound = this.bound(wish.gateway);
    const { gateway } = bound;
    const wrong = (message: string, param: string): Failure => new Failure('invalid_request', message, { param });
    if (!gateway.enabled) throw wrong('gateway: this way to pay is switched off.', 'gateway');
    if (!gateway.methods.includes(wish.method)) throw wrong('method: this way to pay is not offered.', 'method');
    const { minimum, maximum, offers } = this.bounds();
    if (wish.amount < minimum || wish.amount > maximum)
      throw wrong(`amount: must be from ${formatUsd(minimum)} to ${formatUsd(maximum)} USD.`, 'amount');
    if ((await orders.countOpen(accountId)) >= MOST_OPEN)
      throw new Failure('rate_limit_exceeded', 'Too many orders wait to be paid. Pay or cancel one first.');
    const now = Date.now();
    const { orderMinutes, paymentPacePercent } = this.parts.settings();
    // The row comes first: money that arrives for it must find it, whatever happens next.
    const order = await orders.make({
      id: newOrderId(),
      accountId,
      gateway: gateway.name,
      provider: gateway.provider,
      method: wish.method,
      currency: gateway.currency,
      due: dueFor(wish.amount, gateway.rate, gateway.currency),
      credit: wish.amount,
      bonus: bonusFor(wish.amount, offers),
      rate: gateway.rate,
      createdAt: now,
      expiresAt: now + orderMinutes * 60_000,
      nextPollAt: now + Math.ceil((FIRST_POLL_MS * paymentPacePercent) / 100),
    });
    try {
      const { url, reference } = await bound.begin(order, placesOf(base, gateway.name, order.id));
      await orders.begun(order.id, reference, url);
    } catch (error) {
      if (!(error instanceof ProviderFault)) throw error;
      await orders.move(order.id, ['created'], 'failed', '');
      throw new Failure('bad_response', `The payment could not be begun. ${error.message}`);
    }
    return (await orders.byId(order.id)) ?? order;
  }

  /** The bounds of a top-up and what is offered, in nano-dollars. */
  bounds() {
    const { topUpMinimum, topUpMaximum, topUpAmounts } = this.parts.settings();
    const offers = readOffers(topUpAmounts);
    const [minimum, maximum] = [parseUsd(topUpMinimum), parseUsd(topUpMaximum)];
    return { minimum, maximum, offers: offers.filter(one => one.amount >= minimum && one.amount <= maximum) };
  }

  /**
   * Takes a notification in: verified, kept, booked, and only then acknowledged.
   * @throws Forged; anything else means that it must be sent again.
   */
  async hear(name: string, notification: Notification): Promise<string> {
    const bound = this.bound(name);
    const { seal, store } = this.parts;
    const heard = await bound.hear(notification);
    const raw = notification.body.length > 0 ? notification.body.toString('utf8') : notification.query.toString();
    const event = {
      id: `${name}:${heard.eventId}`,
      gateway: name,
      kind: heard.kind,
      sealed: seal.seal(raw.slice(0, MOST_RAW)),
    };
    await store.orders.noteEvent({ ...event, orderId: '', outcome: 'heard' });
    let orderId = '';
    const outcomes: string[] = [];
    for (const report of heard.reports) {
      const { order, outcome } = await this.book(name, report);
      orderId ||= order?.id ?? '';
      outcomes.push(outcome);
    }
    await store.orders.noteEvent({ ...event, orderId, outcome: outcomes.join(', ') || 'nothing to do' });
    return bound.answers.taken;
  }

  /** Asks the provider about an order now, and books what it says. @throws ProviderFault */
  async check(order: OrderRow): Promise<OrderRow> {
    const { orders } = this.parts.store;
    const bound = this.bound(order.gateway);
    for (const report of await bound.look(order)) await this.book(order.gateway, report);
    const now = Date.now();
    if (now > order.expiresAt) await orders.move(order.id, OPEN_STATES, 'expired');
    const after = (await orders.byId(order.id)) ?? order;
    await orders.polled(order.id, nextPoll(after, now, this.parts.settings().paymentPacePercent));
    return after;
  }

  /** Books what a provider says. */
  private async book(name: string, report: Report): Promise<{ order: OrderRow | undefined; outcome: string }> {
    const { orders } = this.parts.store;
    if (report.kind === 'refund' || report.kind === 'dispute') return this.bookBack(name, report);
    const order = await orders.byId(report.orderId);
    if (order === undefined) return { order: undefined, outcome: 'of no order of ours' };
    // An order of one gateway cannot be paid at another, whoever signs.
    if (order.gateway !== name) return { order: undefined, outcome: `of the order ${order.id} of ${order.gateway}` };
    if (report.kind !== 'paid') {
      const from = report.kind === 'processing' ? (['created', 'pending'] as const) : OPEN_STATES;
      const moved = await orders.move(order.id, from, report.kind);
      return { order, outcome: moved ? report.kind : 'nothing to do' };
    }
    if (report.txn === '' || report.amount <= 0n) return { order, outcome: 'names no payment' };
    const verdict = this.judge(order, report);
    const { kind: _kind, ...payment } = report;
    const booked = await orders.receive({ ...payment, gateway: name, ...verdict });
    return { order, outcome: booked ? verdict.problem || 'credited' : 'known already' };
  }

  /** What a payment is worth: the order's own credit, or nothing yet where the amount is another than was asked for. */
  private judge(order: OrderRow, paid: Extract<Report, { kind: 'paid' }>) {
    const parked = (problem: string) => ({ credit: 0n, bonus: 0n, problem });
    if (paid.currency !== order.currency) return parked('other_currency');
    const tolerance = this.bound(order.gateway).gateway.tolerance;
    const difference = paid.amount - order.due;
    if (difference < -tolerance) return parked('paid_too_little');
    if (difference > tolerance) return parked('paid_too_much');
    return { credit: order.credit, bonus: order.bonus, problem: '' };
  }

  private async bookBack(name: string, report: Extract<Report, { kind: 'refund' | 'dispute' }>) {
    const { orders } = this.parts.store;
    let payment = await orders.paymentByTxn(name, report.txn);
    const named = payment?.orderId ?? report.orderId;
    const order = named === '' ? undefined : await orders.byId(named);
    if (order === undefined || order.gateway !== name) return { order: undefined, outcome: 'of no payment of ours' };
    if (payment === undefined) {
      // It came before the news of the payment itself.
      for (const earlier of await this.bound(name).look(order))
        if (earlier.kind === 'paid') await this.book(name, earlier);
      payment = await orders.paymentByTxn(name, report.txn);
      if (payment === undefined) throw new ProviderFault('the payment that goes back is not known yet', false);
    }
    const changed =
      report.kind === 'dispute'
        ? await orders.dispute(payment.id, report.disputeId, report.outcome)
        : await this.bookRefund(payment, report);
    return { order, outcome: changed ? report.kind : 'known already' };
  }

  private async bookRefund(payment: PaymentRow, report: Extract<Report, { kind: 'refund' }>): Promise<boolean> {
    const amount = report.amount ?? payment.amount - payment.refunded;
    if (amount <= 0n) return false;
    const id = report.ours === '' ? `${payment.gateway}:${report.refundId}` : report.ours;
    const { refundId: outsideId, state } = report;
    const draft = { id, paymentId: payment.id, outsideId, amount, state, author: payment.gateway, note: '' };
    return this.parts.store.orders.refund(draft);
  }

  /**
   * Sends money of a payment back: the credit is taken back first, so that it cannot be spent meanwhile.
   * @throws Failure when more than is left should go back, or the provider refuses.
   */
  async refund(payment: PaymentRow, amount: bigint, author: string, note: string): Promise<void> {
    const { orders } = this.parts.store;
    const order = await orders.byId(payment.orderId);
    if (order === undefined) throw new Failure('not_found', 'There is no such order.');
    const id = `refund-${requestId()}`;
    const draft = { id, paymentId: payment.id, outsideId: '', amount, author, note };
    if (!(await orders.refund({ ...draft, state: 'pending' })))
      throw new Failure('invalid_request', 'amount: not that much is left to go back.', { param: 'amount' });
    try {
      const done = await this.bound(payment.gateway).refund(order, { id, txn: payment.txn, amount });
      await orders.refund({ ...draft, ...done });
    } catch (error) {
      if (!(error instanceof ProviderFault)) throw error;
      // Where the answer is not certain the refund may have been made: it stays under way, and an operator sees it.
      if (error.certain) await orders.refund({ ...draft, state: 'failed' });
      throw new Failure('bad_response', `${error.message}.`);
    }
  }

  /** Takes an order back that nobody paid. False when it is not open. */
  async cancel(order: OrderRow): Promise<boolean> {
    const bound = this.bound(order.gateway);
    if (!(await this.parts.store.orders.move(order.id, OPEN_STATES, 'cancelled'))) return false;
    await bound.close(order).catch((error: unknown) => {
      this.parts.warn(`the order ${order.id} could not be closed at ${order.gateway}: ${String(error)}`);
    });
    return true;
  }

  /** What a parked payment is worth in proportion to what was asked for, in nano-dollars. */
  worthOf(order: OrderRow, payment: PaymentRow): bigint {
    return payment.currency === order.currency ? (order.credit * payment.amount) / order.due : 0n;
  }
}

/** The addresses that a provider is told: without a query, which many of them break. */
export function placesOf(base: string, gateway: string, order: string): Places {
  const name = encodeURIComponent(gateway);
  return { notifyUrl: `${base}/pay/${name}/notify`, returnUrl: `${base}/pay/${name}/return/${order}` };
}
