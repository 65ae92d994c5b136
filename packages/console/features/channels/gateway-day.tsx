// The gateway's last day for the operator's overview: what it earned, and which channels want a look.

import { Link } from 'wouter';
import { formatCount } from '../../i18n/format.ts';
import { texts, useLanguage, useTexts } from '../../i18n/language.tsx';
import { Money } from '../../ui/amount.tsx';
import { Figures } from '../../ui/figures.tsx';
import { Failed } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { totals } from './day.tsx';
import { type Channel, useChannels } from './queries.ts';
import { CHANNELS } from './strings.ts';
import { sumOf } from './sum.ts';
import styles from './channels.module.css';

const TEXTS = texts(
  {
    title: 'The gateway in the last 24 hours',
    look: 'Channels that want a look',
    fine: 'Every channel is in service.',
  },
  { title: '网关最近 24 小时', look: '需要关注的渠道', fine: '所有渠道均在服务中。' },
);

/** The share of failed tries from which a channel is shown. */
const POOR = 0.05;

const failedShare = (row: Channel): number => {
  const { tries, failed } = totals(row.day);
  return tries === 0 ? 0 : failed / tries;
};

const wantsLook = (row: Channel): boolean =>
  row.fault !== null || (row.enabled && (row.rests.length > 0 || failedShare(row) >= POOR));

export default function GatewayDay() {
  const own = useTexts(TEXTS);
  const text = useTexts(CHANNELS);
  const { language } = useLanguage();
  const channels = useChannels();
  if (channels.isError) return <Failed error={channels.error} retry={() => void channels.refetch()} />;
  const rows = channels.data?.items ?? [];
  if (rows.length === 0) return null;
  const days = rows.map(row => row.day);
  const poor = rows.filter(wantsLook);
  const columns: readonly Column<Channel>[] = [
    { key: 'name', title: text.name, cell: row => <Link href={`/admin/channels?open=${row.id}`}>{row.name}</Link> },
    {
      key: 'errors',
      title: text.errors,
      end: true,
      cell: row => <span className="mono">{`${(failedShare(row) * 100).toFixed(1)} %`}</span>,
    },
    {
      key: 'why',
      title: text.reason,
      cell: row => <span className={styles['reason']}>{row.fault ?? row.rests[0]?.reason ?? ''}</span>,
    },
  ];
  return (
    <section className={styles['why']}>
      <h2>{own.title}</h2>
      <Figures
        items={[
          { name: text.charged, value: <Money exact={sumOf(days.map(day => day.amount))} /> },
          { name: text.cost, value: <Money exact={sumOf(days.map(day => day.cost))} /> },
          { name: text.margin, value: <Money exact={sumOf(days.map(day => day.margin))} /> },
          {
            name: text.requests,
            value: formatCount(
              days.reduce((sum, day) => sum + day.calls, 0),
              language,
            ),
          },
        ]}
      />
      {poor.length === 0 ? (
        <p className={styles['good']}>● {own.fine}</p>
      ) : (
        <Table caption={own.look} columns={columns} rows={poor} keyOf={row => row.id} />
      )}
    </section>
  );
}
