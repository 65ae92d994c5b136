// The system as the operator sees it: nodes, holds, journal, tasks, the proof of the books with its button, kept answers.

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, client } from '../../api/client.ts';
import { useMe } from '../../api/me.ts';
import type { paths } from '../../api/schema.d.ts';
import { formatBytes, formatCount, formatDuration, formatTime } from '../../i18n/format.ts';
import { useLanguage, useTexts } from '../../i18n/language.tsx';
import { Moment } from '../../ui/amount.tsx';
import { Button } from '../../ui/button.tsx';
import { Figures } from '../../ui/figures.tsx';
import { PageHead } from '../../ui/page.tsx';
import { Failed, Fault, Loading } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { SYSTEM } from './strings.ts';
import styles from './system.module.css';

type System = paths['/manage/v1/system']['get']['responses'][200]['content']['application/json'];
type Node = System['nodes'][number];

const SYSTEM_KEY = ['system'] as const;
const LOOK_MS = 5_000;
/** While a proof runs, its end is waited for more closely. */
const PROVING_MS = 1_000;

export default function SystemPage() {
  const text = useTexts(SYSTEM);
  const me = useMe();
  const system = useQuery({
    queryKey: SYSTEM_KEY,
    refetchInterval: query => (query.state.data?.proof.running === true ? PROVING_MS : LOOK_MS),
    queryFn: () => answerOf(client.GET('/manage/v1/system')),
  });
  const mayWrite = me.data?.permissions.includes('system.write') === true;
  return (
    <>
      <PageHead title={text.title} lead={text.lead} />
      {system.isPending ? <Loading /> : null}
      {system.isError ? <Failed error={system.error} retry={() => void system.refetch()} /> : null}
      {system.data === undefined ? null : <Whole system={system.data} mayWrite={mayWrite} />}
    </>
  );
}

const sum = (nodes: readonly Node[], of: (facts: NonNullable<Node['facts']>) => number): number =>
  nodes.reduce((total, { alive, facts }) => total + (alive && facts !== null ? of(facts) : 0), 0);

function Whole({ system, mayWrite }: { readonly system: System; readonly mayWrite: boolean }) {
  const text = useTexts(SYSTEM);
  const { language } = useLanguage();
  const { nodes, tasks } = system;
  const oldest = Math.max(0, ...nodes.map(({ facts }) => facts?.oldestHoldMs ?? 0));
  const count = (value: number) => formatCount(value, language);
  return (
    <>
      <Figures
        items={[
          {
            name: text.holds,
            value: count(sum(nodes, facts => facts.openHolds)),
            ...(oldest === 0 ? {} : { note: text.oldest(formatDuration(oldest)) }),
          },
          { name: text.unbooked, value: count(sum(nodes, facts => facts.unbooked)) },
          { name: text.openTasks, value: count(tasks.reduce((total, one) => total + one.count, 0)) },
          { name: text.resting, value: count(Math.max(0, ...nodes.map(({ facts }) => facts?.resting ?? 0))) },
          {
            name: text.standsOn,
            value: system.database === 'sqlite' ? 'SQLite' : 'PostgreSQL',
            note: system.redis ? text.redis : text.alone,
          },
        ]}
      />
      <Books proof={system.proof} mayWrite={mayWrite} />
      <section className={styles['part']}>
        <h2>{text.nodes}</h2>
        <Nodes nodes={nodes} />
        <p className="soft">
          {text.config}: <code>{system.config ?? text.noConfig}</code>
        </p>
      </section>
      <Tasks tasks={tasks} />
      <Cache nodes={nodes} mayWrite={mayWrite} />
    </>
  );
}

type Proof = System['proof'];

function Books({ proof, mayWrite }: { readonly proof: Proof; readonly mayWrite: boolean }) {
  const text = useTexts(SYSTEM);
  const { language } = useLanguage();
  const queries = useQueryClient();
  const prove = useMutation({
    mutationFn: () => answerOf(client.POST('/manage/v1/system/proof')),
    onSuccess: () => queries.invalidateQueries({ queryKey: SYSTEM_KEY }),
  });
  const columns: readonly Column<Proof['found'][number]>[] = [
    { key: 'subject', title: text.subject, cell: one => <code>{one.subject}</code> },
    { key: 'rule', title: text.rule, cell: one => one.rule },
    { key: 'expected', title: text.expected, end: true, cell: one => <code>{one.expected}</code> },
    { key: 'found', title: text.found, end: true, cell: one => <code>{one.found}</code> },
  ];
  const time = formatTime(proof.at, language);
  const isRight = proof.differences === 0;
  return (
    <section className={styles['part']}>
      <h2>{text.books}</h2>
      <p role="status" className={isRight ? (proof.at === 0 ? 'soft' : styles['good']) : styles['bad']}>
        {proof.running
          ? text.proving
          : proof.at === 0
            ? text.never
            : isRight
              ? `● ${text.right(time, formatDuration(proof.milliseconds))}`
              : `▲ ${text.wrong(proof.differences, time)}`}
      </p>
      {proof.found.length === 0 ? null : (
        <Table
          caption={text.books}
          columns={columns}
          rows={proof.found}
          keyOf={one => `${one.subject} ${one.rule} ${one.found}`}
        />
      )}
      <Fault error={prove.error} />
      {mayWrite ? (
        <div>
          <Button busy={prove.isPending || proof.running} onClick={() => prove.mutate()}>
            {text.prove}
          </Button>
        </div>
      ) : null}
    </section>
  );
}

function Nodes({ nodes }: { readonly nodes: readonly Node[] }) {
  const text = useTexts(SYSTEM);
  const { language } = useLanguage();
  const figure = (of: (facts: NonNullable<Node['facts']>) => string) => (node: Node) =>
    node.facts === null ? '' : <span className="mono">{of(node.facts)}</span>;
  const columns: readonly Column<Node>[] = [
    { key: 'node', title: text.node, cell: node => <NodeName node={node} /> },
    {
      key: 'state',
      title: text.state,
      cell: node => (
        <span className={node.alive ? styles['good'] : styles['bad']}>
          {node.alive ? `● ${text.alive}` : `▲ ${text.silent}`}
        </span>
      ),
    },
    { key: 'version', title: text.version, cell: figure(facts => facts.version) },
    {
      key: 'since',
      title: text.since,
      minor: true,
      cell: ({ facts }) => (facts === null ? '' : <Moment at={facts.startedAt} />),
    },
    {
      key: 'holds',
      title: text.holds,
      end: true,
      minor: true,
      cell: figure(facts => formatCount(facts.openHolds, language)),
    },
    {
      key: 'unbooked',
      title: text.unbooked,
      end: true,
      minor: true,
      cell: figure(facts => formatCount(facts.unbooked, language)),
    },
    {
      key: 'journal',
      title: text.journal,
      end: true,
      minor: true,
      cell: figure(facts => formatBytes(facts.journalBytes, language)),
    },
    { key: 'memory', title: text.memory, end: true, cell: figure(facts => formatBytes(facts.memoryBytes, language)) },
    {
      key: 'loop',
      title: text.loop,
      end: true,
      minor: true,
      cell: figure(facts => formatDuration(facts.loopDelayMs)),
    },
  ];
  return <Table caption={text.nodes} columns={columns} rows={nodes} keyOf={node => node.id} />;
}

function NodeName({ node }: { readonly node: Node }) {
  const text = useTexts(SYSTEM);
  const { facts } = node;
  return (
    <span className={styles['name']}>
      <strong>{facts?.host ?? node.id}</strong>
      <span className="soft">
        {facts?.address ?? ''}
        {node.self ? ` · ${text.here}` : ''}
      </span>
      {facts?.journalFailing === true ? <span className={styles['bad']}>▲ {text.failing}</span> : null}
      {facts !== null && facts.storeFailures > 0 ? (
        <span className={styles['bad']}>▲ {text.storeFailures(facts.storeFailures)}</span>
      ) : null}
      {facts !== null && facts.rejected > 0 ? (
        <span className={styles['bad']}>▲ {text.rejected(facts.rejected)}</span>
      ) : null}
    </span>
  );
}

function Tasks({ tasks }: { readonly tasks: System['tasks'] }) {
  const text = useTexts(SYSTEM);
  const { language } = useLanguage();
  const columns: readonly Column<System['tasks'][number]>[] = [
    { key: 'state', title: text.state, cell: task => <code>{task.state}</code> },
    { key: 'count', title: text.count, end: true, cell: task => formatCount(task.count, language) },
  ];
  return (
    <section className={styles['part']}>
      <h2>{text.tasks}</h2>
      {tasks.length === 0 ? (
        <p className="soft">{text.noTasks}</p>
      ) : (
        <Table caption={text.tasks} columns={columns} rows={tasks} keyOf={task => task.state} />
      )}
    </section>
  );
}

function Cache({ nodes, mayWrite }: { readonly nodes: readonly Node[]; readonly mayWrite: boolean }) {
  const text = useTexts(SYSTEM);
  const { language } = useLanguage();
  const queries = useQueryClient();
  const forget = useMutation({
    mutationFn: () => answerOf(client.DELETE('/manage/v1/system/answers')),
    onSuccess: () => queries.invalidateQueries({ queryKey: SYSTEM_KEY }),
  });
  return (
    <section className={styles['part']}>
      <h2>{text.cache}</h2>
      <dl className={styles['pairs']}>
        <dt>{text.given}</dt>
        <dd>
          {formatCount(
            sum(nodes, facts => facts.answersGiven),
            language,
          )}
        </dd>
        <dt>{text.missed}</dt>
        <dd>
          {formatCount(
            sum(nodes, facts => facts.answersMissed),
            language,
          )}
        </dd>
        <dt>{text.bytes}</dt>
        <dd>
          {formatBytes(
            sum(nodes, facts => facts.answersBytes ?? 0),
            language,
          )}
        </dd>
      </dl>
      <Fault error={forget.error} />
      {mayWrite ? (
        <div>
          <Button busy={forget.isPending} onClick={() => forget.mutate()}>
            {text.forget}
          </Button>
          <span role="status" className="soft">
            {forget.isSuccess ? ` ${text.forgotten}` : ''}
          </span>
        </div>
      ) : null}
    </section>
  );
}
