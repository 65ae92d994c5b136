// The aggregate of changes: who changed what, when, from where; written once, read newest first.

import { Conditions } from './conditions.ts';
import type { Driver, Row } from './driver.ts';
import type { ChangeRow, ChangeStore } from './people.ts';
import { integer, text } from './rows.ts';

const FIELDS = 'id, at, actor_id, actor, via, action, subject, before, after, address';

function readChange(row: Row): ChangeRow {
  return {
    id: integer(row, 'id'),
    at: integer(row, 'at'),
    actorId: integer(row, 'actor_id'),
    actor: text(row, 'actor'),
    via: text(row, 'via'),
    action: text(row, 'action'),
    subject: text(row, 'subject'),
    before: text(row, 'before'),
    after: text(row, 'after'),
    address: text(row, 'address'),
  };
}

/** Changes over any database. */
export function changeStore(driver: Driver): ChangeStore {
  return {
    async note({ actorId, actor, via, action, subject, before, after, address }) {
      await driver.run(
        `INSERT INTO changes (at, actor_id, actor, via, action, subject, before, after, address)
         VALUES (${driver.dialect.now}, ?, ?, ?, ?, ?, ?, ?, ?)`,
        [actorId, actor, via, action, subject, before, after, address],
      );
    },
    async list(query) {
      const conditions = new Conditions()
        .when(query.actorId, 'actor_id = ?')
        .when(query.subject, 'subject = ?')
        .when(query.from, 'at >= ?')
        .when(query.to, 'at < ?')
        .when(query.before, 'id < ?');
      const { action } = query;
      if (action?.endsWith('.') === true) conditions.add('action >= ? AND action < ?', action, `${action}~`);
      else conditions.when(action, 'action = ?');
      const sql = `SELECT ${FIELDS} FROM changes${conditions.sql} ORDER BY id DESC LIMIT ?`;
      return (await driver.all(sql, [...conditions.parameters, query.limit])).map(row => readChange(row));
    },
  };
}
