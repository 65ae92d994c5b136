// Starts a real PostgreSQL for tests, in a temporary folder on loopback, and makes a database for each test.

import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import postgres from 'postgres';

/** Names the environment variable that carries the address of a server that is already running. */
export const POSTGRES_VARIABLE = 'TURNPIKE_TEST_POSTGRES';

const DEBIAN_FOLDER = '/usr/lib/postgresql';

/** Durability is not under test here, speed is: nothing is synchronised to the disk. */
const SETTINGS = [
  'fsync=off',
  'synchronous_commit=off',
  'full_page_writes=off',
  'max_connections=200',
  'shared_buffers=64MB',
];

/** Ends the server, data and all, when the test process ends in any way: its death closes the pipe that `read` waits on. */
const SUPERVISE =
  '"$0" "$@" & server=$!; read -r _; kill -INT $server; wait $server; cd /; rm -rf "$TURNPIKE_TEST_DATA"';

function binaries(): string | undefined {
  const debian = existsSync(DEBIAN_FOLDER)
    ? readdirSync(DEBIAN_FOLDER)
        .toSorted((a, b) => Number(b) - Number(a))
        .map(version => join(DEBIAN_FOLDER, version, 'bin'))
    : [];
  const folders = [...debian, ...(process.env['PATH'] ?? '').split(delimiter)];
  return folders.find(folder => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')));
}

/** PostgreSQL refuses to run as root: then it runs as the user that its package made. */
function owner(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }).trim());
  return { uid: id('-u'), gid: id('-g') };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise<void>(resolve => server.close(() => resolve()));
  if (address === null || typeof address === 'string') throw new Error('no port on loopback');
  return address.port;
}

async function ready(url: string): Promise<void> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const sql = postgres(url, { max: 1, connect_timeout: 2, onnotice: () => undefined, fetch_types: false });
    try {
      await sql.unsafe('SELECT 1');
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise(resolve => setTimeout(resolve, 50));
    } finally {
      await sql.end({ timeout: 1 });
    }
  }
}

function absent(why: string): undefined {
  const message = `PostgreSQL tests are skipped: ${why}`;
  if (process.env['CI']) throw new Error(message);
  process.stderr.write(`${message}\n`);
  return undefined;
}

/** A running server; `stop` ends it and removes its data. */
export interface TestPostgres {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts a server, or says in one line why there is none and answers undefined; where `CI` is set that is an error. */
export async function startPostgres(): Promise<TestPostgres | undefined> {
  const folder = binaries();
  if (folder === undefined) return absent('no initdb and postgres in /usr/lib/postgresql or on the PATH');
  let user: ReturnType<typeof owner>;
  try {
    user = owner();
  } catch {
    return absent('this is root and there is no user postgres to run it as');
  }
  const data = mkdtempSync(join(tmpdir(), 'turnpike-postgres-'));
  if (user !== undefined) chownSync(data, user.uid, user.gid);
  const options = { ...user, cwd: data };
  const initial = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'];
  execFileSync(join(folder, 'initdb'), initial, { ...options, stdio: 'ignore' });
  const port = await freePort();
  const settings = [...SETTINGS, 'listen_addresses=127.0.0.1', 'unix_socket_directories='].flatMap(word => [
    '-c',
    word,
  ]);
  const server = spawn('sh', ['-c', SUPERVISE, join(folder, 'postgres'), '-D', data, '-p', String(port), ...settings], {
    ...options,
    env: { ...process.env, TURNPIKE_TEST_DATA: data },
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  server.unref();
  const ended = new Promise<void>(resolve => server.once('exit', () => resolve()));
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  await ready(url);
  return {
    url,
    async stop() {
      server.ref();
      server.stdin.end();
      await ended;
      rmSync(data, { recursive: true, force: true });
    },
  };
}

/** The server that the whole run shares, when its set-up started one, else one of this process's own. */
export async function sharedPostgres(): Promise<TestPostgres | undefined> {
  const url = process.env[POSTGRES_VARIABLE];
  if (url === undefined) return startPostgres();
  return url === '' ? undefined : { url, stop: async () => undefined };
}

/** Makes an empty database on a server and answers its address. */
export async function createDatabase(server: TestPostgres): Promise<string> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  const sql = postgres(server.url, { max: 1, onnotice: () => undefined, fetch_types: false });
  try {
    await sql.unsafe(`CREATE DATABASE ${name} TEMPLATE template0`);
  } finally {
    await sql.end({ timeout: 5 });
  }
  const url = new URL(server.url);
  url.pathname = `/${name}`;
  return url.href;
}
