// Redemption codes of the new-api family for administrators: issued, listed, switched off. A code is told once.

import { Failure } from '@turnpike/protocols/failures';
import type { Route } from '../../http/exchange.ts';
import { formatUsd } from '../../ledger/money.ts';
import type { CodeRow } from '../../store/codes.ts';
import { codeOperations } from '../manage/codes.ts';
import type { Services } from '../services.ts';
import { act, operationIn } from './act.ts';
import { cut, idOf, nanoOf, pageOf, permittedRoute, quotaOf, textField, type Visit } from './envelope.ts';

const ISSUE = operationIn(codeOperations, 'issueCodes');
const SWITCH = operationIn(codeOperations, 'switchCode');
/** Hexadecimal digits of a code's hash that make its number: as many as fit a number exactly. */
const DIGITS = 12;
const FARTHEST = 10_000;

const numberOf = (row: CodeRow): number => Number.parseInt(row.hash.slice(0, DIGITS), 16);
const seconds = (at: number | null): number => (at === null ? 0 : Math.floor(at / 1000));

/** 1 good, 2 switched off, 3 used. */
function statusOf(row: CodeRow): number {
  if (row.used >= row.uses) return 3;
  return row.enabled ? 1 : 2;
}

function show(row: CodeRow): Record<string, unknown> {
  return {
    id: numberOf(row),
    user_id: 0,
    key: `…${row.hint}`,
    status: statusOf(row),
    name: row.batch,
    quota: quotaOf(row.amount),
    created_time: seconds(row.createdAt),
    redeemed_time: seconds(row.redeemedAt),
    used_user_id: row.redeemedBy ?? 0,
    expired_time: seconds(row.expiresAt),
  };
}

/** The code of a number. @throws Failure `not_found` */
async function codeOf(services: Services, id: number): Promise<CodeRow> {
  const start = id.toString(16).padStart(DIGITS, '0');
  const [row] = await services.store.codes.list({ after: start, limit: 1 });
  if (row?.hash.startsWith(start) !== true) throw new Failure('not_found', 'There is no such code.');
  return row;
}

async function list({ services, exchange }: Visit): Promise<unknown> {
  const { page, size } = pageOf(exchange);
  if (page * size > FARTHEST) throw new Failure('invalid_request', 'This page is too far. Search for a name instead.');
  const batch = exchange.query.get('keyword')?.trim() ?? '';
  const [rows, batches] = await Promise.all([
    services.store.codes.list({ limit: page * size + 1, ...(batch === '' ? {} : { batch }) }),
    services.store.codes.batches(),
  ]);
  const counted = batches.filter(one => batch === '' || one.batch === batch);
  return { ...cut(exchange, rows, show), total: counted.reduce((sum, one) => sum + one.codes, 0) };
}

async function create(visit: Visit): Promise<unknown> {
  const fields = await visit.body();
  const expires = fields['expired_time'];
  const made = await act(visit, ISSUE, {
    body: {
      batch: textField(fields, 'name') ?? '',
      count: fields['count'] ?? 1,
      amount: formatUsd(nanoOf(fields['quota'], 'quota')),
      expires_at: typeof expires === 'number' && expires > 0 ? expires * 1000 : null,
    },
  });
  return made['codes'];
}

/** Only whether it is good can be changed: amount and name are what the owner of the code was promised. */
async function change(visit: Visit): Promise<unknown> {
  const fields = await visit.body();
  const row = await codeOf(visit.services, typeof fields['id'] === 'number' ? fields['id'] : -1);
  const { status } = fields;
  if (status === 1 || status === 2)
    await act(visit, SWITCH, { params: { id: row.hash }, body: { enabled: status === 1 } });
  return show(await codeOf(visit.services, numberOf(row)));
}

async function remove(visit: Visit): Promise<unknown> {
  const row = await codeOf(visit.services, idOf(visit.exchange));
  return act(visit, SWITCH, { params: { id: row.hash }, body: { enabled: false } });
}

/** The routes of codes. */
export function legacyRedemptionRoutes(services: Services): Route[] {
  return [
    permittedRoute(services, 'GET', '/api/redemption', 'money.read', list),
    permittedRoute(services, 'GET', '/api/redemption/search', 'money.read', list),
    permittedRoute(services, 'GET', '/api/redemption/{id}', 'money.read', async ({ exchange }) =>
      show(await codeOf(services, idOf(exchange))),
    ),
    permittedRoute(services, 'POST', '/api/redemption', 'money.write', create),
    permittedRoute(services, 'PUT', '/api/redemption', 'money.write', change),
    permittedRoute(services, 'DELETE', '/api/redemption/{id}', 'money.write', remove),
  ];
}
