// Books settled calls: transfers, usage log, balances, allowances and rollups, in one transaction, each call once.

import { accountPurse, keyPurse, memberPurse, organisationPurse, readBudgetPurse } from '../ledger/budgets.ts';
import { decodeSettlement, type SettlementHead } from '../ledger/settlement-text.ts';
import { countTries } from './quarters.ts';
import type { Column, Driver, SqlValue } from './driver.ts';
import { channelPurse, TRANSFER_COLUMNS } from './purses.ts';
import { money, text } from './rows.ts';

const columns = (texts: string, integers: string): Column[] => [
  ...texts.split(' ').map(name => ({ name, type: 'text' as const })),
  ...integers.split(' ').map(name => ({ name, type: 'integer' as const })),
];

const CALL_COLUMNS = columns(
  'id model group_name reason error',
  'at account_id key_id channel status amount input_tokens cached_tokens output_tokens organisation_id cost',
);
const DETAIL_COLUMNS = columns('id upstream_id detail', 'at');
const PURSE_COLUMNS = columns('id', 'balance leased overdraft granted spent');
const LEASE_COLUMNS = columns('node purse', 'amount asked taken');
const ROLLUP_COLUMNS = columns(
  'model group_name',
  'account_id key_id hour channel organisation_id calls failed amount input_tokens cached_tokens output_tokens milliseconds cost',
);
/** How many of its columns say which calls a rollup sums. */
const ROLLUP_KEY = 7;

const ADD_TO_PURSE = `ON CONFLICT (id) DO UPDATE SET balance = purses.balance + excluded.balance,
  leased = purses.leased + excluded.leased, granted = purses.granted + excluded.granted,
  spent = purses.spent + excluded.spent`;

const TAKE_FROM_LEASE = `ON CONFLICT (node, purse) DO UPDATE SET
  taken = CASE WHEN leases.amount < excluded.asked THEN leases.amount ELSE excluded.asked END,
  amount = CASE WHEN leases.amount < excluded.asked THEN 0 ELSE leases.amount - excluded.asked END
  RETURNING purse, taken`;

const ADD_TO_ROLLUP = `ON CONFLICT (account_id, key_id, hour, model, channel, group_name, organisation_id)
  DO UPDATE SET ${ROLLUP_COLUMNS.slice(ROLLUP_KEY)
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
  const again = await charge(transaction, heads);
  for (const { at, id } of again) await transaction.run('DELETE FROM calls WHERE at = ? AND id = ?', [at, id]);
  const fresh = again.length === 0 ? heads : heads.filter(head => !again.includes(head));
  if (fresh.length === 0) return 0;
  await chargePurses(transaction, node, fresh);
  const details = fresh.map(({ id, upstreamId, at }) => [id, upstreamId, batch.get(id)?.detail ?? '', at]);
  await transaction.insertNew('call_details', DETAIL_COLUMNS, details);
  await transaction.upsert('rollups', ROLLUP_COLUMNS, rollupsOf(fresh), ADD_TO_ROLLUP);
  await countTries(transaction, fresh);
  return fresh.length;
}

/**
 * Books the transfers of the calls that cost something. The transfer decides, and is kept for ever: what has one is
 * never charged again, though its row in the log is long dropped or was written for another time. Answers those.
 */
async function charge(transaction: Driver, heads: readonly SettlementHead[]): Promise<readonly SettlementHead[]> {
  const costly = heads.filter(head => head.amount > 0n);
  if (costly.length === 0) return [];
  const booked = await transaction.insertNew('transfers', TRANSFER_COLUMNS, costly.map(transferOf));
  return booked.size === costly.length ? [] : costly.filter(head => !booked.has(transferId(head)));
}

const transferId = (head: SettlementHead): string => `call:${head.id}`;

/** Who pays for a call. */
export function payerOf({ organisationId, accountId }: Pick<SettlementHead, 'organisationId' | 'accountId'>): string {
  return organisationId === 0 ? accountPurse(accountId) : organisationPurse(organisationId);
}

/** The budgets and the member's count that a call counts against, beside its payer and its key. */
function countsOf(head: SettlementHead): readonly string[] {
  const { organisationId, accountId, keyId, purses } = head;
  const counts = purses.length < 2 ? [] : purses.filter(purse => readBudgetPurse(purse) !== undefined);
  if (organisationId !== 0) counts.push(memberPurse(organisationId, accountId));
  return counts.filter(purse => purse !== keyPurse(keyId));
}

function transferOf(head: SettlementHead): SqlValue[] {
  const counts = countsOf(head);
  const list = counts.length === 0 ? null : JSON.stringify(counts);
  return [transferId(head), head.at, 'call', payerOf(head), 'revenue', head.amount, head.keyId, '', '', list];
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
    head.organisationId,
    head.cost,
  ];
}

function add(sums: Map<string, bigint>, id: string, amount: bigint): void {
  sums.set(id, (sums.get(id) ?? 0n) + amount);
}

/** In the order of their ids, so that two nodes lock purses in the same order. */
const byFirst = ([a]: readonly SqlValue[], [b]: readonly SqlValue[]): number => (String(a) < String(b) ? -1 : 1);

function sorted(sums: ReadonlyMap<string, bigint>): [string, bigint][] {
  return [...sums].toSorted(byFirst);
}

/** Books new calls on every purse: what they charge, and what is owed to the channels, one row a batch. */
async function chargePurses(transaction: Driver, node: string, heads: readonly SettlementHead[]): Promise<void> {
  const charges = new Map<string, bigint>();
  const costs = new Map<string, bigint>();
  for (const head of heads) {
    if (head.cost > 0n) add(costs, channelPurse(head.channel), head.cost);
    if (head.amount === 0n) continue;
    add(charges, payerOf(head), head.amount);
    if (head.keyId !== 0) add(charges, keyPurse(head.keyId), head.amount);
    for (const purse of countsOf(head)) add(charges, purse, head.amount);
  }
  await bookCosts(transaction, costs, heads);
  const rows = [
    ...[...charges].map(([id, amount]): SqlValue[] => [id, -amount, 0, 0, 0, amount]),
    ...[...costs].map(([id, amount]): SqlValue[] => [id, amount, 0, 0, amount, 0]),
  ];
  if (rows.length === 0) return;
  await transaction.upsert('purses', PURSE_COLUMNS, rows.toSorted(byFirst), ADD_TO_PURSE);
  await useLeases(transaction, node, heads);
}

/** One transfer a channel: its id is that of a call of the batch, which is new only once. */
async function bookCosts(
  transaction: Driver,
  costs: ReadonlyMap<string, bigint>,
  heads: readonly SettlementHead[],
): Promise<void> {
  const [first] = heads;
  if (costs.size === 0 || first === undefined) return;
  const rows = [...costs].map(([purse, amount]): SqlValue[] => {
    return [`cost:${purse}:${first.id}`, first.at, 'cost', 'costs', purse, amount, 0, '', '', null];
  });
  await transaction.insertNew('transfers', TRANSFER_COLUMNS, rows);
}

/** Takes the charges off the node's allowances, each at most what it still holds, and off the purses' leased sums. */
async function useLeases(transaction: Driver, node: string, heads: readonly SettlementHead[]): Promise<void> {
  const sums = new Map<string, bigint>();
  for (const head of heads) {
    if (head.amount > 0n) for (const purse of head.purses) add(sums, purse, head.amount);
  }
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
  readonly sums: [number, number, bigint, number, number, number, number, bigint];
}

function rollupsOf(heads: readonly SettlementHead[]): SqlValue[][] {
  const rollups = new Map<string, Rollup>();
  for (const head of heads) {
    const hour = Math.floor(head.at / HOUR_MS);
    const id = `${head.accountId} ${head.keyId} ${hour} ${head.channel} ${head.organisationId} ${head.group} ${head.model}`;
    let rollup = rollups.get(id);
    if (rollup === undefined) rollups.set(id, (rollup = { head, hour, sums: [0, 0, 0n, 0, 0, 0, 0, 0n] }));
    const { sums } = rollup;
    sums[0] += 1;
    sums[1] += head.status >= 400 ? 1 : 0;
    sums[2] += head.amount;
    sums[3] += head.inputTokens;
    sums[4] += head.cachedTokens;
    sums[5] += head.outputTokens;
    sums[6] += head.totalMs;
    sums[7] += head.cost;
  }
  return [...rollups.entries()]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { head, hour, sums }]) => rollupOf(head, hour, sums));
}

function rollupOf(head: SettlementHead, hour: number, sums: Rollup['sums']): SqlValue[] {
  return [head.model, head.group, head.accountId, head.keyId, hour, head.channel, head.organisationId, ...sums];
}
