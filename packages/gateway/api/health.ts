// Health, metrics, and the cheap questions that clients ask before they begin.

import { Failure } from '@turnpike/protocols/failures';
import type { Exchange, Route } from '../http/exchange.ts';
import { isOperator } from '../identity/roles.ts';
import { AddressList } from '../identity/addresses.ts';
import { redirect } from './console.ts';
import type { Services } from './services.ts';

/** Where things are, relative to the address that was asked. */
const INDEX = {
  name: 'Turnpike',
  base_urls: { openai: '/v1', anthropic: '/', gemini: '/' },
  models: '/v1/models',
  health: '/healthz',
  metrics: '/metrics',
  console: '/console/',
};

/** A browser is shown the console; a program where things are. */
function index(exchange: Exchange): void {
  if (exchange.request.headers.accept?.includes('text/html') === true) redirect(exchange, '/console/');
  else exchange.json(200, INDEX);
}

/** Addresses of one machine or network: loopback, private, link-local, carrier-grade (RFC 6890). */
const NEAR = new AddressList([
  '127.0.0.0/8',
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '169.254.0.0/16',
  '100.64.0.0/10',
  '::1',
  'fc00::/7',
  'fe80::/10',
]);

/** Whether a request comes from the operator's own network, and not through a proxy that says nothing we trust. */
function isNear({ address, request }: Exchange): boolean {
  const forwarded = request.headers['x-forwarded-for'] !== undefined || request.headers.forwarded !== undefined;
  return NEAR.has(address) && !(forwarded && address === request.socket.remoteAddress);
}

function health(services: Services, exchange: Exchange): void {
  const ready = services.ready();
  exchange.json(ready ? 200 : 503, { status: ready ? 'ok' : 'draining', world: services.world().version });
}

/** Metrics name models, channels and money: they are for the own network, and for administrators' keys. */
async function metrics(services: Services, exchange: Exchange): Promise<void> {
  if (!isNear(exchange)) {
    const { account } = await services.identify(exchange);
    if (!isOperator(account.role))
      throw new Failure('access_denied', 'Only an administrator’s key may read the metrics.');
  }
  const text = Buffer.from(services.metrics.render());
  exchange.json(200, text, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
}

/** `GET /healthz`, `/metrics`, and what Claude Code asks with HEAD before its first request (clients.md §2). */
export function healthRoutes(services: Services): Route[] {
  const own = (pattern: string, handle: Route['handle']): Route => ({
    method: 'GET',
    pattern,
    family: 'management',
    crossOrigin: false,
    handle,
  });
  return [
    own('/healthz', exchange => health(services, exchange)),
    own('/metrics', exchange => metrics(services, exchange)),
    // Whoever opens the address in a browser learns where things are.
    { method: 'GET', pattern: '/', family: 'management', handle: index },
    {
      method: 'GET',
      pattern: '/api/hello',
      family: 'management',
      handle: exchange => exchange.json(200, { status: 'ok' }),
    },
  ];
}
