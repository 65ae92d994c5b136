// Organisations for operators: made, changed, given money, with their members and budgets.

import { Failure } from '@turnpike/protocols/failures';
import { Type, type Static } from 'typebox';
import { type Budget, memberPurse, organisationPurse } from '../../ledger/budgets.ts';
import { isTimeZone } from '../../ledger/periods.ts';
import type { OrganisationRow } from '../../store/store.ts';
import type { Services } from '../services.ts';
import { namesOf } from './account-names.ts';
import { sendCsv } from './csv.ts';
import { BudgetField } from './key-fields.ts';
import { operation, type Operation } from './operation.ts';
import { amountOf, Id, Name, PageQuery, pageOf, signedAmountOf, strict, Time, Usd, usd } from './schemas.ts';

const ORGANISATIONS = 'Organisations';
const ById = Type.Object({ id: Id });
const MemberPlace = Type.Object({ id: Id, account: Id });
const Budgets = Type.Array(BudgetField, { maxItems: 20 });

const OrganisationView = Type.Object({
  id: Id,
  name: Type.String(),
  time_zone: Type.String(),
  enabled: Type.Boolean(),
  declared: Type.Boolean(),
  budgets: Budgets,
  balance: Usd,
  spent: Usd,
  members: Type.Integer(),
  created_at: Time,
});
const MemberView = Type.Object({
  account: Type.Object({ id: Id, name: Type.String() }),
  role: Type.Union([Type.Literal('owner'), Type.Literal('member')]),
  budgets: Budgets,
  spent: Usd,
  declared: Type.Boolean(),
});
const OrganisationDetail = Type.Object({ ...OrganisationView.properties, people: Type.Array(MemberView) });

const budgetViews = (budgets: readonly Budget[]): Static<typeof Budgets> =>
  budgets.map(budget => ({ ...budget, amount: usd(budget.amount) }));

function readBudgets(budgets: Static<typeof Budgets>): Budget[] {
  return budgets.map((budget, index) => ({ ...budget, amount: amountOf(budget.amount, `budgets.${index}.amount`) }));
}

async function view(services: Services, row: OrganisationRow): Promise<Static<typeof OrganisationView>> {
  const { ledger, organisations } = services.store;
  const [purse, members] = await Promise.all([ledger.purse(organisationPurse(row.id)), organisations.members(row.id)]);
  const { id, name, timeZone, enabled, declared, createdAt } = row;
  return {
    id,
    name,
    enabled,
    declared,
    time_zone: timeZone,
    budgets: budgetViews(row.budgets),
    balance: usd(purse?.balance ?? 0n),
    spent: usd(purse?.spent ?? 0n),
    members: members.length,
    created_at: createdAt,
  };
}

async function detail(services: Services, row: OrganisationRow): Promise<Static<typeof OrganisationDetail>> {
  const members = await services.store.organisations.members(row.id);
  const names = await namesOf(
    services,
    members.map(member => member.accountId),
  );
  const people = members.map(async ({ accountId, role, budgets, declared }) => ({
    account: { id: accountId, name: names.get(accountId) ?? '' },
    role,
    declared,
    budgets: budgetViews(budgets),
    spent: usd((await services.store.ledger.purse(memberPurse(row.id, accountId)))?.spent ?? 0n),
  }));
  return { ...(await view(services, row)), people: await Promise.all(people) };
}

/** @throws Failure `not_found` */
async function organisationOf(services: Services, id: number): Promise<OrganisationRow> {
  const row = await services.store.organisations.byId(id);
  if (row === undefined) throw new Failure('not_found', 'There is no such organisation.');
  return row;
}

function checkEditable(declared: boolean): void {
  if (declared) throw new Failure('declared_in_file', 'This is declared in the configuration file. Change it there.');
}

function checkZone(zone: string | undefined): void {
  if (zone !== undefined && !isTimeZone(zone))
    throw new Failure('invalid_request', 'time_zone: this is no time zone.', { param: 'time_zone' });
}

export const organisationOperations: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/organisations',
    id: 'listOrganisations',
    tag: ORGANISATIONS,
    summary: 'Lists organisations by their numbers.',
    who: 'organisations.read',
    query: Type.Object(PageQuery),
    answer: pageOf(OrganisationView),
    async handle(_caller, { query: { cursor, limit = 50 } }, { services }) {
      const after = /^\d{1,15}$/.test(cursor ?? '') ? Number(cursor) : 0;
      const rows = await services.store.organisations.list(after, limit + 1);
      const last = rows.length > limit ? rows[limit - 1] : undefined;
      const items = await Promise.all(rows.slice(0, limit).map(row => view(services, row)));
      return { items, ...(last === undefined ? {} : { next: String(last.id) }) };
    },
  }),
  operation({
    method: 'GET',
    path: '/organisations.csv',
    id: 'exportOrganisations',
    tag: ORGANISATIONS,
    summary: 'Gives every organisation as CSV.',
    who: 'organisations.read',
    async handle(_caller, _input, { services, exchange }) {
      let after = 0;
      const head = ['id', 'name', 'enabled', 'members', 'balance_usd', 'spent_usd', 'time_zone', 'created_at'];
      await sendCsv(exchange, 'organisations', head, async () => {
        const rows = await services.store.organisations.list(after, 200);
        after = rows.at(-1)?.id ?? after;
        return (await Promise.all(rows.map(row => view(services, row)))).map(row => [
          row.id,
          row.name,
          String(row.enabled),
          row.members,
          row.balance,
          row.spent,
          row.time_zone,
          new Date(row.created_at).toISOString(),
        ]);
      });
    },
  }),
  operation({
    method: 'GET',
    path: '/organisations/{id}',
    id: 'getOrganisation',
    tag: ORGANISATIONS,
    summary: 'Shows an organisation with its members.',
    who: 'organisations.read',
    params: ById,
    answer: OrganisationDetail,
    handle: async (_caller, { params }, { services }) => detail(services, await organisationOf(services, params.id)),
  }),
  operation({
    method: 'POST',
    path: '/organisations',
    id: 'createOrganisation',
    tag: ORGANISATIONS,
    summary: 'Makes an organisation.',
    who: 'organisations.write',
    status: 201,
    body: strict({
      name: Name,
      time_zone: Type.Optional(Type.String({ maxLength: 60 })),
      budgets: Type.Optional(Budgets),
    }),
    answer: OrganisationDetail,
    async handle(_caller, { body }, { services, change }) {
      const { organisations } = services.store;
      checkZone(body.time_zone);
      if ((await organisations.byName(body.name)) !== undefined)
        throw new Failure('conflict', 'name: an organisation has this name already.', { param: 'name' });
      const row = await organisations.put({
        name: body.name,
        timeZone: body.time_zone ?? 'UTC',
        budgets: readBudgets(body.budgets ?? []),
        enabled: true,
        declared: false,
      });
      await change('organisation.create', `organisation:${row.id}`, undefined, body);
      return detail(services, row);
    },
  }),
  operation({
    method: 'PATCH',
    path: '/organisations/{id}',
    id: 'changeOrganisation',
    tag: ORGANISATIONS,
    summary: 'Changes an organisation: whether it is enabled, its budgets, its time zone.',
    who: 'organisations.write',
    params: ById,
    body: strict({
      enabled: Type.Optional(Type.Boolean()),
      time_zone: Type.Optional(Type.String({ maxLength: 60 })),
      budgets: Type.Optional(Budgets),
    }),
    answer: OrganisationDetail,
    async handle(_caller, { params, body }, { services, change }) {
      const before = await organisationOf(services, params.id);
      checkEditable(before.declared);
      checkZone(body.time_zone);
      const { id: _id, createdAt: _createdAt, ...draft } = before;
      const row = await services.store.organisations.put({
        ...draft,
        enabled: body.enabled ?? before.enabled,
        timeZone: body.time_zone ?? before.timeZone,
        budgets: body.budgets === undefined ? before.budgets : readBudgets(body.budgets),
      });
      await services.refresh();
      await change('organisation.change', `organisation:${row.id}`, { enabled: before.enabled }, body);
      return detail(services, row);
    },
  }),
  operation({
    method: 'POST',
    path: '/organisations/{id}/adjustment',
    id: 'adjustOrganisation',
    tag: ORGANISATIONS,
    summary: 'Gives money to an organisation, or takes it away, through the ledger and with a reason.',
    who: 'money.write',
    proof: true,
    params: ById,
    body: strict({ amount: Usd, reason: Type.String({ minLength: 1, maxLength: 300 }) }),
    answer: OrganisationDetail,
    async handle(caller, { params, body }, { services, exchange, change }) {
      const row = await organisationOf(services, params.id);
      const amount = signedAmountOf(body.amount, 'amount');
      if (amount === 0n) throw new Failure('invalid_request', 'amount: must not be zero.', { param: 'amount' });
      await services.store.ledger.post({
        id: `adjust:${exchange.id}`,
        kind: 'adjust',
        purse: organisationPurse(row.id),
        amount,
        note: body.reason,
        author: caller.account.name,
      });
      await change('organisation.adjust', `organisation:${row.id}`, undefined, body);
      return detail(services, row);
    },
  }),
  operation({
    method: 'PUT',
    path: '/organisations/{id}/members/{account}',
    id: 'putMember',
    tag: ORGANISATIONS,
    summary: 'Gives an account a place in an organisation, or changes it.',
    who: 'organisations.write',
    params: MemberPlace,
    body: strict({
      role: Type.Optional(Type.Union([Type.Literal('owner'), Type.Literal('member')])),
      budgets: Type.Optional(Budgets),
    }),
    answer: OrganisationDetail,
    async handle(_caller, { params, body }, { services, change }) {
      const { organisations, accounts } = services.store;
      const row = await organisationOf(services, params.id);
      if ((await accounts.byId(params.account)) === undefined)
        throw new Failure('not_found', 'There is no such account.', { param: 'account' });
      const before = (await organisations.members(row.id)).find(member => member.accountId === params.account);
      checkEditable(before?.declared === true);
      await organisations.putMember({
        organisationId: row.id,
        accountId: params.account,
        role: body.role ?? before?.role ?? 'member',
        budgets: body.budgets === undefined ? (before?.budgets ?? []) : readBudgets(body.budgets),
        declared: false,
      });
      await services.refresh();
      await change('organisation.member', `organisation:${row.id}`, undefined, { account: params.account, ...body });
      return detail(services, row);
    },
  }),
  operation({
    method: 'DELETE',
    path: '/organisations/{id}/members/{account}',
    id: 'removeMember',
    tag: ORGANISATIONS,
    summary: 'Takes an account’s place away: the organisation no longer pays for its keys.',
    who: 'organisations.write',
    params: MemberPlace,
    answer: OrganisationDetail,
    async handle(_caller, { params }, { services, change }) {
      const { organisations } = services.store;
      const row = await organisationOf(services, params.id);
      const before = (await organisations.members(row.id)).find(member => member.accountId === params.account);
      if (before === undefined) throw new Failure('not_found', 'This account has no place there.');
      checkEditable(before.declared);
      await organisations.removeMember(row.id, params.account);
      await services.refresh();
      await change('organisation.leave', `organisation:${row.id}`, { account: params.account }, undefined);
      return detail(services, row);
    },
  }),
];
