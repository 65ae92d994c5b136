// One operation of the management API: its schemas, who may call it, and what it does; routes and OpenAPI come from it.

import { Failure } from '@turnpike/protocols/failures';
import type { Static, TObject, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { Value } from 'typebox/value';
import type { Exchange, Route } from '../../http/exchange.ts';
import { type Caller, checkPermission, checkProof, checkScope } from '../../identity/callers.ts';
import type { Permission } from '../../identity/roles.ts';
import { checkSameSite } from '../../identity/same-site.ts';
import type { Services } from '../services.ts';

/** Who may call: everybody, whoever is signed in (for his own affairs), or whose role has a permission. */
export type Who = 'anyone' | 'account' | Permission;

/** What a handler is given beside its input. */
export interface Context {
  readonly services: Services;
  readonly exchange: Exchange;
  /** Notes a change in the log of changes: `before` and `after` without secrets. */
  change(action: string, subject: string, before?: unknown, after?: unknown): Promise<void>;
}

/** The parts of a request, each as its schema says. */
export interface Input<Params extends TObject, Query extends TObject, Body extends TSchema> {
  readonly params: Static<Params>;
  readonly query: Static<Query>;
  readonly body: Static<Body>;
}

/** What every operation states. */
export interface OperationDraft<
  Params extends TObject,
  Query extends TObject,
  Body extends TSchema,
  Answer extends TSchema,
  Caller_,
> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Behind `/manage/v1`; `{name}` is a path parameter. */
  readonly path: string;
  /** A verb and a noun, unique: `createKey`. */
  readonly id: string;
  readonly tag: string;
  readonly summary: string;
  /** More than a sentence, where one needs it. */
  readonly description?: string;
  readonly who: Who;
  /** Whether a session must have been confirmed within the last ten minutes. */
  readonly proof?: true;
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: Body;
  /** What a success answers; absent means nothing (204). */
  readonly answer?: Answer;
  /** Status of a success; 200 by default, 204 without an answer. */
  readonly status?: 200 | 201 | 202;
  handle(
    caller: Caller_,
    input: Input<Params, Query, Body>,
    context: Context,
  ): Promise<Answer extends TSchema ? Static<Answer> : void>;
}

/** An operation, whatever its schemas are. */
export interface Operation extends Omit<
  OperationDraft<TObject, TObject, TSchema, TSchema, Caller | undefined>,
  'handle'
> {
  route(services: Services): Route;
  /**
   * Does the same for a request that came in another form, with every check of the operation's own: who asks, his
   * proof, the schemas, the log of changes. @throws Failure
   */
  perform(services: Services, exchange: Exchange, parts: RawParts): Promise<unknown>;
}

/** The parts of a request before they are read. */
export interface RawParts {
  readonly params?: unknown;
  readonly query?: unknown;
  readonly body?: unknown;
}

export const PREFIX = '/manage/v1';

/** Makes an operation that somebody signed in calls. */
export function operation<
  Params extends TObject = TObject,
  Query extends TObject = TObject,
  Body extends TSchema = TSchema,
  Answer extends TSchema = TSchema,
>(draft: OperationDraft<Params, Query, Body, Answer, Caller> & { readonly who: Exclude<Who, 'anyone'> }): Operation {
  return build(draft, async (services, exchange) => {
    const caller = await callerOf(services, exchange);
    if (draft.who === 'account') checkScope(caller, draft.method === 'GET' ? 'self.read' : 'self.write');
    else checkPermission(caller, draft.who);
    if (draft.proof === true) checkProof(caller);
    return caller;
  });
}

/** Makes an operation that anybody may call; the caller is told where somebody is signed in. */
export function openOperation<
  Params extends TObject = TObject,
  Query extends TObject = TObject,
  Body extends TSchema = TSchema,
  Answer extends TSchema = TSchema,
>(draft: Omit<OperationDraft<Params, Query, Body, Answer, Caller | undefined>, 'who' | 'proof'>): Operation {
  return build({ ...draft, who: 'anyone' }, (services, exchange) => services.callers.find(exchange.request));
}

/** The caller of a management request. @throws Failure when nobody is signed in, or another site asks for a change. */
export async function callerOf(services: Services, exchange: Exchange): Promise<Caller> {
  const caller = await services.callers.find(exchange.request);
  if (caller === undefined)
    throw new Failure('AUTH_UNAUTHORIZED', 'Sign in, or send an access token as "Authorization: Bearer tp_…".');
  const { method } = exchange;
  if (caller.via === 'session' && method !== 'GET' && method !== 'HEAD')
    checkSameSite(exchange.request, services.world().settings.publicUrl);
  return caller;
}

function build<Params extends TObject, Query extends TObject, Body extends TSchema, Answer extends TSchema, Who_>(
  draft: OperationDraft<Params, Query, Body, Answer, Who_>,
  admit: (services: Services, exchange: Exchange) => Promise<Who_>,
): Operation {
  const { handle, ...rest } = draft;
  const params = reader(draft.params, 'path');
  const query = reader(draft.query, 'query');
  const body = reader(draft.body, '');
  const work = async (services: Services, exchange: Exchange, parts: () => Promise<RawParts>) => {
    const caller = await admit(services, exchange);
    const raw = await parts();
    const input = { params: params(raw.params ?? {}), query: query(raw.query ?? {}), body: body(raw.body) };
    return handle(caller, input, contextOf(services, exchange, caller));
  };
  const partsOf = async (exchange: Exchange): Promise<RawParts> => ({
    params: exchange.params,
    query: Object.fromEntries(exchange.query),
    body: draft.body === undefined ? undefined : await jsonBody(exchange),
  });
  const route = (services: Services): Route => ({
    method: draft.method,
    pattern: PREFIX + draft.path,
    family: 'management',
    crossOrigin: false,
    who: draft.who,
    async handle(exchange) {
      const answer = await work(services, exchange, () => partsOf(exchange));
      if (exchange.response.headersSent) return;
      if (draft.answer === undefined) {
        exchange.head(204, []);
        exchange.response.end();
      } else exchange.json(draft.status ?? 200, answer, { 'cache-control': 'no-store' });
    },
  });
  return { ...rest, route, perform: (services, exchange, parts) => work(services, exchange, async () => parts) };
}

function contextOf(services: Services, exchange: Exchange, caller: unknown): Context {
  return {
    services,
    exchange,
    change: (action, subject, before, after) =>
      noteChange(services, exchange, isCaller(caller) ? caller : undefined, { action, subject, before, after }),
  };
}

function isCaller(value: unknown): value is Caller {
  return typeof value === 'object' && value !== null && 'via' in value;
}

/** Writes a change into the log of changes. */
export async function noteChange(
  services: Services,
  exchange: Exchange,
  caller: Caller | undefined,
  change: { readonly action: string; readonly subject: string; readonly before?: unknown; readonly after?: unknown },
): Promise<void> {
  await services.store.changes.note({
    actorId: caller?.account.id ?? 0,
    actor: caller?.account.name ?? '',
    via: caller?.via ?? 'system',
    action: change.action,
    subject: change.subject,
    before: jsonText(change.before),
    after: jsonText(change.after),
    address: exchange.address,
  });
}

function jsonText(value: unknown): string {
  if (value === undefined) return '';
  return JSON.stringify(value, (_key, item: unknown) => (typeof item === 'bigint' ? String(item) : item));
}

async function jsonBody(exchange: Exchange): Promise<unknown> {
  const bytes = await exchange.body({ text: true });
  if (bytes.length === 0) return {};
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new Failure('invalid_json', 'The body is not JSON.');
  }
}

/** Reads a part by its schema, compiled at its first use. Texts of paths and queries become what the schema wants. */
function reader<Schema extends TSchema>(
  schema: Schema | undefined,
  place: 'path' | 'query' | '',
): (value: unknown) => Static<Schema> {
  let check: ReturnType<typeof Compile<Schema>> | undefined;
  return value => {
    // Without a schema nothing is read, so nothing can be wrong.
    if (schema === undefined) return value as Static<Schema>;
    check ??= Compile(schema);
    const found = Value.Default(schema, place === '' ? value : Value.Convert(schema, value));
    if (check.Check(found)) return found;
    const errors = check.Errors(found);
    const details = errors.slice(0, 20).map(error => ({
      path: error.instancePath.replace(/^\//, '').replaceAll('/', '.') || missing(error),
      message: error.message,
    }));
    const [first] = details;
    const where = first?.path ?? '';
    throw new Failure('invalid_request', `${where === '' ? 'The request' : where}: ${first?.message ?? 'is wrong'}.`, {
      ...(where === '' ? {} : { param: where }),
      details: { fields: details },
    });
  };
}

/** The field that a complaint about the whole object means. */
function missing(error: { readonly params: unknown }): string {
  const { params } = error;
  if (typeof params !== 'object' || params === null) return '';
  const names: unknown = Object.values(params)[0];
  return Array.isArray(names) && typeof names[0] === 'string' ? names[0] : '';
}
