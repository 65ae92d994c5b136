// Health and metrics.

import type { Route } from '../http/exchange.ts';
import type { Services } from './services.ts';

/** Where things are, relative to the address that was asked. */
const INDEX = {
  name: 'Turnpike',
  base_urls: { openai: '/v1', anthropic: '/', gemini: '/' },
  models: '/v1/models',
  health: '/healthz',
  metrics: '/metrics',
};

/** `GET /healthz`, `/metrics`, and the cheap questions that clients ask before they begin. */
export function healthRoutes(services: Services): Route[] {
  const alive: Route['handle'] = exchange => exchange.json(200, { status: 'ok' });
  return [
    {
      method: 'GET',
      pattern: '/healthz',
      family: 'management',
      handle: exchange => {
        const ready = services.ready();
        exchange.json(ready ? 200 : 503, { status: ready ? 'ok' : 'draining', world: services.world().version });
      },
    },
    {
      method: 'GET',
      pattern: '/metrics',
      family: 'management',
      handle: exchange => {
        const text = Buffer.from(services.metrics.render());
        exchange.json(200, text, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
      },
    },
    // Whoever opens the address in a browser learns where things are.
    { method: 'GET', pattern: '/', family: 'management', handle: exchange => exchange.json(200, INDEX) },
    // Claude Code asks these before its first request (clients.md §2).
    { method: 'HEAD', pattern: '/', family: 'openai-chat', handle: alive },
    { method: 'HEAD', pattern: '/api/hello', family: 'management', handle: alive },
    { method: 'GET', pattern: '/api/hello', family: 'management', handle: alive },
  ];
}
