// Routes that issue passes for realtime sessions: OpenAI's client secrets, old and new, and Google's auth tokens.

import { randomUUID } from 'node:crypto';
import { Failure } from '@turnpike/protocols/failures';
import { sessionFromBeta } from '@turnpike/protocols/openai-realtime/beta';
import { plainModel } from '@turnpike/protocols/gemini-live/setup';
import type { Exchange, Route } from '../http/exchange.ts';
import { authorizeModel } from '../identity/authorize.ts';
import type { PassApi, PassTerms } from '../identity/passes.ts';
import type { Principal } from '../identity/principal.ts';
import { isRecord, parseRecord, record, text, type Json } from '../relay/json.ts';
import type { RelayServices } from '../relay/services.ts';

/** How long OpenAI's secrets are good, seconds (openai-realtime §2); those of the beta for a minute. */
const SECRET_SECONDS = { least: 10, usual: 600, most: 7200, beta: 60 };
/** How long Google's tokens are good, milliseconds (gemini-live §6). */
const TOKEN_MS = { begins: 60_000, usual: 30 * 60_000, most: 20 * 3_600_000 };

/** A path that issues, and how. */
interface Issuer {
  readonly path: string;
  issue(services: RelayServices, exchange: Exchange, caller: Principal, body: Json): Promise<unknown>;
}

const OPENAI: readonly Issuer[] = [
  { path: '/v1/realtime/client_secrets', issue: clientSecret },
  { path: '/v1/realtime/sessions', issue: betaSession },
  { path: '/v1/realtime/transcription_sessions', issue: betaTranscription },
];

/** Every route of this kind. */
export function sessionPassRoutes(services: RelayServices): Route[] {
  const route = (pattern: string, family: Route['family'], issue: Issuer['issue']): Route => ({
    method: 'POST',
    pattern,
    family,
    async handle(exchange) {
      const caller = await services.identify(exchange);
      const body = parseRecord((await exchange.body({ text: true })).toString('utf8') || '{}');
      if (body === undefined) throw new Failure('invalid_json', 'The body must be a JSON object.');
      exchange.json(200, await issue(services, exchange, caller, body));
    },
  });
  return [
    ...OPENAI.map(({ path, issue }) => route(path, 'openai-chat', issue)),
    ...['/v1alpha', '/v1beta', '/v1'].map(version => route(`${version}/auth_tokens`, 'gemini-generate', authToken)),
    ...['', '/{id}/accept', '/{id}/reject', '/{id}/refer', '/{id}/hangup'].map((tail): Route => ({
      method: 'POST',
      pattern: `/v1/realtime/calls${tail}`,
      family: 'openai-chat',
      handle() {
        const message = 'Calls by WebRTC are not carried here: their sound would pass by the meter. Open /v1/realtime.';
        throw new Failure('api_not_implemented', message);
      },
    })),
  ];
}

function passOf(
  services: RelayServices,
  api: PassApi,
  caller: Principal,
  terms: Pick<PassTerms, 'uses' | 'beginsUntil' | 'expiresAt' | 'settings' | 'locked'>,
): Promise<string> {
  return services.passes.issue(api, caller.account.id, { ...terms, keyHash: caller.key.hash });
}

/** An OpenAI secret for a session, good for some seconds. */
async function secretFor(
  services: RelayServices,
  caller: Principal,
  settings: Json,
  seconds: number,
): Promise<{ readonly value: string; readonly expires_at: number }> {
  const expiresAt = Date.now() + seconds * 1000;
  const terms = { uses: 0, beginsUntil: expiresAt, expiresAt: expiresAt + TOKEN_MS.most, settings };
  const value = await passOf(services, 'openai-realtime', caller, terms);
  return { value, expires_at: Math.floor(expiresAt / 1000) };
}

async function clientSecret(
  services: RelayServices,
  _exchange: Exchange,
  caller: Principal,
  body: Json,
): Promise<Json> {
  const session = record(body['session'] ?? { type: 'realtime' });
  const type = session['type'] ?? 'realtime';
  if (type !== 'realtime' && type !== 'transcription') throw wrong('session.type', 'say realtime or transcription');
  mayUse(services, caller, session);
  const settings = { ...session, type };
  const secret = await secretFor(services, caller, settings, secondsOf(body));
  return {
    ...secret,
    session: { object: `realtime.${type === 'realtime' ? '' : 'transcription_'}session`, id: sessionId(), ...settings },
  };
}

function secondsOf(body: Json): number {
  const after = body['expires_after'];
  if (after === undefined || after === null) return SECRET_SECONDS.usual;
  const seconds = record(after)['seconds'] ?? SECRET_SECONDS.usual;
  if (typeof seconds !== 'number' || !(seconds >= SECRET_SECONDS.least && seconds <= SECRET_SECONDS.most))
    throw wrong('expires_after.seconds', `give ${SECRET_SECONDS.least} to ${SECRET_SECONDS.most} seconds`);
  return seconds;
}

async function betaSession(services: RelayServices, _exchange: Exchange, caller: Principal, body: Json): Promise<Json> {
  const settings = sessionFromBeta(body);
  mayUse(services, caller, settings);
  const secret = await secretFor(services, caller, settings, SECRET_SECONDS.beta);
  return { id: sessionId(), object: 'realtime.session', ...body, client_secret: secret };
}

async function betaTranscription(
  services: RelayServices,
  _exchange: Exchange,
  caller: Principal,
  body: Json,
): Promise<Json> {
  const settings = { ...sessionFromBeta(body), type: 'transcription' };
  mayUse(services, caller, settings);
  const secret = await secretFor(services, caller, settings, SECRET_SECONDS.beta);
  return { id: sessionId(), object: 'realtime.transcription_session', ...body, client_secret: secret };
}

/** Models that a session names must be the caller's to use. @throws Failure */
function mayUse(services: RelayServices, caller: Principal, session: Json): void {
  const input = record(record(session['audio'])['input']);
  for (const model of [session['model'], record(input['transcription'])['model']])
    if (model !== undefined && model !== null) authorizeModel(caller, text(model), services.world());
}

/** `POST /v1alpha/auth_tokens`. */
async function authToken(services: RelayServices, _exchange: Exchange, caller: Principal, body: Json): Promise<Json> {
  const uses = field(body, 'uses') ?? 1;
  if (typeof uses !== 'number' || !Number.isInteger(uses) || uses < 0) throw wrong('uses', 'give a whole number, or 0');
  const expiresAt = timeOf(body, 'expireTime', TOKEN_MS.usual);
  const beginsUntil = timeOf(body, 'newSessionExpireTime', TOKEN_MS.begins);
  const given = field(body, 'bidiGenerateContentSetup');
  const settings = isRecord(given) ? given : undefined;
  const model = settings?.['model'];
  if (typeof model === 'string') authorizeModel(caller, plainModel(model), services.world());
  const mask = text(field(body, 'fieldMask'));
  const locked = mask === '' ? {} : { locked: mask.split(',').map(path => path.trim()) };
  const terms = { uses, beginsUntil, expiresAt, settings: settings ?? (mask === '' ? undefined : {}), ...locked };
  return { name: await passOf(services, 'gemini-live', caller, terms) };
}

function timeOf(body: Json, name: string, usual: number): number {
  const value = field(body, name);
  if (value === undefined || value === null) return Date.now() + usual;
  const at = Date.parse(text(value));
  if (!(at > Date.now() && at <= Date.now() + TOKEN_MS.most))
    throw wrong(name, 'give a time that is to come, within 20 hours');
  return at;
}

/** A field in either of Google's spellings. */
function field(body: Json, camel: string): unknown {
  return body[camel] ?? body[camel.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)];
}

function sessionId(): string {
  return `sess_${randomUUID().replaceAll('-', '')}`;
}

function wrong(param: string, what: string): Failure {
  return new Failure('invalid_request', `${param}: ${what}.`, { param });
}
