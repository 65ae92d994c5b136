// Anthropic's batches of messages, played: all requests in one body, their results as lines.

import { randomUUID } from 'node:crypto';
import { anthropicError, anthropicRefusal } from '../anthropic-messages/errors.ts';
import { requireHeaders } from '../anthropic-messages/serve.ts';
import { SANDBOX_HEADERS, sendJson, type Visit } from '../exchange.ts';
import { ownerOf } from '../media/files.ts';
import { isObject } from '../shape.ts';
import { callInside } from './inner-calls.ts';

type Json = Readonly<Record<string, unknown>>;

interface Batch {
  readonly owner: string;
  readonly view: Record<string, unknown>;
  readonly results: string[];
  cancelled: boolean;
}

const batches = new Map<string, Batch>();

/** Forgets every batch. */
export function forgetMessageBatches(): void {
  batches.clear();
}

const time = (): string => new Date().toISOString();

async function work(visit: Visit, batch: Batch, requests: readonly Json[]): Promise<void> {
  const counts = { processing: requests.length, succeeded: 0, errored: 0, canceled: 0, expired: 0 };
  for (const { custom_id: id, params } of requests) {
    let result: Json = { type: 'canceled' };
    if (!batch.cancelled) {
      const { status, body } = await callInside(visit, '/v1/messages', params);
      result = status === 200 ? { type: 'succeeded', message: body } : { type: 'errored', error: body };
    }
    counts.processing -= 1;
    counts[result['type'] === 'succeeded' ? 'succeeded' : result['type'] === 'canceled' ? 'canceled' : 'errored'] += 1;
    batch.view['request_counts'] = { ...counts };
    batch.results.push(JSON.stringify({ custom_id: id, result }));
  }
  Object.assign(batch.view, {
    processing_status: 'ended',
    ended_at: time(),
    results_url: `http://${visit.request.headers.host ?? ''}/v1/messages/batches/${String(batch.view['id'])}/results`,
  });
}

function create(visit: Visit): void {
  let body: unknown;
  try {
    body = JSON.parse(visit.body);
  } catch {
    throw anthropicRefusal('The request body is not valid JSON.');
  }
  const requests: unknown = isObject(body) ? body['requests'] : undefined;
  if (!Array.isArray(requests) || requests.length === 0) throw anthropicRefusal('requests: Field required');
  const seen = new Set<unknown>();
  const read = requests.map((one: unknown, index): Json => {
    if (!isObject(one) || typeof one['custom_id'] !== 'string' || !/^[\w-]{1,64}$/.test(one['custom_id']))
      throw anthropicRefusal(`requests.${index}.custom_id: String should match pattern '^[a-zA-Z0-9_-]{1,64}$'`);
    if (seen.has(one['custom_id'])) throw anthropicRefusal(`requests.${index}.custom_id: duplicate`);
    seen.add(one['custom_id']);
    return one;
  });
  const id = `msgbatch_${randomUUID().replaceAll('-', '').slice(0, 24)}`;
  const view = {
    id,
    type: 'message_batch',
    processing_status: 'in_progress',
    request_counts: { processing: read.length, succeeded: 0, errored: 0, canceled: 0, expired: 0 },
    created_at: time(),
    expires_at: new Date(Date.now() + 86_400_000).toISOString(),
    ended_at: null,
    archived_at: null,
    cancel_initiated_at: null,
    results_url: null,
  };
  const batch: Batch = { owner: ownerOf(visit), view, results: [], cancelled: false };
  batches.set(id, batch);
  sendJson(visit, 200, view);
  void work(visit, batch, read);
}

/** Serves everything under `/v1/messages/batches`. */
export function serveMessageBatches(visit: Visit, [, id = '', verb = '']: RegExpExecArray): void {
  requireHeaders(visit);
  const { method } = visit.request;
  if (id === '' && method === 'POST') {
    create(visit);
    return;
  }
  const mine = [...batches.values()].filter(({ owner }) => owner === ownerOf(visit));
  if (id === '') {
    sendJson(visit, 200, { data: mine.map(({ view }) => view), has_more: false, first_id: null, last_id: null });
    return;
  }
  const batch = mine.find(({ view }) => view['id'] === id);
  if (batch === undefined) throw anthropicError(404, `Message Batch ${id} not found`);
  const ended = batch.view['processing_status'] === 'ended';
  if (method === 'DELETE') {
    if (!ended) throw anthropicRefusal('Message Batches can only be deleted once they have finished processing.');
    batches.delete(id);
    sendJson(visit, 200, { id, type: 'message_batch_deleted' });
  } else if (verb === 'results') {
    if (!ended) throw anthropicError(404, `Batch ${id} has no available results.`);
    visit.response.writeHead(200, { ...SANDBOX_HEADERS, 'content-type': 'application/x-jsonl' });
    visit.response.end(batch.results.map(line => `${line}\n`).join(''));
  } else {
    if (verb === 'cancel' && !ended) {
      batch.cancelled = true;
      Object.assign(batch.view, { processing_status: 'canceling', cancel_initiated_at: time() });
    }
    sendJson(visit, 200, batch.view);
  }
}
