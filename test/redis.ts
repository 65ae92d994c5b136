// A Redis server for tests: started where one is installed, on a free port, without a file.

import { spawn, spawnSync } from 'node:child_process';
import { freePort } from './support/ports.ts';

/** A running server. */
export interface TestRedis {
  readonly url: string;
  readonly port: number;
  stop(): Promise<void>;
}

/** The server's program, or undefined where none is installed. */
export const REDIS = ['redis-server', 'valkey-server'].find(
  name => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0,
);

/** Starts a server that forgets everything when it stops. */
export async function startRedis(port?: number): Promise<TestRedis> {
  if (REDIS === undefined) throw new Error('no Redis is installed');
  const at = port ?? (await freePort());
  const child = spawn(REDIS, ['--port', String(at), '--save', '', '--appendonly', 'no', '--bind', '127.0.0.1'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>(resolve => child.once('exit', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (text: Buffer) => {
      if (text.includes('Ready to accept connections')) resolve();
    });
    child.once('exit', code => reject(new Error(`Redis ended with ${code}`)));
  });
  return {
    url: `redis://127.0.0.1:${at}`,
    port: at,
    async stop() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
