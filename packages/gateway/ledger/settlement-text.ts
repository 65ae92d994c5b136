// The text form of a settled call: a head that the store reads, a TAB, and the detail that it keeps as it is.

import { cachedTokens, promptTokens, METERS, type Usage, usageOf } from '@turnpike/protocols/conversation/usage';
import type { AttemptRecord, CallRecord, Charge, ChargeLine, CostSource, Reason } from './charge.ts';
import { quoted } from './quoted.ts';

/** What a store needs of a settled call to book it. Texts are well-formed and free of NUL, numbers are integers. */
export interface SettlementHead {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly accountId: number;
  readonly keyId: number;
  readonly model: string;
  readonly channel: number;
  readonly status: number;
  readonly reason: string;
  /** Nano-dollars, not negative. */
  readonly amount: bigint;
  /** Tokens in at any rate but the cached one, tokens read from a cache, tokens out. */
  readonly inputTokens: number;
  readonly cachedTokens: number;
  readonly outputTokens: number;
  readonly upstreamId: string;
  readonly totalMs: number;
  /** The price group, and the failure's code or nothing. */
  readonly group: string;
  readonly error: string;
  /** The purses that the call was held on, whose allowances it uses up. */
  readonly purses: readonly string[];
  /** The organisation that pays, or 0 where the account does. */
  readonly organisationId: number;
  /** What the upstream asks for it, nano-dollars. */
  readonly cost: bigint;
  /** Its tries: which channel, whether that failed, and milliseconds. */
  readonly attempts: readonly Try[];
}

/** One try at a channel, as far as sums need it. */
export interface Try {
  readonly channel: number;
  readonly failed: boolean;
  readonly milliseconds: number;
}

/** The largest amount that a store can keep, in nano-dollars (half of what 64 bits hold, so that sums have room). */
export const LARGEST_AMOUNT = 2n ** 62n;

const REASONS: Readonly<Record<Reason, true>> = {
  upstream_usage: true,
  client_cancelled: true,
  estimated: true,
  upstream_error_before_output: true,
  upstream_error_after_output: true,
  free: true,
  cached: true,
  task_fixed: true,
  task_usage: true,
  refund: true,
};

const COST_SOURCES: readonly CostSource[] = ['channel', 'reported', 'list', 'unknown'];

/** A number as JSON has it. */
function whole(value: number): string {
  return Number.isFinite(value) ? String(value) : 'null';
}

function metersOf(usage: Usage): string {
  const meters: string[] = [];
  for (const meter of METERS) if (usage[meter] !== 0) meters.push(`"${meter}":${whole(usage[meter])}`);
  if (usage.upstreamCost !== undefined) meters.push(`"upstreamCost":"${usage.upstreamCost}"`);
  return meters.join();
}

function chargeText({ amount, lines, multiplier, tier }: Charge): string {
  const each = lines.map(
    line =>
      `{"meter":"${line.meter}","quantity":${whole(line.quantity)},"rate":${quoted(line.rate)},"per":${line.per}}`,
  );
  const above = tier === undefined ? '' : `,"tier":${whole(tier)}`;
  return `{"amount":"${amount}","lines":[${each.join()}],"multiplier":${quoted(multiplier)}${above}}`;
}

function attemptText({ channel, channelName, credential, status, milliseconds, outcome, why }: AttemptRecord): string {
  const reason = why === undefined ? '' : `,"why":${quoted(why)}`;
  return `{"channel":${whole(channel)},"channelName":${quoted(channelName)},"credential":${quoted(credential)},"status":${whole(status)},"milliseconds":${whole(milliseconds)},"outcome":${quoted(outcome)}${reason}}`;
}

/** What the store reads, in the order of `decodeSettlement`. */
function headText(record: CallRecord, purses: readonly string[]): string {
  const { usage } = record;
  const cached = cachedTokens(usage);
  const input = whole(promptTokens(usage) - cached);
  const output = whole(usage.output + usage.audioOut + usage.imageOut);
  const tries = record.attempts.map(
    attempt => `[${whole(attempt.channel)},${isFault(attempt) ? 1 : 0},${whole(attempt.milliseconds)}]`,
  );
  const call = `${quoted(record.id)},${whole(record.at)},${whole(record.accountId)},${whole(record.keyId)},${quoted(record.model)},${whole(record.channel)},${whole(record.status)}`;
  const cost = `"${record.reason}","${record.amount}",${input},${whole(cached)},${output}`;
  const rest = `${quoted(record.upstreamId)},${whole(record.totalMs)},[${purses.map(quoted).join()}],${quoted(record.group)},${quoted(record.error)},${whole(record.organisationId)}`;
  return `[${call},${cost},${rest},"${record.cost}",[${tries.join()}]]`;
}

/**
 * Writes a settled call as one line without its end; it holds no newline. `purses` are those the call was held on. By
 * hand, at two thirds of the cost of `JSON.stringify`: every call pays for it.
 */
export function encodeSettlement(record: CallRecord, purses: readonly string[]): string {
  const kept = record.keptFrom === undefined ? '' : `,"keptFrom":${quoted(record.keptFrom)}`;
  const who = `"keyName":${quoted(record.keyName)},"protocol":${quoted(record.protocol)},"upstreamModel":${quoted(record.upstreamModel)},"channelName":${quoted(record.channelName)},"streamed":${record.streamed}`;
  const what = `"usage":{${metersOf(record.usage)}},"charge":${chargeText(record.charge)},"attempts":[${record.attempts.map(attemptText).join()}]`;
  const how = `"firstByteMs":${whole(record.firstByteMs)},"totalMs":${whole(record.totalMs)},"cancelled":${record.cancelled},"finishReason":${quoted(record.finishReason)},"sandbox":${record.sandbox},"costSource":"${record.costSource}"`;
  return `${headText(record, purses)}\t{${who},${what},${how}${kept}}`;
}

/** Endings that say nothing against the channel. */
const BLAMELESS: ReadonlySet<string> = new Set(['ok', 'complete', 'cancelled', 'slower', 'unfit']);
/** Of the 4xx, those that are about the channel or its credential; the others are the client's own. */
const OF_CHANNEL: ReadonlySet<number> = new Set([401, 402, 403, 408, 429]);

/** Whether a try failed by the channel's fault. */
function isFault({ outcome, status }: AttemptRecord): boolean {
  if (BLAMELESS.has(outcome)) return false;
  return status < 400 || status >= 500 || OF_CHANNEL.has(status);
}

/** Splits a settlement's text into its head and its detail. Throws when it is not one. */
export function decodeSettlement(line: string): { head: SettlementHead; detail: string } {
  const tab = line.indexOf('\t');
  const fields: unknown = JSON.parse(line.slice(0, tab));
  if (tab < 0 || !Array.isArray(fields)) throw new SyntaxError('a settlement without its head');
  const at = (index: number): unknown => fields[index];
  const purses = at(14);
  const amount = amountOf(at(8));
  return {
    head: {
      id: wordOf(at(0)),
      at: wholeOf(at(1)),
      accountId: wholeOf(at(2)),
      keyId: wholeOf(at(3)),
      model: wordOf(at(4)),
      channel: wholeOf(at(5)),
      status: wholeOf(at(6)),
      reason: wordOf(at(7)),
      amount,
      inputTokens: wholeOf(at(9)),
      cachedTokens: wholeOf(at(10)),
      outputTokens: wholeOf(at(11)),
      upstreamId: wordOf(at(12)),
      totalMs: wholeOf(at(13)),
      purses: Array.isArray(purses) ? purses.map(wordOf) : [],
      group: wordOf(at(15) ?? ''),
      error: wordOf(at(16) ?? ''),
      organisationId: wholeOf(at(17)),
      cost: amountOf(at(18) ?? '0'),
      attempts: triesOf(at(19)),
    },
    detail: line.slice(tab + 1),
  };
}

/** None of a line that was written before there were any in it. */
function triesOf(value: unknown): readonly Try[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((fields: unknown) => {
    if (!Array.isArray(fields)) return [];
    const [channel, failed, milliseconds] = fields.map(wholeOf);
    return [{ channel: channel ?? 0, failed: failed === 1, milliseconds: Math.max(milliseconds ?? 0, 0) }];
  });
}

function amountOf(value: unknown): bigint {
  const amount = BigInt(wordOf(value));
  if (amount < 0n || amount > LARGEST_AMOUNT) throw new RangeError('a settlement whose amount cannot be');
  return amount;
}

/** A text that every database can keep: no NUL (PostgreSQL refuses it) and no half of a surrogate pair. */
function wordOf(value: unknown): string {
  if (typeof value !== 'string') throw new SyntaxError('a settlement with a field that is no text');
  const word = value.isWellFormed() ? value : value.toWellFormed();
  return word.includes('\0') ? word.replaceAll('\0', '\uFFFD') : word;
}

/** A finite number cut to an integer; what is no number (JSON writes NaN as null) counts as zero. */
function wholeOf(value: unknown): number {
  if (typeof value !== 'number') return 0;
  return Math.trunc(Math.min(Math.max(value, Number.MIN_SAFE_INTEGER), Number.MAX_SAFE_INTEGER));
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new SyntaxError('a call without detail');
  return Object.fromEntries(Object.entries(value));
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const numberOf = (value: unknown): number => (typeof value === 'number' ? value : 0);
const listOf = (value: unknown): Fields[] => (Array.isArray(value) ? value.map(fieldsOf) : []);

function usageFrom(meters: Fields): Usage {
  const usage = usageOf();
  for (const meter of METERS) usage[meter] = numberOf(meters[meter]);
  if (typeof meters['upstreamCost'] === 'string') usage.upstreamCost = BigInt(meters['upstreamCost']);
  return usage;
}

function lineFrom(line: Fields): ChargeLine {
  return {
    meter: METERS.find(meter => meter === line['meter']) ?? 'call',
    quantity: numberOf(line['quantity']),
    rate: textOf(line['rate']),
    per: line['per'] === 1 ? 1 : 1000000,
  };
}

function chargeFrom(charge: Fields): Charge {
  return {
    amount: BigInt(textOf(charge['amount']) || '0'),
    lines: listOf(charge['lines']).map(lineFrom),
    multiplier: textOf(charge['multiplier']),
    ...(typeof charge['tier'] === 'number' ? { tier: charge['tier'] } : {}),
  };
}

function attemptFrom(attempt: Fields): AttemptRecord {
  return {
    channel: numberOf(attempt['channel']),
    channelName: textOf(attempt['channelName']),
    credential: textOf(attempt['credential']),
    status: numberOf(attempt['status']),
    milliseconds: numberOf(attempt['milliseconds']),
    outcome: textOf(attempt['outcome']),
    ...(typeof attempt['why'] === 'string' ? { why: attempt['why'] } : {}),
  };
}

function reasonFrom(word: string): Reason {
  const known = Object.keys(REASONS).find((reason): reason is Reason => reason === word);
  if (known === undefined) throw new SyntaxError(`a call settled for an unknown reason ${word}`);
  return known;
}

/**
 * Puts a call's record together again from its columns and its detail. Where the detail is no longer kept (null), the
 * record has the tokens by their columns, and no lines. Throws when the detail is not ours.
 */
export function decodeRecord(
  columns: Omit<SettlementHead, 'purses' | 'totalMs' | 'attempts'>,
  detailText: string | null,
): CallRecord {
  const detail = fieldsOf(detailText === null ? undetailed(columns) : JSON.parse(detailText));
  return {
    id: columns.id,
    at: columns.at,
    accountId: columns.accountId,
    keyId: columns.keyId,
    keyName: textOf(detail['keyName']),
    group: columns.group,
    protocol: textOf(detail['protocol']),
    model: columns.model,
    upstreamModel: textOf(detail['upstreamModel']),
    channel: columns.channel,
    channelName: textOf(detail['channelName']),
    streamed: detail['streamed'] === true,
    status: columns.status,
    reason: reasonFrom(columns.reason),
    error: columns.error,
    usage: usageFrom(fieldsOf(detail['usage'])),
    amount: columns.amount,
    charge: chargeFrom(fieldsOf(detail['charge'])),
    attempts: listOf(detail['attempts']).map(attemptFrom),
    firstByteMs: numberOf(detail['firstByteMs']),
    totalMs: numberOf(detail['totalMs']),
    cancelled: detail['cancelled'] === true,
    upstreamId: columns.upstreamId,
    finishReason: textOf(detail['finishReason']),
    sandbox: detail['sandbox'] === true,
    organisationId: columns.organisationId,
    cost: columns.cost,
    costSource: COST_SOURCES.find(source => source === detail['costSource']) ?? 'unknown',
    ...(typeof detail['keptFrom'] === 'string' ? { keptFrom: detail['keptFrom'] } : {}),
  };
}

function undetailed(columns: Pick<SettlementHead, 'amount' | 'inputTokens' | 'cachedTokens' | 'outputTokens'>): Fields {
  const usage = { input: columns.inputTokens, cacheRead: columns.cachedTokens, output: columns.outputTokens };
  return { usage, charge: { amount: columns.amount.toString() } };
}
