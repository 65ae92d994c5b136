// Redemption codes for operators: issued in batches and shown once, listed by their last letters, switched off, exported.

import { Failure } from '@turnpike/protocols/failures';
import { Type, type Static } from 'typebox';
import { CodeError, issueCodes, MOST_CODES, MOST_USES } from '../../ledger/codes.ts';
import type { CodeRow } from '../../store/codes.ts';
import type { Services } from '../services.ts';
import { namesOf } from './account-names.ts';
import { sendCsv } from './csv.ts';
import { operation, type Operation } from './operation.ts';
import { amountOf, Name, PageQuery, pageOf, strict, Time, Usd, usd } from './schemas.ts';

const CODES = 'Codes';
const Batch = Type.Object({ batch: Type.String({ minLength: 1, maxLength: 100 }) });

const CodeView = Type.Object({
  id: Type.String({ description: 'Stands for the code without telling it.' }),
  batch: Type.String(),
  hint: Type.String({ description: 'Its last characters.' }),
  amount: Usd,
  state: Type.String({ description: 'new, redeemed, off, expired.' }),
  expires_at: Type.Union([Time, Type.Null()]),
  created_at: Time,
  author: Type.String(),
  uses: Type.Integer({ description: 'How many accounts may redeem it, each once.' }),
  used: Type.Integer(),
  redeemed_by: Type.Union([Type.Object({ id: Type.Integer(), name: Type.String() }), Type.Null()]),
  redeemed_at: Type.Union([Time, Type.Null()]),
});

function stateOf(row: CodeRow): string {
  if (row.used >= row.uses) return 'redeemed';
  if (!row.enabled) return 'off';
  return row.expiresAt !== null && row.expiresAt <= Date.now() ? 'expired' : 'new';
}

async function views(services: Services, rows: readonly CodeRow[]): Promise<Static<typeof CodeView>[]> {
  const names = await namesOf(
    services,
    rows.flatMap(row => row.redeemedBy ?? []),
  );
  return rows.map(row => ({
    id: row.hash,
    batch: row.batch,
    hint: row.hint,
    amount: usd(row.amount),
    state: stateOf(row),
    expires_at: row.expiresAt,
    created_at: row.createdAt,
    author: row.author,
    uses: row.uses,
    used: row.used,
    redeemed_by: row.redeemedBy === null ? null : { id: row.redeemedBy, name: names.get(row.redeemedBy) ?? '' },
    redeemed_at: row.redeemedAt,
  }));
}

export const codeOperations: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/codes/batches',
    id: 'listCodeBatches',
    tag: CODES,
    summary: 'Lists the batches of codes with what of them was redeemed.',
    who: 'money.read',
    answer: Type.Object({
      items: Type.Array(
        Type.Object({
          batch: Type.String(),
          codes: Type.Integer(),
          uses: Type.Integer({ description: 'How often its codes may be redeemed in all.' }),
          redeemed: Type.Integer(),
          amount: Usd,
          redeemed_amount: Usd,
        }),
      ),
    }),
    async handle(_caller, _input, { services }) {
      const items = (await services.store.codes.batches()).map(({ amount, redeemedAmount, ...batch }) => ({
        ...batch,
        amount: usd(amount),
        redeemed_amount: usd(redeemedAmount),
      }));
      return { items };
    },
  }),
  operation({
    method: 'POST',
    path: '/codes/batches',
    id: 'issueCodes',
    tag: CODES,
    summary: 'Issues a batch of codes. They are in this answer, and nowhere else.',
    who: 'money.write',
    proof: true,
    status: 201,
    body: strict({
      batch: Name,
      count: Type.Integer({ minimum: 1, maximum: MOST_CODES }),
      amount: Usd,
      uses: Type.Optional(
        Type.Integer({
          minimum: 1,
          maximum: MOST_USES,
          description: 'How many accounts may redeem each code, once each.',
        }),
      ),
      expires_at: Type.Optional(Type.Union([Time, Type.Null()])),
    }),
    answer: Type.Object({ codes: Type.Array(Type.String()) }),
    async handle(caller, { body }, { services, change }) {
      const { batch, count } = body;
      const wanted = {
        batch,
        count,
        author: caller.account.name,
        amount: amountOf(body.amount, 'amount'),
        uses: body.uses ?? 1,
        expiresAt: body.expires_at ?? null,
      };
      try {
        const codes = await issueCodes(services.store, wanted);
        await change('codes.issue', `codes:${batch}`, undefined, body);
        return { codes: [...codes] };
      } catch (error) {
        if (error instanceof CodeError) throw new Failure('invalid_request', `${error.message}.`);
        throw error;
      }
    },
  }),
  operation({
    method: 'PATCH',
    path: '/codes/batches/{batch}',
    id: 'switchCodeBatch',
    tag: CODES,
    summary: 'Switches what is not redeemed of a batch off, or on again.',
    who: 'money.write',
    params: Batch,
    body: strict({ enabled: Type.Boolean() }),
    answer: Type.Object({ changed: Type.Integer() }),
    async handle(_caller, { params, body }, { services, change }) {
      const changed = await services.store.codes.setEnabled(params.batch, body.enabled);
      await change('codes.switch', `codes:${params.batch}`, undefined, { ...body, changed });
      return { changed };
    },
  }),
  operation({
    method: 'GET',
    path: '/codes',
    id: 'listCodes',
    tag: CODES,
    summary: 'Lists codes, of one batch where it is named, without telling them.',
    who: 'money.read',
    query: Type.Object({ batch: Type.Optional(Type.String({ maxLength: 100 })), ...PageQuery }),
    answer: pageOf(CodeView),
    async handle(_caller, { query: { batch, cursor, limit = 50 } }, { services }) {
      const rows = await services.store.codes.list({
        limit: limit + 1,
        ...(batch === undefined ? {} : { batch }),
        ...(cursor === undefined ? {} : { after: cursor }),
      });
      const last = rows.length > limit ? rows[limit - 1] : undefined;
      return { items: await views(services, rows.slice(0, limit)), ...(last === undefined ? {} : { next: last.hash }) };
    },
  }),
  operation({
    method: 'PATCH',
    path: '/codes/{id}',
    id: 'switchCode',
    tag: CODES,
    summary: 'Switches one code off, or on again, while it is not redeemed.',
    who: 'money.write',
    params: Type.Object({ id: Type.String({ pattern: '^[0-9a-f]{64}$' }) }),
    body: strict({ enabled: Type.Boolean() }),
    async handle(_caller, { params, body }, { services, change }) {
      if (!(await services.store.codes.setOneEnabled(params.id, body.enabled)))
        throw new Failure('conflict', 'There is no such code that is not redeemed.');
      await change('codes.switch', `code:${params.id.slice(0, 12)}`, undefined, body);
    },
  }),
  operation({
    method: 'GET',
    path: '/codes.csv',
    id: 'exportCodes',
    tag: CODES,
    summary: 'Gives the codes of a batch, or all, as CSV: their last characters, state, and who redeemed them.',
    who: 'money.read',
    query: Type.Object({ batch: Type.Optional(Type.String({ maxLength: 100 })) }),
    async handle(_caller, { query: { batch } }, { services, exchange }) {
      let after: string | undefined;
      const head = [
        'batch',
        'last_characters',
        'amount_usd',
        'state',
        'expires_at',
        'author',
        'redeemed_by',
        'redeemed_at',
        'uses',
        'used',
      ];
      const iso = (at: number | null): string => (at === null ? '' : new Date(at).toISOString());
      await sendCsv(exchange, 'codes', head, async () => {
        const rows = await services.store.codes.list({
          limit: 500,
          ...(batch === undefined ? {} : { batch }),
          ...(after === undefined ? {} : { after }),
        });
        after = rows.at(-1)?.hash ?? after;
        return (await views(services, rows)).map(row => [
          row.batch,
          row.hint,
          row.amount,
          row.state,
          iso(row.expires_at),
          row.author,
          row.redeemed_by?.name ?? '',
          iso(row.redeemed_at),
          String(row.uses),
          String(row.used),
        ]);
      });
    },
  }),
];
