// The half of the media table that is played by the vendors' clients in Python, in an environment of its own.

import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../support/gateway.ts';
import type { Stage } from './stage.ts';

const FOLDER = fileURLToPath(new URL('python/', import.meta.url));
const WANTED = join(FOLDER, 'requirements.txt');
const HOME = join(ROOT, '.runtime', 'media-python');
const BINARY = join(HOME, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
/** Wheels of all clients together are some sixty megabytes. */
const BRING_MS = 10 * 60_000;

/** One line that was played: what it cost is asked of the gateway by whoever reads it. */
export interface Played {
  readonly group: string;
  readonly name: string;
  /** Nano-dollars that it must cost. */
  readonly charge: string;
  readonly requestId?: string;
  readonly seen?: string;
  readonly error?: string;
}

/** Makes the environment where it is not there yet or its list changed. Answers why there is none, or undefined. */
export function bringPython(): string | undefined {
  const stamp = join(HOME, '.stamp');
  const list = createHash('sha256').update(readFileSync(WANTED)).digest('hex');
  if (existsSync(BINARY) && existsSync(stamp) && readFileSync(stamp, 'utf8') === list) return undefined;
  const found = ['python3', 'python'].find(
    name => spawnSync(name, ['-c', 'import sys, venv; sys.exit(sys.version_info < (3, 10))']).status === 0,
  );
  if (found === undefined) return 'no Python';
  process.stderr.write('media: bringing the clients in Python …\n');
  const made = spawnSync(found, ['-m', 'venv', '--clear', HOME], { encoding: 'utf8' });
  if (made.status !== 0) return `no Python: ${lastLine(made.stderr)}`;
  const words = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--requirement', WANTED];
  const brought = spawnSync(BINARY, words, { encoding: 'utf8', timeout: BRING_MS });
  if (brought.status !== 0) return `no Python packages: ${lastLine(brought.stderr)}`;
  writeFileSync(stamp, list);
  return undefined;
}

/** Plays all cases against a stage, one after the other. @throws Error when Python itself broke off */
export async function* playPython({ url, key }: Stage): AsyncGenerator<Played> {
  // `-B`: nothing is written beside the sources.
  const child = spawn(BINARY, ['-B', join(FOLDER, 'main.py')], {
    env: { ...process.env, TURNPIKE_URL: url, TURNPIKE_KEY: key },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | null>(resolve => void child.once('close', code => resolve(code)));
  for await (const line of createInterface({ input: child.stdout })) yield readLine(line);
  const code = await ended;
  if (code !== 0) throw new Error(`Python ended with ${String(code)}`);
}

function readLine(line: string): Played {
  const value: unknown = JSON.parse(line);
  const text = (name: string): string | undefined => {
    const found = typeof value === 'object' && value !== null ? new Map(Object.entries(value)).get(name) : undefined;
    return typeof found === 'string' ? found : undefined;
  };
  const { requestId, seen, error } = { requestId: text('requestId'), seen: text('seen'), error: text('error') };
  return {
    group: text('group') ?? '',
    name: text('name') ?? '',
    charge: text('charge') ?? '0',
    ...(requestId === undefined ? {} : { requestId }),
    ...(seen === undefined ? {} : { seen }),
    ...(error === undefined ? {} : { error }),
  };
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
