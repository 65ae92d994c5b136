// `POST /api/system/cache/refresh`: every node reads again what it holds of channels, keys, models, prices and settings,
// and forgets kept answers where that is asked for.

import { Failure } from '@turnpike/protocols/failures';
import type { Exchange, Route } from '../http/exchange.ts';
import { allows } from '../identity/roles.ts';
import { list, parseRecord } from '../relay/json.ts';
import { reading } from './reading.ts';
import type { Services } from './services.ts';

/** What can be named (openrouter.md §4). All but kept answers are one snapshot here, and are read again together. */
const SCOPES = ['channels', 'tokens', 'users', 'models', 'prices', 'groups', 'options', 'responses'];
const PAUSE_MS = 1_000;
const LOOK_MS = 25;
const LONGEST_WAIT_MS = 2_000;

function scopesOf(body: Buffer): readonly string[] {
  const asked = body.length === 0 ? [] : list(parseRecord(body.toString('utf8'))?.['scopes'] ?? []);
  const unknown = asked.find(scope => typeof scope !== 'string' || !SCOPES.includes(scope));
  if (unknown !== undefined) {
    const message = `scopes: ${JSON.stringify(unknown)} is none of ${SCOPES.join(', ')}.`;
    throw new Failure('invalid_request', message, { param: 'scopes' });
  }
  return asked.length === 0 ? SCOPES.filter(scope => scope !== 'responses') : asked.map(String);
}

/** Whoever asked is given no old answer by this node from now on, and by no other two seconds later. */
async function forget(services: Services): Promise<void> {
  const before = services.world().answersEpoch;
  await reading(services, () => services.store.forgetAnswers());
  for (let waited = 0; services.world().answersEpoch === before && waited < LONGEST_WAIT_MS; waited += LOOK_MS)
    await new Promise(resolve => setTimeout(resolve, LOOK_MS));
}

/** The routes: only for those who may change the system; more than once a second it does nothing more. */
export function cacheRefreshRoutes(services: Services): Route[] {
  let last = 0;
  const refresh = async (exchange: Exchange): Promise<void> => {
    const began = performance.now();
    const principal = await services.identify(exchange);
    if (!allows(principal.account.role, 'system.write'))
      throw new Failure('access_denied', 'Only an administrator may refresh what the gateway holds.');
    const scopes = scopesOf(await exchange.body({ text: true }));
    const forgets = scopes.includes('responses');
    // Answers that were to be forgotten may never be given again: that is done however often it is asked.
    if (forgets) await forget(services);
    else if (Date.now() - last >= PAUSE_MS) {
      last = Date.now();
      await reading(services, () => services.store.announce());
    }
    const version = await reading(services, () => services.store.version());
    const took = Math.round(performance.now() - began);
    exchange.json(200, { success: true, message: '', data: { refreshed: scopes, version, took_ms: took } });
  };
  return ['/api/system/cache/refresh', '/v1/cache/refresh'].map(pattern => ({
    method: 'POST',
    pattern,
    family: 'management',
    handle: refresh,
  }));
}
