// The test runner: every test beside what it tests, and the tests of the whole product in `test/`.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import type { Reporter } from 'vitest/node';

const RUNNER = fileURLToPath(new URL('node_modules/vitest/vitest.mjs', import.meta.url));
/** A worker that V8 itself ended, and the file that it was at. */
const ENDED_BY_V8 = /Worker exited unexpectedly with signal SIGTRAP[\s\S]*?while running test file (\S+\.test\.ts)/;

/** Files whose worker V8 ended, and whose second run passed. */
const passedAnew = new Set<string>();

/** The messages of an error and of its causes. */
function toldBy(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  const message = 'message' in error ? String(error.message) : '';
  return 'cause' in error ? `${message}\n${toldBy(error.cause)}` : message;
}

/**
 * V8 loses count of its code pages when threads with WebAssembly in them come and go ("Check failed:
 * jit_page.has_value()", nodejs/node#64500); tests open and close hundreds of stores, each with a thread. The file that
 * was hit is run anew, by itself: only its own verdict counts.
 */
function runAnew(error: unknown): boolean | undefined {
  const file = ENDED_BY_V8.exec(toldBy(error))?.[1];
  if (file === undefined) return undefined;
  process.stdout.write(`V8 ended the worker of ${file}: the file is run anew\n`);
  if (spawnSync(process.execPath, [RUNNER, 'run', file], { stdio: 'inherit' }).status !== 0) return undefined;
  passedAnew.add(file);
  return false;
}

/** The runner counts a file that did not end as failed: where it passed anew, and nothing else is wrong, all is well. */
const verdict: Reporter = {
  onTestRunEnd(modules, errors) {
    const failed = modules.some(each => !each.ok() && !passedAnew.has(each.moduleId));
    if (passedAnew.size > 0 && !failed && errors.length === 0) process.once('exit', () => (process.exitCode = 0));
  },
};

export default defineConfig({
  test: {
    include: ['packages/**/*.test.ts', 'test/**/*.test.ts', 'scripts/**/*.test.ts'],
    exclude: ['**/node_modules/**', '.runtime/**'],
    globalSetup: ['test/postgres.setup.ts'],
    pool: 'forks',
    maxWorkers: 2,
    reporters: ['default', verdict],
    onUnhandledError: error => runAnew(error),
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
