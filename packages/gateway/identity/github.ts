// Signing in with GitHub: OAuth with PKCE, where errors come with status 200 and the number of the user is who it is.

import { createHash } from 'node:crypto';
import type { Ask } from '../payments/gateway.ts';
import { type IdentityProvider, type OutsideChecks, OutsideFault, type OutsidePerson } from './providers.ts';

/** Where a person goes to sign in. */
export function githubStart(provider: IdentityProvider, checks: OutsideChecks): string {
  const query = new URLSearchParams({
    client_id: provider.clientId,
    redirect_uri: checks.redirectUri,
    scope: provider.scopes,
    state: checks.state,
    code_challenge: createHash('sha256').update(checks.verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  return `${provider.siteUrl}/login/oauth/authorize?${query.toString()}`;
}

/** Who came back. @throws OutsideFault */
export async function githubFinish(
  provider: IdentityProvider,
  checks: OutsideChecks,
  search: string,
  ask: Ask,
): Promise<OutsidePerson> {
  const query = new URLSearchParams(search);
  const code = query.get('code') ?? '';
  if (query.get('state') !== checks.state || code === '') throw new OutsideFault(query.get('error') ?? 'no code came');
  const form = new URLSearchParams({
    client_id: provider.clientId,
    client_secret: provider.clientSecret,
    code,
    redirect_uri: checks.redirectUri,
    code_verifier: checks.verifier,
  });
  const answer = await json(ask, {
    method: 'POST',
    url: `${provider.siteUrl}/login/oauth/access_token`,
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: form.toString(),
  });
  const token = field(answer, 'access_token');
  if (typeof token !== 'string') throw new OutsideFault(String(field(answer, 'error') ?? 'no token came'));
  const headers = { authorization: `Bearer ${token}`, accept: 'application/vnd.github+json' };
  const user = await json(ask, { method: 'GET', url: `${provider.apiUrl}/user`, headers });
  const id = field(user, 'id');
  if (typeof id !== 'number' || !Number.isSafeInteger(id)) throw new OutsideFault('the answer names nobody');
  const emails = await json(ask, { method: 'GET', url: `${provider.apiUrl}/user/emails`, headers }).catch(() => []);
  const primary: unknown = Array.isArray(emails)
    ? emails.find(entry => field(entry, 'primary') === true && field(entry, 'verified') === true)
    : undefined;
  const email = field(primary, 'email');
  const login = field(user, 'login');
  return {
    subject: String(id),
    name: typeof login === 'string' ? login : '',
    email: typeof email === 'string' ? email.toLowerCase() : '',
  };
}

async function json(ask: Ask, request: Parameters<Ask>[0]): Promise<unknown> {
  const answer = await ask(request);
  if ('fault' in answer) throw new OutsideFault(`it cannot be reached: ${answer.fault}`);
  if (answer.status !== 200) throw new OutsideFault(`it answered ${answer.status}`);
  try {
    return JSON.parse(answer.text);
  } catch {
    throw new OutsideFault('it answered no JSON');
  }
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
