// What a payment gateway is: an account at a provider, what it can be asked, and what it tells.

import type { OrderRow } from '../store/order-rows.ts';

/** A configured account at a provider. Once it has orders it does not change: another account has another name. */
export type PaymentGateway = StripeGateway | EpayGateway | EpayRsaGateway;

interface GatewayBase {
  readonly name: string;
  /** Off: takes no new orders; what is open is still heard and asked after. */
  readonly enabled: boolean;
  /** What people read, or empty for the name of the method. */
  readonly label: string;
  /** ISO 4217, lower case. */
  readonly currency: string;
  /** Units of the currency for one USD of credit, a decimal. */
  readonly rate: string;
  /** How far what is paid may be from what is due, in the currency's smallest unit. */
  readonly tolerance: bigint;
  /** Ways to pay; one that is empty leaves the choice to the provider's page. */
  readonly methods: readonly string[];
  /** Where the provider's API is, without a slash at its end. */
  readonly baseUrl: string;
}

export interface StripeGateway extends GatewayBase {
  readonly provider: 'stripe';
  readonly secretKey: string;
  /** Several while one is replaced by another. */
  readonly webhookSecrets: readonly string[];
}

export interface EpayGateway extends GatewayBase {
  readonly provider: 'epay';
  readonly pid: string;
  readonly key: string;
  /** How the key stands at the end of what is signed. */
  readonly sign: 'plain' | 'amp_key';
}

/** Version 2 of the protocol, by RSA keys. */
export interface EpayRsaGateway extends GatewayBase {
  readonly provider: 'epay_rsa';
  readonly pid: string;
  /** Ours, and the platform's public one: PEM, or bare base64. */
  readonly privateKey: string;
  readonly platformKey: string;
}

/** Something that a provider says about an order, whoever asked. Amounts are in the currency's smallest unit. */
export type Report =
  | {
      readonly kind: 'paid';
      readonly orderId: string;
      readonly txn: string;
      readonly amount: bigint;
      readonly currency: string;
      readonly method: string;
    }
  | { readonly kind: 'processing' | 'failed' | 'expired'; readonly orderId: string }
  | {
      readonly kind: 'refund';
      readonly txn: string;
      readonly orderId: string;
      readonly refundId: string;
      /** Our own number of it, where we asked for it. */
      readonly ours: string;
      /** Undefined is all that is left. */
      readonly amount: bigint | undefined;
      readonly state: 'pending' | 'done' | 'failed';
    }
  | {
      readonly kind: 'dispute';
      readonly txn: string;
      readonly orderId: string;
      readonly disputeId: string;
      readonly outcome: 'open' | 'won' | 'lost';
    };

/** What came in at a gateway's address. */
export interface Notification {
  readonly query: URLSearchParams;
  readonly body: Buffer;
  /** Header values by lower-case names. */
  header(name: string): string;
}

/** A notification that was verified. */
export interface Heard {
  /** The provider's number of it, or the hash of what it says. */
  readonly eventId: string;
  /** Its type in the provider's words. */
  readonly kind: string;
  readonly reports: readonly Report[];
}

/** The addresses of ours that a provider is told. */
export interface Places {
  readonly notifyUrl: string;
  readonly returnUrl: string;
}

/** A request to a provider and its answer; it never rejects, and follows no redirects. */
export type Ask = (request: {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}) => Promise<{ readonly status: number; readonly text: string } | { readonly fault: string }>;

/** The provider said no, or nothing that can be understood; the message is for people, without secrets. */
export class ProviderFault extends Error {
  /** Whether the answer of the provider is certain: it was asked and did not do it. */
  readonly certain: boolean;

  constructor(message: string, certain = true) {
    super(message);
    this.name = 'ProviderFault';
    this.certain = certain;
  }
}

/** A notification that nobody who knows the secret has sent. */
export class Forged extends Error {}

/** What each kind of provider can do. `order` is a row of ours; its id is the provider's order number. */
export interface Provider<Gateway extends PaymentGateway> {
  /** Prepares the payment: where the payer goes. @throws ProviderFault */
  begin(gateway: Gateway, order: OrderRow, places: Places, ask: Ask): Promise<{ url: string; reference: string }>;
  /** Verifies and reads a notification. @throws Forged, ProviderFault */
  hear(gateway: Gateway, notification: Notification, ask: Ask): Promise<Heard>;
  /** What the provider says of the order now. @throws ProviderFault */
  look(gateway: Gateway, order: OrderRow, ask: Ask): Promise<readonly Report[]>;
  /** Makes the order unpayable where that can be. @throws ProviderFault */
  close(gateway: Gateway, order: OrderRow, ask: Ask): Promise<void>;
  /** Sends money back, once by its id. @throws ProviderFault */
  refund(
    gateway: Gateway,
    order: OrderRow,
    refund: { readonly id: string; readonly txn: string; readonly amount: bigint },
    ask: Ask,
  ): Promise<{ readonly outsideId: string; readonly state: 'pending' | 'done' }>;
  /** What a notification is answered: taken, or not to be taken now. */
  readonly answers: { readonly taken: string; readonly refused: string };
}
