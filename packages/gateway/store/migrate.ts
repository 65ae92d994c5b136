// Brings the schema forward, one recorded transaction a step, and refuses a schema that it does not understand.

import type { Driver } from './driver.ts';
import { flag, integer, text } from './rows.ts';
import type { Migration } from './migration.ts';
import { MIGRATIONS } from './schema.ts';

/** The schema is newer than this program, was changed by hand, or stopped half way. The message names the step. */
export class SchemaError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SchemaError';
  }
}

/** Applies the missing steps in order. Throws a `SchemaError` before it changes anything that it does not understand. */
export async function migrate(driver: Driver, steps: readonly Migration[] = MIGRATIONS): Promise<void> {
  await driver.transaction(async transaction => {
    await transaction.lockSchema();
    await transaction.run(
      `CREATE TABLE IF NOT EXISTS migrations (
        id ${driver.dialect.integer} PRIMARY KEY, name TEXT NOT NULL, finished ${driver.dialect.integer} NOT NULL)`,
    );
  });
  for (;;) {
    const done = await driver.transaction(transaction => nextStep(transaction, steps));
    if (done) return;
  }
}

async function nextStep(transaction: Driver, steps: readonly Migration[]): Promise<boolean> {
  await transaction.lockSchema();
  const applied = await transaction.all('SELECT id, name, finished FROM migrations ORDER BY id');
  for (const [index, row] of applied.entries()) {
    const found = `${integer(row, 'id')} (${text(row, 'name')})`;
    const step = steps[index];
    if (step === undefined) {
      throw new SchemaError(
        `the database is newer than this program: it has schema step ${found}, this program knows up to ${steps.length}; start the newer version`,
      );
    }
    if (integer(row, 'id') !== step.id || text(row, 'name') !== step.name) {
      throw new SchemaError(
        `the database has schema step ${found} where this program expects ${step.id} (${step.name}); restore a backup`,
      );
    }
    if (!flag(row, 'finished')) {
      throw new SchemaError(`schema step ${found} was begun and not finished; restore the backup made before it`);
    }
  }
  const step = steps[applied.length];
  if (step === undefined) return true;
  for (const statement of step.statements(transaction.dialect)) await transaction.run(statement);
  await transaction.run('INSERT INTO migrations (id, name, finished) VALUES (?, ?, 1)', [step.id, step.name]);
  return false;
}
