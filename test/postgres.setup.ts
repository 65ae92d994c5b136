// Starts one PostgreSQL for a whole test run; tests find it by an environment variable.

import { POSTGRES_VARIABLE, startPostgres } from './postgres.ts';

/** Vitest's global set-up: answers the tear-down. */
export default async function setup(): Promise<() => Promise<void>> {
  const server = await startPostgres();
  process.env[POSTGRES_VARIABLE] = server?.url ?? '';
  return async () => {
    await server?.stop();
  };
}
