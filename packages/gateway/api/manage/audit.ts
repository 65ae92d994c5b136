// The log of changes: who changed what, when and from where, with what it was before and after.

import { Type, type Static } from 'typebox';
import type { ChangeRow } from '../../store/people.ts';
import type { Services } from '../services.ts';
import { sendCsv } from './csv.ts';
import { operation, type Operation } from './operation.ts';
import { PageQuery, pageOf, Time } from './schemas.ts';

const AUDIT = 'Audit';

const Filters = {
  actor: Type.Optional(
    Type.String({ maxLength: 100, description: 'The name of an account, as it was then or is now.' }),
  ),
  action: Type.Optional(
    Type.String({ maxLength: 60, description: 'Such as key.create; with a dot at its end, all that begin so: key.' }),
  ),
  subject: Type.Optional(Type.String({ maxLength: 200, description: 'Such as account:7 or channel:claude.' })),
  from: Type.Optional(Time),
  to: Type.Optional(Time),
};
type FilterValues = {
  readonly actor?: string;
  readonly action?: string;
  readonly subject?: string;
  readonly from?: number;
  readonly to?: number;
};

const ChangeView = Type.Object({
  id: Type.Integer(),
  at: Time,
  actor: Type.Object({ id: Type.Integer(), name: Type.String() }),
  via: Type.String({ description: 'session, token, file, command, system.' }),
  action: Type.String(),
  subject: Type.String(),
  before: Type.String({ description: 'JSON text, or empty.' }),
  after: Type.String({ description: 'JSON text, or empty.' }),
  address: Type.String(),
});

function view({ actorId, actor, ...row }: ChangeRow): Static<typeof ChangeView> {
  return { ...row, actor: { id: actorId, name: actor } };
}

async function find(services: Services, filters: FilterValues, before: number | undefined, limit: number) {
  const { actor, ...rest } = filters;
  const account = actor === undefined ? undefined : await services.store.accounts.byName(actor);
  // A name that nobody has acted nothing; the gateway itself has the number zero.
  if (actor !== undefined && account === undefined) return [];
  return services.store.changes.list({
    ...rest,
    limit,
    ...(account === undefined ? {} : { actorId: account.id }),
    ...(before === undefined ? {} : { before }),
  });
}

export const auditOperations: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/changes',
    id: 'listChanges',
    tag: AUDIT,
    summary: 'Searches the log of changes, newest first.',
    who: 'audit.read',
    query: Type.Object({ ...Filters, ...PageQuery }),
    answer: pageOf(ChangeView),
    async handle(_caller, { query: { cursor, limit = 50, ...filters } }, { services }) {
      const before = /^\d{1,15}$/.test(cursor ?? '') ? Number(cursor) : undefined;
      const rows = await find(services, filters, before, limit + 1);
      const last = rows.length > limit ? rows[limit - 1] : undefined;
      return { items: rows.slice(0, limit).map(view), ...(last === undefined ? {} : { next: String(last.id) }) };
    },
  }),
  operation({
    method: 'GET',
    path: '/changes.csv',
    id: 'exportChanges',
    tag: AUDIT,
    summary: 'Gives every change that fits the filters as CSV.',
    who: 'audit.read',
    query: Type.Object(Filters),
    async handle(_caller, { query }, { services, exchange }) {
      let before: number | undefined;
      const head = ['id', 'at', 'actor_id', 'actor', 'via', 'action', 'subject', 'before', 'after', 'address'];
      await sendCsv(exchange, 'changes', head, async () => {
        const rows = await find(services, query, before, 500);
        before = rows.at(-1)?.id;
        return rows.map(row => [
          row.id,
          new Date(row.at).toISOString(),
          row.actorId,
          row.actor,
          row.via,
          row.action,
          row.subject,
          row.before,
          row.after,
          row.address,
        ]);
      });
    },
  }),
];
