// A reader who follows a guide to the letter: an empty home, an empty project, every block done in its order.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { run } from '../support/process.ts';
import { blocksOf, filledIn } from './guide.ts';

/** How a guide ended. */
export interface Outcome {
  readonly done: boolean;
  /** What the last command printed, or the failed one. */
  readonly output: string;
}

const INSTALL_MS = 300_000;
const RUN_MS = 120_000;

/** A machine of its own: home, project, folders for npm's and Python's programs. */
export class Reader {
  readonly #root = mkdtempSync(join(tmpdir(), 'turnpike-guide-'));
  readonly #home = join(this.#root, 'home');
  readonly #project = join(this.#root, 'project');

  constructor() {
    mkdirSync(this.#home);
    mkdirSync(this.#project);
  }

  /** Does everything that a guide says. */
  async follow(text: string, url: string, key: string): Promise<Outcome> {
    let output = '';
    for (const block of blocksOf(text)) {
      const code = filledIn(block.text, url, key);
      if (block.file !== undefined) this.#write(block.file, code);
      if (block.use !== 'install' && block.use !== 'run') continue;
      const outcome = await this.#shell(code, block.use === 'install' ? INSTALL_MS : RUN_MS);
      if (!outcome.done) return outcome;
      if (block.use === 'run') output += outcome.output;
    }
    return { done: true, output };
  }

  /** Prepares Python: the guides say `pip` and `python`. False where there is none. */
  async python(): Promise<boolean> {
    return (await this.#shell(`python3 -m venv ${join(this.#root, 'venv')}`, INSTALL_MS)).done;
  }

  leave(): void {
    rmSync(this.#root, { recursive: true, force: true });
  }

  #write(file: string, text: string): void {
    const path = file.startsWith('~/') ? join(this.#home, file.slice(2)) : join(this.#project, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }

  async #shell(commands: string, milliseconds: number): Promise<Outcome> {
    const programs = [join(this.#root, 'venv/bin'), join(this.#root, 'npm/bin'), dirname(process.execPath)];
    const running = run('bash', ['-euo', 'pipefail', '-c', commands], {
      cwd: this.#project,
      env: {
        HOME: this.#home,
        PATH: [...programs, process.env['PATH'] ?? ''].join(delimiter),
        NPM_CONFIG_PREFIX: join(this.#root, 'npm'),
        NPM_CONFIG_CACHE: join(tmpdir(), 'turnpike-guides-npm'),
        PIP_CACHE_DIR: join(tmpdir(), 'turnpike-guides-pip'),
        IS_SANDBOX: '1',
      },
    });
    const timer = setTimeout(() => running.signal('SIGKILL'), milliseconds);
    const ending = await running.ended;
    clearTimeout(timer);
    return { done: ending.code === 0, output: ending.output };
  }
}
