// The gateway as a whole: its nodes with what each holds and owes, the queue of tasks, the proof of the books, kept answers.

import { Type, type Static } from 'typebox';
import { NodeFacts, readFacts, SILENT_MS } from '../../observe/node-report.ts';
import { reading } from '../reading.ts';
import { operation, type Operation } from './operation.ts';
import { Time } from './schemas.ts';

const SYSTEM = 'System';

const NodeView = Type.Object({
  id: Type.String(),
  self: Type.Boolean({ description: 'The one that answers.' }),
  alive: Type.Boolean({ description: 'Whether it was heard of within the last 20 seconds.' }),
  seen_at: Time,
  facts: Type.Union([NodeFacts, Type.Null()], { description: 'Null where another release says other things.' }),
});

const ProofView = Type.Object({
  at: Type.Integer({ description: 'When it ended; 0 before the first.' }),
  node: Type.String(),
  milliseconds: Type.Integer(),
  differences: Type.Integer({ description: 'Anything but 0 is an alarm.' }),
  running: Type.Boolean({ description: 'Whether one is under way on the node that answers.' }),
  found: Type.Array(
    Type.Object({ subject: Type.String(), rule: Type.String(), expected: Type.String(), found: Type.String() }),
    { description: 'The first differences, where this node made the proof.' },
  ),
});

const SystemView = Type.Object({
  now: Time,
  database: Type.Unsafe<'sqlite' | 'postgres'>({ enum: ['sqlite', 'postgres'] }),
  redis: Type.Boolean(),
  config: Type.Union([Type.String(), Type.Null()], { description: 'The configuration file of the node that answers.' }),
  nodes: Type.Array(NodeView),
  tasks: Type.Array(Type.Object({ state: Type.String(), count: Type.Integer() })),
  proof: ProofView,
});

type Nodes = Static<typeof NodeView>[];

/** The newest proof that any node made. */
function newestProof(nodes: Nodes) {
  const made = nodes.flatMap(({ id, facts }) => (facts === null || facts.proofAt === 0 ? [] : [{ id, facts }]));
  return made.toSorted((left, right) => right.facts.proofAt - left.facts.proofAt)[0];
}

export const systemOperations: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/system',
    id: 'showSystem',
    tag: SYSTEM,
    summary:
      'Shows every node with its version, holds, journal and memory, the open tasks, and the last proof of the books.',
    who: 'system.read',
    answer: SystemView,
    async handle(_caller, _input, { services }) {
      const { report, upkeep, store, place } = services;
      await report.tell();
      const { now, rows } = await reading(services, () => store.nodes.all());
      const nodes: Nodes = rows.map(row => ({
        id: row.id,
        self: row.id === report.node,
        alive: now - row.at < SILENT_MS,
        seen_at: row.at,
        facts: readFacts(row) ?? null,
      }));
      const newest = newestProof(nodes);
      const { proof } = upkeep;
      return {
        now,
        ...place,
        nodes,
        tasks: await reading(services, () => store.tasks.open()),
        proof: {
          at: newest?.facts.proofAt ?? 0,
          node: newest?.id ?? '',
          milliseconds: Math.round(newest?.facts.proofMs ?? 0),
          differences: newest?.facts.proofDifferences ?? 0,
          running: upkeep.proving,
          found: newest?.id === report.node ? [...proof.found] : [],
        },
      };
    },
  }),
  operation({
    method: 'POST',
    path: '/system/proof',
    id: 'proveBooks',
    tag: SYSTEM,
    summary: 'Begins a proof of the whole ledger; its result is at /system when it is done.',
    who: 'system.write',
    status: 202,
    answer: Type.Object({ running: Type.Boolean() }),
    async handle(_caller, _input, { services, change }) {
      const { upkeep, report } = services;
      void upkeep.prove().then(() => report.tell());
      await change('system.proof', `node:${report.node}`);
      return { running: upkeep.proving };
    },
  }),
  operation({
    method: 'DELETE',
    path: '/system/answers',
    id: 'forgetAnswers',
    tag: SYSTEM,
    summary: 'Forgets every kept answer, on every node within two seconds.',
    who: 'system.write',
    async handle(_caller, _input, { services, change }) {
      await services.store.forgetAnswers();
      await services.refresh();
      await change('system.answers', 'answers');
    },
  }),
];
