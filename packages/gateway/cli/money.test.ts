// Specification of the commands about money: organisations, budgets, codes, refunds and statements, and their mistakes.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { sampleRecord } from '../../../test/databases.ts';
import { encodeSettlement } from '../ledger/settlement-text.ts';
import { readBudgetWords, writeBudgetWords } from './budget-words.ts';
import { runCommand } from './command.ts';
import { tellFault } from './faults.ts';
import { withStore } from './with-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'turnpike money '));
const file = join(folder, 'test.yaml');

async function turnpike(...words: readonly string[]): Promise<{ code: number; out: string; error: string }> {
  let out = '';
  vi.spyOn(process.stdout, 'write').mockImplementation(text => Boolean((out += String(text))));
  try {
    return { code: await runCommand([...words, '--config', file]), out, error: '' };
  } catch (error) {
    const { code, text } = tellFault(error);
    return { code, out, error: text };
  } finally {
    vi.restoreAllMocks();
  }
}
const out = async (...words: readonly string[]): Promise<string> => {
  const { code, out: text, error } = await turnpike(...words);
  expect(`${code} ${error}`).toBe('0 ');
  return text;
};

beforeAll(async () => {
  writeFileSync(file, `database: "sqlite:${folder}/test.db"\ngroups: [ { name: vip } ]\n`);
  await out('user', 'create', 'ann', '--time-zone', 'Europe/Berlin');
  await out('user', 'create', 'bob');
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => vi.restoreAllMocks());

describe('budgets as words', () => {
  it('are read and written the same', () => {
    const words = '5/day,0.5/month/model=vendor/gpt-4o,1/total/group=vip,20/total';
    expect(writeBudgetWords(readBudgetWords(words))).toBe(words);
    expect(readBudgetWords('20')).toEqual([{ period: 'total', scope: 'all', name: '', amount: 20_000_000_000n }]);
  });

  it.each([
    'x',
    '-5/day',
    '1e3',
    'NaN/day',
    '0.0000000001/day',
    '12345678901',
    '5/yearly',
    '5/day/model=',
    '5/day,6/day',
  ])('refuse %s', words => {
    expect(() => readBudgetWords(words)).toThrow();
  });
});

describe('turnpike organisation', () => {
  it('makes one that pays for the keys of its members', async () => {
    await out('organisation', 'create', 'acme', '--budgets', '100/month', '--time-zone', 'Asia/Tokyo');
    expect(await out('organisation', 'credit', 'acme', '250', 'first', 'payment')).toContain('is 250 USD');
    expect((await turnpike('key', 'create', 'ann', 'work', '--organisation', 'acme')).error).toMatch(/members only/);
    await out('organisation', 'join', 'acme', 'ann', 'owner', '--budgets', '20/day');
    expect(await out('key', 'create', 'ann', 'work', '--organisation', 'acme', '--budgets', '5/day,9')).toMatch(/^sk-/);
    expect(await out('key', 'list', 'ann')).toMatch(/work .* 9 .* 5\/day/);
    expect(await out('organisation', 'list')).toMatch(/acme .* enabled .* 1 .* 250 .* Asia\/Tokyo .* 100\/month/);
    expect(await out('organisation', 'members', 'acme')).toMatch(/ann .* owner .* 20\/day/);
    await out('organisation', 'leave', 'acme', 'ann');
    expect(await out('organisation', 'members', 'acme')).not.toContain('ann');
  });

  it('changes the budgets of a key, and the rest stays', async () => {
    await out('key', 'create', 'bob', 'dev', '--models', 'a,b', '--budgets', '5/day');
    const id = /^(\d+) +bob/m.exec(await out('key', 'list', 'bob'))?.[1] ?? '';
    await out('key', 'change', 'bob', id, '--budgets', '7/week', '--group', 'auto');
    await withStore({ config: file }, async ({ store }) => {
      const account = await store.accounts.byName('bob');
      const [key] = await store.keys.ofAccount(account?.id ?? 0);
      expect(key).toMatchObject({ models: ['a', 'b'], group: 'auto', budgets: [{ period: 'week' }] });
    });
  });

  it.each([
    [['organisation', 'create', 'x', '--time-zone', 'Mars/Olympus'], /no time zone/],
    [['organisation', 'create', 'acme'], /there is an organisation acme/],
    [['organisation', 'credit', 'nobody', '1'], /no organisation nobody/],
    [['organisation', 'credit', 'acme', '1e3'], /plain decimal/],
    [['organisation', 'join', 'acme', 'ann', 'king'], /owner\|member/],
    [['key', 'create', 'bob', 'x', '--budget', '1', '--budgets', '2'], /total beside/],
    [['key', 'create', 'bob', 'x', '--budget', '-1'], /must not be negative/],
    [['user', 'create', 'x', '--time-zone', '+08:00'], /no time zone/],
  ])('refuses %j', async (words, message) => {
    const { code, error } = await turnpike(...words);
    expect(error).toMatch(message);
    expect(code).not.toBe(0);
  });
});

describe('turnpike code', () => {
  it('prints new codes one a line, lists batches and codes, and takes a batch out of force', async () => {
    const codes = (await out('code', 'create', 'spring', '3', '2.5', '--expires', '2099-01-01')).trim().split('\n');
    expect(codes).toHaveLength(3);
    for (const code of codes) expect(code).toMatch(/^(?:[2-9A-HJ-NP-Z]{5}-){3}[2-9A-HJ-NP-Z]{5}$/);
    expect(await out('code', 'list')).toMatch(/spring +3 +0 +7\.5/);
    const listed = await out('code', 'list', 'spring');
    expect(listed).toContain(`…${codes[0]?.slice(-4)}\t2.5\topen\t2099-01-01`);
    expect(listed).not.toContain(codes[0]);
    expect(await out('code', 'disable', 'spring')).toMatch(/^3 codes/);
  });

  it.each([
    [['code', 'create', 'b', 'many', '1'], /BATCH COUNT USD/],
    [['code', 'create', 'b', '1', '-1'], /must not be negative/],
    [['code', 'create', 'b', '1', '0'], /more than zero/],
    [['code', 'create', 'b', '999999', '1'], /from 1 to 10000/],
    [['code', 'create', 'b', '1', '1', '--expires', '2001-01-01'], /expired already/],
    [['code', 'disable'], /name the batch/],
  ])('refuses %j', async (words, message) => {
    expect((await turnpike(...words)).error).toMatch(message);
  });
});

describe('turnpike refund and statement', () => {
  it('give a charge back and show the month with it, as a summary and line by line', async () => {
    await out('user', 'credit', 'ann', '10', 'paid in cash');
    await withStore({ config: file }, async ({ store }) => {
      const account = await store.accounts.byName('ann');
      const accountId = account?.id ?? 0;
      const record = sampleRecord('cli-call', { accountId, keyId: 0, amount: 4_000_000_000n, at: Date.now() });
      await store.ledger.settleLines('n', encodeSettlement(record, [`account:${accountId}`]));
    });
    expect(await out('refund', 'cli-call', '1.5', 'it was wrong')).toMatch(/^1\.5 USD of cli-call/);
    expect((await turnpike('refund', 'cli-call', '3')).error).toMatch(/not charged that much/);
    expect((await turnpike('refund', 'nothing')).error).toMatch(/no charge/);
    const summary = await out('statement', 'ann');
    expect(summary).toMatch(/\(Europe\/Berlin\)/);
    expect(summary).toMatch(/adjust +1 +10\n/);
    expect(summary).toMatch(/refund +1 +1\.5\n/);
    expect(summary).toMatch(/calls +1 +-4\n/);
    expect(summary).toMatch(/closing +7\.5\n/);
    const csv = await out('statement', 'ann', '--csv');
    expect(csv.trim().split('\r\n')).toHaveLength(4);
    expect(csv).toContain('paid in cash');
    expect(csv).toContain('it was wrong');
    expect(await out('statement', 'org:acme')).toMatch(/\(Asia\/Tokyo\)[^]*closing +250\n/);
    expect((await turnpike('statement', 'ann', '2026-13')).error).toMatch(/2026-11/);
    expect((await turnpike('statement')).error).toMatch(/USER\|org:NAME/);
    expect(await out('reconcile')).toBe('0 differences\n');
  });
});
