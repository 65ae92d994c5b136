// A child process of a test: its output is kept, and its end can be awaited.

import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What Node has compiled of our sources is kept between processes: most of a start is that. */
const COMPILED = fileURLToPath(new URL('../../node_modules/.cache/turnpike-compiled', import.meta.url));

/** How a process ended. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
}

/** A started process. `output` grows while it runs (standard output and error, in order of arrival). */
export interface Running {
  readonly pid: number;
  readonly output: () => string;
  readonly ended: Promise<Ending>;
  /** True once the process is gone. */
  readonly gone: () => boolean;
  readonly signal: (name: NodeJS.Signals) => void;
}

/** The environment of a test process: the caller's without anything that configures the gateway. */
export function cleanEnvironment(extra: Record<string, string> = {}): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) =>
      !/^(TURNPIKE_|DATABASE_URL$|NODE_OPTIONS$|VITEST|OPENAI_|ANTHROPIC_|GEMINI_|GOOGLE_|HTTPS?_PROXY$|https?_proxy$)/.test(
        name,
      ),
  );
  return { ...Object.fromEntries(kept), NODE_COMPILE_CACHE: COMPILED, ...extra };
}

/** Starts `command`; throws at once when it cannot be started. */
export function run(
  command: string,
  commandArguments: readonly string[],
  options: { cwd: string; env?: Record<string, string> },
): Running {
  const child: ChildProcess = spawn(command, [...commandArguments], {
    cwd: options.cwd,
    env: cleanEnvironment(options.env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const pieces: Buffer[] = [];
  child.stdout?.on('data', (piece: Buffer) => pieces.push(piece));
  child.stderr?.on('data', (piece: Buffer) => pieces.push(piece));
  const output = () => Buffer.concat(pieces).toString('utf8');
  let gone = false;
  const ended = new Promise<Ending>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      gone = true;
      resolve({ code, signal, output: output() });
    });
  });
  ended.catch(() => {
    gone = true;
  });
  return { pid: child.pid ?? 0, output, ended, gone: () => gone, signal: name => void child.kill(name) };
}
