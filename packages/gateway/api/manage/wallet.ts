// The caller's money: the balance, what moved it, redemption codes, and statements.

import { Type, type Static } from 'typebox';
import { accountPurse } from '../../ledger/budgets.ts';
import { statementOf, type StatementOwner } from '../../ledger/statement.ts';
import type { AccountRow } from '../../store/store.ts';
import { reading } from '../reading.ts';
import { redeemInto } from '../redemption.ts';
import { sendStatement, spanOf } from '../statement.ts';
import { operation, type Operation } from './operation.ts';
import { PageQuery, pageOf, strict, Time, Usd, usd } from './schemas.ts';

const WALLET = 'Wallet';

const Month = Type.Optional(Type.String({ pattern: '^\\d{4}-(0[1-9]|1[0-2])$', description: 'Such as 2026-11.' }));

const Transfer = Type.Object({
  id: Type.String(),
  at: Time,
  kind: Type.String(),
  amount: Usd,
  note: Type.String(),
  author: Type.String(),
  call: Type.String({ description: 'The call that a refund takes back, or empty.' }),
});

const Line = Type.Object({
  model: Type.Optional(Type.String()),
  key: Type.Optional(Type.Integer()),
  calls: Type.Integer(),
  failed: Type.Integer(),
  inputTokens: Type.Integer(),
  cachedTokens: Type.Integer(),
  outputTokens: Type.Integer(),
  amount: Usd,
});
const StatementView = Type.Object({
  month: Type.String(),
  timeZone: Type.String(),
  from: Type.String(),
  until: Type.String(),
  currency: Type.Literal('USD'),
  opening: Type.Optional(Usd),
  closing: Type.Optional(Usd),
  calls: Type.Integer(),
  charged: Usd,
  transfers: Type.Optional(Type.Array(Type.Object({ kind: Type.String(), count: Type.Integer(), amount: Usd }))),
  models: Type.Array(Line),
  keys: Type.Array(Line),
});

const ownerOf = ({ id, timeZone }: AccountRow): StatementOwner => ({
  purse: accountPurse(id),
  filter: { accountId: id, organisationId: 0 },
  zone: timeZone,
  wholePurse: true,
});

export const walletOperations: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/wallet',
    id: 'getWallet',
    tag: WALLET,
    summary: 'Tells the balance, what is held by calls under way, and what was ever granted and spent.',
    who: 'account',
    answer: Type.Object({
      balance: Usd,
      overdraft: Usd,
      granted: Usd,
      spent: Usd,
      reserved: Type.String({ description: 'USD lent to nodes for calls under way; part of the balance.' }),
      time_zone: Type.String(),
    }),
    async handle(caller, _input, { services }) {
      const id = accountPurse(caller.account.id);
      const purse = await reading(services, () => services.store.ledger.purse(id));
      return {
        balance: usd(purse?.balance ?? 0n),
        overdraft: usd(purse?.overdraft ?? 0n),
        granted: usd(purse?.granted ?? 0n),
        spent: usd(purse?.spent ?? 0n),
        reserved: usd(purse?.leased ?? 0n),
        time_zone: caller.account.timeZone,
      };
    },
  }),
  operation({
    method: 'GET',
    path: '/wallet/transfers',
    id: 'listTransfers',
    tag: WALLET,
    summary: 'Lists grants, top-ups, refunds and corrections, newest first.',
    who: 'account',
    query: Type.Object(PageQuery),
    answer: pageOf(Transfer),
    async handle(caller, { query }, { services }) {
      const { rows, next } = await services.store.ledger.transfers({
        purse: accountPurse(caller.account.id),
        limit: query.limit ?? 50,
        ...(query.cursor === undefined ? {} : { before: query.cursor }),
      });
      const items = rows.map(row => ({ ...row, amount: usd(row.amount) }));
      return { items, ...(next === undefined ? {} : { next }) };
    },
  }),
  operation({
    method: 'POST',
    path: '/wallet/codes',
    id: 'redeemCode',
    tag: WALLET,
    summary: 'Puts the money of a redemption code into the caller’s balance, once.',
    who: 'account',
    body: strict({ code: Type.String({ minLength: 1, maxLength: 200 }) }),
    answer: Type.Object({ amount: Usd }),
    async handle(caller, { body }, { services, exchange, change }) {
      const amount = await redeemInto(services, body.code, caller.account.id, exchange.address);
      await change('code.redeem', `account:${caller.account.id}`, undefined, { amount: usd(amount) });
      return { amount: usd(amount) };
    },
  }),
  operation({
    method: 'GET',
    path: '/wallet/statement',
    id: 'getStatement',
    tag: WALLET,
    summary: 'Tells a month’s sums by model and key, with the opening and closing balance.',
    who: 'account',
    query: Type.Object({ month: Month }),
    answer: StatementView,
    async handle(caller, { query }, { services }) {
      const owner = ownerOf(caller.account);
      spanOf(query.month, owner.zone);
      const statement = await reading(services, () => statementOf(services.store, owner, query.month));
      const { transfers, ...rest } = statement;
      const lists = { models: [...statement.models], keys: [...statement.keys] };
      return { ...rest, ...lists, ...(transfers === undefined ? {} : { transfers: [...transfers] }) } as Static<
        typeof StatementView
      >;
    },
  }),
  operation({
    method: 'GET',
    path: '/wallet/statement.csv',
    id: 'exportStatement',
    tag: WALLET,
    summary: 'Gives every line of a month as CSV, of any size.',
    who: 'account',
    query: Type.Object({ month: Month }),
    async handle(caller, { query }, { services, exchange }) {
      const owner = ownerOf(caller.account);
      const span = spanOf(query.month, owner.zone);
      await sendStatement(services, exchange, owner, span, 'owner');
    },
  }),
];
