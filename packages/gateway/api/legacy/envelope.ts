// The new-api family's way of answering: one envelope, business failures under status 200, pages by number.

import { Failure } from '@turnpike/protocols/failures';
import type { Exchange, Route } from '../../http/exchange.ts';
import { type Caller, checkPermission, checkScope } from '../../identity/callers.ts';
import type { Permission } from '../../identity/roles.ts';
import type { Services } from '../services.ts';
import { callerOf } from '../manage/operation.ts';

/** What a handler of this family works with. */
export interface Visit {
  readonly services: Services;
  readonly exchange: Exchange;
  /** The body's fields; empty where there is none. */
  body(): Promise<Readonly<Record<string, unknown>>>;
}

/** Nano-dollars in one quota unit: 500 000 units are a dollar. */
export const NANO_PER_QUOTA = 2_000n;

/** Quota units of an amount, rounded to nearest: charges are finer than the unit. */
export function quotaOf(nano: bigint): number {
  const half = NANO_PER_QUOTA / 2n;
  return Number((nano + (nano < 0n ? -half : half)) / NANO_PER_QUOTA);
}

/** The nano-dollars of quota units. @throws Failure for what is no sane amount */
export function nanoOf(value: unknown, field: string): bigint {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0 || value > 4e14)
    throw new Failure('invalid_request', `${field} must be a whole number of quota units.`, { param: field });
  return BigInt(value) * NANO_PER_QUOTA;
}

/** Failures about who is asking keep their status; of all others clients of this family read `success`. */
const WITH_STATUS: ReadonlySet<string> = new Set([
  'AUTH_UNAUTHORIZED',
  'AUTH_USER_DISABLED',
  'AUTH_INSUFFICIENT_PRIVILEGE',
  'AUTH_PROOF_NEEDED',
  'rate_limit_exceeded',
  'store_unavailable',
  'internal_error',
]);

type Handler = (visit: Visit) => Promise<unknown>;
type OwnHandler = (visit: Visit, caller: Caller) => Promise<unknown>;

/** A route that anybody may call. */
export function openRoute(
  services: Services,
  method: Route['method'],
  pattern: string,
  handle: Handler,
  who = 'anyone',
): Route {
  return {
    method,
    pattern,
    family: 'management',
    crossOrigin: false,
    who,
    handle: exchange => answer(exchange, () => handle({ services, exchange, body: () => fieldsOf(exchange) })),
  };
}

/** A route for whoever has signed in. */
export function ownRoute(services: Services, method: Route['method'], pattern: string, handle: OwnHandler): Route {
  const scope = method === 'GET' ? 'self.read' : 'self.write';
  return openRoute(
    services,
    method,
    pattern,
    async visit => {
      const caller = await callerOf(services, visit.exchange);
      checkScope(caller, scope);
      return handle(visit, caller);
    },
    'account',
  );
}

/** A route for whoever's role has a permission. */
export function permittedRoute(
  services: Services,
  method: Route['method'],
  pattern: string,
  permission: Permission,
  handle: OwnHandler,
): Route {
  return openRoute(
    services,
    method,
    pattern,
    async visit => {
      const caller = await callerOf(services, visit.exchange);
      checkPermission(caller, permission);
      return handle(visit, caller);
    },
    permission,
  );
}

async function answer(exchange: Exchange, work: () => Promise<unknown>): Promise<void> {
  try {
    const data = await work();
    if (!exchange.response.headersSent) exchange.json(200, { success: true, message: '', data: data ?? null });
  } catch (error) {
    if (!(error instanceof Failure) || WITH_STATUS.has(error.code)) throw error;
    exchange.json(200, { success: false, message: error.message, code: error.code });
  }
}

async function fieldsOf(exchange: Exchange): Promise<Readonly<Record<string, unknown>>> {
  const bytes = await exchange.body({ text: true });
  if (bytes.length === 0) return {};
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new Failure('invalid_json', 'The body is not JSON.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Failure('invalid_request', 'The body must be a JSON object.');
  return { ...value };
}

/** A page by number, in all its spellings. */
export function pageOf(exchange: Exchange): { readonly page: number; readonly size: number } {
  const number = (...names: readonly string[]): number | undefined => {
    for (const name of names) {
      const text = exchange.query.get(name);
      if (text !== null && /^\d{1,9}$/.test(text)) return Number(text);
    }
    return undefined;
  };
  const size = Math.min(Math.max(number('page_size', 'ps', 'size') ?? 10, 1), 100);
  return { page: Math.max(number('p', 'page') ?? 1, 1), size };
}

/** The envelope of a page that is cut out of a whole list. */
export function cut<Row, Shown>(
  exchange: Exchange,
  rows: readonly Row[],
  show: (row: Row) => Shown,
): { page: number; page_size: number; total: number; items: Shown[] } {
  const { page, size } = pageOf(exchange);
  const items = rows.slice((page - 1) * size, page * size).map(show);
  return { page, page_size: size, total: rows.length, items };
}

/** A text field of a body, or undefined. */
export function textField(body: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = body[name];
  return typeof value === 'string' ? value : undefined;
}

/** A number that a path names. @throws Failure for anything else */
export function idOf(exchange: Exchange): number {
  const text = exchange.params['id'] ?? '';
  if (!/^\d{1,15}$/.test(text)) throw new Failure('not_found', 'There is no such object.');
  return Number(text);
}
