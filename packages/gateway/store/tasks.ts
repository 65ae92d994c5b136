// The aggregate of tasks over any database: created with their hold, claimed by one node, ended with their settlement.

import { Conditions } from './conditions.ts';
import { readCursor, writeCursor } from './cursor.ts';
import type { Driver, SqlValue } from './driver.ts';
import { tellingFaults } from './faults.ts';
import { dropLeases, leaseExactly } from './leases.ts';
import { integer, only, text } from './rows.ts';
import { settleLines } from './settlement.ts';
import { COLUMNS, FIELDS, FINAL, readTask, RUNNING, stateOf, valuesOf } from './task-columns.ts';
import type { TaskChange, TaskEnding, TaskPage, TaskQuery, TaskRow, TaskStore } from './task-rows.ts';
import { hookStore } from './task-hooks.ts';

/** The node in whose name a task holds money: it never dies, and goes when the task ends. */
const holderOf = (id: string): string => `task:${id}`;
/** Beyond every clock: a task's hold is not taken back because no node renews it. */
const NEVER = 8_640_000_000_000_000;

class Unpayable extends Error {
  readonly purse: string;

  constructor(purse: string) {
    super(`${purse} cannot pay`);
    this.purse = purse;
  }
}

async function hold(transaction: Driver, task: Pick<TaskRow, 'id' | 'held'>, purses: readonly string[]): Promise<void> {
  if (task.held === 0n) return;
  const node = holderOf(task.id);
  await transaction.run('INSERT INTO nodes (id, expires_at, reclaimed) VALUES (?, ?, 0)', [node, NEVER]);
  for (const purse of [...purses].sort()) {
    if (!(await leaseExactly(transaction, node, purse, task.held))) throw new Unpayable(purse);
  }
}

/** Gives back what a task still holds. */
async function letGo(transaction: Driver, id: string): Promise<void> {
  await dropLeases(transaction, holderOf(id));
  await transaction.run('DELETE FROM nodes WHERE id = ?', [holderOf(id)]);
}

async function clock(driver: Driver): Promise<number> {
  const [row] = await driver.all(`SELECT ${driver.dialect.now} AS at`);
  return row === undefined ? Date.now() : integer(row, 'at');
}

async function byIdempotency(driver: Driver, accountId: number, key: string): Promise<TaskRow | undefined> {
  const sql = `SELECT ${FIELDS} FROM tasks WHERE account_id = ? AND idempotency_key = ?`;
  const [row] = await driver.all(sql, [accountId, key]);
  return row === undefined ? undefined : readTask(row);
}

async function create(
  driver: Driver,
  task: TaskRow,
  purses: readonly string[],
  keeper: string,
  leaseMs: number,
  idempotencyKey: string,
): ReturnType<TaskStore['create']> {
  try {
    return await driver.transaction(async transaction => {
      const now = await clock(transaction);
      const values = valuesOf({ ...task, nextPollAt: now + leaseMs }, idempotencyKey, keeper, now + leaseMs);
      const fresh = await transaction.insertNew('tasks', COLUMNS, [values]);
      if (!fresh.has(task.id)) {
        const existing = await byIdempotency(transaction, task.accountId, idempotencyKey);
        return existing === undefined ? ('taken' as const) : { existing };
      }
      await hold(transaction, task, purses);
      return 'created' as const;
    });
  } catch (error) {
    if (error instanceof Unpayable) return { refused: error.purse };
    throw error;
  }
}

const CHANGEABLE: Readonly<Record<keyof TaskChange, string>> = {
  state: 'state',
  progress: 'progress',
  visible: 'visible',
  channel: 'channel',
  credential: 'credential',
  driver: 'driver',
  upstreamId: 'upstream_id',
  startedAt: 'started_at',
  finishedAt: 'finished_at',
  deadlineAt: 'deadline_at',
  polls: 'polls',
  expiresAt: 'expires_at',
  detail: 'detail',
  model: 'model',
};

function assignments(change: TaskChange): { sets: string[]; values: SqlValue[] } {
  const sets: string[] = [];
  const values: SqlValue[] = [];
  for (const [field, value] of Object.entries(change)) {
    const column = Object.entries(CHANGEABLE).find(([name]) => name === field)?.[1];
    if (column === undefined || value === undefined) continue;
    sets.push(`${column} = ?`);
    values.push(typeof value === 'boolean' ? Number(value) : value);
  }
  return { sets, values };
}

async function update(
  driver: Driver,
  id: string,
  version: number,
  change: TaskChange,
  more: { readonly sets: readonly string[]; readonly values: readonly SqlValue[]; readonly guard: string },
): Promise<boolean> {
  const { sets, values } = assignments(change);
  const all = [...sets, ...more.sets, 'version = version + 1'].join(', ');
  const sql = `UPDATE tasks SET ${all} WHERE id = ? AND version = ? ${more.guard}`;
  return (await driver.run(sql, [...values, ...more.values, id, version])) === 1;
}

/** Locks of several rows are taken in one order, so that two nodes never wait for each other. */
async function changeAll(driver: Driver, changes: Parameters<TaskStore['changeAll']>[0]): Promise<boolean[]> {
  if (changes.length === 1) {
    const [single] = changes;
    return single === undefined ? [] : [await changeOne(driver, single)];
  }
  return driver.transaction(async transaction => {
    const made = changes.map(() => false);
    const order = [...changes.entries()].toSorted(([, left], [, right]) => (left.id < right.id ? -1 : 1));
    for (const [index, each] of order) made[index] = await changeOne(transaction, each);
    return made;
  });
}

function changeOne(
  driver: Driver,
  { id, version, change: set, next }: Parameters<TaskStore['changeAll']>[0][number],
): Promise<boolean> {
  const { now } = driver.dialect;
  const kept = next.keepFor === undefined ? 0 : next.inMs;
  const sets = [`next_poll_at = ${now} + ?`, 'keeper = ?', `kept_until = ${now} + ?`];
  const values = [Math.trunc(next.inMs), next.keepFor ?? '', Math.trunc(kept)];
  return update(driver, id, version, set, { sets, values, guard: `AND state NOT IN ${FINAL}` });
}

async function keep(driver: Driver, keeper: string, ids: readonly string[], leaseMs: number): Promise<string[]> {
  const { now } = driver.dialect;
  const kept: string[] = [];
  for (let start = 0; start < ids.length; start += AT_ONCE) {
    const part = ids.slice(start, start + AT_ONCE).toSorted();
    // What somebody woke stays due.
    const rows = await driver.all(
      `UPDATE tasks SET kept_until = ${now} + ?,
         next_poll_at = CASE WHEN next_poll_at > ${now} THEN ${now} + ? ELSE next_poll_at END
       WHERE keeper = ? AND state IN ${RUNNING} AND id IN (${part.map(() => '?').join(', ')}) RETURNING id`,
      [leaseMs, leaseMs, keeper, ...part],
    );
    kept.push(...rows.map(row => text(row, 'id')));
  }
  return kept;
}

/** When a final task is looked at again, to copy what it made. */
function nextCopy(
  { dialect }: Driver,
  inMs: number | undefined,
): { readonly set: string; readonly values: SqlValue[] } {
  if (inMs === undefined) return { set: 'next_poll_at = NULL', values: [] };
  return { set: `next_poll_at = ${dialect.now} + ?`, values: [Math.trunc(inMs)] };
}

async function finish(driver: Driver, id: string, version: number, ending: TaskEnding): Promise<boolean> {
  return driver.transaction(async transaction => {
    const look = nextCopy(transaction, ending.copyInMs);
    const sets = [look.set, `keeper = ''`, 'kept_until = 0'];
    const guard = `AND state NOT IN ${FINAL}`;
    if (!(await update(transaction, id, version, ending.change, { sets, values: look.values, guard }))) return false;
    await settleLines(transaction, holderOf(id), ending.settlement);
    await letGo(transaction, id);
    if (ending.hook !== undefined) await hookStore(transaction).addHook(ending.hook);
    return true;
  });
}

async function resume(
  driver: Driver,
  id: string,
  version: number,
  change: TaskChange,
  { purses, held }: { readonly purses: readonly string[]; readonly held: bigint },
  keeper: string,
  leaseMs: number,
): Promise<boolean | { readonly refused: string }> {
  try {
    return await driver.transaction(async transaction => {
      const { now } = transaction.dialect;
      const sets = ['held = ?', `next_poll_at = ${now} + ?`, 'keeper = ?', `kept_until = ${now} + ?`];
      const values = [held, leaseMs, keeper, leaseMs];
      if (!(await update(transaction, id, version, change, { sets, values, guard: `AND state NOT IN ${FINAL}` })))
        return false;
      await letGo(transaction, id);
      await hold(transaction, { id, held }, purses);
      return true;
    });
  } catch (error) {
    if (error instanceof Unpayable) return { refused: error.purse };
    throw error;
  }
}

async function claim(driver: Driver, keeper: string, leaseMs: number, limit: number): Promise<TaskRow[]> {
  return driver.transaction(async transaction => {
    const { now, skipLocked } = transaction.dialect;
    const due = await transaction.all(
      `SELECT id FROM tasks WHERE next_poll_at <= ${now} AND (kept_until <= ${now} OR (keeper = ? AND state IN ${RUNNING}))
       ORDER BY next_poll_at LIMIT ?${skipLocked}`,
      [keeper, limit],
    );
    if (due.length === 0) return [];
    const ids = due.map(row => text(row, 'id'));
    const rows = await transaction.all(
      `UPDATE tasks SET keeper = ?, kept_until = ${now} + ?, next_poll_at = ${now} + ?, version = version + 1
       WHERE id IN (${ids.map(() => '?').join(', ')}) RETURNING ${FIELDS}`,
      [keeper, leaseMs, leaseMs, ...ids],
    );
    return rows.map(readTask);
  });
}

function conditionsOf(query: Omit<TaskQuery, 'limit'>): Conditions {
  const where = new Conditions().when(query.accountId, 'account_id = ?').add('visible = 1');
  const within = (column: string, values: readonly string[] | undefined): void => {
    if (values !== undefined && values.length > 0)
      where.add(`${column} IN (${values.map(() => '?').join(', ')})`, ...values);
  };
  within('dialect', query.dialects);
  within('state', query.states);
  where.when(query.model, 'model = ?').when(query.verb, 'verb = ?');
  return where.when(query.channel, 'channel = ?').when(query.from, 'created_at >= ?').when(query.to, 'created_at < ?');
}

async function list(driver: Driver, query: TaskQuery): Promise<TaskPage> {
  const where = conditionsOf(query);
  const position = query.after === undefined ? undefined : readCursor(query.after);
  const sign = query.ascending === true ? '>' : '<';
  if (position !== undefined) where.add(`(created_at, id) ${sign} (?, ?)`, position.at, position.id);
  const order = query.ascending === true ? 'ASC' : 'DESC';
  const sql = `SELECT ${FIELDS} FROM tasks${where.sql} ORDER BY created_at ${order}, id ${order} LIMIT ?`;
  const rows = (await driver.all(sql, [...where.parameters, query.limit + 1])).map(readTask);
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  const more = rows.length > query.limit && last !== undefined;
  return { rows: page, next: more ? writeCursor({ at: last.createdAt, id: last.id }) : undefined };
}

/** Values at once in one statement: far below every database's own limit. */
const AT_ONCE = 500;

async function among(
  driver: Driver,
  condition: string,
  first: SqlValue,
  column: string,
  values: readonly string[],
): Promise<TaskRow[]> {
  const found: TaskRow[] = [];
  for (let start = 0; start < values.length; start += AT_ONCE) {
    const part = values.slice(start, start + AT_ONCE);
    const sql = `SELECT ${FIELDS} FROM tasks WHERE ${condition} AND ${column} IN (${part.map(() => '?').join(', ')})`;
    found.push(...(await driver.all(sql, [first, ...part])).map(readTask));
  }
  return found;
}

/** Tasks over any database. */
export function taskStore(driver: Driver): TaskStore {
  const one = async (sql: string, values: readonly SqlValue[]): Promise<TaskRow | undefined> => {
    const [row] = await driver.all(sql, values);
    return row === undefined ? undefined : readTask(row);
  };
  return {
    create: (task, purses, keeper, leaseMs, key) => create(driver, task, purses, keeper, leaseMs, key),
    byId: id => one(`SELECT ${FIELDS} FROM tasks WHERE id = ?`, [id]),
    async anyone(publicId) {
      const sql = `SELECT ${FIELDS} FROM tasks WHERE public_id = ? AND visible = 1`;
      return (await driver.all(sql, [publicId])).map(readTask)[0];
    },
    find: (accountId, publicIds) => among(driver, 'account_id = ? AND visible = 1', accountId, 'public_id', publicIds),
    byUpstream: (channel, upstreamIds) => among(driver, 'channel = ?', channel, 'upstream_id', upstreamIds),
    list: query => list(driver, query),
    async count(query, most) {
      const where = conditionsOf(query);
      const sql = `SELECT COUNT(*) AS count FROM (SELECT 1 AS one FROM tasks${where.sql} LIMIT ?) AS some`;
      return integer(only(await driver.all(sql, [...where.parameters, most])), 'count');
    },
    claim: (keeper, leaseMs, limit) => claim(driver, keeper, leaseMs, limit),
    free(node) {
      const { now } = driver.dialect;
      const kept = `UPDATE tasks SET kept_until = 0, next_poll_at = ${now} WHERE kept_until > ${now}`;
      if (node !== undefined) return driver.run(`${kept} AND keeper = ?`, [node]);
      return driver.run(`${kept} AND keeper IN (SELECT id FROM nodes WHERE expires_at < ${now})`);
    },
    change: (id, version, set, next) => changeOne(driver, { id, version, change: set, next }),
    changeAll: changes => changeAll(driver, changes),
    keep: (keeper, ids, leaseMs) => keep(driver, keeper, ids, leaseMs),
    reschedule: looks =>
      driver.transaction(async transaction => {
        const sql = `UPDATE tasks SET next_poll_at = ${transaction.dialect.now} + ?, keeper = '', kept_until = 0,
          polls = polls + 1 WHERE id = ? AND version = ? AND state NOT IN ${FINAL}`;
        for (const { id, version, inMs } of looks) await transaction.run(sql, [Math.trunc(inMs), id, version]);
      }),
    resume: (id, version, change, held, keeper, leaseMs) => resume(driver, id, version, change, held, keeper, leaseMs),
    finish: (id, version, ending) => tellingFaults(() => finish(driver, id, version, ending)),
    amend(id, version, change, copyInMs) {
      const look = nextCopy(driver, copyInMs);
      const sets = [look.set, `keeper = ''`, 'kept_until = 0'];
      return update(driver, id, version, change, { sets, values: look.values, guard: `AND state IN ${FINAL}` });
    },
    async wake(ids) {
      const { now } = driver.dialect;
      for (const id of ids)
        await driver.run(
          `UPDATE tasks SET next_poll_at = ${now} WHERE id = ? AND next_poll_at > ${now}
             AND (kept_until <= ${now} OR state IN ${RUNNING})`,
          [id],
        );
    },
    async addReferences(taskId, accountId, references) {
      for (const reference of references)
        await driver.run(
          'INSERT INTO task_references (account_id, reference, task_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
          [accountId, reference, taskId],
        );
    },
    byReference: (accountId, reference) =>
      one(
        `SELECT ${FIELDS} FROM tasks WHERE id = (SELECT task_id FROM task_references
           WHERE account_id = ? AND reference = ? ORDER BY task_id DESC LIMIT 1)`,
        [accountId, reference],
      ),
    async outdated(limit) {
      const { now } = driver.dialect;
      const sql = `SELECT ${FIELDS} FROM tasks WHERE expires_at <= ${now} ORDER BY expires_at LIMIT ?`;
      return (await driver.all(sql, [limit])).map(readTask);
    },
    forget: (ageMs, limit) =>
      driver.transaction(async transaction => {
        const old = await transaction.all(
          `SELECT id FROM tasks WHERE state IN ${FINAL} AND finished_at > 0 AND finished_at < ${transaction.dialect.now} - ?
             AND expires_at IS NULL AND next_poll_at IS NULL LIMIT ?`,
          [Math.trunc(ageMs), limit],
        );
        for (const row of old) {
          await transaction.run('DELETE FROM task_references WHERE task_id = ?', [text(row, 'id')]);
          await transaction.run('DELETE FROM tasks WHERE id = ?', [text(row, 'id')]);
        }
        return old.length;
      }),
    async open() {
      const sql = `SELECT state, COUNT(*) AS count FROM tasks
        WHERE next_poll_at IS NOT NULL AND state NOT IN ${FINAL} GROUP BY state`;
      return (await driver.all(sql)).map(row => ({ state: stateOf(row), count: integer(row, 'count') }));
    },
    async openAt(channel) {
      const sql = `SELECT COUNT(*) AS count FROM tasks
        WHERE channel = ? AND next_poll_at IS NOT NULL AND state NOT IN ${FINAL}`;
      return integer(only(await driver.all(sql, [channel])), 'count');
    },
    ...hookStore(driver),
  };
}
