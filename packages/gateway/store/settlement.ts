// Books settled calls: transfers, usage log, balances, allowances and rollups, in one transaction, each call once.

import { decodeSettlement, type SettlementHead } from '../ledger/settlement-text.ts';
import type { Column, Driver, SqlValue } from './driver.ts';
import { TRANSFER_COLUMNS } from './purses.ts';
import { money, text } from './rows.ts';

const columns = (texts: string, integers: string): Column[] => [
  ...texts.split(' ').map(name => ({ name, type: 'text' as const })),
  ...integers.split(' ').map(name => ({ name, type: 'integer' as const })),
];

const CALL_COLUMNS = columns(
  'id model group_name reason error',
  'at account_id key_id channel status amount input_tokens cached_tokens output_tokens',
);
const DETAIL_COLUMNS = columns('id upstream_id detail', 'at');
const PURSE_COLUMNS = columns('id', 'balance leased overdraft granted spent');
const LEASE_COLUMNS = columns('node purse', 'amount asked taken');
const ROLLUP_COLUMNS = columns(
  'model',
  'account_id key_id hour channel calls failed amount input_tokens cached_tokens output_tokens milliseconds',
);

const ADD_TO_PURSE = `ON CONFLICT (id) DO UPDATE SET balance = purses.balance + excluded.balance,
  leased = purses.leased + excluded.leased, spent = purses.spent + excluded.spent`;

const TAKE_FROM_LEASE = `ON CONFLICT (node, purse) DO UPDATE SET
  taken = CASE WHEN leases.amount < excluded.asked THEN leases.amount ELSE excluded.asked END,
  amount = CASE WHEN leases.amount < excluded.asked THEN 0 ELSE leases.amount - excluded.asked END
  RETURNING purse, taken`;

const ADD_TO_ROLLUP = `ON CONFLICT (account_id, key_id, hour, model, channel) DO UPDATE SET ${ROLLUP_COLUMNS.slice(5)
  .map(({ name }) => `${name} = rollups.${name} + excluded.${name}`)
  .join(', ')}`;

/** Milliseconds of the hour that rollups are kept by. */
export const HOUR_MS = 3_600_000;

interface Settled {
  readonly head: SettlementHead;
  readonly detail: string;
}

/** Books the settlements, one a line of `lines`, inside a transaction; answers how many were not there before. */
export async function settleLines(transaction: Driver, node: string, lines: string): Promise<number> {
  const batch = new Map<string, Settled>();
  for (const line of lines.split('\n')) {
    if (line === '') continue;
    const settled = decodeSettlement(line);
    if (!batch.has(settled.head.id)) batch.set(settled.head.id, settled);
  }
  const rows = [...batch.values()].map(({ head }) => callOf(head));
  const logged = await transaction.insertNew('calls', CALL_COLUMNS, rows);
  const heads = [...batch.values()].map(settled => settled.head).filter(head => logged.has(head.id));
  const again = await charge(transaction, node, heads);
  for (const { at, id } of again) await transaction.run('DELETE FROM calls WHERE at = ? AND id = ?', [at, id]);
  const fresh = again.length === 0 ? heads : heads.filter(head => !again.includes(head));
  if (fresh.length === 0) return 0;
  const details = fresh.map(({ id, upstreamId, at }) => [id, upstreamId, batch.get(id)?.detail ?? '', at]);
  await transaction.insertNew('call_details', DETAIL_COLUMNS, details);
  await transaction.upsert('rollups', ROLLUP_COLUMNS, rollupsOf(fresh), ADD_TO_ROLLUP);
  return fresh.length;
}

/**
 * Books the transfers of the calls that cost something. The transfer decides, and is kept for ever: what has one is
 * never charged again, though its row in the log is long dropped or was written for another time. Answers those.
 */
async function charge(
  transaction: Driver,
  node: string,
  heads: readonly SettlementHead[],
): Promise<readonly SettlementHead[]> {
  const costly = heads.filter(head => head.amount > 0n);
  if (costly.length === 0) return [];
  const booked = await transaction.insertNew('transfers', TRANSFER_COLUMNS, costly.map(transferOf));
  const charged = costly.filter(head => booked.has(transferId(head)));
  if (charged.length > 0) {
    await chargePurses(transaction, charged);
    await useLeases(transaction, node, charged);
  }
  return charged.length === costly.length ? [] : costly.filter(head => !booked.has(transferId(head)));
}

const transferId = (head: SettlementHead): string => `call:${head.id}`;

function transferOf(head: SettlementHead): SqlValue[] {
  return [transferId(head), head.at, 'call', `account:${head.accountId}`, 'revenue', head.amount, head.keyId, '', ''];
}

function callOf(head: SettlementHead): SqlValue[] {
  return [
    head.id,
    head.model,
    head.group,
    head.reason,
    head.error,
    head.at,
    head.accountId,
    head.keyId,
    head.channel,
    head.status,
    head.amount,
    head.inputTokens,
    head.cachedTokens,
    head.outputTokens,
  ];
}

function add(sums: Map<string, bigint>, id: string, amount: bigint): void {
  sums.set(id, (sums.get(id) ?? 0n) + amount);
}

/** In the order of their ids, so that two nodes lock purses in the same order. */
function sorted(sums: ReadonlyMap<string, bigint>): [string, bigint][] {
  return [...sums].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

async function chargePurses(transaction: Driver, heads: readonly SettlementHead[]): Promise<void> {
  const sums = new Map<string, bigint>();
  for (const head of heads) {
    add(sums, `account:${head.accountId}`, head.amount);
    if (head.keyId !== 0) add(sums, `key:${head.keyId}`, head.amount);
  }
  const rows = sorted(sums).map(([id, amount]) => [id, -amount, 0, 0, 0, amount]);
  await transaction.upsert('purses', PURSE_COLUMNS, rows, ADD_TO_PURSE);
}

/** Takes the charges off the node's allowances, each at most what it still holds, and off the purses' leased sums. */
async function useLeases(transaction: Driver, node: string, heads: readonly SettlementHead[]): Promise<void> {
  const sums = new Map<string, bigint>();
  for (const head of heads) for (const purse of head.purses) add(sums, purse, head.amount);
  if (sums.size === 0) return;
  const rows = sorted(sums).map(([purse, amount]) => [node, purse, 0, amount, 0]);
  const taken = await transaction.upsert('leases', LEASE_COLUMNS, rows, TAKE_FROM_LEASE);
  const used = new Map<string, bigint>();
  for (const row of taken) if (money(row, 'taken') > 0n) used.set(text(row, 'purse'), money(row, 'taken'));
  if (used.size === 0) return;
  await transaction.upsert(
    'purses',
    PURSE_COLUMNS,
    sorted(used).map(([id, amount]) => [id, 0, -amount, 0, 0, 0]),
    ADD_TO_PURSE,
  );
}

interface Rollup {
  readonly head: SettlementHead;
  readonly hour: number;
  readonly sums: [number, number, bigint, number, number, number, number];
}

function rollupsOf(heads: readonly SettlementHead[]): SqlValue[][] {
  const rollups = new Map<string, Rollup>();
  for (const head of heads) {
    const hour = Math.floor(head.at / HOUR_MS);
    const id = `${head.accountId} ${head.keyId} ${hour} ${head.channel} ${head.model}`;
    let rollup = rollups.get(id);
    if (rollup === undefined) rollups.set(id, (rollup = { head, hour, sums: [0, 0, 0n, 0, 0, 0, 0] }));
    const { sums } = rollup;
    sums[0] += 1;
    sums[1] += head.status >= 400 ? 1 : 0;
    sums[2] += head.amount;
    sums[3] += head.inputTokens;
    sums[4] += head.cachedTokens;
    sums[5] += head.outputTokens;
    sums[6] += head.totalMs;
  }
  return [...rollups.entries()]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { head, hour, sums }]) => rollupOf(head, hour, sums));
}

function rollupOf(head: SettlementHead, hour: number, sums: Rollup['sums']): SqlValue[] {
  return [head.model, head.accountId, head.keyId, hour, head.channel, ...sums];
}
