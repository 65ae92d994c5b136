// The aggregate of documents: channels, groups, prices and settings, declared in the configuration or made elsewhere.

import type { Driver, Row } from './driver.ts';
import { flag, integer, only, text } from './rows.ts';
import type { DocumentRow, DocumentStore } from './store.ts';
import { countChange } from './version.ts';

const KINDS = [
  'channel',
  'route',
  'group',
  'price',
  'limit',
  'setting',
  'payment',
  'mail',
  'identity',
] as const satisfies readonly DocumentRow['kind'][];

function readDocument(row: Row): DocumentRow {
  const word = text(row, 'kind');
  const kind = KINDS.find(known => known === word);
  if (kind === undefined) throw new TypeError(`document of unknown kind ${word}`);
  return {
    kind,
    name: text(row, 'name'),
    id: integer(row, 'id'),
    declared: flag(row, 'declared'),
    body: text(row, 'body'),
  };
}

const addressOf = (row: { kind: string; name: string }): string => `${row.kind} ${row.name}`;

async function write(transaction: Driver, row: Omit<DocumentRow, 'id'>): Promise<DocumentRow> {
  const rows = await transaction.all(
    `INSERT INTO documents (kind, name, declared, body) VALUES (?, ?, ?, ?)
     ON CONFLICT (kind, name) DO UPDATE SET declared = excluded.declared, body = excluded.body
     RETURNING id, kind, name, declared, body`,
    [row.kind, row.name, Number(row.declared), row.body],
  );
  return readDocument(only(rows));
}

async function all(driver: Driver): Promise<DocumentRow[]> {
  const rows = await driver.all('SELECT id, kind, name, declared, body FROM documents ORDER BY id');
  return rows.map(row => readDocument(row));
}

async function remove(transaction: Driver, kind: string, name: string): Promise<boolean> {
  return (await transaction.run('DELETE FROM documents WHERE kind = ? AND name = ?', [kind, name])) > 0;
}

async function declare(transaction: Driver, rows: Parameters<DocumentStore['declare']>[0]): Promise<boolean> {
  await transaction.lockSchema();
  const before = new Map((await all(transaction)).map(row => [addressOf(row), row]));
  const wanted = new Set(rows.map(row => addressOf(row)));
  let changed = false;
  for (const row of before.values()) {
    if (row.declared && !wanted.has(addressOf(row)))
      changed = (await remove(transaction, row.kind, row.name)) || changed;
  }
  for (const row of rows) {
    const old = before.get(addressOf(row));
    if (old?.declared === true && old.body === row.body) continue;
    await write(transaction, { ...row, declared: true });
    changed = true;
  }
  if (changed) await countChange(transaction);
  return changed;
}

/** Documents over any database. */
export function documentStore(driver: Driver): DocumentStore {
  return {
    all: () => all(driver),
    declare: rows => driver.transaction(transaction => declare(transaction, rows)),
    put: row =>
      driver.transaction(async transaction => {
        const written = await write(transaction, row);
        await countChange(transaction);
        return written;
      }),
    rename: (kind, name, to) =>
      driver.transaction(async transaction => {
        await transaction.lockSchema();
        if ((await all(transaction)).some(row => row.kind === kind && row.name === to)) return false;
        const sql = 'UPDATE documents SET name = ? WHERE kind = ? AND name = ?';
        if ((await transaction.run(sql, [to, kind, name])) === 0) return false;
        await countChange(transaction);
        return true;
      }),
    putAll: rows =>
      driver.transaction(async transaction => {
        for (const row of rows) await write(transaction, row);
        if (rows.length > 0) await countChange(transaction);
      }),
    remove: (kind, name) =>
      driver.transaction(async transaction => {
        if (await remove(transaction, kind, name)) await countChange(transaction);
      }),
    async usersOf(group) {
      const sql = `SELECT (SELECT COUNT(*) FROM accounts WHERE group_name = ?) +
        (SELECT COUNT(*) FROM keys WHERE group_name = ?) AS users`;
      return integer(only(await driver.all(sql, [group, group])), 'users');
    },
  };
}
