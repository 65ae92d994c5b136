// One channel at the side: how it stands, a try, its upstream's models and balance, its past, and how it is defined.

import { useSearchParams } from 'wouter';
import { useTexts } from '../../i18n/language.tsx';
import { Moment, Money } from '../../ui/amount.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Empty, Failed, Fault, Loading } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { DayStrip, DayTable } from './day.tsx';
import { BalancePart, ModelsPart, TestPart } from './panel-acts.tsx';
import { type Channel, type Detail, switchPlace, useChannel, useChannelWork, useTimeline } from './queries.ts';
import { CHANNELS } from './strings.ts';
import styles from './channels.module.css';

interface PanelProps {
  readonly id: number;
  /** Whether the reader may change channels. */
  readonly mayWrite: boolean;
  onClose(): void;
}

const TABS = ['state', 'test', 'models', 'balance', 'past', 'words'] as const;
type Tab = (typeof TABS)[number];

export function ChannelPanel({ id, mayWrite, onClose }: PanelProps) {
  const text = useTexts(CHANNELS);
  const channel = useChannel(id);
  const [search, setSearch] = useSearchParams();
  const tab = TABS.find(one => one === search.get('tab')) ?? 'state';
  const show = (next: Tab) =>
    setSearch(
      before => {
        const after = new URLSearchParams(before);
        after.set('tab', next);
        return after;
      },
      { replace: true },
    );
  const shown = TABS.filter(one => mayWrite || one === 'state' || one === 'past' || one === 'words');
  return (
    <Dialog title={channel.data?.row.name ?? text.name} look="panel" onClose={onClose}>
      <div className={styles['panel']}>
        {channel.isPending ? <Loading /> : null}
        {channel.isError ? <Failed error={channel.error} retry={() => void channel.refetch()} /> : null}
        {channel.data === undefined ? null : (
          <Tabs
            label={channel.data.row.name}
            items={shown.map(key => ({ key, title: text.tabs[key] }))}
            chosen={tab}
            onChoose={show}
          >
            <Part tab={tab} detail={channel.data} mayWrite={mayWrite} />
          </Tabs>
        )}
      </div>
    </Dialog>
  );
}

interface PartProps {
  readonly tab: Tab;
  readonly detail: Detail;
  readonly mayWrite: boolean;
}

function Part({ tab, detail, mayWrite }: PartProps) {
  switch (tab) {
    case 'state':
      return <StatePart row={detail.row} mayWrite={mayWrite} />;
    case 'test':
      return <TestPart detail={detail} />;
    case 'models':
      return <ModelsPart row={detail.row} />;
    case 'balance':
      return <BalancePart row={detail.row} />;
    case 'past':
      return <PastPart id={detail.row.id} />;
    case 'words':
      return <WordsPart detail={detail} />;
  }
}

type Rest = Channel['rests'][number];

function StatePart({ row, mayWrite }: { readonly row: Channel; readonly mayWrite: boolean }) {
  const text = useTexts(CHANNELS);
  const reset = useChannelWork(switchPlace);
  const columns: readonly Column<Rest>[] = [
    { key: 'key', title: text.key, cell: rest => <code>{rest.credential || text.every}</code> },
    { key: 'model', title: text.model, cell: rest => rest.model || text.every },
    {
      key: 'event',
      title: text.state,
      cell: rest => <span className={styles['bad']}>▲ {text.events[rest.event]}</span>,
    },
    { key: 'until', title: text.until, cell: rest => (rest.until === 0 ? text.never : <Moment at={rest.until} />) },
    { key: 'reason', title: text.reason, cell: rest => <span className={styles['reason']}>{rest.reason}</span> },
    {
      key: 'acts',
      title: text.acts,
      quiet: true,
      cell: ({ credential, model }) =>
        mayWrite ? (
          <Button
            look="bare"
            busy={reset.isPending}
            onClick={() => reset.mutate({ id: row.id, on: true, credential, model })}
          >
            {text.reset}
          </Button>
        ) : null,
    },
  ];
  return (
    <div className={styles['part']}>
      <DayStrip day={row.day} />
      <DayTable day={row.day} />
      <dl className={styles['pair']}>
        <Figure name={text.charged} exact={row.day.amount} />
        <Figure name={text.cost} exact={row.day.cost} />
        <Figure name={text.margin} exact={row.day.margin} />
      </dl>
      <h3>{text.rests}</h3>
      <Fault error={reset.error} />
      {row.rests.length === 0 ? (
        <p className="soft">{text.noRests}</p>
      ) : (
        <Table
          caption={text.rests}
          columns={columns}
          rows={row.rests}
          keyOf={rest => `${rest.credential} ${rest.model}`}
        />
      )}
      {row.unpriced.length === 0 ? null : <p className={styles['bad']}>▲ {text.unpriced(row.unpriced.join(', '))}</p>}
    </div>
  );
}

function Figure({ name, exact }: { readonly name: string; readonly exact: string }) {
  return (
    <div>
      <dt className="soft">{name}</dt>
      <dd>
        <Money exact={exact} />
      </dd>
    </div>
  );
}

function PastPart({ id }: { readonly id: number }) {
  const text = useTexts(CHANNELS);
  const timeline = useTimeline(id);
  const rows = timeline.data?.pages.flatMap(page => page.items) ?? [];
  const columns: readonly Column<(typeof rows)[number]>[] = [
    { key: 'at', title: text.when, cell: row => <Moment at={row.at} /> },
    {
      key: 'event',
      title: text.event,
      cell: row => (
        <span className={row.event === 'closed' ? styles['good'] : styles['bad']}>
          {row.event === 'closed' ? '● ' : '▲ '}
          {text.events[row.event]}
        </span>
      ),
    },
    {
      key: 'place',
      title: text.reach,
      minor: true,
      cell: row => <code>{[row.credential, row.model].filter(Boolean).join(' · ') || text.every}</code>,
    },
    { key: 'reason', title: text.reason, cell: row => <span className={styles['reason']}>{row.reason}</span> },
    { key: 'node', title: text.by, minor: true, cell: row => row.node },
  ];
  if (timeline.isPending) return <Loading />;
  if (timeline.isError) return <Failed error={timeline.error} retry={() => void timeline.refetch()} />;
  if (rows.length === 0) return <Empty>{text.nothing}</Empty>;
  return (
    <div className={styles['part']}>
      <Table caption={text.tabs.past} columns={columns} rows={rows} keyOf={row => row.id} />
      {timeline.hasNextPage ? (
        <Button busy={timeline.isFetchingNextPage} onClick={() => void timeline.fetchNextPage()}>
          {text.more}
        </Button>
      ) : null}
    </div>
  );
}

/** The channel as the file would write it, without its secrets. */
function WordsPart({ detail }: { readonly detail: Detail }) {
  const text = useTexts(CHANNELS);
  return (
    <div className={styles['part']}>
      {detail.row.place === null ? null : <p>{text.declared(detail.row.place)}</p>}
      <pre className={styles['words']} tabIndex={0}>
        {JSON.stringify(detail.channel, null, 2)}
      </pre>
    </div>
  );
}
