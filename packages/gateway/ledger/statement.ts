// The statement of one who pays: a month's sums, and every line of it as CSV, however many there are.

import { METERS } from '@turnpike/protocols/conversation/usage';
import type { TransferRow } from '../store/transfers.ts';
import type { StatementSums, UsageFilter, UsageRow } from '../store/usage.ts';
import type { Store } from '../store/store.ts';
import type { CallRecord } from './charge.ts';
import { explain, type Viewer } from './explain.ts';
import { formatUsd } from './money.ts';
import { isTimeZone, spanAt } from './periods.ts';

/** Whose statement, and of which calls: an account's own, an organisation's, or a member's part of it. */
export interface StatementOwner {
  readonly purse: string;
  readonly filter: UsageFilter;
  readonly zone: string;
  /** Whether the balance of the purse may be shown. */
  readonly wholePurse: boolean;
}

/** A month that is none; the message says what to write. */
export class MonthError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'MonthError';
  }
}

/** The month `2026-11` in a time zone, milliseconds inclusive and exclusive; the running month for undefined. */
export function monthSpan(month: string | undefined, zone: string): { stamp: string; from: number; until: number } {
  if (!isTimeZone(zone)) throw new MonthError(`${zone} is no time zone`);
  if (month === undefined) return spanAt('month', zone, Date.now());
  const [, year, number] = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(month) ?? [];
  if (year === undefined || number === undefined) throw new MonthError('a month is written as 2026-11');
  return spanAt('month', zone, Date.UTC(Number(year), Number(number) - 1, 15));
}

/** A statement as it is shown: amounts are decimals in USD, the rest of what an owner without rights is left out. */
export interface Statement {
  readonly month: string;
  readonly timeZone: string;
  readonly from: string;
  readonly until: string;
  readonly currency: 'USD';
  readonly opening?: string;
  readonly closing?: string;
  readonly calls: number;
  readonly charged: string;
  readonly transfers?: readonly { readonly kind: string; readonly count: number; readonly amount: string }[];
  readonly models: readonly StatementLine[];
  readonly keys: readonly StatementLine[];
}

/** Sums of a model or of a key. */
export interface StatementLine {
  readonly model?: string;
  readonly key?: number;
  readonly calls: number;
  readonly failed: number;
  readonly inputTokens: number;
  readonly cachedTokens: number;
  readonly outputTokens: number;
  readonly amount: string;
}

/** Makes the statement of a month. @throws MonthError */
export async function statementOf(
  store: Pick<Store, 'records'>,
  owner: StatementOwner,
  month: string | undefined,
): Promise<Statement> {
  const { stamp, from, until } = monthSpan(month, owner.zone);
  const sums = await store.records.statement({ purse: owner.purse, filter: owner.filter, from, to: until });
  return {
    month: stamp,
    timeZone: owner.zone,
    from: new Date(from).toISOString(),
    until: new Date(until).toISOString(),
    currency: 'USD',
    ...(owner.wholePurse ? purseOf(sums) : {}),
    calls: sums.calls,
    charged: formatUsd(sums.charged),
    models: sums.byModel.map(row => ({ model: row.model ?? '', ...lineOf(row) })),
    keys: sums.byKey.map(row => ({ key: row.keyId ?? 0, ...lineOf(row) })),
  };
}

function purseOf({ opening, closing, transfers }: StatementSums): Pick<Statement, 'opening' | 'closing' | 'transfers'> {
  return {
    opening: formatUsd(opening),
    closing: formatUsd(closing),
    transfers: transfers.map(({ kind, count, amount }) => ({ kind, count, amount: formatUsd(amount) })),
  };
}

function lineOf({ calls, failed, inputTokens, cachedTokens, outputTokens, amount }: UsageRow): StatementLine {
  return { calls, failed, inputTokens, cachedTokens, outputTokens, amount: formatUsd(amount) };
}

const PAGE = 500;

const HEADINGS = [
  'time',
  'kind',
  'id',
  'key',
  'model',
  'group',
  'protocol',
  'status',
  'reason',
  ...METERS,
  'multiplier',
  'tier',
  'amount_usd',
  'lines',
  'attempts',
  'note',
  'author',
];
const OPERATOR_HEADINGS = ['account', 'channel', 'upstream_model', 'cost_usd', 'cost_source', 'margin_usd'];

/** A text that spreadsheets would run as a formula is shown as the text that it is. */
function cell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) && !/^-?\d+(\.\d+)?$/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const line = (cells: readonly (string | number)[]): string => `${cells.map(cell).join(',')}\r\n`;

function callLine(record: CallRecord, viewer: Viewer): string {
  const charge = explain(record, viewer);
  const { upstream } = charge;
  return line([
    new Date(record.at).toISOString(),
    'call',
    record.id,
    record.keyName,
    record.model,
    charge.group,
    record.protocol,
    record.status,
    charge.reason,
    ...METERS.map(meter => charge.usage[meter]),
    charge.multiplier,
    charge.tier ?? '',
    // What the call took from the balance, so that the column sums up to what the balance changed by.
    record.amount === 0n ? '0' : `-${charge.amount}`,
    JSON.stringify(charge.lines),
    JSON.stringify(charge.attempts),
    record.error,
    '',
    ...(upstream === undefined
      ? []
      : [record.accountId, upstream.channel, upstream.model, upstream.cost, upstream.source, upstream.margin]),
  ]);
}

function transferLine(row: TransferRow, viewer: Viewer): string {
  const empty = METERS.map(() => '');
  const middle = ['', '', '', '', '', '', ...empty, '', '', formatUsd(row.amount), '', '', row.note, row.author];
  const extra = viewer === 'operator' ? OPERATOR_HEADINGS.map(() => '') : [];
  return line([new Date(row.at).toISOString(), row.kind, row.id, ...middle, ...extra]);
}

/** What a page of rows of either kind is, newest first. */
interface Paged<Row> {
  readonly rows: readonly Row[];
  readonly next: string | undefined;
}

/** Every row of a paged query, one page in memory at a time. */
async function* everyRow<Row>(read: (before: string | undefined) => Promise<Paged<Row>>): AsyncGenerator<Row> {
  for (let before: string | undefined; ;) {
    const page = await read(before);
    yield* page.rows;
    before = page.next;
    if (before === undefined) return;
  }
}

/** The calls of a span, newest first, and with them the other transfers of the purse, where the owner may see it. */
async function* rowsOf(
  store: Pick<Store, 'records' | 'ledger'>,
  owner: StatementOwner,
  from: number,
  to: number,
): AsyncGenerator<{ call: CallRecord } | { transfer: TransferRow }> {
  const cursor = (before: string | undefined) => (before === undefined ? {} : { before });
  const calls = everyRow(before => store.records.list({ ...owner.filter, from, to, limit: PAGE, ...cursor(before) }));
  const transfers = everyRow(before =>
    owner.wholePurse
      ? store.ledger.transfers({ purse: owner.purse, from, to, limit: PAGE, ...cursor(before) })
      : Promise.resolve({ rows: [], next: undefined }),
  );
  let [call, transfer] = [await calls.next(), await transfers.next()];
  while (call.done !== true || transfer.done !== true) {
    if (call.done !== true && (transfer.done === true || call.value.at >= transfer.value.at)) {
      yield { call: call.value };
      call = await calls.next();
    } else if (transfer.done !== true) {
      yield { transfer: transfer.value };
      transfer = await transfers.next();
    }
  }
}

/** Lines that are handed on together, characters. */
const CHUNK = 64 * 1024;

/** A span as CSV text, newest first, in pieces of some tens of kilobytes; memory does not depend on its length. */
export async function* statementCsv(
  store: Pick<Store, 'records' | 'ledger'>,
  owner: StatementOwner,
  span: { readonly from: number; readonly until: number },
  viewer: Viewer = 'owner',
): AsyncGenerator<string> {
  let text = line(viewer === 'operator' ? [...HEADINGS, ...OPERATOR_HEADINGS] : HEADINGS);
  for await (const row of rowsOf(store, owner, span.from, span.until)) {
    text += 'call' in row ? callLine(row.call, viewer) : transferLine(row.transfer, viewer);
    if (text.length < CHUNK) continue;
    yield text;
    text = '';
  }
  yield text;
}
