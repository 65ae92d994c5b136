// The statement of whoever pays for the calling key: a month's sums as JSON, or every line of it as CSV of any size.

import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Failure } from '@turnpike/protocols/failures';
import type { Exchange, Route } from '../http/exchange.ts';
import type { Owner } from '../identity/identify.ts';
import { isOperator } from '../identity/roles.ts';
import type { Viewer } from '../ledger/explain.ts';
import { accountPurse, organisationPurse } from '../ledger/budgets.ts';
import { MonthError, monthSpan, statementCsv, statementOf, type StatementOwner } from '../ledger/statement.ts';
import { reading } from './reading.ts';
import type { Services } from './services.ts';

/** Whose statement a key may see: its account's, or its organisation's as far as its owner's place there lets it. */
export function statementOwner({ account, key, organisation, member }: Owner): StatementOwner {
  if (organisation === undefined || key.organisationId === null) {
    const filter = { accountId: account.id, organisationId: 0 };
    return { purse: accountPurse(account.id), filter, zone: account.timeZone, wholePurse: true };
  }
  const { id, timeZone } = organisation;
  const wholePurse = member?.role === 'owner';
  const filter = wholePurse ? { organisationId: id } : { organisationId: id, accountId: account.id };
  return { purse: organisationPurse(id), filter, zone: timeZone, wholePurse };
}

async function statement(services: Services, exchange: Exchange): Promise<void> {
  const caller = await services.identities.owner(exchange);
  const owner = statementOwner(caller);
  const month = exchange.query.get('month') ?? undefined;
  const format = exchange.query.get('format') ?? 'json';
  if (format !== 'json' && format !== 'csv')
    throw new Failure('invalid_request', 'format must be json or csv.', { param: 'format' });
  const span = spanOf(month, owner.zone);
  if (format === 'json') {
    exchange.json(200, await reading(services, () => statementOf(services.store, owner, month)));
    return;
  }
  await sendStatement(services, exchange, owner, span, isOperator(caller.account.role) ? 'operator' : 'owner');
}

/** Sends every line of a span as a CSV file, everything that was charged so far among them. */
export async function sendStatement(
  services: Services,
  exchange: Exchange,
  owner: StatementOwner,
  span: ReturnType<typeof monthSpan>,
  viewer: Viewer,
): Promise<void> {
  await reading(services, () => Promise.resolve());
  const name = `statement-${span.stamp}.csv`;
  const headers = ['content-type', 'text/csv; charset=utf-8', 'content-disposition', `attachment; filename="${name}"`];
  exchange.head(200, headers);
  await pipeline(Readable.from(statementCsv(services.store, owner, span, viewer)), exchange.response).catch(() => {
    // The client left, or the store did: a cut file, and no clean end of it.
    exchange.response.destroy();
  });
}

/** The month that a request names, in a time zone. @throws Failure for what is none */
export function spanOf(month: string | undefined, zone: string): ReturnType<typeof monthSpan> {
  try {
    return monthSpan(month, zone);
  } catch (error) {
    if (!(error instanceof MonthError)) throw error;
    throw new Failure('invalid_request', `month: ${error.message}.`, { param: 'month' });
  }
}

/** `GET /api/statement?month=2026-11&format=json|csv`. */
export function statementRoutes(services: Services): Route[] {
  const handle = (exchange: Exchange): Promise<void> => statement(services, exchange);
  return [{ method: 'GET', pattern: '/api/statement', family: 'management', handle }];
}
