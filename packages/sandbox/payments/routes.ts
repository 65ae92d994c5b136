// The paths of the practice payment providers.

import { sendJson, type Visit } from '../exchange.ts';
import { behave, behaveAsUsual } from './conduct.ts';
import { forgetTrades, serveApi, serveCashier, serveMapi, serveSubmit } from './epay.ts';
import { forgetStripe, serveDispute, STRIPE_ROUTES } from './stripe.ts';

const both = (pattern: RegExp, serve: (visit: Visit) => void) =>
  (['GET', 'POST'] as const).map(method => [method, pattern, serve] as const);

export const PAYMENT_ROUTES: readonly (readonly [
  method: string,
  pattern: RegExp,
  handler: (visit: Visit, match: RegExpExecArray) => void,
])[] = [
  ...STRIPE_ROUTES,
  ...both(/^\/submit\.php$/, serveSubmit),
  ...both(/^\/mapi\.php$/, serveMapi),
  ...both(/^\/api\.php$/, serveApi),
  ...both(/^\/epay\/cashier$/, serveCashier),
  // How notifications are delivered from now on: {"times": 2, "delay_ms": 500, "method": "POST", "retry": false}.
  ['POST', /^\/__sandbox\/payments$/, visit => sendJson(visit, 200, behave(JSON.parse(visit.body)))],
  ['POST', /^\/__sandbox\/payments\/dispute$/, serveDispute],
];

export function forgetPayments(): void {
  forgetTrades();
  forgetStripe();
  behaveAsUsual();
}
