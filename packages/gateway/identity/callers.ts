// Who calls the management API: the account behind a session's cookie or an access token, and what the call may do.

import type { IncomingMessage } from 'node:http';
import { randomInt } from 'node:crypto';
import { Failure } from '@turnpike/protocols/failures';
import type { AccountRow, Store } from '../store/store.ts';
import type { AccessTokenRow, SessionRow } from '../store/people.ts';
import { sessionCookie } from './cookies.ts';
import { allows, type Permission, type Scope } from './roles.ts';
import { hashSecret, newSecret } from './secrets.ts';

/** The caller of one management request. */
export interface Caller {
  readonly account: AccountRow;
  readonly via: 'session' | 'token';
  readonly session: SessionRow | undefined;
  readonly token: AccessTokenRow | undefined;
}

/** What of the settings concerns sessions, in days. */
export interface SessionSettings {
  readonly sessionIdleDays: number;
  readonly sessionDays: number;
}

const DAY_MS = 24 * 3600 * 1000;
/** How often a session's last visit is written down. */
const TOUCH_MS = 60_000;
/** How long a proof of who one is lasts for acts that ask for a fresh one. */
export const PROOF_MS = 10 * 60_000;
const TOKEN_LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
/** 32 characters in all, as account managers of this market expect. */
const TOKEN_PREFIX = 'tp_';

/** A new access token. */
export function newAccessToken(): string {
  const letters = Array.from({ length: 29 }, () => TOKEN_LETTERS.charAt(randomInt(TOKEN_LETTERS.length)));
  return TOKEN_PREFIX + letters.join('');
}

/** What may be shown of an access token. */
export function tokenHint(token: string): string {
  return `${token.slice(0, 6)}…${token.slice(-4)}`;
}

/** The names under which account managers say whose token they believe to send (gateway-api §1.2). */
const OWNER_HEADERS = [
  'new-api-user',
  'veloera-user',
  'voapi-user',
  'user-id',
  'x-user-id',
  'x-api-user',
  'rix-api-user',
  'neo-api-user',
] as const;

/** Opens sessions and finds callers. */
export class Callers {
  private readonly store: Pick<Store, 'accounts' | 'sessions' | 'accessTokens' | 'profiles'>;
  private readonly settings: () => SessionSettings;

  constructor(store: Callers['store'], settings: () => SessionSettings) {
    this.store = store;
    this.settings = settings;
  }

  /** The caller, or undefined when nobody signed in. @throws Failure for a disabled account or a foreign owner header. */
  async find(request: IncomingMessage): Promise<Caller | undefined> {
    const token = bearerOf(request);
    const caller =
      token === undefined || token === '' ? await this.bySession(request) : await this.byToken(token, request);
    if (caller === undefined) return undefined;
    if (!caller.account.enabled)
      throw new Failure('AUTH_USER_DISABLED', 'This account is disabled. Ask the operator why.');
    return caller;
  }

  /** Opens a session for an account; answers its secret, and for how many seconds a browser shall keep it. */
  async open(account: AccountRow, agent: string, address: string): Promise<{ secret: string; seconds: number }> {
    const secret = newSecret();
    const now = Date.now();
    const { authVersion } = await this.store.profiles.of(account.id);
    const { sessionDays } = this.settings();
    await this.store.sessions.open(hashSecret(secret), {
      accountId: account.id,
      authVersion,
      createdAt: now,
      seenAt: now,
      expiresAt: this.expiryOf(now, now),
      provenAt: now,
      agent: agent.slice(0, 300),
      address,
    });
    return { secret, seconds: sessionDays * 24 * 3600 };
  }

  /** A session lasts until nobody came for a while, and never beyond its whole life. */
  private expiryOf(createdAt: number, seenAt: number): number {
    const { sessionIdleDays, sessionDays } = this.settings();
    return Math.min(createdAt + sessionDays * DAY_MS, seenAt + sessionIdleDays * DAY_MS);
  }

  private async bySession(request: IncomingMessage): Promise<Caller | undefined> {
    const secret = sessionCookie(request);
    if (secret === undefined || secret === '') return undefined;
    const session = await this.store.sessions.find(hashSecret(secret));
    if (session === undefined || session.authVersion !== session.currentVersion) return undefined;
    const account = await this.store.accounts.byId(session.accountId);
    if (account === undefined) return undefined;
    const now = Date.now();
    if (now - session.seenAt > TOUCH_MS)
      await this.store.sessions.touch(session.id, now, this.expiryOf(session.createdAt, now));
    return { account, via: 'session', session, token: undefined };
  }

  private async byToken(text: string, request: IncomingMessage): Promise<Caller | undefined> {
    const token = await this.store.accessTokens.find(hashSecret(text));
    const account = token === undefined ? undefined : await this.store.accounts.byId(token.accountId);
    if (token === undefined || account === undefined) return undefined;
    checkOwner(request, account);
    const now = Date.now();
    if (now - (token.usedAt ?? 0) > TOUCH_MS) await this.store.accessTokens.used(token.id, now);
    return { account, via: 'token', session: undefined, token };
  }
}

function bearerOf(request: IncomingMessage): string | undefined {
  return request.headers.authorization?.replace(/^bearer\s+/i, '').trim();
}

/** Clients of several accounts say which one they mean: another's number is a mix-up. */
function checkOwner(request: IncomingMessage, account: AccountRow): void {
  for (const name of OWNER_HEADERS) {
    const said = request.headers[name];
    if (typeof said === 'string' && /^\d+$/.test(said.trim()) && Number(said) !== account.id)
      throw new Failure('AUTH_UNAUTHORIZED', `The token belongs to another account than ${name} says.`);
  }
}

/** Refuses what the caller's token is not for. @throws Failure `AUTH_INSUFFICIENT_PRIVILEGE` */
export function checkScope(caller: Caller, scope: Scope): void {
  const scopes = caller.token?.scopes ?? [];
  if (scopes.length === 0 || scopes.includes(scope)) return;
  if (scope.endsWith('.read') && scopes.includes(scope.replace(/read$/, 'write'))) return;
  throw new Failure('AUTH_INSUFFICIENT_PRIVILEGE', `This access token lacks the scope ${scope}. Make one that has it.`);
}

/** Refuses what the caller's role does not allow. @throws Failure `AUTH_INSUFFICIENT_PRIVILEGE` */
export function checkPermission(caller: Caller, permission: Permission): void {
  if (!allows(caller.account.role, permission))
    throw new Failure('AUTH_INSUFFICIENT_PRIVILEGE', `The role ${caller.account.role} does not allow this.`);
  checkScope(caller, permission);
}

/** Refuses an act that needs a fresh proof of who one is; access tokens are held to scopes instead. */
export function checkProof(caller: Caller): void {
  const { session } = caller;
  if (session === undefined || Date.now() - session.provenAt <= PROOF_MS) return;
  throw new Failure('AUTH_PROOF_NEEDED', 'Confirm with your password or your second factor, then do this again.');
}
