// The addresses that providers call or send people back to: of payments, and of identities.

import { Failure } from '@turnpike/protocols/failures';
import type { Exchange, Route } from '../http/exchange.ts';
import { Forged } from '../payments/gateway.ts';
import { redirect } from './console.ts';
import { comeIn } from './manage/ways-in.ts';
import type { Services } from './services.ts';

/** How soon an order may be asked after again, milliseconds. */
const PAUSE_MS = 3_000;

function answer(exchange: Exchange, status: number, text: string): void {
  const type = text.startsWith('{') ? 'application/json' : 'text/plain; charset=utf-8';
  exchange.head(status, ['content-type', type, 'content-length', String(Buffer.byteLength(text))]);
  exchange.response.end(text);
}

/**
 * A notification is acknowledged once it is booked, never before: whatever goes wrong in between, the provider sends it
 * again. A forged one is refused, and nothing of it is kept.
 */
async function hear(services: Services, exchange: Exchange): Promise<void> {
  const { payments } = services;
  const name = exchange.params['gateway'] ?? '';
  const { refused } = payments.bound(name).answers;
  const { headers } = exchange.request;
  try {
    const body = exchange.method === 'POST' ? await exchange.body({ text: true }) : Buffer.alloc(0);
    const header = (wanted: string): string => {
      const value = headers[wanted];
      return typeof value === 'string' ? value : '';
    };
    answer(exchange, 200, await payments.hear(name, { query: exchange.query, body, header }));
  } catch (error) {
    if (error instanceof Failure) throw error;
    const forged = error instanceof Forged || error instanceof SyntaxError;
    services.warn(
      `a notification for the payment gateway ${name} was ${forged ? `refused: ${error.message}` : `not booked: ${String(error)}`}`,
    );
    answer(exchange, forged ? 400 : 500, refused);
  }
}

/** Payers come back here: it says nothing about the payment, so it only asks the provider and shows the wallet. */
async function comeBack(services: Services, exchange: Exchange): Promise<void> {
  const id = exchange.params['order'] ?? '';
  const order = await services.store.orders.byId(id);
  // Anybody can come here: the provider is not asked more often than its turn may be.
  const rested = order !== undefined && Date.now() - order.polledAt > PAUSE_MS;
  if (rested && order.gateway === exchange.params['gateway'])
    void services.payments.check(order).catch(() => undefined);
  redirect(exchange, `/console/wallet?order=${encodeURIComponent(order?.id ?? '')}`);
}

/** The routes of payment providers. */
export function paymentRoutes(services: Services): Route[] {
  const route = (method: 'GET' | 'POST', pattern: string, handle: Route['handle']): Route => ({
    method,
    pattern,
    family: 'management',
    crossOrigin: false,
    handle,
  });
  return [
    ...(['GET', 'POST'] as const).flatMap(method => [
      route(method, '/pay/{gateway}/notify', exchange => hear(services, exchange)),
      route(method, '/pay/{gateway}/return/{order}', exchange => comeBack(services, exchange)),
    ]),
    route('GET', '/sign-in/{provider}/callback', async exchange =>
      redirect(exchange, await comeIn(services, exchange)),
    ),
    route('GET', '/pay/test', exchange => answer(exchange, 200, 'turnpike')),
  ];
}
