// One real gateway process for a test: written configuration, start, readiness, stop, kill, restart, command line.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { freePort } from './ports.ts';
import { run } from './process.ts';
import type { Ending, Running } from './process.ts';

/** The repository's root folder. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const CLI = join(ROOT, 'packages/gateway/cli/main.ts');
const READY_WITHIN_MS = 30_000;

/** A channel of the declarative file. */
export interface ChannelDraft {
  readonly name: string;
  readonly provider: string;
  readonly base_url: string;
  readonly keys?: readonly (string | Readonly<Record<string, unknown>>)[];
  readonly models: readonly (string | { readonly name: string; readonly upstream: string })[] | '*';
  readonly speaks?: readonly string[];
  readonly groups?: readonly string[];
  readonly priority?: number;
  /** Whatever else a channel may have. */
  readonly [field: string]: unknown;
}

/** A price of the declarative file: USD per million tokens, or USD each. */
export interface PriceDraft {
  readonly model: string;
  readonly [field: string]: unknown;
}

/** A user of the declarative file, with keys. */
export interface UserDraft {
  readonly name: string;
  readonly balance?: string;
  readonly role?: 'admin' | 'user';
  readonly password?: string;
  readonly group?: string;
  readonly time_zone?: string;
  readonly keys: readonly { readonly name: string; readonly key: string; readonly [field: string]: unknown }[];
}

/** The declarative file without its address and database, which the harness fills in. */
export interface ConfigDraft {
  readonly channels?: readonly ChannelDraft[];
  readonly prices?: readonly PriceDraft[];
  readonly users?: readonly UserDraft[];
  readonly groups?: readonly {
    readonly name: string;
    readonly multiplier: string;
    readonly [field: string]: unknown;
  }[];
  readonly organisations?: readonly { readonly name: string; readonly [field: string]: unknown }[];
  readonly limits?: readonly Readonly<Record<string, unknown>>[];
  readonly redis?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly routes?: readonly Readonly<Record<string, unknown>>[];
  readonly database?: string;
}

/** A key of the right form (`sk-` and 48 letters and digits) made from a short label. */
export function keyOf(label: string): string {
  const clean = label.replaceAll(/[^A-Za-z0-9]/g, '');
  return `sk-${clean}${'0'.repeat(48)}`.slice(0, 51);
}

/** A new folder under the system's temporary one. */
export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'turnpike-test-'));
}

/** A gateway process and the folder it lives in. The folder outlives stops and kills. */
export class Gateway {
  readonly folder: string;
  readonly port: number;
  readonly url: string;
  readonly #env: Record<string, string>;
  #running: Running | undefined;
  /** What earlier lives of this gateway printed. */
  #history = '';

  private constructor(folder: string, port: number, env: Record<string, string>) {
    this.folder = folder;
    this.port = port;
    this.url = `http://127.0.0.1:${port}`;
    this.#env = env;
  }

  /** Writes the configuration into a new folder and starts on it; ready when this resolves. */
  static async start(draft: ConfigDraft, env: Record<string, string> = {}): Promise<Gateway> {
    const gateway = new Gateway(temporaryFolder(), await freePort(), env);
    gateway.configure(draft);
    await gateway.start();
    return gateway;
  }

  get configPath(): string {
    return join(this.folder, 'turnpike.yaml');
  }

  /** Process id of the running gateway. */
  get pid(): number {
    return this.#current().pid;
  }

  /** Everything this gateway printed, over all its lives. */
  get output(): string {
    return this.#history + (this.#running?.output() ?? '');
  }

  /** True while the process lives. */
  get alive(): boolean {
    return this.#running !== undefined && !this.#running.gone();
  }

  /** Writes the configuration file; a running gateway follows within a second. */
  configure(draft: ConfigDraft): void {
    const { database, ...rest } = draft;
    const document = {
      listen: `127.0.0.1:${this.port}`,
      database: database ?? 'sqlite:./data/turnpike.db',
      groups: [{ name: 'default', multiplier: '1' }],
      ...rest,
    };
    writeFileSync(this.configPath, stringify(document));
  }

  /** Starts the process and waits for `GET /healthz` to answer 200. */
  async start(): Promise<void> {
    if (this.#running !== undefined) this.#history += this.#running.output();
    const running = run(process.execPath, [CLI, 'serve', '--config', this.configPath], {
      cwd: this.folder,
      env: this.#env,
    });
    this.#running = running;
    await untilHealthy(this.url, running);
  }

  /** Asks the process to end (SIGTERM) and waits for it. */
  async stop(): Promise<Ending> {
    const running = this.#current();
    running.signal('SIGTERM');
    return running.ended;
  }

  /** Sends SIGTERM without waiting. */
  terminate(): void {
    this.#current().signal('SIGTERM');
  }

  /** `kill -9`, and waits until the process is gone. */
  async kill(): Promise<void> {
    const running = this.#current();
    running.signal('SIGKILL');
    await running.ended;
  }

  /** Runs a subcommand (`reconcile`, `check-config` …) on this gateway's configuration. */
  async command(...words: string[]): Promise<Ending> {
    const [name = '', ...rest] = words;
    return run(process.execPath, [CLI, name, '--config', this.configPath, ...rest], {
      cwd: this.folder,
      env: this.#env,
    }).ended;
  }

  /** Ends the process if it still lives and removes the folder. */
  async dispose(): Promise<void> {
    if (this.alive) await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #current(): Running {
    if (this.#running === undefined) throw new Error('the gateway was not started');
    return this.#running;
  }
}

async function untilHealthy(url: string, running: Running): Promise<void> {
  const deadline = performance.now() + READY_WITHIN_MS;
  while (performance.now() < deadline) {
    if (running.gone()) throw new Error(`the gateway ended before it was ready:\n${running.output()}`);
    const status = await fetch(`${url}/healthz`).then(
      async response => {
        await response.arrayBuffer();
        return response.status;
      },
      () => 0,
    );
    if (status === 200) return;
    await new Promise(resolve => setTimeout(resolve, 20));
  }
  running.signal('SIGKILL');
  throw new Error(`the gateway was not ready within ${READY_WITHIN_MS} ms:\n${running.output()}`);
}
