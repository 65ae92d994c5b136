// News owed to clients: an outbox that is written with the change it tells of, and emptied by whoever is free.

import type { Driver } from './driver.ts';
import { integer, text } from './rows.ts';
import type { TaskStore } from './task-rows.ts';

/** The outbox over any database. */
export function hookStore(driver: Driver): Pick<TaskStore, 'addHook' | 'claimHooks' | 'removeHook' | 'delayHook'> {
  const { now } = driver.dialect;
  return {
    async addHook({ id, taskId, url, body, secret }) {
      await driver.run(
        `INSERT INTO task_hooks (id, task_id, url, body, secret, attempts, due_at, created_at)
         VALUES (?, ?, ?, ?, ?, 0, ${now}, ${now}) ON CONFLICT (id) DO NOTHING`,
        [id, taskId, url, body, secret],
      );
    },
    claimHooks: (leaseMs, limit) =>
      driver.transaction(async transaction => {
        const due = await transaction.all(
          `SELECT id FROM task_hooks WHERE due_at <= ${now} ORDER BY due_at LIMIT ?${transaction.dialect.skipLocked}`,
          [limit],
        );
        if (due.length === 0) return [];
        const rows = await transaction.all(
          `UPDATE task_hooks SET due_at = ${now} + ?, attempts = attempts + 1
           WHERE id IN (${due.map(() => '?').join(', ')})
           RETURNING id, task_id, url, body, secret, attempts, created_at`,
          [leaseMs, ...due.map(row => text(row, 'id'))],
        );
        return rows.map(row => ({
          id: text(row, 'id'),
          taskId: text(row, 'task_id'),
          url: text(row, 'url'),
          body: text(row, 'body'),
          secret: text(row, 'secret'),
          attempts: integer(row, 'attempts'),
          createdAt: integer(row, 'created_at'),
        }));
      }),
    async removeHook(id) {
      await driver.run('DELETE FROM task_hooks WHERE id = ?', [id]);
    },
    async delayHook(id, inMs) {
      await driver.run(`UPDATE task_hooks SET due_at = ${now} + ? WHERE id = ?`, [Math.trunc(inMs), id]);
    },
  };
}
