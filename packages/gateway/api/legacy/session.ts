// Sign-in of the new-api family: register, login, second factor, refresh, logout, and the system token.

import { Failure } from '@turnpike/protocols/failures';
import type { Exchange, Route } from '../../http/exchange.ts';
import { newAccessToken, tokenHint } from '../../identity/callers.ts';
import { clearSessionCookie, setSessionCookie } from '../../identity/cookies.ts';
import { checkSameSite, isSecure } from '../../identity/same-site.ts';
import { hashSecret } from '../../identity/secrets.ts';
import type { AccountRow } from '../../store/store.ts';
import type { Services } from '../services.ts';
import { baseOf } from '../manage/base.ts';
import { callerOf } from '../manage/operation.ts';
import { checkSameSiteOrScript } from '../manage/session.ts';
import { openRoute, ownRoute, textField } from './envelope.ts';
import { selfOf } from './self.ts';

/** How long the token of a sign-in is good, milliseconds; the cookie makes another. */
const TOKEN_MS = 15 * 60_000;
/** The names under which these tokens stand among an account's access tokens. */
const SIGN_IN = 'sign-in';
const SYSTEM = 'system token';

/** Gives the session's cookie, and a short-lived token for clients without cookies. */
async function signedIn(services: Services, exchange: Exchange, account: AccountRow) {
  const agent = exchange.request.headers['user-agent'] ?? '';
  const { secret, seconds } = await services.callers.open(account, agent, exchange.address);
  const { publicUrl, trustProxy } = services.world().settings;
  const secure = isSecure(exchange.request, publicUrl, trustProxy);
  exchange.response.setHeader('set-cookie', setSessionCookie(secret, seconds, secure));
  const expiresAt = Date.now() + TOKEN_MS;
  const token = await makeToken(services, account.id, SIGN_IN, expiresAt);
  const user = await selfOf(services, account);
  return {
    // Older clients read the account at the top.
    ...user,
    access_token: token,
    token_type: 'Bearer',
    access_expires_at: Math.floor(expiresAt / 1000),
    session: { expires_at: Math.floor(Date.now() / 1000) + seconds },
    user,
  };
}

async function makeToken(
  services: Services,
  accountId: number,
  name: string,
  expiresAt: number | null,
): Promise<string> {
  const { accessTokens } = services.store;
  const now = Date.now();
  for (const row of await accessTokens.ofAccount(accountId)) {
    const isOld = row.name === SIGN_IN && row.expiresAt !== null && row.expiresAt <= now;
    if (isOld || (name === SYSTEM && row.name === SYSTEM)) await accessTokens.remove(accountId, row.id);
  }
  const token = newAccessToken();
  await accessTokens.make(hashSecret(token), { accountId, name, hint: tokenHint(token), scopes: [], expiresAt });
  return token;
}

/** The routes of sign-in. */
export function legacySessionRoutes(services: Services): Route[] {
  const systemToken = ownRoute(services, 'GET', '/api/user/token', ({ exchange }, caller) => {
    // A token that is held to scopes must not make one that is held to none.
    if ((caller.token?.scopes ?? []).length > 0)
      throw new Failure('AUTH_INSUFFICIENT_PRIVILEGE', 'A token with scopes cannot make one without. Sign in.');
    // It changes something though it is a GET: a link of another site must not.
    if (caller.via === 'session' && exchange.request.headers['sec-fetch-site'] !== undefined)
      checkSameSite(exchange.request, services.world().settings.publicUrl);
    return makeToken(services, caller.account.id, SYSTEM, null);
  });
  return [
    openRoute(services, 'POST', '/api/user/register', async ({ exchange, body }) => {
      const fields = await body();
      const email = textField(fields, 'email');
      const name = textField(fields, 'username')?.trim() ?? '';
      const password = textField(fields, 'password') ?? '';
      if (name === '' || name.length > 100)
        throw new Failure('invalid_request', 'username must be 1 to 100 characters.', { param: 'username' });
      if (password.length < 8 || password.length > 128)
        throw new Failure('invalid_request', 'password must be 8 to 128 characters.', { param: 'password' });
      const invitation = textField(fields, 'aff_code');
      const wish = {
        name,
        password,
        ...(email === undefined || email === '' ? {} : { email }),
        ...(invitation === undefined ? {} : { invitation }),
      };
      await services.signIn.register(wish, exchange.address);
    }),
    openRoute(services, 'POST', '/api/user/login', async ({ exchange, body }) => {
      const fields = await body();
      const name = textField(fields, 'username') ?? '';
      const outcome = await services.signIn.withPassword(name, textField(fields, 'password') ?? '', exchange.address);
      if (outcome.state === 'signed_in') return signedIn(services, exchange, outcome.account);
      return { require_2fa: true, flow_token: outcome.flow, expires_at: Math.floor(Date.now() / 1000) + 300 };
    }),
    openRoute(services, 'POST', '/api/user/login/2fa', async ({ exchange, body }) => {
      const fields = await body();
      const flow = textField(fields, 'flow_token') ?? '';
      const account = await services.signIn.withSecondFactor(flow, textField(fields, 'code') ?? '', exchange.address);
      return signedIn(services, exchange, account);
    }),
    openRoute(services, 'POST', '/api/user/auth/refresh', async ({ exchange }) => {
      const caller = await callerOf(services, exchange);
      if (caller.session === undefined) throw new Failure('AUTH_UNAUTHORIZED', 'Only a session can be refreshed.');
      const expiresAt = Date.now() + TOKEN_MS;
      const user = await selfOf(services, caller.account);
      return {
        ...user,
        access_token: await makeToken(services, caller.account.id, SIGN_IN, expiresAt),
        token_type: 'Bearer',
        access_expires_at: Math.floor(expiresAt / 1000),
        user,
      };
    }),
    ...(['GET', 'POST'] as const).flatMap(method =>
      ['/api/user/logout', '/api/user/auth/logout'].map(pattern =>
        openRoute(services, method, pattern, async ({ exchange }) => {
          const caller = await services.callers.find(exchange.request);
          if (caller?.session !== undefined) await services.store.sessions.end(caller.account.id, caller.session.id);
          const { publicUrl, trustProxy } = services.world().settings;
          const secure = isSecure(exchange.request, publicUrl, trustProxy);
          exchange.response.setHeader('set-cookie', clearSessionCookie(secure));
        }),
      ),
    ),
    openRoute(services, 'GET', '/api/verification', async () => {
      throw new Failure('invalid_request', 'Registration asks for no code by mail here. Leave it empty.');
    }),
    // A GET that sends a letter, as the family's clients ask for it: known and unknown addresses look the same.
    openRoute(services, 'GET', '/api/reset_password', async ({ exchange }) => {
      checkSameSiteOrScript(services, exchange);
      const email = exchange.query.get('email')?.trim() ?? '';
      if (!/^[^@\s]{1,200}@[^@\s]{1,253}$/.test(email))
        throw new Failure('invalid_request', 'email must be an address.', { param: 'email' });
      const base = baseOf(services, exchange, 'Links by mail');
      await services.mailCodes.sendLink(email, exchange.address, 'en', base);
    }),
    systemToken,
    { ...systemToken, method: 'POST' },
  ];
}
