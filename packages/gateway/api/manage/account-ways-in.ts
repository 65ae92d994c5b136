// Ways into other people's accounts: a link to set a new password, sessions ended, a lost second factor taken away.

import { Failure } from '@turnpike/protocols/failures';
import { Type } from 'typebox';
import { RESET } from '../../identity/mail-codes.ts';
import { hashSecret, newSecret } from '../../identity/secrets.ts';
import { accountOf, checkMayTouch, checkNotDeclared } from './account-view.ts';
import { AccountParams } from './accounts.ts';
import { openOperation, operation, noteChange, type Operation } from './operation.ts';
import { Id, Password, strict, Time } from './schemas.ts';

const ACCOUNTS = 'Accounts';
const LINK_MS = 24 * 3600 * 1000;

export const waysInOperations: readonly Operation[] = [
  operation({
    method: 'POST',
    path: '/accounts/{id}/password-link',
    id: 'makePasswordLink',
    tag: ACCOUNTS,
    summary: 'Makes a link with which the account’s owner sets a new password, once, within a day.',
    who: 'accounts.write',
    proof: true,
    params: AccountParams,
    answer: Type.Object({ secret: Type.String(), path: Type.String(), expires_at: Time }),
    async handle(caller, { params }, { services, change }) {
      const account = await accountOf(services, params.id);
      checkMayTouch(caller, account);
      checkNotDeclared(account);
      const secret = newSecret();
      const expiresAt = Date.now() + LINK_MS;
      await services.store.flows.begin(hashSecret(secret), {
        kind: RESET,
        accountId: account.id,
        body: '{}',
        expiresAt,
      });
      await change('account.password_link', `account:${account.id}`);
      return { secret, path: `/console/password#${secret}`, expires_at: expiresAt };
    },
  }),
  openOperation({
    method: 'POST',
    path: '/password',
    id: 'setPasswordByLink',
    tag: ACCOUNTS,
    summary: 'Sets a new password by a link; every session of the account ends.',
    body: strict({ secret: Type.String({ maxLength: 100 }), password: Password }),
    answer: Type.Object({ name: Type.String() }),
    async handle(_caller, { body }, { services, exchange }) {
      const flow = await services.store.flows.take(RESET, hashSecret(body.secret));
      const account = flow?.accountId == null ? undefined : await services.store.accounts.byId(flow.accountId);
      if (account === undefined)
        throw new Failure('AUTH_WRONG', 'This link was used already or is too old. Ask for another.');
      await services.signIn.setPassword(account, body.password);
      await services.store.profiles.endSessions(account.id);
      const subject = `account:${account.id}`;
      await noteChange(services, exchange, undefined, { action: 'account.password_reset', subject });
      return { name: account.name };
    },
  }),
  operation({
    method: 'GET',
    path: '/accounts/{id}/sessions',
    id: 'listSessionsOfAccount',
    tag: ACCOUNTS,
    summary: 'Lists where an account is signed in.',
    who: 'accounts.read',
    params: AccountParams,
    answer: Type.Object({
      items: Type.Array(
        Type.Object({ id: Id, agent: Type.String(), address: Type.String(), created_at: Time, seen_at: Time }),
      ),
    }),
    async handle(_caller, { params }, { services }) {
      const rows = await services.store.sessions.ofAccount((await accountOf(services, params.id)).id);
      const items = rows.map(({ id, agent, address, createdAt, seenAt }) => ({
        id,
        agent,
        address,
        created_at: createdAt,
        seen_at: seenAt,
      }));
      return { items };
    },
  }),
  operation({
    method: 'DELETE',
    path: '/accounts/{id}/sessions',
    id: 'endSessionsOfAccount',
    tag: ACCOUNTS,
    summary: 'Signs an account out everywhere.',
    who: 'accounts.write',
    params: AccountParams,
    async handle(caller, { params }, { services, change }) {
      const account = await accountOf(services, params.id);
      checkMayTouch(caller, account);
      await services.store.profiles.endSessions(account.id);
      await services.store.sessions.endOthers(account.id, 0);
      await change('account.end_sessions', `account:${account.id}`);
    },
  }),
  operation({
    method: 'DELETE',
    path: '/accounts/{id}/second-factor',
    id: 'removeSecondFactorOfAccount',
    tag: ACCOUNTS,
    summary: 'Takes a second factor away whose device is lost; every session of the account ends.',
    who: 'accounts.write',
    proof: true,
    params: AccountParams,
    async handle(caller, { params }, { services, change }) {
      const account = await accountOf(services, params.id);
      checkMayTouch(caller, account);
      if (!(await services.store.signIns.removeSecondFactor(account.id)))
        throw new Failure('not_found', 'This account has no second factor.');
      await services.store.profiles.endSessions(account.id);
      await change('account.second_factor', `account:${account.id}`, { on: true }, { on: false });
    },
  }),
];
