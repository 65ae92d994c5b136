// `turnpike statement`: a month of a user or an organisation, as a summary or as CSV with every line.

import { once } from 'node:events';
import { accountPurse, organisationPurse } from '../ledger/budgets.ts';
import { MonthError, monthSpan, statementCsv, statementOf, type StatementOwner } from '../ledger/statement.ts';
import type { Store } from '../store/store.ts';
import { table } from './table.ts';
import { UsageError, type Verb } from './verb.ts';
import { accountNamed, organisationNamed, withStore } from './with-store.ts';

const USAGE = 'turnpike statement USER|org:NAME [MONTH] [--csv]; a month is written as 2026-11';

async function ownerOf(store: Store, name: string | undefined): Promise<StatementOwner> {
  if (name === undefined) throw new UsageError(USAGE);
  if (name.startsWith('org:')) {
    const { id, timeZone } = await organisationNamed(store, name.slice('org:'.length));
    return { purse: organisationPurse(id), filter: { organisationId: id }, zone: timeZone, wholePurse: true };
  }
  const { id, timeZone } = await accountNamed(store, name);
  const filter = { accountId: id, organisationId: 0 };
  return { purse: accountPurse(id), filter, zone: timeZone, wholePurse: true };
}

async function summary(store: Store, owner: StatementOwner, month: string | undefined): Promise<void> {
  const paid = await statementOf(store, owner, month);
  const sums: (readonly string[])[] = [
    ['opening', '', paid.opening ?? ''],
    ...(paid.transfers ?? []).map(({ kind, count, amount }) => [kind, String(count), amount]),
    ['calls', String(paid.calls), paid.charged === '0' ? '0' : `-${paid.charged}`],
    ['closing', '', paid.closing ?? ''],
  ];
  const models = paid.models.map(row => [
    row.model ?? '',
    String(row.calls),
    String(row.inputTokens),
    String(row.cachedTokens),
    String(row.outputTokens),
    row.amount,
  ]);
  process.stdout.write(`${paid.month} (${paid.timeZone})\n\n${table(['what', 'count', 'USD'], sums)}\n`);
  process.stdout.write(table(['model', 'calls', 'input', 'cached', 'output', 'USD'], models));
}

export const statement: Verb = {
  usage: 'statement USER|org:NAME [MONTH] [--csv]',
  text: 'what was there, came, went and is left in a month; --csv for every line of it',
  flags: ['csv'],
  run: (flags, [name, month]) =>
    withStore(flags, async ({ store }) => {
      const owner = await ownerOf(store, name);
      try {
        if (flags.csv !== true) {
          await summary(store, owner, month);
          return 0;
        }
        for await (const piece of statementCsv(store, owner, monthSpan(month, owner.zone), 'operator')) {
          if (!process.stdout.write(piece)) await once(process.stdout, 'drain');
        }
        return 0;
      } catch (error) {
        throw error instanceof MonthError ? new UsageError(error.message) : error;
      }
    }),
};
