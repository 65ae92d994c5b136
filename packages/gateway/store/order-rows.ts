// Orders, payments and refunds as the store has them, and what may be done to them.

/** How far an order is. No state keeps money out: what arrives late is credited all the same. */
export type OrderState =
  | 'created'
  | 'pending'
  | 'processing'
  | 'credited'
  | 'paid_mismatch'
  | 'expired'
  | 'failed'
  | 'cancelled'
  | 'refund_pending'
  | 'partly_refunded'
  | 'refunded'
  | 'disputed'
  | 'charged_back';

export const ORDER_STATES: readonly OrderState[] = [
  'created',
  'pending',
  'processing',
  'credited',
  'paid_mismatch',
  'expired',
  'failed',
  'cancelled',
  'refund_pending',
  'partly_refunded',
  'refunded',
  'disputed',
  'charged_back',
];

/** States of an order that waits for its payment. */
export const OPEN_STATES: readonly OrderState[] = ['created', 'pending', 'processing'];

export interface OrderRow {
  /** Letters and digits that sort by time; the provider's `out_trade_no`. */
  readonly id: string;
  readonly accountId: number;
  /** The configured gateway by its name, and its kind. */
  readonly gateway: string;
  readonly provider: string;
  /** `alipay`, `wxpay`, … or empty where the payer chooses. */
  readonly method: string;
  /** ISO 4217, lower case. */
  readonly currency: string;
  /** What is asked for, in the currency's smallest unit. */
  readonly due: bigint;
  /** Nano-dollars that the payment puts into the balance, and what comes on top. */
  readonly credit: bigint;
  readonly bonus: bigint;
  /** Units of the currency for one USD, as it was when the order was made. */
  readonly rate: string;
  readonly state: OrderState;
  /** Why an operator should look, in a word, or empty. */
  readonly problem: string;
  /** The provider's name for the order, once known. */
  readonly reference: string;
  /** Where the payer goes. */
  readonly url: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly paidAt: number | null;
  readonly nextPollAt: number | null;
  readonly polls: number;
  readonly polledAt: number;
}

export type OrderDraft = Pick<
  OrderRow,
  | 'id'
  | 'accountId'
  | 'gateway'
  | 'provider'
  | 'method'
  | 'currency'
  | 'due'
  | 'credit'
  | 'bonus'
  | 'rate'
  | 'createdAt'
  | 'expiresAt'
  | 'nextPollAt'
>;

/** Money that arrived. */
export interface PaymentRow {
  /** `<gateway>:<txn>`: one gateway has a number once. */
  readonly id: string;
  readonly orderId: string;
  readonly gateway: string;
  readonly txn: string;
  readonly amount: bigint;
  readonly currency: string;
  readonly method: string;
  readonly state: 'credited' | 'parked' | 'disputed' | 'lost';
  /** Nano-dollars that it put into the balance. */
  readonly credited: bigint;
  /** What of `amount` went back to the payer, and the nano-dollars that were taken back for it. */
  readonly refunded: bigint;
  readonly takenBack: bigint;
  readonly at: number;
}

/** A payment to be booked: judged against its order by whoever heard of it. */
export interface Receipt {
  readonly orderId: string;
  readonly gateway: string;
  readonly txn: string;
  readonly amount: bigint;
  readonly currency: string;
  readonly method: string;
  /** Nano-dollars to credit, and on top; both zero where it is parked. */
  readonly credit: bigint;
  readonly bonus: bigint;
  /** Why it is parked, or empty. */
  readonly problem: string;
}

/** Money that went back, or is about to. */
export interface RefundRow {
  readonly id: string;
  readonly paymentId: string;
  readonly outsideId: string;
  readonly amount: bigint;
  readonly state: 'pending' | 'done' | 'failed';
  readonly author: string;
  readonly note: string;
  readonly at: number;
}

/** What a provider told, verified. */
export interface PaymentEventRow {
  readonly id: string;
  readonly gateway: string;
  readonly at: number;
  /** Empty where it is of no order of ours. */
  readonly orderId: string;
  readonly kind: string;
  readonly outcome: string;
  /** The raw text, sealed: it may name people. */
  readonly sealed: string;
}

export interface OrderQuery {
  readonly accountId?: number;
  readonly state?: OrderState;
  readonly gateway?: string;
  /** Waits to be paid. */
  readonly open?: boolean;
  /** An operator should look. */
  readonly problems?: boolean;
  /** Our number, the provider's reference, or the number of a payment. */
  readonly id?: string;
  readonly from?: number;
  readonly to?: number;
  /** Orders older than this one. */
  readonly before?: string;
  readonly limit: number;
}

export interface OrderStore {
  make(draft: OrderDraft): Promise<OrderRow>;
  /** The provider took it: where the payer goes, and its name there. */
  begun(id: string, reference: string, url: string): Promise<void>;
  byId(id: string): Promise<OrderRow | undefined>;
  list(query: OrderQuery): Promise<OrderRow[]>;
  /** How many orders of an account wait to be paid. */
  countOpen(accountId: number): Promise<number>;
  /** Moves an order on, if it is in one of the states; false when it is not. */
  move(id: string, from: readonly OrderState[], to: OrderState, problem?: string): Promise<boolean>;
  /**
   * Books a payment once by its number, whoever else hears of it at the same time: the payment, its transfers, the
   * order's state and the notice in one transaction. False when it was booked before.
   */
  receive(receipt: Receipt): Promise<boolean>;
  /** Credits a parked payment: nano-dollars, once. False when it is not parked. */
  creditParked(paymentId: string, credit: bigint, author: string): Promise<boolean>;
  payment(id: string): Promise<PaymentRow | undefined>;
  paymentByTxn(gateway: string, txn: string): Promise<PaymentRow | undefined>;
  paymentsOf(orderIds: readonly string[]): Promise<PaymentRow[]>;
  refundsOf(paymentId: string): Promise<RefundRow[]>;
  /**
   * Notes a refund once by its id, and takes back the credit in proportion, unless it failed. A refund that is noted
   * changes its state; one that failed gives the credit back. False when nothing changed, or more than was paid would go back.
   */
  refund(draft: Omit<RefundRow, 'at'>): Promise<boolean>;
  /** Takes a disputed payment's credit out, and puts it back when the dispute is won. False when nothing changed. */
  dispute(paymentId: string, disputeId: string, outcome: 'open' | 'won' | 'lost'): Promise<boolean>;
  /** Orders whose provider should be asked now; nobody else gets them for `leaseMs`. */
  claimPolls(leaseMs: number, limit: number): Promise<OrderRow[]>;
  /** When to ask again; undefined never. */
  polled(id: string, nextInMs: number | undefined): Promise<void>;
  /** Keeps what a provider told, once. */
  noteEvent(event: Omit<PaymentEventRow, 'at'>): Promise<void>;
  eventsOf(orderId: string): Promise<PaymentEventRow[]>;
  /** What was told of no order of ours, newest first. */
  strays(limit: number): Promise<PaymentEventRow[]>;
}
