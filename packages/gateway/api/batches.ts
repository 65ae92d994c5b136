// OpenAI's batches: begun from an uploaded file, held for all of its requests, and told to whoever began them.

import { Failure } from '@turnpike/protocols/failures';
import { batchSheet } from '../ledger/batch-price.ts';
import type { Exchange, Route } from '../http/exchange.ts';
import type { Spool } from '../http/spool.ts';
import { MOST_LINE, putBatchFile, readBatchFile } from '../relay/batches/batch-file.ts';
import { batchPlace } from '../relay/batches/batch-place.ts';
import { BatchReader, type BatchTerms } from '../relay/batches/batch-reader.ts';
import { BATCH_ENDPOINTS, type BatchEndpoint } from '../relay/batches/endpoints.ts';
import { chunksOf, LongLine, linesOf } from '../relay/batches/lines.ts';
import { fieldValue, scanEnvelope } from '../relay/envelope.ts';
import { isRecord, parseRecord, text, type Json } from '../relay/json.ts';
import { keeperOf } from '../relay/objects/google-objects.ts';
import { OPENAI_FILES } from '../relay/objects/provider-files.ts';
import type { Candidate } from '../routing/plan.ts';
import { upstreamOf } from '../routing/mapping.ts';
import { writeCursor } from '../store/cursor.ts';
import { answer, type Answer, type Desk } from '../tasks/dialect.ts';
import { filesOf, openaiBatch, renderBatch } from '../tasks/dialects/openai-batch.ts';
import { chooseModel, type Priced } from '../tasks/pricing.ts';
import { isFinal, type Task } from '../tasks/task.ts';
import type { Services } from './services.ts';
import { serveDialect } from './tasks.ts';

const PATH = '/v1/batches';
const WINDOW = '24h';
const MOST_METADATA = 16;

/** What a client orders. */
interface Asked {
  readonly fileId: string;
  readonly endpoint: BatchEndpoint;
  /** The body as it goes on, without the file. */
  readonly body: Json;
}

function bad(param: string, message: string): Failure {
  return new Failure('invalid_request', message, { param });
}

async function askedBy(exchange: Exchange): Promise<Asked> {
  const body = parseRecord((await exchange.body({ text: true })).toString('utf8'));
  if (body === undefined) throw new Failure('invalid_json', 'The body must be a JSON object.');
  const { input_file_id: fileId, completion_window: window = WINDOW, metadata, ...rest } = body;
  if (typeof fileId !== 'string' || fileId === '')
    throw bad('input_file_id', 'input_file_id must be the id of an uploaded file of requests.');
  const path = text(body['endpoint']);
  const endpoint = BATCH_ENDPOINTS.get(path);
  if (endpoint === undefined)
    throw bad('endpoint', `endpoint must be one of ${[...BATCH_ENDPOINTS.keys()].join(', ')}.`);
  if (window !== WINDOW) throw bad('completion_window', `completion_window must be ${WINDOW}.`);
  const told = metadata ?? undefined;
  if (told !== undefined && !isMetadata(told))
    throw bad('metadata', `metadata must be an object of at most ${MOST_METADATA} texts.`);
  const given = { ...rest, input_file_id: fileId, completion_window: WINDOW };
  return { fileId, endpoint, body: told === undefined ? given : { ...given, metadata: told } };
}

function isMetadata(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const texts = Object.values(value);
  return texts.length <= MOST_METADATA && texts.every(one => typeof one === 'string');
}

/** Terms of a batch with the price that they come from. */
interface Terms extends BatchTerms {
  readonly priced: Priced;
}

/** Reads every request of the file. @throws Failure naming the line at fault */
async function readRequests(
  services: Services,
  file: Spool,
  { endpoint, body }: Asked,
  principal: Awaited<ReturnType<Services['identify']>>,
): Promise<ReturnType<BatchReader<Terms>['done']>> {
  const world = services.world();
  const reader = new BatchReader<Terms>(endpoint, model => {
    const priced = chooseModel([model], principal, world);
    return { world, priced, sheet: batchSheet(priced.sheet), multiplier: priced.multiplier };
  });
  try {
    for await (const { number, bytes } of linesOf(chunksOf(file), MOST_LINE)) takeLine(reader, number, bytes, body);
  } catch (error) {
    if (error instanceof LongLine) throw bad('input_file_id', `${error.message}.`);
    throw error;
  }
  return reader.done();
}

function takeLine(reader: BatchReader<Terms>, number: number, bytes: Buffer, { endpoint: path }: Json): void {
  const where = `line ${number}`;
  try {
    const line = scanEnvelope(bytes);
    const span = line.fields.get('body');
    if (fieldValue(line, 'method') !== 'POST') throw bad('method', 'method must be POST.');
    if (fieldValue(line, 'url') !== path) throw bad('url', `url must be ${text(path)}, as the batch says.`);
    if (span === undefined) throw bad('body', 'body must be the request.');
    reader.take(where, fieldValue(line, 'custom_id'), bytes.subarray(span.start, span.end));
  } catch (error) {
    if (!(error instanceof Failure) || error.code === 'model_not_found' || error.status === 403) throw error;
    const message = error.message.startsWith(where) ? error.message : `${where}: ${error.message}`;
    throw bad('input_file_id', message);
  }
}

/** `POST /v1/batches`. */
async function create(services: Services, exchange: Exchange, desk: Desk): Promise<Answer> {
  const principal = await services.identify(exchange);
  const asked = await askedBy(exchange);
  const pin = await services.pins.find('openai-file', asked.fileId, principal.account.id);
  if (pin === undefined) throw new Failure('not_found', OPENAI_FILES.missing(asked.fileId), { param: 'input_file_id' });
  const keeper = keeperOf(services.world(), principal, pin);
  const file = await readBatchFile(services, keeper, asked.fileId);
  try {
    const { model, terms, requests, worst, state } = await readRequests(services, file, asked, principal);
    const { world, priced, sheet } = terms;
    const order = { world, principal, model, group: priced.group, keeper: OPENAI_FILES, state, file: keeper };
    const place = await batchPlace(services, order);
    const upstream = upstreamOf(place.channel, model);
    const stays = isSame(place, keeper) && upstream === model;
    const id = stays ? asked.fileId : await putBatchFile(services, place, file, model, upstream);
    const task = await desk.submit({
      verb: 'batch',
      models: [model],
      body: asked.body,
      measure: { calls: requests },
      terms: { most: worst, sheet },
      parent: { id: '', channel: place.channel.id, credential: place.credential.id, upstreamId: id },
    });
    return answer(renderBatch(task));
  } finally {
    await file.dispose();
  }
}

function isSame(one: Candidate, other: Candidate): boolean {
  return one.channel.id === other.channel.id && one.credential.id === other.credential.id;
}

async function found(desk: Desk, id: string): Promise<Task> {
  const task = await desk.find(id);
  if (task === undefined || task.dialect !== openaiBatch.name)
    throw new Failure('not_found', `No batch found with id '${id.slice(0, 100)}'.`, { param: 'id' });
  return task;
}

/** A batch as its owner sees it. Its files are the owner's from now on: nobody else was told of them. */
function shown(services: Services, task: Task): Json {
  const pin = { accountId: task.accountId, channel: task.channel, credential: task.credential };
  for (const id of filesOf(task)) services.pins.note('openai-file', id, pin);
  return renderBatch(task);
}

async function listed(services: Services, exchange: Exchange, desk: Desk): Promise<Answer> {
  const limit = Number(exchange.query.get('limit') ?? 20);
  if (!Number.isInteger(limit) || limit < 1 || limit > 100)
    throw bad('limit', 'limit must be a whole number from 1 to 100.');
  const after = exchange.query.get('after') ?? '';
  const start = after === '' ? undefined : await found(desk, after);
  const page = await desk.list({
    dialects: [openaiBatch.name],
    limit,
    ...(start === undefined ? {} : { after: writeCursor({ at: start.createdAt, id: start.id }) }),
  });
  const data = page.tasks.map(task => shown(services, task));
  const ends = { first_id: data[0]?.['id'] ?? null, last_id: data.at(-1)?.['id'] ?? null };
  return answer({ object: 'list', data, ...ends, has_more: page.next !== undefined });
}

/** Calls a batch off. What was answered until then is paid for, so that it is looked after to its end. */
async function cancel(services: Services, desk: Desk, id: string): Promise<Answer> {
  const task = await found(desk, id);
  if (isFinal(task.state)) {
    const message = `Cannot cancel a batch with status '${text(renderBatch(task)['status'])}'.`;
    return answer({ error: { message, type: 'invalid_request_error', param: null, code: null } }, 409);
  }
  const path = `${PATH}/${encodeURIComponent(task.upstreamId)}/cancel`;
  const reply = await desk.consult(task, { method: 'POST', path, json: {} });
  if (reply.status >= 400)
    throw new Failure('bad_response', `The provider did not call the batch off (status ${reply.status}).`);
  await services.tasks.work.wake(task.id);
  return answer(renderBatch({ ...task, raw: { ...task.raw, ...reply.json } }));
}

/** The routes. */
export function batchRoutes(services: Services): Route[] {
  const route = (
    method: 'GET' | 'POST',
    pattern: string,
    handle: (exchange: Exchange, desk: Desk) => Promise<Answer>,
  ): Route => ({
    method,
    pattern,
    family: 'openai-chat',
    handle: exchange => serveDialect(services, exchange, openaiBatch, desk => handle(exchange, desk)),
  });
  const idOf = ({ params }: Exchange): string => params['id'] ?? '';
  return [
    route('POST', PATH, (exchange, desk) => create(services, exchange, desk)),
    route('GET', PATH, (exchange, desk) => listed(services, exchange, desk)),
    route('GET', `${PATH}/{id}`, async (exchange, desk) => answer(shown(services, await found(desk, idOf(exchange))))),
    route('POST', `${PATH}/{id}/cancel`, (exchange, desk) => cancel(services, desk, idOf(exchange))),
  ];
}
