// Batches at OpenAI and at whoever serves that form: begun from a file, asked after, billed by the file of their answers.

import { BatchBill } from '../../ledger/batch-price.ts';
import { BATCH_ENDPOINTS } from '../../relay/batches/endpoints.ts';
import { linesOf } from '../../relay/batches/lines.ts';
import { list, parseRecord, record, text, type Json } from '../../relay/json.ts';
import { oneByOne, upstreamError, withBearer, type Driver, type Link, type Polled, type Submitted } from '../driver.ts';
import type { Order } from '../order.ts';
import { readSheet } from '../price-text.ts';
import type { Task, TaskState, Used } from '../task.ts';
import { refusal } from './openai-video.ts';

const PATH = '/v1/batches';
/** Bytes of one answer: as many as a whole answer of a call may have. */
const MOST_LINE = 64 * 1024 * 1024;
const DAY_MS = 86_400_000;

const STATES: Readonly<Record<string, TaskState>> = {
  validating: 'queued',
  in_progress: 'running',
  finalizing: 'running',
  cancelling: 'running',
  completed: 'succeeded',
  failed: 'failed',
  expired: 'expired',
  cancelled: 'cancelled',
};

async function submit(order: Order, _model: string, link: Link): Promise<Submitted> {
  const json = { ...order.body, input_file_id: order.parent?.upstreamId ?? '' };
  const reply = await link.send(withBearer({ method: 'POST', path: PATH, json }, link));
  const id = text(reply.json['id']);
  if (reply.status < 300 && id !== '') return { kind: 'accepted', upstreamId: id, state: 'queued', raw: reply.json };
  return refusal(reply);
}

async function pollOne(task: Task, link: Link): Promise<Polled> {
  const reply = await link.send(
    withBearer({ method: 'GET', path: `${PATH}/${encodeURIComponent(task.upstreamId)}` }, link),
  );
  if (reply.status === 404) return 'missing';
  const state = reply.status < 300 ? STATES[text(reply.json['status'])] : undefined;
  if (state === undefined) return 'silent';
  const raw = reply.json;
  if (state === 'queued' || state === 'running') return { state, raw, progress: progressOf(raw) };
  const output = text(raw['output_file_id']);
  // Requests that were answered are paid for, also those of a batch that was called off or ran out of time.
  const used = output === '' ? undefined : await usedIn(task, link, output);
  if (used === 'silent') return 'silent';
  if (used !== undefined || state === 'succeeded') return { state: 'succeeded', raw, used: used ?? nothing(task) };
  return { state, raw, error: errorOf(raw, state) };
}

function progressOf(raw: Json): number {
  const { total, completed, failed } = record(raw['request_counts']);
  const done = (Number(completed) || 0) + (Number(failed) || 0);
  return Number(total) > 0 ? Math.floor((done * 100) / Number(total)) : 0;
}

function errorOf(raw: Json, state: TaskState): ReturnType<typeof upstreamError> {
  const [first] = list(record(raw['errors'])['data']).map(record);
  const message = text(first?.['message']) || `The batch is ${state}.`;
  return upstreamError(text(first?.['code']) || state, message, state === 'failed' ? 'user' : 'upstream');
}

function billFor(task: Task): BatchBill {
  return new BatchBill(readSheet(task.sheet), BigInt(task.multiplier));
}

function nothing(task: Task): Used {
  return { bill: billFor(task).bill() };
}

/** What the answers used, read as they come. A file that cannot be had now is asked for again. */
async function usedIn(task: Task, link: Link, file: string): Promise<Used | 'silent'> {
  const endpoint = BATCH_ENDPOINTS.get(text(task.body['endpoint']));
  const path = `/v1/files/${encodeURIComponent(file)}/content`;
  const answer = await link.open?.(withBearer({ method: 'GET', path }, link));
  if (answer === undefined || endpoint === undefined) return 'silent';
  const bill = billFor(task);
  try {
    for await (const { bytes } of linesOf(answer.body, MOST_LINE)) {
      const response = record(parseRecord(bytes.toString('utf8'))?.['response']);
      if (response['status_code'] === 200) bill.add(endpoint.usage(record(response['body'])));
    }
  } catch {
    return 'silent';
  }
  return answer.status === 200 ? { bill: bill.bill() } : 'silent';
}

export const openaiBatch: Driver = {
  name: 'openai-batch',
  wire: 'openai-batch',
  providers: ['openai', 'compatible', 'custom', 'relay', 'poloapi', 'sandbox'],
  prepare: withBearer,
  can: (_order, dialect) => dialect === 'openai-batch',
  submit,
  poll: oneByOne(pollOne),
  batch: 8,
  // A batch has a day: it is asked after every few seconds at first, then every minute.
  interval: ageMs => Math.min(Math.max(ageMs / 8, 3_000), 60_000),
  deadlineMs: () => 2 * DAY_MS,
};
