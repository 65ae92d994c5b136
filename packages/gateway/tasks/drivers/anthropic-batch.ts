// Batches of messages at Anthropic and at whoever serves that form: begun whole, asked after, billed by their results.

import { BatchBill } from '../../ledger/batch-price.ts';
import { MESSAGES } from '../../relay/batches/endpoints.ts';
import { linesOf } from '../../relay/batches/lines.ts';
import { parseRecord, record, text, type Json } from '../../relay/json.ts';
import {
  oneByOne,
  refusedBy,
  upstreamError,
  type Driver,
  type Link,
  type Polled,
  type Submitted,
  type UpstreamCall,
} from '../driver.ts';
import type { Order } from '../order.ts';
import { readSheet } from '../price-text.ts';
import type { Task, Used } from '../task.ts';

const PATH = '/v1/messages/batches';
const MOST_LINE = 64 * 1024 * 1024;
const DAY_MS = 86_400_000;

/** A request with the credential and the version as Anthropic wants them. */
function prepare(call: UpstreamCall, { secret }: Pick<Link, 'secret'>): UpstreamCall {
  return { ...call, headers: { 'x-api-key': secret, 'anthropic-version': '2023-06-01', ...call.headers } };
}

async function submit(order: Order, _model: string, link: Link): Promise<Submitted> {
  const [file] = order.files ?? [];
  const beta = text(order.memo?.['beta']);
  const call: UpstreamCall = {
    method: 'POST',
    path: PATH,
    ...(file === undefined ? {} : { body: file.bytes }),
    ...(beta === '' ? {} : { headers: { 'anthropic-beta': beta } }),
  };
  const reply = await link.send(prepare(call, link));
  const id = text(reply.json['id']);
  if (reply.status < 300 && id !== '') return { kind: 'accepted', upstreamId: id, state: 'running', raw: reply.json };
  if (reply.status < 300)
    return { kind: 'unknown', status: reply.status, message: 'The upstream gave no id of the batch.' };
  const error = record(reply.json['error']);
  return refusedBy(reply, text(error['message']) || `The upstream answered ${reply.status}.`, text(error['type']));
}

async function pollOne(task: Task, link: Link): Promise<Polled> {
  const path = `${PATH}/${encodeURIComponent(task.upstreamId)}`;
  const reply = await link.send(prepare({ method: 'GET', path }, link));
  if (reply.status === 404) return 'missing';
  const status = reply.status < 300 ? text(reply.json['processing_status']) : '';
  if (status === '') return 'silent';
  const raw = reply.json;
  if (status !== 'ended') return { state: 'running', raw, progress: progressOf(raw) };
  const used = await usedIn(task, link);
  if (used === 'silent') return 'silent';
  if (used !== undefined) return { state: 'succeeded', raw, used };
  const message = 'None of the requests was answered.';
  return { state: 'cancelled', raw, error: upstreamError('ended', message, 'user') };
}

function progressOf(raw: Json): number {
  const counts = Object.values(record(raw['request_counts'])).map(count => Number(count) || 0);
  const all = counts.reduce((sum, count) => sum + count, 0);
  const open = Number(record(raw['request_counts'])['processing']) || 0;
  return all > 0 ? Math.floor(((all - open) * 100) / all) : 0;
}

/** What the answers used, read as they come; undefined where there is none. */
async function usedIn(task: Task, link: Link): Promise<Used | 'silent' | undefined> {
  const path = `${PATH}/${encodeURIComponent(task.upstreamId)}/results`;
  const answer = await link.open?.(prepare({ method: 'GET', path }, link));
  if (answer === undefined) return 'silent';
  const bill = new BatchBill(readSheet(task.sheet), BigInt(task.multiplier));
  let answered = 0;
  try {
    for await (const { bytes } of linesOf(answer.body, MOST_LINE)) {
      const result = record(parseRecord(bytes.toString('utf8'))?.['result']);
      if (result['type'] !== 'succeeded') continue;
      answered += 1;
      bill.add(MESSAGES.usage(record(result['message'])));
    }
  } catch {
    return 'silent';
  }
  if (answer.status !== 200) return 'silent';
  return answered === 0 ? undefined : { bill: bill.bill() };
}

export const anthropicBatch: Driver = {
  name: 'anthropic-batch',
  wire: 'anthropic-batch',
  providers: ['anthropic', 'relay', 'poloapi', 'sandbox'],
  prepare,
  can: (_order, dialect) => dialect === 'anthropic-batch',
  submit,
  poll: oneByOne(pollOne),
  batch: 8,
  interval: ageMs => Math.min(Math.max(ageMs / 8, 3_000), 60_000),
  deadlineMs: () => 2 * DAY_MS,
};
