// Users of the new-api family for administrators: listed, searched, made, changed, given money, switched off.

import { Failure } from '@turnpike/protocols/failures';
import type { Route } from '../../http/exchange.ts';
import { accountPurse } from '../../ledger/budgets.ts';
import { formatUsd } from '../../ledger/money.ts';
import type { AccountQuery } from '../../store/account-search.ts';
import type { Role } from '../../store/people.ts';
import { PRACTICE_GROUP } from '../../world.ts';
import { accountsOperations } from '../manage/accounts.ts';
import { accountOf } from '../manage/account-view.ts';
import type { Services } from '../services.ts';
import { act, operationIn } from './act.ts';
import { cut, idOf, nanoOf, NANO_PER_QUOTA, pageOf, permittedRoute, textField, type Visit } from './envelope.ts';
import { selfOf } from './self.ts';

const CREATE = operationIn(accountsOperations, 'createAccount');
const CHANGE = operationIn(accountsOperations, 'changeAccount');
const ADJUST = operationIn(accountsOperations, 'adjustBalance');
/** Rows that a page by number may lie behind. */
const FARTHEST = 10_000;
/** Accounts are counted as far as this. */
const COUNTED = 1_000_000;

type Fields = Readonly<Record<string, unknown>>;

/** The role of one of the family's numbers. */
function roleOf(number: unknown): Role | undefined {
  if (typeof number !== 'number') return undefined;
  return number >= 100 ? 'owner' : number >= 10 ? 'admin' : 'user';
}

function numberField(fields: Fields, name: string): number {
  const value = fields[name];
  const number = typeof value === 'string' ? Number(value) : value;
  if (typeof number === 'number' && Number.isSafeInteger(number)) return number;
  throw new Failure('invalid_request', `${name} must be a whole number.`, { param: name });
}

async function list({ services, exchange }: Visit): Promise<unknown> {
  const { page, size } = pageOf(exchange);
  if (page * size > FARTHEST) throw new Failure('invalid_request', 'This page is too far. Search instead.');
  const word = (name: string): string => exchange.query.get(name)?.trim() ?? '';
  const [q, group, status] = [word('keyword'), word('group'), word('status')];
  const role = roleOf(/^\d+$/.test(word('role')) ? Number(word('role')) : undefined);
  const query: AccountQuery = {
    limit: page * size + 1,
    ...(q === '' ? {} : { q }),
    ...(group === '' ? { without: PRACTICE_GROUP } : { group }),
    ...(role === undefined ? {} : { role }),
    ...(status === '1' || status === '2' ? { enabled: status === '1' } : {}),
  };
  const [found, total] = await Promise.all([
    services.store.accounts.search(query),
    services.store.accounts.count({ ...query, limit: COUNTED }),
  ]);
  const shown = cut(exchange, found, ({ account }) => account);
  return { ...shown, total, items: await Promise.all(shown.items.map(account => selfOf(services, account))) };
}

async function shownOf(services: Services, id: number): Promise<unknown> {
  return selfOf(services, await accountOf(services, id));
}

async function create(visit: Visit): Promise<unknown> {
  const fields = await visit.body();
  const [email, group] = [textField(fields, 'email') ?? '', textField(fields, 'group') ?? ''];
  const role = roleOf(fields['role']);
  const made = await act(visit, CREATE, {
    body: {
      name: textField(fields, 'username') ?? '',
      password: textField(fields, 'password') ?? '',
      ...(email === '' ? {} : { email }),
      ...(group === '' ? {} : { group }),
      ...(role === undefined ? {} : { role }),
    },
  });
  const id = Number(made['id']);
  const displayName = textField(fields, 'display_name') ?? '';
  if (displayName !== '') await act(visit, CHANGE, { params: { id }, body: { display_name: displayName } });
  return shownOf(visit.services, id);
}

/** Changes what differs: clients of this family send whole objects. */
async function change(visit: Visit): Promise<unknown> {
  const { services } = visit;
  const fields = await visit.body();
  const id = numberField(fields, 'id');
  const account = await accountOf(services, id);
  const profile = await services.store.profiles.of(id);
  const changed = (name: string, before: string): string | undefined => {
    const value = textField(fields, name);
    return value === undefined || value === before || (value === '' && name !== 'email') ? undefined : value;
  };
  const wanted = {
    name: changed('username', account.name),
    group: changed('group', account.group),
    email: changed('email', profile.email),
    display_name: changed('display_name', profile.displayName === '' ? account.name : profile.displayName),
  };
  const body = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined));
  if (Object.keys(body).length > 0) await act(visit, CHANGE, { params: { id }, body });
  const password = textField(fields, 'password') ?? '';
  if (password !== '') {
    // The operation checks who may touch whom; a change of nothing asks just that.
    await act(visit, CHANGE, { params: { id }, body: {} });
    if (account.declared)
      throw new Failure('declared_in_file', 'This account is declared in the configuration file. Change it there.');
    if (password.length < 8 || password.length > 128)
      throw new Failure('invalid_request', 'password must be 8 to 128 characters.', { param: 'password' });
    await services.signIn.setPassword(account, password);
    await services.store.profiles.endSessions(id);
  }
  if (typeof fields['quota'] === 'number') await setQuota(visit, id, fields['quota'], 'override');
  return shownOf(services, id);
}

/** Gives or takes quota: `add`, `subtract`, or `override` to what shall be there. */
async function setQuota(visit: Visit, id: number, value: unknown, mode: string): Promise<void> {
  const amount = nanoOf(value, 'value');
  const purse = await visit.services.store.ledger.purse(accountPurse(id));
  const balance = purse?.balance ?? 0n;
  // Charges are finer than the unit: what is less than one apart is the same.
  const nearly = amount - balance < NANO_PER_QUOTA && balance - amount < NANO_PER_QUOTA;
  const difference = mode === 'override' ? (nearly ? 0n : amount - balance) : mode === 'subtract' ? -amount : amount;
  if (difference === 0n) return;
  await act(visit, ADJUST, { params: { id }, body: { amount: formatUsd(difference), reason: `quota ${mode}` } });
}

/** `action` and the change of an account that it is. */
const ACTIONS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  enable: { enabled: true },
  disable: { enabled: false },
  // Accounts are part of the books and stay: what is deleted can no longer do anything.
  delete: { enabled: false },
  promote: { role: 'admin' },
  demote: { role: 'user' },
};

async function manage(visit: Visit): Promise<unknown> {
  const fields = await visit.body();
  const id = numberField(fields, 'id');
  const action = textField(fields, 'action') ?? '';
  const body = ACTIONS[action];
  if (action === 'add_quota') {
    const mode = textField(fields, 'mode') ?? 'add';
    if (!['add', 'subtract', 'override'].includes(mode))
      throw new Failure('invalid_request', 'mode must be add, subtract or override.', { param: 'mode' });
    await setQuota(visit, id, fields['value'] ?? fields['quota'], mode);
  } else if (body === undefined) {
    const known = [...Object.keys(ACTIONS), 'add_quota'].join(', ');
    throw new Failure('invalid_request', `action must be one of ${known}.`, { param: 'action' });
  } else await act(visit, CHANGE, { params: { id }, body });
  return shownOf(visit.services, id);
}

/** The routes of users. */
export function legacyUserRoutes(services: Services): Route[] {
  const read = (pattern: string, handle: (visit: Visit) => Promise<unknown>): Route =>
    permittedRoute(services, 'GET', pattern, 'accounts.read', handle);
  const write = (method: Route['method'], pattern: string, handle: (visit: Visit) => Promise<unknown>): Route =>
    permittedRoute(services, method, pattern, 'accounts.write', handle);
  return [
    read('/api/user', list),
    read('/api/user/search', list),
    read('/api/user/{id}', ({ exchange }) => shownOf(services, idOf(exchange))),
    write('POST', '/api/user', create),
    write('PUT', '/api/user', change),
    write('POST', '/api/user/manage', manage),
    write('DELETE', '/api/user/{id}', async visit => {
      await act(visit, CHANGE, { params: { id: idOf(visit.exchange) }, body: { enabled: false } });
    }),
  ];
}
