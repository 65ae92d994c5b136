// Gives a client an answer that was kept: charged as the operator prices those, in the journal before its last byte.

import type { Exchange } from '../../http/exchange.ts';
import type { CallRecord } from '../../ledger/charge.ts';
import { formatUsd } from '../../ledger/money.ts';
import type { Errand } from '../errand.ts';
import type { Found } from './keeping.ts';

const TYPES: Readonly<Record<Errand['form'], string>> = {
  events: 'text/event-stream; charset=utf-8',
  array: 'application/json',
  whole: 'application/json',
  bytes: 'application/octet-stream',
};

/** Writes the answer in one piece. Its call is settled. */
export function giveKept(exchange: Exchange, errand: Errand, { kept, body }: Found, record: CallRecord): void {
  const headers = ['content-type', kept.body === body && kept.type !== '' ? kept.type : TYPES[errand.form]];
  if (kept.sandbox) headers.push('x-turnpike-sandbox', 'true');
  if (errand.form === 'events') headers.push('cache-control', 'no-cache', 'x-accel-buffering', 'no');
  else headers.push('content-length', String(body.length));
  if (errand.form === 'whole') headers.push('x-turnpike-cost', formatUsd(record.amount));
  exchange.head(200, headers);
  exchange.response.end(body);
}
