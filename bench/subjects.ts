// What is measured: the gateway as an operator runs it, the bare proxy, and no proxy at all; each as processes of their own.

import { execFile, fork, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { stringify } from 'yaml';
import type { LoadResult, LoadTask } from './load.ts';

/** One thing that requests can be sent to. */
export interface Subject {
  readonly name: 'direct' | 'proxy' | 'turnpike';
  readonly port: number;
  /** 0 when there is no process to measure. */
  readonly pid: number;
}

/** Everything started for a run. */
export interface Stage {
  readonly subjects: Readonly<Record<Subject['name'], Subject>>;
  /** The gateway's key. */
  readonly key: string;
  readonly stop: () => Promise<void>;
}

const GATEWAY_CLI = fileURLToPath(new URL('../packages/gateway/cli/main.ts', import.meta.url));
const KEY = `sk-${'bench'.padEnd(48, '0')}`;
const READY_WITHIN_MS = 30_000;
const STOP_WITHIN_MS = 15_000;

/** The model that stands for a scenario of the mock upstream. */
export function modelOf(scenario: string): string {
  return `bench-${scenario}`;
}

async function forkListener(file: string, ...words: string[]): Promise<{ child: ChildProcess; port: number }> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), words, {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  return new Promise((resolve, reject) => {
    child.once('exit', code => reject(new Error(`${file} ended with ${code}`)));
    child.once('message', message => {
      const port = typeof message === 'object' && 'port' in message ? message.port : 0;
      resolve({ child, port: Number(port) });
    });
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise(resolve => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function writeConfiguration(file: string, port: number, upstreamPort: number, scenarios: readonly string[]): void {
  const prices = scenarios.map(scenario => ({ model: modelOf(scenario), input: '1', output: '4', cache_read: '0.1' }));
  const channels = scenarios.map(scenario => ({
    name: scenario,
    provider: scenario.startsWith('messages') ? 'anthropic' : 'openai',
    base_url: `http://127.0.0.1:${upstreamPort}/${scenario}`,
    keys: ['upstream-secret'],
    models: [modelOf(scenario)],
    groups: ['default'],
  }));
  const users = [
    { name: 'bench', balance: '1000000', group: 'default', keys: [{ name: 'bench', key: KEY, budget: '900000' }] },
  ];
  const groups = [{ name: 'default', multiplier: '1' }];
  writeFileSync(
    file,
    stringify({ listen: `127.0.0.1:${port}`, database: 'sqlite:./data/turnpike.db', groups, channels, prices, users }),
  );
}

async function startGateway(upstreamPort: number, scenarios: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'turnpike-bench-'));
  const port = await freePort();
  const config = join(folder, 'turnpike.yaml');
  writeConfiguration(config, port, upstreamPort, scenarios);
  const logPath = join(folder, 'gateway.log');
  const log = openSync(logPath, 'a');
  const child = spawn(process.execPath, [GATEWAY_CLI, 'serve', '--config', config], {
    cwd: folder,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const deadline = performance.now() + READY_WITHIN_MS;
  while (!(await healthy(port))) {
    if (child.exitCode !== null || performance.now() > deadline) {
      child.kill('SIGKILL');
      throw new Error(`the gateway did not start:\n${readFileSync(logPath, 'utf8')}`);
    }
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  return { child, port, folder };
}

async function healthy(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/healthz`).then(
    response => response.status === 200,
    () => false,
  );
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
  await new Promise(resolve => child.once('exit', resolve));
  clearTimeout(timer);
}

/** Starts the mock upstream, the bare proxy and, unless `without`, the gateway. */
export async function setStage(scenarios: readonly string[]): Promise<Stage> {
  const children: ChildProcess[] = [];
  const killAll = () => children.forEach(child => child.kill('SIGKILL'));
  process.once('exit', killAll);
  const upstream = await forkListener('./upstream.ts');
  children.push(upstream.child);
  const proxy = await forkListener('./proxy.ts', `http://127.0.0.1:${upstream.port}`);
  children.push(proxy.child);
  const gateway = await startGateway(upstream.port, scenarios);
  children.push(gateway.child);
  return {
    key: KEY,
    subjects: {
      direct: { name: 'direct', port: upstream.port, pid: 0 },
      proxy: { name: 'proxy', port: proxy.port, pid: proxy.child.pid ?? 0 },
      turnpike: { name: 'turnpike', port: gateway.port, pid: gateway.child.pid ?? 0 },
    },
    stop: async () => {
      gateway.child.kill('SIGTERM');
      await ended(gateway.child);
      killAll();
      await Promise.all(children.map(ended));
      process.removeListener('exit', killAll);
      rmSync(gateway.folder, { recursive: true, force: true });
    },
  };
}

const LOAD = fileURLToPath(new URL('./load.ts', import.meta.url));

/** Runs the load generator once. */
export async function load(task: LoadTask): Promise<LoadResult> {
  const { stdout } = await promisify(execFile)(process.execPath, [LOAD, JSON.stringify(task)]);
  return JSON.parse(stdout) as LoadResult; // Written by our own load generator.
}
