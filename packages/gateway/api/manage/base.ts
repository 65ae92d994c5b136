// Our own address as people and providers reach it: the setting, or that of a gateway which is tried on one machine.

import { Failure } from '@turnpike/protocols/failures';
import type { Exchange } from '../../http/exchange.ts';
import { isSecure } from '../../identity/same-site.ts';
import type { Services } from '../services.ts';

/** @throws Failure where only the setting could say it. */
export function baseOf(services: Services, exchange: Exchange, what: string): string {
  const { publicUrl } = services.world().settings;
  if (publicUrl !== '') return publicUrl;
  const host = exchange.request.headers.host ?? '';
  if (/^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/.test(host)) return `http://${host}`;
  throw new Failure('api_not_implemented', `${what} need the setting public_url. Ask the operator.`);
}

/** Whether cookies may demand HTTPS. */
export function securely(services: Services, exchange: Exchange): boolean {
  const { publicUrl, trustProxy } = services.world().settings;
  return isSecure(exchange.request, publicUrl, trustProxy);
}
