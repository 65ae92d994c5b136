// Anthropic's batches of messages: begun whole, held for all of their requests, and told to whoever began them.

import { Failure } from '@turnpike/protocols/failures';
import { batchSheet } from '../ledger/batch-price.ts';
import type { Exchange, Route } from '../http/exchange.ts';
import { batchPlace } from '../relay/batches/batch-place.ts';
import { BatchReader, type BatchTerms } from '../relay/batches/batch-reader.ts';
import { MESSAGES } from '../relay/batches/endpoints.ts';
import { fieldByte, scanEnvelope } from '../relay/envelope.ts';
import { isRecord, parseRecord, record, type Json } from '../relay/json.ts';
import { patienceOf } from '../relay/objects/google-objects.ts';
import { CLAUDE_FILES } from '../relay/objects/provider-files.ts';
import { pass } from '../relay/pass.ts';
import { upstreamHeaders } from '../relay/headers.ts';
import { credentialHeaders, pathBehind, roadTo } from '../relay/road.ts';
import { upstreamOf } from '../routing/mapping.ts';
import { writeCursor } from '../store/cursor.ts';
import { answer, type Answer, type Desk } from '../tasks/dialect.ts';
import { anthropicBatch, renderMessageBatch } from '../tasks/dialects/anthropic-batch.ts';
import { chooseModel, type Priced } from '../tasks/pricing.ts';
import { isFinal, type Task } from '../tasks/task.ts';
import type { Services } from './services.ts';
import { serveDialect } from './tasks.ts';

const PATH = '/v1/messages/batches';
const VERSION = '2023-06-01';
const LIST = 0x5b;

interface Terms extends BatchTerms {
  readonly priced: Priced;
}

/** The requests of a body. @throws Failure */
function requestsIn(body: Buffer): readonly Json[] {
  const envelope = scanEnvelope(body);
  if (fieldByte(envelope, 'requests') !== LIST)
    throw new Failure('invalid_request', 'requests: Field required. Give a list of requests.');
  const given = parseRecord(body.toString('utf8'))?.['requests'];
  const requests = Array.isArray(given) ? given : [];
  if (requests.length === 0) throw new Failure('invalid_request', 'requests: give at least one request.');
  return requests.map((one: unknown, index) => {
    if (isRecord(one) && isRecord(one['params'])) return one;
    throw new Failure('invalid_request', `requests.${index}.params: Field required. Give the message’s own body.`);
  });
}

/** `POST /v1/messages/batches`. */
async function create(services: Services, exchange: Exchange, desk: Desk): Promise<Answer> {
  const principal = await services.identify(exchange);
  const requests = requestsIn(await exchange.body({ text: true }));
  const world = services.world();
  const reader = new BatchReader<Terms>(MESSAGES, model => {
    const priced = chooseModel([model], principal, world);
    return { world, priced, sheet: batchSheet(priced.sheet), multiplier: priced.multiplier };
  });
  for (const [index, request] of requests.entries())
    reader.take(`requests.${index}`, request['custom_id'], Buffer.from(JSON.stringify(request['params'])));
  const { model, terms, worst, state } = reader.done();
  const { priced, sheet } = terms;
  const place = await batchPlace(services, {
    world,
    principal,
    model,
    group: priced.group,
    keeper: CLAUDE_FILES,
    state,
  });
  const upstream = upstreamOf(place.channel, model);
  const told = requests.map(request => ({ ...request, params: { ...record(request['params']), model: upstream } }));
  const bytes = Buffer.from(JSON.stringify({ requests: told }));
  const beta = exchange.request.headers['anthropic-beta'];
  const task = await desk.submit({
    verb: 'batch',
    models: [model],
    body: {},
    files: [{ field: 'requests', name: 'requests.json', type: 'application/json', bytes }],
    measure: { calls: requests.length },
    terms: { most: worst, sheet },
    memo: typeof beta === 'string' ? { beta } : {},
    parent: { id: '', channel: place.channel.id, credential: place.credential.id, upstreamId: '' },
  });
  return answer(renderMessageBatch(task));
}

async function found(desk: Desk, id: string): Promise<Task> {
  const task = await desk.find(id);
  if (task === undefined || task.dialect !== anthropicBatch.name)
    throw new Failure('not_found', `No batch was found with id ${id.slice(0, 100)}.`);
  return task;
}

async function listed(exchange: Exchange, desk: Desk): Promise<Answer> {
  const { query } = exchange;
  const limit = Number(query.get('limit') ?? 20);
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000)
    throw new Failure('invalid_request', 'limit: give a whole number from 1 to 1000.');
  const before = query.get('before_id') ?? '';
  const from = query.get('after_id') ?? before;
  const start = from === '' ? undefined : await found(desk, from);
  const page = await desk.list({
    dialects: [anthropicBatch.name],
    limit: Math.min(limit, 100),
    ascending: before !== '',
    ...(start === undefined ? {} : { after: writeCursor({ at: start.createdAt, id: start.id }) }),
  });
  const told = page.tasks.map(renderMessageBatch);
  const data = before === '' ? told : told.toReversed();
  const ends = { first_id: data[0]?.['id'] ?? null, last_id: data.at(-1)?.['id'] ?? null };
  return answer({ data, ...ends, has_more: page.next !== undefined });
}

/** Calls a batch off. What was answered until then is paid for, so that it is looked after to its end. */
async function cancel(services: Services, desk: Desk, id: string): Promise<Answer> {
  const task = await found(desk, id);
  if (isFinal(task.state)) throw new Failure('invalid_request', `Batch ${id} cannot be canceled: it has ended.`);
  const path = `${PATH}/${encodeURIComponent(task.upstreamId)}/cancel`;
  const reply = await desk.consult(task, { method: 'POST', path });
  if (reply.status >= 400)
    throw new Failure('bad_response', `The provider did not call the batch off (status ${reply.status}).`);
  await services.tasks.work.wake(task.id);
  return answer(renderMessageBatch({ ...task, raw: { ...task.raw, ...reply.json } }));
}

async function remove(desk: Desk, id: string): Promise<Answer> {
  const task = await found(desk, id);
  if (!isFinal(task.state))
    throw new Failure('invalid_request', `Batch ${id} cannot be deleted while it is in progress. Cancel it first.`);
  await desk.consult(task, { method: 'DELETE', path: `${PATH}/${encodeURIComponent(task.upstreamId)}` });
  await desk.remove(task);
  return answer({ id: task.publicId, type: 'message_batch_deleted' });
}

/** The results pass as they come from where they are kept. */
async function results(services: Services, exchange: Exchange, desk: Desk): Promise<Answer | undefined> {
  const task = await found(desk, exchange.params['id'] ?? '');
  if (renderMessageBatch(task)['results_url'] === null)
    throw new Failure('invalid_request', `Batch ${task.publicId} has no available results: it has not ended.`);
  const world = services.world();
  const channel = world.channels.find(({ id }) => id === task.channel);
  const credential = channel?.credentials.find(({ id }) => id === task.credential);
  if (channel === undefined || credential === undefined)
    throw new Failure('no_available_channel', 'The channel that keeps these results is not in service.', {
      retryAfter: 60,
    });
  const road = roadTo(channel);
  const headers = upstreamHeaders(
    exchange.request.headers,
    credentialHeaders(channel, credential, 'anthropic-messages'),
    undefined,
  );
  // A client that says no version, as one without Anthropic's library, means the first.
  if (exchange.request.headers['anthropic-version'] === undefined) headers.push('anthropic-version', VERSION);
  const path = pathBehind(road, `${PATH}/${encodeURIComponent(task.upstreamId)}/results`);
  const request = { origin: road.origin, path, method: 'GET', headers, body: undefined } as const;
  await pass(services, { channel, credential }, exchange, request, patienceOf(world));
  return undefined;
}

/** The routes. */
export function messageBatchRoutes(services: Services): Route[] {
  const route = (
    method: Route['method'],
    tail: string,
    handle: (exchange: Exchange, desk: Desk) => Promise<Answer | undefined>,
  ): Route => ({
    method,
    pattern: PATH + tail,
    family: 'anthropic-messages',
    handle: exchange => serveDialect(services, exchange, anthropicBatch, desk => handle(exchange, desk)),
  });
  const idOf = ({ params }: Exchange): string => params['id'] ?? '';
  return [
    route('POST', '', (exchange, desk) => create(services, exchange, desk)),
    route('GET', '', listed),
    route('GET', '/{id}', async (exchange, desk) => answer(renderMessageBatch(await found(desk, idOf(exchange))))),
    route('POST', '/{id}/cancel', (exchange, desk) => cancel(services, desk, idOf(exchange))),
    route('DELETE', '/{id}', (exchange, desk) => remove(desk, idOf(exchange))),
    route('GET', '/{id}/results', (exchange, desk) => results(services, exchange, desk)),
  ];
}
