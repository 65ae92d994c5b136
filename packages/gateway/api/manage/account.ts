// The caller's own account: profile, password, second factor, access tokens.

import { Failure } from '@turnpike/protocols/failures';
import { Type } from 'typebox';
import { type Caller, newAccessToken, tokenHint } from '../../identity/callers.ts';
import { allows, PERMISSIONS, SCOPES, type Scope } from '../../identity/roles.ts';
import { hashSecret } from '../../identity/secrets.ts';
import { matchingStep, newBackupCodes, newTotpSecret, totpAddress } from '../../identity/totp.ts';
import type { AccountRow } from '../../store/store.ts';
import { operation, type Operation } from './operation.ts';
import { Email, Id, Name, Password, strict, Time } from './schemas.ts';

const ACCOUNT = 'Account';
const MAX_PREFERENCES = 20_000;
const MAX_TOKENS = 50;

const subjectOf = (caller: Caller): string => `account:${caller.account.id}`;

function checkNotDeclared(account: AccountRow): void {
  if (account.declared)
    throw new Failure('declared_in_file', 'This account is declared in the configuration file. Change it there.');
}

const profile: readonly Operation[] = [
  operation({
    method: 'PATCH',
    path: '/me',
    id: 'changeProfile',
    tag: ACCOUNT,
    summary: 'Changes the caller’s profile: name shown, e-mail address, what the console remembers.',
    who: 'account',
    body: strict({
      display_name: Type.Optional(Type.String({ maxLength: 100 })),
      email: Type.Optional(Type.Union([Email, Type.Literal('')])),
      preferences: Type.Optional(Type.Unsafe<Record<string, unknown>>({ type: 'object' })),
    }),
    async handle(caller, { body }, { services, change }) {
      const { email, display_name: displayName } = body;
      const preferences = body.preferences === undefined ? undefined : JSON.stringify(body.preferences);
      if ((preferences?.length ?? 0) > MAX_PREFERENCES)
        throw new Failure('invalid_request', 'preferences: too large.', { param: 'preferences' });
      const draft = {
        ...(email === undefined ? {} : { email }),
        ...(displayName === undefined ? {} : { displayName }),
        ...(preferences === undefined ? {} : { preferences }),
      };
      await services.store.profiles.put(caller.account.id, draft).catch(taken('email'));
      if (email !== undefined || displayName !== undefined)
        await change('account.profile', subjectOf(caller), undefined, { email, displayName });
    },
  }),
  operation({
    method: 'PUT',
    path: '/me/password',
    id: 'changePassword',
    tag: ACCOUNT,
    summary: 'Changes the caller’s password; every other session ends.',
    who: 'account',
    body: strict({ password: Password, old: Type.Optional(Type.String({ maxLength: 200 })) }),
    async handle(caller, { body }, { services, exchange, change }) {
      checkNotDeclared(caller.account);
      if (caller.account.passwordHash !== '')
        await services.signIn.prove(caller.account, { password: body.old ?? '' }, exchange.address);
      await services.signIn.setPassword(caller.account, body.password);
      await services.store.sessions.endOthers(caller.account.id, caller.session?.id ?? 0);
      await change('account.password', subjectOf(caller));
    },
  }),
];

const secondFactor: readonly Operation[] = [
  operation({
    method: 'POST',
    path: '/second-factor',
    id: 'beginSecondFactor',
    tag: ACCOUNT,
    summary: 'Makes a secret for an authenticator app; it counts once a code confirms it.',
    who: 'account',
    proof: true,
    answer: Type.Object({ secret: Type.String(), address: Type.String({ description: 'For a QR code.' }) }),
    async handle(caller, _input, { services }) {
      const { account } = caller;
      const before = await services.store.signIns.secondFactor(account.id);
      if (before?.confirmed === true)
        throw new Failure('conflict', 'A second factor is in force. Remove it before you make another.');
      const secret = newTotpSecret();
      const sealed = services.seal.seal(secret);
      const row = { accountId: account.id, sealed, confirmed: false, lastStep: 0, backupCodes: [] };
      await services.store.signIns.putSecondFactor(row);
      return { secret, address: totpAddress(services.world().settings.siteName, account.name, secret) };
    },
  }),
  operation({
    method: 'POST',
    path: '/second-factor/confirmation',
    id: 'confirmSecondFactor',
    tag: ACCOUNT,
    summary: 'Puts the second factor in force, and answers the back-up codes, once.',
    who: 'account',
    body: strict({ code: Type.String({ maxLength: 40 }) }),
    answer: Type.Object({ backup_codes: Type.Array(Type.String()) }),
    async handle(caller, { body }, { services, change }) {
      const { signIns } = services.store;
      const factor = await signIns.secondFactor(caller.account.id);
      if (factor === undefined || factor.confirmed)
        throw new Failure('conflict', 'No second factor waits to be confirmed. Begin anew.');
      const step = matchingStep(services.seal.open(factor.sealed), body.code, Date.now());
      if (step === undefined)
        throw new Failure('AUTH_WRONG', 'The code is wrong. Is the clock of the device right?', { param: 'code' });
      const codes = newBackupCodes();
      const backupCodes = codes.map(code => hashSecret(code));
      await signIns.putSecondFactor({ ...factor, confirmed: true, lastStep: step, backupCodes });
      await change('account.second_factor', subjectOf(caller), { on: false }, { on: true });
      return { backup_codes: [...codes] };
    },
  }),
  operation({
    method: 'DELETE',
    path: '/second-factor',
    id: 'removeSecondFactor',
    tag: ACCOUNT,
    summary: 'Takes the second factor out of force.',
    who: 'account',
    proof: true,
    async handle(caller, _input, { services, change }) {
      await services.store.signIns.removeSecondFactor(caller.account.id);
      await change('account.second_factor', subjectOf(caller), { on: true }, { on: false });
    },
  }),
];

const Token = Type.Object({
  id: Id,
  name: Type.String(),
  hint: Type.String(),
  scopes: Type.Array(Type.String()),
  created_at: Time,
  expires_at: Type.Union([Time, Type.Null()]),
  used_at: Type.Union([Time, Type.Null()]),
});

const tokens: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/access-tokens',
    id: 'listAccessTokens',
    tag: ACCOUNT,
    summary: 'Lists the caller’s access tokens, without their secrets.',
    who: 'account',
    answer: Type.Object({ items: Type.Array(Token) }),
    async handle(caller, _input, { services }) {
      const rows = await services.store.accessTokens.ofAccount(caller.account.id);
      const items = rows.map(row => ({
        id: row.id,
        name: row.name,
        hint: row.hint,
        scopes: [...row.scopes],
        created_at: row.createdAt,
        expires_at: row.expiresAt,
        used_at: row.usedAt,
      }));
      return { items };
    },
  }),
  operation({
    method: 'POST',
    path: '/access-tokens',
    id: 'createAccessToken',
    tag: ACCOUNT,
    summary: 'Makes an access token; its secret is told once.',
    who: 'account',
    proof: true,
    status: 201,
    body: strict({
      name: Name,
      scopes: Type.Optional(Type.Array(Type.Unsafe<Scope>({ enum: [...SCOPES] }), { uniqueItems: true })),
      expires_at: Type.Optional(Type.Union([Time, Type.Null()])),
    }),
    answer: Type.Object({ id: Id, token: Type.String() }),
    async handle(caller, { body }, { services, change }) {
      const { accessTokens } = services.store;
      if (caller.token !== undefined)
        throw new Failure('AUTH_INSUFFICIENT_PRIVILEGE', 'An access token cannot make another. Sign in.');
      if ((await accessTokens.ofAccount(caller.account.id)).length >= MAX_TOKENS)
        throw new Failure('conflict', `An account has at most ${MAX_TOKENS} access tokens. Remove one first.`);
      const scopes = body.scopes ?? [];
      const beyond = PERMISSIONS.find(one => scopes.includes(one) && !allows(caller.account.role, one));
      if (beyond !== undefined)
        throw new Failure('invalid_request', `scopes: your role does not allow ${beyond}.`, { param: 'scopes' });
      const token = newAccessToken();
      const { id } = await accessTokens.make(hashSecret(token), {
        accountId: caller.account.id,
        name: body.name,
        hint: tokenHint(token),
        scopes,
        expiresAt: body.expires_at ?? null,
      });
      await change('access_token.create', `access_token:${id}`, undefined, { name: body.name, scopes });
      return { id, token };
    },
  }),
  operation({
    method: 'DELETE',
    path: '/access-tokens/{id}',
    id: 'removeAccessToken',
    tag: ACCOUNT,
    summary: 'Takes an access token out of force.',
    who: 'account',
    params: Type.Object({ id: Id }),
    async handle(caller, { params }, { services, change }) {
      if (!(await services.store.accessTokens.remove(caller.account.id, params.id)))
        throw new Failure('not_found', 'There is no such access token.');
      await change('access_token.remove', `access_token:${params.id}`);
    },
  }),
];

/** Turns the store's «taken» into a complaint about a field. */
export function taken(field: string): (error: unknown) => never {
  return error => {
    if (error instanceof Error && error.name === 'Taken')
      throw new Failure('conflict', `${field}: ${error.message}.`, { param: field });
    throw error;
  };
}

export const accountOperations: readonly Operation[] = [...profile, ...secondFactor, ...tokens];
