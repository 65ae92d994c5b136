// One long job at a provider: where it stands, what was asked, what was made, and what it holds.

import { isRecord, list, record, text, type Json } from '../relay/json.ts';
import { METERS } from '@turnpike/protocols/conversation/usage';
import type { Bill } from '../ledger/batch-price.ts';
import type { AttemptRecord, Charge } from '../ledger/charge.ts';
import type { TaskRow, TaskState } from '../store/task-rows.ts';
import type { VideoRequest } from './order.ts';

export type { TaskState } from '../store/task-rows.ts';

/** How far along each state is: what is less far never replaces what is further. */
const ORDER: Readonly<Record<TaskState, number>> = {
  accepted: 0,
  submitting: 0,
  queued: 1,
  waiting_input: 1,
  running: 2,
  saving: 3,
  succeeded: 4,
  failed: 4,
  cancelled: 4,
  expired: 4,
};

/** Whether nothing more happens. */
export function isFinal(state: TaskState): boolean {
  return ORDER[state] === 4;
}

/** Whether its upstream is asked after it again and again. */
export function isPolled({ state }: Pick<TaskRow, 'state'>): boolean {
  return state === 'queued' || state === 'running';
}

/** Whether news of `to` may replace `from`. A step that waits for input may go back to the queue once it has it. */
export function mayBecome(from: TaskState, to: TaskState): boolean {
  return ORDER[to] >= ORDER[from];
}

/** Something that was made. */
export interface Asset {
  readonly kind: 'image' | 'video' | 'audio' | 'text';
  /** What it is of the result: `video`, `thumbnail`, `audio`, `image`. */
  readonly role: string;
  /** Where the upstream keeps it: never shown. */
  readonly upstreamUrl: string;
  /** The upstream's own id of it, where it has one. */
  readonly id?: string;
  /** Where our copy is, once there is one. */
  readonly stored?: { readonly key: string; readonly type: string; readonly bytes: number };
  readonly width?: number;
  readonly height?: number;
  /** Seconds. */
  readonly duration?: number;
  /** Headers that the upstream wants for it, by name of the scheme: the credential itself is never kept. */
  readonly authorized?: boolean;
}

/** Why a task did not succeed. */
export interface TaskError {
  readonly code: string;
  readonly message: string;
  /** Whose affair it is. */
  readonly class: 'user' | 'content' | 'upstream' | 'timeout' | 'lost';
}

/** Everything of a task that its row does not have a column for. */
export interface TaskDetail {
  readonly keyName: string;
  readonly group: string;
  readonly channelName: string;
  readonly upstreamModel: string;
  readonly purses: readonly string[];
  /** The organisation that pays, or 0 where the account does. */
  readonly organisationId: number;
  readonly body: Json;
  readonly video: VideoRequest | undefined;
  readonly memo: Json;
  /** What the driver remembers: a path, an operation's name. */
  readonly notes: Json;
  /** The upstream's last answer, and the wire it is in. */
  readonly raw: Json | undefined;
  readonly rawWire: string;
  readonly assets: readonly Asset[];
  readonly error: TaskError | undefined;
  /** What it costs when it succeeds, as far as it is known now, and how that is found. */
  readonly charge: Charge;
  readonly settle: 'fixed' | 'usage';
  /** The price list that was in force, for what is billed by use. */
  readonly sheet: string;
  /** Millionths. */
  readonly multiplier: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly hook: string;
  /** Scheme and host under which the client knows us. */
  readonly origin: string;
  /** The path that took it, or empty. */
  readonly path: string;
  readonly attempts: readonly AttemptRecord[];
  readonly sandbox: boolean;
  /** Polls in a row at which the upstream did not know it, since when, and failed copies of assets. */
  readonly missed: number;
  readonly missedSince: number;
  readonly copies: number;
  /** What was reported as used at the end. */
  readonly used: Used | undefined;
}

/** What a provider reports as used. */
export interface Used {
  readonly seconds?: number;
  readonly tokens?: number;
  readonly images?: number;
  readonly calls?: number;
  /** What it comes to, where that was added up from many answers. */
  readonly bill?: Bill;
}

/** A task: its row, and its detail in its place. */
export interface Task extends Omit<TaskRow, 'detail'>, TaskDetail {}

/** Puts a row's detail in its place. The text is ours: `detailText` wrote it. */
export function readTask(row: TaskRow): Task {
  const { detail, ...rest } = row;
  const value = record(JSON.parse(detail));
  const charge = record(value['charge']);
  const parsed: TaskDetail = {
    keyName: text(value['keyName']),
    group: text(value['group']),
    channelName: text(value['channelName']),
    upstreamModel: text(value['upstreamModel']),
    purses: list(value['purses']).map(text),
    organisationId: numberOf(value['organisationId']),
    body: record(value['body']),
    video: isRecord(value['video']) ? videoOf(value['video']) : undefined,
    memo: record(value['memo']),
    notes: record(value['notes']),
    raw: isRecord(value['raw']) ? value['raw'] : undefined,
    rawWire: text(value['rawWire']),
    assets: list(value['assets']).map(assetOf),
    error: isRecord(value['error']) ? errorOf(value['error']) : undefined,
    charge: {
      amount: BigInt(text(charge['amount']) || '0'),
      lines: list(charge['lines']).map(line => lineOf(record(line))),
      multiplier: text(charge['multiplier']),
    },
    settle: value['settle'] === 'usage' ? 'usage' : 'fixed',
    sheet: text(value['sheet']),
    multiplier: text(value['multiplier']),
    attributes: textsOf(record(value['attributes'])),
    hook: text(value['hook']),
    origin: text(value['origin']),
    path: text(value['path']),
    attempts: list(value['attempts']).map(attempt => attemptOf(record(attempt))),
    sandbox: value['sandbox'] === true,
    missed: numberOf(value['missed']),
    missedSince: numberOf(value['missedSince']),
    copies: numberOf(value['copies']),
    used: isRecord(value['used']) ? usedOf(value['used']) : undefined,
  };
  return { ...rest, ...parsed };
}

/** The detail of a task as text. */
export function detailText(task: TaskDetail): string {
  const detail: Record<keyof TaskDetail, unknown> = {
    keyName: task.keyName,
    group: task.group,
    channelName: task.channelName,
    upstreamModel: task.upstreamModel,
    purses: task.purses,
    organisationId: task.organisationId,
    body: task.body,
    video: task.video,
    memo: task.memo,
    notes: task.notes,
    raw: task.raw,
    rawWire: task.rawWire,
    assets: task.assets,
    error: task.error,
    charge: { ...task.charge, amount: task.charge.amount.toString() },
    settle: task.settle,
    sheet: task.sheet,
    multiplier: task.multiplier,
    attributes: task.attributes,
    hook: task.hook,
    origin: task.origin,
    path: task.path,
    attempts: task.attempts,
    sandbox: task.sandbox,
    missed: task.missed,
    missedSince: task.missedSince,
    copies: task.copies,
    used: task.used,
  };
  // PostgreSQL refuses NUL in a text, however it is written.
  return JSON.stringify(detail).replaceAll('\\u0000', '\\ufffd');
}

const numberOf = (value: unknown): number => (typeof value === 'number' ? value : 0);
const optionalNumber = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
const optionalText = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const optionalFlag = (value: unknown): boolean | undefined => (typeof value === 'boolean' ? value : undefined);

function textsOf(value: Json): Record<string, string> {
  return Object.fromEntries(Object.entries(value).map(([name, word]) => [name, text(word)]));
}

function videoOf(value: Json): VideoRequest {
  return {
    prompt: text(value['prompt']),
    negativePrompt: optionalText(value['negativePrompt']),
    first: optionalText(value['first']),
    last: optionalText(value['last']),
    references: list(value['references']).map(text),
    source: optionalText(value['source']),
    seconds: optionalNumber(value['seconds']),
    size: optionalText(value['size']),
    ratio: optionalText(value['ratio']),
    resolution: optionalText(value['resolution']),
    mode: optionalText(value['mode']),
    audio: optionalFlag(value['audio']),
    seed: optionalNumber(value['seed']),
    loop: optionalFlag(value['loop']),
    watermark: optionalFlag(value['watermark']),
    extra: record(value['extra']),
  };
}

const KINDS: readonly Asset['kind'][] = ['image', 'video', 'audio', 'text'];

function assetOf(value: unknown): Asset {
  const fields = record(value);
  const stored = record(fields['stored']);
  const [id, width, height] = [
    optionalText(fields['id']),
    optionalNumber(fields['width']),
    optionalNumber(fields['height']),
  ];
  const duration = optionalNumber(fields['duration']);
  return {
    kind: KINDS.find(kind => kind === fields['kind']) ?? 'video',
    role: text(fields['role']),
    upstreamUrl: text(fields['upstreamUrl']),
    ...(id === undefined ? {} : { id }),
    ...(fields['stored'] === undefined
      ? {}
      : { stored: { key: text(stored['key']), type: text(stored['type']), bytes: numberOf(stored['bytes']) } }),
    ...(width === undefined ? {} : { width }),
    ...(height === undefined ? {} : { height }),
    ...(duration === undefined ? {} : { duration }),
    ...(fields['authorized'] === true ? { authorized: true } : {}),
  };
}

const CLASSES: readonly TaskError['class'][] = ['user', 'content', 'upstream', 'timeout', 'lost'];

function errorOf(value: Json): TaskError {
  return {
    code: text(value['code']),
    message: text(value['message']),
    class: CLASSES.find(name => name === value['class']) ?? 'upstream',
  };
}

function lineOf(line: Json): Charge['lines'][number] {
  return {
    meter: METERS.find(meter => meter === line['meter']) ?? 'call',
    quantity: numberOf(line['quantity']),
    rate: text(line['rate']),
    per: line['per'] === 1 ? 1 : 1000000,
  };
}

function attemptOf(attempt: Json): AttemptRecord {
  return {
    channel: numberOf(attempt['channel']),
    channelName: text(attempt['channelName']),
    credential: text(attempt['credential']),
    status: numberOf(attempt['status']),
    milliseconds: numberOf(attempt['milliseconds']),
    outcome: text(attempt['outcome']),
  };
}

function usedOf(value: Json): Used {
  const used: { seconds?: number; tokens?: number; images?: number; calls?: number; bill?: Bill } = {};
  for (const meter of ['seconds', 'tokens', 'images', 'calls'] as const) {
    const amount = value[meter];
    if (typeof amount === 'number') used[meter] = amount;
  }
  if (isRecord(value['bill'])) used.bill = billOf(value['bill']);
  return used;
}

function billOf(value: Json): Bill {
  const usage = record(value['usage']);
  return {
    amount: text(value['amount']),
    lines: list(value['lines']).map(line => lineOf(record(line))),
    multiplier: text(value['multiplier']),
    usage: Object.fromEntries(METERS.map(meter => [meter, numberOf(usage[meter])])),
  };
}
