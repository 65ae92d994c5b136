// A connection that is cut in the middle of a transaction fails that transaction, and nothing else.

import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import postgres from 'postgres';
import { expect, it } from 'vitest';
import { createDatabase, sharedPostgres } from '../../../../test/postgres.ts';
import { eventually } from '../../../../test/support/client.ts';
import { PostgresDriver } from './driver.ts';

/** A road to the database whose traffic can be cut off in good order. */
async function roadTo(target: URL): Promise<{ url: string; cut(): void; close(): void }> {
  const sockets = new Set<Socket>();
  const server = createServer(near => {
    const far = connect(Number(target.port), target.hostname);
    for (const socket of [near, far]) socket.on('error', () => undefined).on('close', () => sockets.delete(near));
    sockets.add(near);
    near.pipe(far).pipe(near);
    near.on('close', () => far.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const url = new URL(target);
  url.hostname = '127.0.0.1';
  url.port = typeof address === 'object' && address !== null ? String(address.port) : '';
  const cut = (): void => sockets.forEach(socket => socket.end());
  return {
    url: url.href,
    cut,
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

it('lets a transaction fail whose connection is cut, and goes on with a new one', async context => {
  const server = await sharedPostgres();
  if (server === undefined) return context.skip();
  const road = await roadTo(new URL(await createDatabase(server)));
  const sql = postgres(road.url, {
    max: 1,
    backoff: () => 0.01,
    types: { bigint: postgres.BigInt },
    fetch_types: false,
  });
  const driver = new PostgresDriver(sql);
  const cutOff = driver.transaction(async transaction => {
    await transaction.all('SELECT 1');
    const asked = transaction.all('SELECT pg_sleep(30)');
    road.cut();
    return asked;
  });
  await expect(cutOff).rejects.toThrow(/CONNECTION_CLOSED/);
  await eventually(async () =>
    expect(await driver.transaction(transaction => transaction.all('SELECT 2::bigint AS two'))).toEqual([{ two: 2n }]),
  );
  await sql.end({ timeout: 1 });
  road.close();
  await server.stop();
});
