// `turnpike code`: issues redemption codes by the batch, lists them, and takes batches out of force.

import { CodeError, issueCodes } from '../ledger/codes.ts';
import { formatUsd, parseUsd } from '../ledger/money.ts';
import { table } from './table.ts';
import { actionOf, UsageError, type CommandFlags, type Verb } from './verb.ts';
import { withStore, type Workshop } from './with-store.ts';

const PAGE = 1_000;

type Action = (shop: Workshop, words: readonly string[], flags: CommandFlags) => Promise<number>;

const dateOf = (at: number | null): string => (at === null ? '' : new Date(at).toISOString());

async function setEnabled({ store }: Workshop, batch: string | undefined, enabled: boolean): Promise<number> {
  if (batch === undefined) throw new UsageError('name the batch; turnpike code list shows them');
  const changed = await store.codes.setEnabled(batch, enabled);
  process.stdout.write(`${changed} codes of ${batch} are now ${enabled ? 'enabled' : 'disabled'}\n`);
  return 0;
}

const ACTIONS: Readonly<Record<string, Action>> = {
  /** Prints one code a line, as card shops take them; nobody can show them again. */
  async create({ store }, [batch, count = '1', amount], { expires, uses = '1' }) {
    if (batch === undefined || amount === undefined || !/^\d{1,6}$/.test(count))
      throw new UsageError('turnpike code create BATCH COUNT USD [--expires DATE] [--uses PEOPLE]');
    const expiresAt = expires === undefined ? null : Date.parse(expires);
    if (Number.isNaN(expiresAt)) throw new UsageError('--expires is a date such as 2027-01-31T00:00:00Z');
    const each = parseUsd(amount, 'the amount');
    try {
      const wanted = {
        batch,
        count: Number(count),
        amount: each,
        uses: Number(uses),
        expiresAt,
        author: 'command line',
      };
      process.stdout.write(`${(await issueCodes(store, wanted)).join('\n')}\n`);
    } catch (error) {
      throw error instanceof CodeError ? new UsageError(error.message) : error;
    }
    return 0;
  },
  async list({ store }, [batch]) {
    if (batch === undefined) {
      const rows = (await store.codes.batches()).map(row => [
        row.batch,
        String(row.codes),
        String(row.redeemed),
        formatUsd(row.amount),
        formatUsd(row.redeemedAmount),
      ]);
      process.stdout.write(table(['batch', 'codes', 'redeemed', 'worth', 'redeemed worth'], rows));
      return 0;
    }
    process.stdout.write('code\tamount\tstate\texpires\tredeemed by\tat\n');
    for (let after = ''; ;) {
      const page = await store.codes.list({ batch, limit: PAGE, ...(after === '' ? {} : { after }) });
      for (const row of page) {
        const state = row.used >= row.uses ? 'redeemed' : row.enabled ? 'open' : 'disabled';
        const cells = [`…${row.hint}`, formatUsd(row.amount), state, dateOf(row.expiresAt), row.redeemedBy ?? ''];
        process.stdout.write(`${[...cells, dateOf(row.redeemedAt)].join('\t')}\n`);
      }
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE) return 0;
      after = last.hash;
    }
  },
  enable: (shop, [batch]) => setEnabled(shop, batch, true),
  disable: (shop, [batch]) => setEnabled(shop, batch, false),
};

export const code: Verb = {
  usage: 'code create|list|enable|disable BATCH [COUNT USD]',
  text: 'redemption codes: prints new ones once, one a line',
  flags: ['expires', 'uses'],
  async run(flags, [word = 'list', ...words]) {
    const action = actionOf(ACTIONS, 'code', word);
    return withStore(flags, shop => action(shop, words, flags));
  },
};
