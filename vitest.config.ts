// The test runner: every test beside what it tests, and the tests of the whole product in `test/`.

import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['packages/**/*.test.ts', 'test/**/*.test.ts', 'scripts/**/*.test.ts'],
    exclude: ['**/node_modules/**', '.runtime/**'],
    globalSetup: ['test/postgres.setup.ts'],
    pool: 'forks',
    maxWorkers: 2,
    // V8 loses count of its code pages when threads come and go with WebAssembly in them ("Check failed:
    // jit_page.has_value()", nodejs/node#64500): tests open and close hundreds of stores, each with a thread.
    execArgv: ['--no-memory-protection-keys'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
