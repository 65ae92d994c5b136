// The task routes: every platform's own paths, the owner's list of tasks, progress as it comes, assets and callbacks.

import { Failure } from '@turnpike/protocols/failures';
import type { Exchange, Route } from '../http/exchange.ts';
import { isMultipart, readForm } from '../http/multipart.ts';
import { Refusal } from '../ledger/ledger.ts';
import { refuse } from '../relay/admission-refusal.ts';
import { isRecord, type Json } from '../relay/json.ts';
import { deskFor } from '../tasks/client-desk.ts';
import {
  Refused,
  type Answer,
  type Ask,
  type Desk,
  type Dialect,
  type DialectRoute,
  type Problem,
} from '../tasks/dialect.ts';
import type { TaskEngine } from '../tasks/engine.ts';
import { parseWritten } from '../tasks/exact-json.ts';
import { DIALECTS } from '../tasks/registry.ts';
import { sendAsset } from './assets.ts';
import type { Services } from './services.ts';

/** Methods whose bodies are read. */
const WITH_BODY = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/** The routes of every dialect. */
export function dialectRoutes(services: Services): Route[] {
  return DIALECTS.flatMap(dialect => dialect.routes.map(route => dialectRoute(services, dialect, route)));
}

function dialectRoute(services: Services, dialect: Dialect, route: DialectRoute): Route {
  const handle = (exchange: Exchange): Promise<void> =>
    serveDialect(services, exchange, dialect, async desk => route.handle(await askOf(exchange), desk));
  return { method: route.method, pattern: route.pattern, family: 'openai-chat', handle };
}

/** Serves a request at the desk of its client, with its dialect's errors. No answer: it was given already. */
export async function serveDialect(
  services: Services,
  exchange: Exchange,
  dialect: Dialect,
  handle: (desk: Desk) => Promise<Answer | undefined>,
): Promise<void> {
  try {
    const answer = await handle(await deskOf(services, exchange, dialect));
    if (answer !== undefined) await deliver(services, exchange, answer);
  } catch (error) {
    refuseBy(exchange, dialect, await problemOf(services, exchange, error));
  }
}

/** Has a dialect do what its route does, for a request that came in another form; `render` tells its answer. */
export async function runDialect(
  services: Services,
  exchange: Exchange,
  dialect: Dialect,
  ask: {
    readonly method: string;
    readonly pattern: string;
    readonly body: Json;
    readonly query?: URLSearchParams;
    readonly params?: Readonly<Record<string, string>>;
  },
  render: (told: unknown) => Json,
): Promise<void> {
  const route = dialect.routes.find(({ method, pattern }) => method === ask.method && pattern === ask.pattern);
  if (route === undefined) throw new Failure('internal_error', 'The dialect has no such route.');
  try {
    const desk = await deskOf(services, exchange, dialect, ask.pattern);
    const { params, query, request } = exchange;
    const asked = { params, query, headers: request.headers, files: [], path: ask.pattern, ...ask };
    const answer = await route.handle(asked, desk);
    deliverPlain(exchange, { ...answer, json: render(answer.json) });
  } catch (error) {
    refuseBy(exchange, dialect, await problemOf(services, exchange, error));
  }
}

/** The client's desk, in one dialect. @throws Failure when the key is not good. */
export async function deskOf(
  services: Services,
  exchange: Exchange,
  dialect: Dialect,
  path: string = exchange.path,
): Promise<Desk> {
  const principal = await services.identify(exchange);
  return deskFor(services.tasks.work, {
    principal,
    dialect,
    origin: originOf(exchange),
    requestId: exchange.id,
    path,
    idempotencyKey: idempotencyOf(exchange, dialect),
    gone: () => exchange.gone,
  });
}

/** The client's own key, told apart by API: the same word to another platform is another submission. */
function idempotencyOf({ request }: Exchange, dialect: Dialect): string | undefined {
  const key = request.headers['idempotency-key'];
  return typeof key === 'string' && key !== '' ? `${dialect.name}:header:${key.slice(0, 255)}` : undefined;
}

/** Scheme and host that the client used. */
export function originOf({ request }: Exchange): string {
  const forwarded = request.headers['x-forwarded-proto'];
  const scheme = typeof forwarded === 'string' && /^https?$/.test(forwarded) ? forwarded : 'http';
  const host = request.headers.host ?? '';
  return /^[\w.:[\]-]+$/.test(host) ? `${scheme}://${host}` : '';
}

async function askOf(exchange: Exchange): Promise<Ask> {
  const { method, path, params, query, request } = exchange;
  const draft = { method, path, params, query, headers: request.headers };
  if (!WITH_BODY.has(method)) return { ...draft, body: {}, files: [] };
  const type = request.headers['content-type'] ?? '';
  if (isMultipart(type)) return { ...draft, ...readForm(await exchange.body({ text: false }), type) };
  return { ...draft, body: parse(await exchange.body({ text: true })), files: [] };
}

function parse(body: Buffer): Json {
  if (body.length === 0) return {};
  let value: unknown;
  try {
    value = parseWritten(body.toString());
  } catch (error) {
    throw new Failure('invalid_json', 'The body is not valid JSON.', { cause: error });
  }
  if (!isRecord(value)) throw new Failure('invalid_request', 'The body must be a JSON object.');
  return value;
}

/** Says what is wrong in the dialect's words, and when to come again where that is known. */
function refuseBy(exchange: Exchange, dialect: Dialect, problem: Problem): void {
  const answer = dialect.error({ ...problem, requestId: exchange.id });
  const after = problem.kind === 'refused' ? problem.retryAfter : problem.failure.retryAfter;
  // Makers' SDKs ask again after a fault by themselves, which could make a job twice that may be there already.
  const unsure = problem.kind === 'failure' && problem.failure.code === 'bad_response';
  const headers = {
    ...(after === undefined ? {} : { 'retry-after': String(Math.ceil(after)) }),
    ...(unsure ? { 'x-should-retry': 'false' } : {}),
    ...answer.headers,
  };
  deliverPlain(exchange, { ...answer, headers });
}

/** What went wrong, as a dialect is told. Faults of ours go on to the front. */
async function problemOf(services: Services, exchange: Exchange, error: unknown): Promise<Problem> {
  if (error instanceof Refused) return error.problem;
  if (error instanceof Failure) return { kind: 'failure', failure: error };
  if (!(error instanceof Refusal)) throw error;
  const principal = await services.identify(exchange);
  const failure = await refuse(services, principal, error).catch((refused: unknown) => refused);
  if (failure instanceof Failure) return { kind: 'failure', failure };
  throw failure;
}

async function deliver(services: Services, exchange: Exchange, answer: Answer): Promise<void> {
  if (answer.stream !== undefined) await deliverStream(exchange, answer.status, answer.stream);
  else if (answer.asset === undefined) deliverPlain(exchange, answer);
  else await sendAsset(services.tasks.work, exchange, answer.asset.task, answer.asset.index);
}

/** Sends texts as they come, no faster than the client reads them, until it is gone. */
export async function deliverStream(
  exchange: Exchange,
  status: number,
  { type, parts }: NonNullable<Answer['stream']>,
): Promise<void> {
  const { response } = exchange;
  exchange.head(status, ['content-type', type, 'cache-control', 'no-cache', 'x-accel-buffering', 'no']);
  response.flushHeaders();
  for await (const part of parts) {
    if (response.destroyed) return;
    if (!response.write(part)) await drained(response);
  }
  response.end();
}

function drained(response: Exchange['response']): Promise<void> {
  return new Promise(resolve => {
    response.once('drain', resolve);
    response.once('close', resolve);
  });
}

function deliverPlain(exchange: Exchange, answer: Answer): void {
  if (answer.empty !== true) {
    exchange.json(answer.status, answer.json ?? null, answer.headers);
    return;
  }
  exchange.head(answer.status, [...Object.entries(answer.headers ?? {}).flat(), 'content-length', '0']);
  exchange.response.end();
}

/** `POST /v1/tasks/callbacks/{token}`: an upstream says that there is news; the poller looks for itself. */
export function callbackRoute(engine: TaskEngine): Route {
  const handle = async (exchange: Exchange): Promise<void> => {
    const [id = '', code = ''] = (exchange.params['token'] ?? '').split('.');
    const body = await exchange.body({ text: false });
    const { seal } = engine.work.services;
    if (code !== seal.mac(`callback:${id}`)) throw new Failure('not_found', 'There is nothing to be told of here.');
    await engine.work.wake(id);
    exchange.json(200, { status: 'ok', ...challengeIn(body) });
  };
  return { method: 'POST', pattern: '/v1/tasks/callbacks/{token}', family: 'management', handle };
}

/** MiniMax asks an address to say a word back before it sends news there (minimax-hailuo.md). */
function challengeIn(body: Buffer): { readonly challenge?: string } {
  if (body.length > 4_096 || !body.includes('challenge')) return {};
  try {
    const { challenge } = parse(body);
    return typeof challenge === 'string' ? { challenge } : {};
  } catch {
    return {};
  }
}
