// Rows of the new-api family's log: calls, and what else moved an account's money, each with a number that stays its own.

import { METERS, promptTokens, type Meter } from '@turnpike/protocols/conversation/usage';
import type { CallRecord, Charge } from '../../ledger/charge.ts';
import type { TransferRow } from '../../store/transfers.ts';
import { quotaOf } from './envelope.ts';

/** The family's numbers of kinds: 1 money put in, 2 a call, 3 by an administrator, 5 a failed call, 6 money given back. */
export const TRANSFER_TYPES: Readonly<Record<string, number>> = {
  grant: 1,
  code: 1,
  payment: 1,
  adjust: 3,
  refund: 6,
};

/** A ratio of 1 is two dollars a million tokens. */
const USD_PER_RATIO = 2;
const round = (value: number): number => Number(value.toPrecision(12));

/** A number that grows with time and is the same at every reading: milliseconds, and three digits of the text id. */
export function numberOf(at: number, id: string): number {
  let mixed = 0;
  for (const sign of id) mixed = (mixed * 31 + (sign.codePointAt(0) ?? 0)) % 1000;
  return at * 1000 + mixed;
}

/** The prices of a charge as the family's ratios; `model_price` −1 says that it is by tokens. */
function ratiosOf({ lines }: Charge): Record<string, number> {
  const rate = (meter: Meter | 'call'): number | undefined => {
    const line = lines.find(one => one.meter === meter && one.per !== 1);
    return line === undefined ? undefined : Number(line.rate);
  };
  const input = rate('input') ?? rate('cacheRead') ?? 0;
  const byUnit = lines.find(line => line.per === 1);
  const relative = (meter: Meter): number => (input === 0 ? 0 : round((rate(meter) ?? 0) / input));
  return {
    model_ratio: round(input / USD_PER_RATIO),
    completion_ratio: relative('output'),
    cache_ratio: relative('cacheRead'),
    model_price: rate('input') === undefined && byUnit !== undefined ? Number(byUnit.rate) : -1,
  };
}

/** Who looks: operators see channels, and the owner's name is beside every row. */
export interface RowView {
  readonly operator: boolean;
  readonly username: string;
}

/** A call; `other` is JSON in a text, with `more` in it. */
export function callRow(
  record: CallRecord,
  { operator, username }: RowView,
  more: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  const { usage, charge } = record;
  return {
    id: numberOf(record.at, record.id),
    user_id: record.accountId,
    created_at: Math.floor(record.at / 1000),
    type: record.error === '' ? 2 : 5,
    content: record.error,
    username,
    token_name: record.keyName,
    token_id: record.keyId,
    model_name: record.model,
    quota: quotaOf(record.amount),
    prompt_tokens: promptTokens(usage),
    completion_tokens: usage.output + usage.audioOut + usage.imageOut,
    use_time: Math.round(record.totalMs / 1000),
    is_stream: record.streamed,
    channel: operator ? record.channel : 0,
    channel_name: operator ? record.channelName : '',
    group: record.group,
    ip: '',
    request_id: record.id,
    other: JSON.stringify({
      group_ratio: Number(charge.multiplier),
      user_group_ratio: -1,
      ...ratiosOf(charge),
      cache_tokens: usage.cacheRead,
      frt: record.firstByteMs,
      reason: record.reason,
      // Nano-dollars: charges are finer than the unit.
      usd: String(record.amount),
      meters: Object.fromEntries(METERS.filter(meter => usage[meter] > 0).map(meter => [meter, usage[meter]])),
      ...more,
    }),
  };
}

/** A movement of money that is no call: what was put in or given back is positive. */
export function transferRow(row: TransferRow, accountId: number, username: string): Record<string, unknown> {
  return {
    id: numberOf(row.at, row.id),
    user_id: accountId,
    created_at: Math.floor(row.at / 1000),
    type: TRANSFER_TYPES[row.kind] ?? 4,
    content: row.note,
    username,
    token_name: '',
    token_id: 0,
    model_name: '',
    quota: quotaOf(row.amount),
    prompt_tokens: 0,
    completion_tokens: 0,
    use_time: 0,
    is_stream: false,
    channel: 0,
    channel_name: '',
    group: '',
    ip: '',
    request_id: row.call,
    other: '',
  };
}
