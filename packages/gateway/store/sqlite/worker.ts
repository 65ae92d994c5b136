// The worker thread that owns the SQLite file: runs the aggregates' operations one after the other.

import { parentPort, workerData } from 'node:worker_threads';
import { aggregates, type Aggregates } from '../aggregates.ts';
import { migrate } from '../migrate.ts';
import { openDatabase, SqliteDriver } from './driver.ts';
import type { Call, Reply, Told } from './protocol.ts';

/** Every operation by its name, as `aggregate.method`. */
function operationsOf(rooms: Aggregates): Map<string, (args: readonly unknown[]) => unknown> {
  const operations = new Map<string, (args: readonly unknown[]) => unknown>();
  for (const [aggregate, methods] of Object.entries(rooms)) {
    for (const [method, operation] of Object.entries(methods)) {
      operations.set(`${aggregate}.${method}`, args => Reflect.apply(operation, methods, args));
    }
  }
  return operations;
}

function failureOf(error: unknown): { name: string; message: string } {
  return error instanceof Error
    ? { name: error.name, message: error.message }
    : { name: 'Error', message: String(error) };
}

const port = parentPort;
if (port === null) throw new Error('this file is a worker thread of the store');

const database = openDatabase(String(workerData));
const driver = new SqliteDriver(database, signal => port.postMessage({ signal } satisfies Told));
const operations = operationsOf(aggregates(driver));

async function answer(call: Call): Promise<Reply> {
  const { number } = call;
  try {
    if (call.aggregate === 'store' && call.method === 'close') {
      database.exec('PRAGMA optimize');
      database.close();
      return { number };
    }
    const operation = operations.get(`${call.aggregate}.${call.method}`);
    if (operation === undefined) throw new Error(`the store has no ${call.aggregate}.${call.method}`);
    return { number, value: await operation(call.args) };
  } catch (error) {
    return { number, failure: failureOf(error) };
  }
}

// Calls that arrive while the schema is brought forward wait behind it: number 0 is its answer.
let queue: Promise<void> = migrate(driver).then(
  () => port.postMessage({ number: 0 } satisfies Reply),
  (error: unknown) => port.postMessage({ number: 0, failure: failureOf(error) } satisfies Reply),
);
port.on('message', (call: Call) => {
  queue = queue.then(async () => port.postMessage(await answer(call)));
});
