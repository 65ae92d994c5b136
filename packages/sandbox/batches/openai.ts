// OpenAI's batches, played: a file of requests is carried out line by line, and answered by files.

import { randomUUID } from 'node:crypto';
import { Refused, sendJson, type Visit } from '../exchange.ts';
import { contentOf, ownerOf, storeFile } from '../media/files.ts';
import { openaiError, openaiRefusal, requireBearer } from '../openai-errors.ts';
import { isObject } from '../shape.ts';
import { callInside } from './inner-calls.ts';

type Json = Readonly<Record<string, unknown>>;

interface Batch {
  readonly owner: string;
  /** The object as it is told. */
  view: Record<string, unknown>;
  cancelled: boolean;
}

const batches = new Map<string, Batch>();
const ENDPOINTS = new Set([
  '/v1/responses',
  '/v1/chat/completions',
  '/v1/embeddings',
  '/v1/completions',
  '/v1/moderations',
]);
const KNOWN = new Set(['input_file_id', 'endpoint', 'completion_window', 'metadata', 'output_expires_after']);

/** Forgets every batch. */
export function forgetBatches(): void {
  batches.clear();
}

const now = (): number => Math.floor(Date.now() / 1000);
const name = (prefix: string): string => `${prefix}_${randomUUID().replaceAll('-', '')}`;

/** The requests of a file; the faults that a real one is refused for. */
function requestsIn(content: string, endpoint: string): { readonly lines: readonly Json[]; readonly faults: Json[] } {
  const faults: Json[] = [];
  const seen = new Set<unknown>();
  const lines = content
    .split('\n')
    .filter(line => line.trim() !== '')
    .map((source, index): Json => {
      const fault = (code: string, message: string): void => {
        faults.push({ code, message, param: null, line: index + 1 });
      };
      let line: unknown;
      try {
        line = JSON.parse(source);
      } catch {
        fault('invalid_json_line', 'This line is not parseable as valid JSON.');
      }
      if (!isObject(line)) return {};
      if (line['url'] !== endpoint)
        fault('mismatched_endpoint', 'The URL of this line does not match the batch endpoint.');
      if (line['method'] !== 'POST') fault('invalid_method', 'Invalid value for method.');
      if (typeof line['custom_id'] !== 'string' || seen.has(line['custom_id']))
        fault('duplicate_custom_id', 'The custom_id for this request is a duplicate.');
      seen.add(line['custom_id']);
      return line;
    });
  const models = new Set(lines.map(({ body }) => (isObject(body) ? body['model'] : undefined)));
  if (models.size > 1)
    faults.push({ code: 'model_mismatch', message: 'All requests must have the same model.', param: null, line: null });
  return { lines, faults };
}

async function work(visit: Visit, batch: Batch, endpoint: string, lines: readonly Json[]): Promise<void> {
  const good: string[] = [];
  const bad: string[] = [];
  Object.assign(batch.view, { status: 'in_progress', in_progress_at: now() });
  for (const { custom_id: id, body } of lines) {
    if (batch.cancelled) break;
    const { status, requestId, body: told } = await callInside(visit, endpoint, body);
    const line = {
      id: name('batch_req'),
      custom_id: id,
      response: { status_code: status, request_id: requestId, body: told },
      error: null,
    };
    (status === 200 ? good : bad).push(JSON.stringify(line));
    batch.view['request_counts'] = { total: lines.length, completed: good.length, failed: bad.length };
  }
  const file = (content: readonly string[]): string | null =>
    content.length === 0
      ? null
      : storeFile(visit, 'batch_output.jsonl', 'batch_output', Buffer.from(`${content.join('\n')}\n`));
  const end = batch.cancelled ? 'cancelled' : 'completed';
  Object.assign(batch.view, {
    output_file_id: file(good),
    error_file_id: file(bad),
    finalizing_at: now(),
    [`${end}_at`]: now(),
    status: end,
  });
}

function create(visit: Visit): void {
  let body: unknown;
  try {
    body = JSON.parse(visit.body);
  } catch {
    throw openaiRefusal('We could not parse the JSON body of your request.');
  }
  if (!isObject(body)) throw openaiRefusal('The JSON body of your request must be an object.');
  for (const field of Object.keys(body))
    if (!KNOWN.has(field)) throw openaiRefusal(`Unknown parameter: '${field}'.`, field, 'unknown_parameter');
  const { input_file_id: fileId, endpoint, completion_window: window, metadata = null } = body;
  if (typeof fileId !== 'string')
    throw openaiRefusal("Missing required parameter: 'input_file_id'.", 'input_file_id', 'missing_required_parameter');
  if (typeof endpoint !== 'string' || !ENDPOINTS.has(endpoint))
    throw openaiRefusal(`Invalid value for 'endpoint'.`, 'endpoint', 'invalid_value');
  if (window !== '24h')
    throw openaiRefusal(`Invalid value: '${String(window)}'.`, 'completion_window', 'invalid_value');
  const { bytes, purpose } = contentOf(visit, fileId);
  if (purpose !== 'batch') throw openaiRefusal(`Invalid purpose of the file: ${purpose}.`, 'input_file_id');
  const { lines, faults } = requestsIn(bytes.toString('utf8'), endpoint);
  const id = name('batch');
  const view = {
    id,
    object: 'batch',
    endpoint,
    errors: faults.length === 0 ? null : { object: 'list', data: faults },
    input_file_id: fileId,
    completion_window: window,
    status: faults.length === 0 ? 'validating' : 'failed',
    output_file_id: null,
    error_file_id: null,
    created_at: now(),
    in_progress_at: null,
    expires_at: now() + 86_400,
    finalizing_at: null,
    completed_at: null,
    failed_at: faults.length === 0 ? null : now(),
    expired_at: null,
    cancelling_at: null,
    cancelled_at: null,
    request_counts: { total: lines.length, completed: 0, failed: 0 },
    metadata,
  };
  const batch: Batch = { owner: ownerOf(visit), view, cancelled: false };
  batches.set(id, batch);
  sendJson(visit, 200, view);
  if (faults.length === 0) void work(visit, batch, endpoint, lines);
}

/** Serves everything under `/v1/batches`. */
export function serveBatches(visit: Visit, [, id = '', verb = '']: RegExpExecArray): void {
  requireBearer(visit.request.headers);
  if (id === '') {
    if (visit.request.method === 'POST') {
      create(visit);
      return;
    }
    const data = [...batches.values()].filter(({ owner }) => owner === ownerOf(visit)).map(({ view }) => view);
    sendJson(visit, 200, { object: 'list', data, has_more: false });
    return;
  }
  const batch = batches.get(id);
  if (batch === undefined || batch.owner !== ownerOf(visit))
    throw new Refused(404, openaiError(`No batch found with id '${id}'.`));
  if (verb === 'cancel') {
    if (!['validating', 'in_progress'].includes(String(batch.view['status'])))
      throw new Refused(
        409,
        openaiError(`Cannot cancel a batch with status '${String(batch.view['status'])}'.`, 'invalid_request_error'),
      );
    batch.cancelled = true;
    Object.assign(batch.view, { status: 'cancelling', cancelling_at: now() });
  }
  sendJson(visit, 200, batch.view);
}
