// Several gateways on one PostgreSQL, as a cluster runs: each with a folder of its own, all with one secret.

import { createDatabase, sharedPostgres } from '../postgres.ts';
import { Gateway, type ConfigDraft } from './gateway.ts';

const SECRET = 'one secret for all nodes of a test';

/** A running cluster. */
export interface Cluster {
  readonly nodes: readonly Gateway[];
  /** The address of the database, for a look from outside. */
  readonly url: string;
  dispose(): Promise<void>;
}

/** Starts `count` gateways on one new database; undefined where there is no PostgreSQL. */
export async function startCluster(count: number, draft: ConfigDraft): Promise<Cluster | undefined> {
  const server = await sharedPostgres();
  if (server === undefined) return undefined;
  const url = await createDatabase(server);
  const nodes: Gateway[] = [];
  // One after the other, as an operator would: the first makes the schema.
  for (let index = 0; index < count; index += 1)
    nodes.push(await Gateway.start({ ...draft, database: url }, { TURNPIKE_SECRET: SECRET }));
  return {
    nodes,
    url,
    async dispose() {
      for (const node of nodes) await node.dispose();
      await server.stop();
    },
  };
}
