// Accounts for operators: searched, made, changed, given or taken money, with their keys, calls and movements.

import { Failure } from '@turnpike/protocols/failures';
import { Type } from 'typebox';
import { accountPurse, keyPurse } from '../../ledger/budgets.ts';
import { parseUsd } from '../../ledger/money.ts';
import { isTimeZone } from '../../ledger/periods.ts';
import { BoundFields } from '../../limits/bounds.ts';
import type { AccountDraft, AccountRow } from '../../store/store.ts';
import { PRACTICE_GROUP } from '../../world.ts';
import { taken } from './account.ts';
import {
  accountDetail,
  AccountDetail,
  accountOf,
  AccountView,
  accountView,
  checkGroup,
  checkMayTouch,
  checkNotDeclared,
  RoleField,
} from './account-view.ts';
import { sendCsv } from './csv.ts';
import { KeyView, viewKey } from './key-fields.ts';
import { operation, type Operation } from './operation.ts';
import {
  amountOf,
  Email,
  Id,
  Name,
  PageQuery,
  pageOf,
  Password,
  signedAmountOf,
  strict,
  Time,
  Usd,
  usd,
} from './schemas.ts';
import { CallView, viewCall } from './usage.ts';

const ACCOUNTS = 'Accounts';
export const AccountParams = Type.Object({ id: Id });

const Filters = {
  q: Type.Optional(Type.String({ maxLength: 100, description: 'A part of a name or e-mail address, or a number.' })),
  role: Type.Optional(RoleField),
  group: Type.Optional(Type.String({ maxLength: 100 })),
  enabled: Type.Optional(Type.Boolean()),
};

/** What an account is put with: all that is there, but for its number. */
export function draftOf(account: AccountRow): AccountDraft {
  const { id: _id, createdAt: _createdAt, ...draft } = account;
  return draft;
}

/** Visitors of the manual are listed where their group is asked for. */
function withoutVisitors<Query extends { readonly group?: string }>(
  query: Query,
): Query & { readonly without?: string } {
  return query.group === undefined ? { ...query, without: PRACTICE_GROUP } : query;
}

const reads: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/accounts',
    id: 'searchAccounts',
    tag: ACCOUNTS,
    summary: 'Searches accounts, newest first.',
    who: 'accounts.read',
    query: Type.Object({ ...Filters, ...PageQuery }),
    answer: pageOf(AccountView),
    async handle(_caller, { query: { cursor, limit = 50, ...filters } }, { services }) {
      const before = cursor === undefined ? undefined : Number(cursor);
      const rows = await services.store.accounts.search({
        ...withoutVisitors(filters),
        limit: limit + 1,
        ...(before === undefined || !Number.isSafeInteger(before) ? {} : { before }),
      });
      const last = rows.length > limit ? rows[limit - 1] : undefined;
      const items = rows.slice(0, limit).map(accountView);
      return { items, ...(last === undefined ? {} : { next: String(last.account.id) }) };
    },
  }),
  operation({
    method: 'GET',
    path: '/accounts.csv',
    id: 'exportAccounts',
    tag: ACCOUNTS,
    summary: 'Gives every account that fits the filters as CSV.',
    who: 'accounts.read',
    query: Type.Object(Filters),
    async handle(_caller, { query }, { services, exchange }) {
      const head = ['id', 'name', 'email', 'role', 'group', 'enabled', 'balance_usd', 'spent_usd', 'created_at'];
      let before: number | undefined;
      await sendCsv(exchange, 'accounts', head, async () => {
        const rows = await services.store.accounts.search({
          ...withoutVisitors(query),
          limit: 500,
          ...(before === undefined ? {} : { before }),
        });
        before = rows.at(-1)?.account.id;
        return rows
          .map(accountView)
          .map(row => [
            row.id,
            row.name,
            row.email,
            row.role,
            row.group,
            String(row.enabled),
            row.balance,
            row.spent,
            new Date(row.created_at).toISOString(),
          ]);
      });
    },
  }),
  operation({
    method: 'GET',
    path: '/accounts/{id}',
    id: 'getAccount',
    tag: ACCOUNTS,
    summary: 'Shows an account: money, ways in, organisations.',
    who: 'accounts.read',
    params: AccountParams,
    answer: AccountDetail,
    handle: async (_caller, { params }, { services }) => accountDetail(services, await accountOf(services, params.id)),
  }),
  operation({
    method: 'GET',
    path: '/accounts/{id}/keys',
    id: 'listKeysOfAccount',
    tag: ACCOUNTS,
    summary: 'Lists the keys of an account, without their secrets.',
    who: 'accounts.read',
    params: AccountParams,
    answer: Type.Object({ items: Type.Array(KeyView) }),
    async handle(_caller, { params }, { services }) {
      const { keys, ledger } = services.store;
      const rows = await keys.ofAccount((await accountOf(services, params.id)).id);
      const items = rows
        .toReversed()
        .map(async row => viewKey(row, (await ledger.purse(keyPurse(row.id)))?.spent ?? 0n));
      return { items: await Promise.all(items) };
    },
  }),
  operation({
    method: 'GET',
    path: '/accounts/{id}/usage',
    id: 'listCallsOfAccount',
    tag: ACCOUNTS,
    summary: 'Lists the calls of an account, newest first.',
    who: 'usage.read',
    params: AccountParams,
    query: Type.Object(PageQuery),
    answer: pageOf(CallView),
    async handle(_caller, { params, query }, { services }) {
      const { rows, next } = await services.store.records.list({
        accountId: (await accountOf(services, params.id)).id,
        limit: query.limit ?? 50,
        ...(query.cursor === undefined ? {} : { before: query.cursor }),
      });
      return { items: rows.map(viewCall), ...(next === undefined ? {} : { next }) };
    },
  }),
  operation({
    method: 'GET',
    path: '/accounts/{id}/transfers',
    id: 'listTransfersOfAccount',
    tag: ACCOUNTS,
    summary: 'Lists what moved an account’s balance beside calls, newest first.',
    who: 'money.read',
    params: AccountParams,
    query: Type.Object(PageQuery),
    answer: pageOf(
      Type.Object({
        id: Type.String(),
        at: Time,
        kind: Type.String(),
        amount: Usd,
        note: Type.String(),
        author: Type.String(),
      }),
    ),
    async handle(_caller, { params, query }, { services }) {
      const { rows, next } = await services.store.ledger.transfers({
        purse: accountPurse((await accountOf(services, params.id)).id),
        limit: query.limit ?? 50,
        ...(query.cursor === undefined ? {} : { before: query.cursor }),
      });
      const items = rows.map(({ id, at, kind, amount, note, author }) => ({
        id,
        at,
        kind,
        note,
        author,
        amount: usd(amount),
      }));
      return { items, ...(next === undefined ? {} : { next }) };
    },
  }),
];

const acts: readonly Operation[] = [
  operation({
    method: 'POST',
    path: '/accounts',
    id: 'createAccount',
    tag: ACCOUNTS,
    summary: 'Makes an account.',
    who: 'accounts.write',
    status: 201,
    body: strict({
      name: Name,
      password: Type.Optional(Password),
      email: Type.Optional(Email),
      role: Type.Optional(RoleField),
      group: Type.Optional(Type.String({ maxLength: 100 })),
      balance: Type.Optional(Usd),
    }),
    answer: AccountDetail,
    async handle(caller, { body }, { services, change }) {
      const { accounts, profiles, ledger } = services.store;
      const { name, email, role = 'user', group = 'default' } = body;
      checkMayTouch(caller, undefined, role);
      checkGroup(services, group);
      const balance = body.balance === undefined ? 0n : amountOf(body.balance, 'balance');
      if ((await accounts.byName(name)) !== undefined)
        throw new Failure('conflict', 'name: this name is taken. Choose another.', { param: 'name' });
      if (email !== undefined && (await profiles.byEmail(email)) !== undefined)
        throw new Failure('conflict', 'email: another account has this address.', { param: 'email' });
      // Hashing may be refused for a moment: before there is an account, not after.
      const passwordHash = body.password === undefined ? '' : await services.signIn.hashOf(body.password);
      const account = await accounts.put({ name, role, group, passwordHash, enabled: true, declared: false });
      if (email !== undefined) await profiles.put(account.id, { email }).catch(taken('email'));
      if (balance > 0n) {
        const purse = accountPurse(account.id);
        const id = `grant:created:${account.id}`;
        await ledger.post({
          id,
          kind: 'grant',
          purse,
          amount: balance,
          note: 'first balance',
          author: caller.account.name,
        });
      }
      await change('account.create', `account:${account.id}`, undefined, {
        name,
        role,
        group,
        email,
        balance: body.balance,
      });
      return accountDetail(services, await accountOf(services, account.id));
    },
  }),
  operation({
    method: 'PATCH',
    path: '/accounts/{id}',
    id: 'changeAccount',
    tag: ACCOUNTS,
    summary: 'Changes an account: role, group, whether it is enabled, limits, address.',
    who: 'accounts.write',
    params: AccountParams,
    body: strict({
      name: Type.Optional(Name),
      role: Type.Optional(RoleField),
      group: Type.Optional(Type.String({ maxLength: 100 })),
      enabled: Type.Optional(Type.Boolean()),
      email: Type.Optional(Type.Union([Email, Type.Literal('')])),
      display_name: Type.Optional(Type.String({ maxLength: 100 })),
      time_zone: Type.Optional(Type.String({ maxLength: 60 })),
      limits: Type.Optional(BoundFields),
    }),
    answer: AccountDetail,
    async handle(caller, { params, body }, { services, change }) {
      const { accounts, profiles } = services.store;
      const before = await accountOf(services, params.id);
      const { name, email, display_name: displayName, time_zone: timeZone, ...rest } = body;
      checkMayTouch(caller, before, rest.role);
      const ofFile = [name, timeZone, ...Object.values(rest)].some(value => value !== undefined);
      if (ofFile) checkNotDeclared(before);
      if (rest.group !== undefined) checkGroup(services, rest.group);
      if (timeZone !== undefined && !isTimeZone(timeZone))
        throw new Failure('invalid_request', 'time_zone: this is no time zone.', { param: 'time_zone' });
      if (before.id === caller.account.id && (rest.enabled === false || (rest.role ?? before.role) !== before.role))
        throw new Failure('conflict', 'Nobody takes his own rights away: ask another operator.');
      if (name !== undefined && name !== before.name) await accounts.rename(before.id, name).catch(taken('name'));
      if (email !== undefined || displayName !== undefined)
        await profiles
          .put(before.id, {
            ...(email === undefined ? {} : { email }),
            ...(displayName === undefined ? {} : { displayName }),
          })
          .catch(taken('email'));
      if (ofFile) {
        const now = await accountOf(services, before.id);
        await accounts.put({ ...draftOf(now), ...rest, ...(timeZone === undefined ? {} : { timeZone }) });
        await services.refresh();
      }
      if (rest.enabled === false) await profiles.endSessions(before.id);
      const { role, group, enabled } = before;
      await change('account.change', `account:${before.id}`, { name: before.name, role, group, enabled }, body);
      return accountDetail(services, await accountOf(services, before.id));
    },
  }),
  operation({
    method: 'POST',
    path: '/accounts/{id}/adjustment',
    id: 'adjustBalance',
    tag: ACCOUNTS,
    summary: 'Gives money to an account, or takes it away, through the ledger and with a reason.',
    who: 'money.write',
    proof: true,
    params: AccountParams,
    body: strict({
      amount: Usd,
      reason: Type.String({ minLength: 1, maxLength: 300 }),
      reference: Type.Optional(
        Type.String({ pattern: '^[\\w.-]{1,100}$', description: 'Makes a repeat of the same request harmless.' }),
      ),
    }),
    answer: AccountDetail,
    async handle(caller, { params, body }, { services, exchange, change }) {
      const account = await accountOf(services, params.id);
      const amount = signedAmountOf(body.amount, 'amount');
      if (amount === 0n) throw new Failure('invalid_request', 'amount: must not be zero.', { param: 'amount' });
      const posted = await services.store.ledger.post({
        id: `adjust:${body.reference ?? exchange.id}`,
        kind: 'adjust',
        purse: accountPurse(account.id),
        amount,
        note: body.reason,
        author: caller.account.name,
      });
      if (posted) await change('account.adjust', `account:${account.id}`, undefined, body);
      return accountDetail(services, account);
    },
  }),
  operation({
    method: 'PUT',
    path: '/accounts/{id}/overdraft',
    id: 'setOverdraft',
    tag: ACCOUNTS,
    summary: 'Says how far below zero an account’s balance may go.',
    who: 'money.write',
    proof: true,
    params: AccountParams,
    body: strict({ amount: Usd }),
    answer: AccountDetail,
    async handle(_caller, { params, body }, { services, change }) {
      const account = await accountOf(services, params.id);
      checkNotDeclared(account);
      const amount = amountOf(body.amount, 'amount');
      if (amount > parseUsd('1000000')) throw new Failure('invalid_request', 'amount: too much.', { param: 'amount' });
      await services.store.ledger.setOverdraft(accountPurse(account.id), amount);
      await change('account.overdraft', `account:${account.id}`, undefined, body);
      return accountDetail(services, account);
    },
  }),
  operation({
    method: 'PATCH',
    path: '/accounts/{id}/keys/{key}',
    id: 'switchKeyOfAccount',
    tag: ACCOUNTS,
    summary: 'Switches a key of an account on or off.',
    who: 'accounts.write',
    params: Type.Object({ id: Id, key: Id }),
    body: strict({ enabled: Type.Boolean() }),
    async handle(_caller, { params, body }, { services, change }) {
      const row = await services.store.keys.byId(params.key);
      if (row === undefined || row.accountId !== params.id) throw new Failure('not_found', 'There is no such key.');
      if (row.declared)
        throw new Failure('declared_in_file', 'This key is declared in the configuration file. Change it there.');
      await services.store.keys.setEnabled(row.id, body.enabled);
      await services.refresh();
      await change('key.switch', `key:${row.id}`, { enabled: row.enabled }, body);
    },
  }),
];

export const accountsOperations: readonly Operation[] = [...reads, ...acts];
