// Sign-in, sign-out, registration, the first set-up, and the caller's own sessions.

import { Failure } from '@turnpike/protocols/failures';
import { Type } from 'typebox';
import type { Exchange } from '../../http/exchange.ts';
import { clearSessionCookie, setSessionCookie } from '../../identity/cookies.ts';
import { permissionsOf } from '../../identity/roles.ts';
import { checkSameSite, isSecure } from '../../identity/same-site.ts';
import type { AccountRow } from '../../store/store.ts';
import type { Services } from '../services.ts';
import { openOperation, operation, noteChange, type Operation } from './operation.ts';
import { Email, Id, Name, Password, strict, Time } from './schemas.ts';

const SIGN_IN = 'Sign-in';

const Me = Type.Object({
  id: Id,
  name: Type.String(),
  role: Type.String(),
  permissions: Type.Array(Type.String()),
  group: Type.String(),
  email: Type.String(),
  display_name: Type.String(),
  preferences: Type.Unsafe<Record<string, unknown>>({ type: 'object' }),
  second_factor: Type.Boolean(),
  created_at: Time,
});

export const SignedIn = Type.Union([
  Type.Object({ state: Type.Literal('signed_in'), account: Me }),
  Type.Object({
    state: Type.Literal('second_factor'),
    flow: Type.String({ description: 'To be sent back with the code.' }),
  }),
]);

async function meOf(services: Services, account: AccountRow) {
  const [profile, factor] = await Promise.all([
    services.store.profiles.of(account.id),
    services.store.signIns.secondFactor(account.id),
  ]);
  return {
    id: account.id,
    name: account.name,
    role: account.role,
    permissions: [...permissionsOf(account.role)],
    group: account.group,
    email: profile.email,
    display_name: profile.displayName,
    preferences: preferencesOf(profile.preferences),
    second_factor: factor?.confirmed === true,
    created_at: account.createdAt,
  };
}

function preferencesOf(text: string): Record<string, unknown> {
  const value: unknown = JSON.parse(text);
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

/** Gives the browser its session and answers who signed in. */
export async function welcome(services: Services, exchange: Exchange, account: AccountRow) {
  const agent = exchange.request.headers['user-agent'] ?? '';
  const { secret, seconds } = await services.callers.open(account, agent, exchange.address);
  const { publicUrl, trustProxy } = services.world().settings;
  const secure = isSecure(exchange.request, publicUrl, trustProxy);
  exchange.response.setHeader('set-cookie', setSessionCookie(secret, seconds, secure));
  return { state: 'signed_in' as const, account: await meOf(services, account) };
}

/** The same after a first factor: the second is asked for where one is in force. */
export async function welcomeOrAsk(services: Services, exchange: Exchange, account: AccountRow) {
  const outcome = await services.signIn.afterFirstFactor(account);
  if (outcome.state === 'second_factor') return outcome;
  return welcome(services, exchange, outcome.account);
}

export const sessionOperations: readonly Operation[] = [
  openOperation({
    method: 'POST',
    path: '/session',
    id: 'signIn',
    tag: SIGN_IN,
    summary: 'Signs in with a name or e-mail address and a password.',
    body: strict({ name: Type.String({ minLength: 1, maxLength: 254 }), password: Type.String({ maxLength: 200 }) }),
    answer: SignedIn,
    async handle(_caller, { body }, { services, exchange }) {
      checkSameSiteOrScript(services, exchange);
      const outcome = await services.signIn.withPassword(body.name, body.password, exchange.address);
      if (outcome.state === 'second_factor') return outcome;
      return welcome(services, exchange, outcome.account);
    },
  }),
  openOperation({
    method: 'POST',
    path: '/session/second-factor',
    id: 'signInWithSecondFactor',
    tag: SIGN_IN,
    summary: 'Completes a sign-in with a code of the authenticator app, or a back-up code.',
    body: strict({ flow: Type.String({ maxLength: 100 }), code: Type.String({ maxLength: 40 }) }),
    answer: SignedIn,
    async handle(_caller, { body }, { services, exchange }) {
      const account = await services.signIn.withSecondFactor(body.flow, body.code, exchange.address);
      return welcome(services, exchange, account);
    },
  }),
  openOperation({
    method: 'POST',
    path: '/registration',
    id: 'register',
    tag: SIGN_IN,
    summary: 'Makes an account, where the operator allows it.',
    body: strict({
      name: Name,
      password: Password,
      email: Type.Optional(Email),
      invitation: Type.Optional(Type.String({ maxLength: 100 })),
    }),
    answer: SignedIn,
    status: 201,
    async handle(_caller, { body }, { services, exchange }) {
      checkSameSiteOrScript(services, exchange);
      const account = await services.signIn.register(body, exchange.address);
      await noteChange(services, exchange, undefined, { action: 'account.register', subject: `account:${account.id}` });
      return welcome(services, exchange, account);
    },
  }),
  openOperation({
    method: 'POST',
    path: '/setup',
    id: 'setUp',
    tag: SIGN_IN,
    summary: 'Gives the first account its name and password, by the one-time link that the first start printed.',
    body: strict({ secret: Type.String({ maxLength: 100 }), name: Name, password: Password }),
    answer: SignedIn,
    async handle(_caller, { body }, { services, exchange }) {
      const account = await services.signIn.setUp(body.secret, body.name, body.password);
      await noteChange(services, exchange, undefined, { action: 'account.setup', subject: `account:${account.id}` });
      return welcome(services, exchange, account);
    },
  }),
  openOperation({
    method: 'DELETE',
    path: '/session',
    id: 'signOut',
    tag: SIGN_IN,
    summary: 'Ends the caller’s session.',
    async handle(caller, _input, { services, exchange }) {
      if (caller?.session !== undefined) {
        checkSameSite(exchange.request, services.world().settings.publicUrl);
        await services.store.sessions.end(caller.account.id, caller.session.id);
      }
      const { publicUrl, trustProxy } = services.world().settings;
      const secure = isSecure(exchange.request, publicUrl, trustProxy);
      exchange.response.setHeader('set-cookie', clearSessionCookie(secure));
    },
  }),
  openOperation({
    method: 'GET',
    path: '/session',
    id: 'getSession',
    tag: SIGN_IN,
    summary: 'Tells who is signed in, or that nobody is.',
    answer: Type.Object({ account: Type.Union([Me, Type.Null()]) }),
    async handle(caller, _input, { services }) {
      return { account: caller === undefined ? null : await meOf(services, caller.account) };
    },
  }),
  operation({
    method: 'GET',
    path: '/me',
    id: 'whoAmI',
    tag: SIGN_IN,
    summary: 'Tells who is signed in and what he may do.',
    who: 'account',
    answer: Me,
    handle: (caller, _input, { services }) => meOf(services, caller.account),
  }),
  operation({
    method: 'POST',
    path: '/session/proof',
    id: 'prove',
    tag: SIGN_IN,
    summary: 'Confirms who one is, for acts that ask for a fresh proof.',
    who: 'account',
    body: strict({
      password: Type.Optional(Type.String({ maxLength: 200 })),
      code: Type.Optional(Type.String({ maxLength: 40 })),
    }),
    async handle(caller, { body }, { services, exchange }) {
      if (caller.session === undefined)
        throw new Failure('invalid_request', 'Only a session can be confirmed; an access token has its scopes.');
      await services.signIn.prove(caller.account, body, exchange.address);
      await services.store.sessions.prove(caller.session.id, Date.now());
    },
  }),
  operation({
    method: 'GET',
    path: '/sessions',
    id: 'listSessions',
    tag: SIGN_IN,
    summary: 'Lists the caller’s sessions.',
    who: 'account',
    answer: Type.Object({
      items: Type.Array(
        Type.Object({
          id: Id,
          current: Type.Boolean(),
          agent: Type.String(),
          address: Type.String(),
          created_at: Time,
          seen_at: Time,
          expires_at: Time,
        }),
      ),
    }),
    async handle(caller, _input, { services }) {
      const rows = await services.store.sessions.ofAccount(caller.account.id);
      const items = rows.map(row => ({
        id: row.id,
        current: row.id === caller.session?.id,
        agent: row.agent,
        address: row.address,
        created_at: row.createdAt,
        seen_at: row.seenAt,
        expires_at: row.expiresAt,
      }));
      return { items };
    },
  }),
  operation({
    method: 'DELETE',
    path: '/sessions/{id}',
    id: 'endSession',
    tag: SIGN_IN,
    summary: 'Ends one of the caller’s sessions.',
    who: 'account',
    params: Type.Object({ id: Id }),
    async handle(caller, { params }, { services }) {
      if (!(await services.store.sessions.end(caller.account.id, params.id)))
        throw new Failure('not_found', 'There is no such session.');
    },
  }),
  operation({
    method: 'DELETE',
    path: '/sessions',
    id: 'endOtherSessions',
    tag: SIGN_IN,
    summary: 'Ends every session of the caller but the one that asks.',
    who: 'account',
    async handle(caller, _input, { services, change }) {
      await services.store.sessions.endOthers(caller.account.id, caller.session?.id ?? 0);
      await change('session.end_others', `account:${caller.account.id}`);
    },
  }),
];

/** A page of another site must not sign a browser in; a script, which names no site, may. */
export function checkSameSiteOrScript(services: Services, exchange: Exchange): void {
  const { request } = exchange;
  if (request.headers.origin === undefined && request.headers['sec-fetch-site'] === undefined) return;
  checkSameSite(request, services.world().settings.publicUrl);
}
