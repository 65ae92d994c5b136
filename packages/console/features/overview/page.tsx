// The overview: what was spent, on what, and whether anything is wrong; for newcomers, what to do first.

import { lazy, Suspense, useEffect, useState } from 'react';
import { Link } from 'wouter';
import { useMe } from '../../api/me.ts';
import { useKeys, useSums, useUsage, useWallet } from '../../api/queries.ts';
import type { CallRow, Sums } from '../../api/types.ts';
import { formatCount, formatDuration, formatMoney, localeOf } from '../../i18n/format.ts';
import { useLanguage, useTexts } from '../../i18n/language.tsx';
import { Count, Moment, Money } from '../../ui/amount.tsx';
import { type Bar, Bars } from '../../ui/bars.tsx';
import { Figures } from '../../ui/figures.tsx';
import { PageHead, Section } from '../../ui/page.tsx';
import { Failed, Loading } from '../../ui/states.tsx';
import { Strip } from '../../ui/strip.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { OVERVIEW } from './strings.ts';
import styles from './overview.module.css';

/** For operators alone, and loaded for them alone. */
const GatewayDay = lazy(() => import('../channels/gateway-day.tsx'));

const DAY_MS = 24 * 3600 * 1000;
const HOUR_MS = 3600 * 1000;
const DAYS = 30;

/** The first moment of today in the reader's zone. */
function midnight(): number {
  return new Date().setHours(0, 0, 0, 0);
}

export default function OverviewPage() {
  const text = useTexts(OVERVIEW);
  const today = midnight();
  const sums = useSums({ from: today - (DAYS - 1) * DAY_MS, to: today + DAY_MS, step: 'day', by: 'model' });
  const keys = useKeys();
  const me = useMe();
  const isNew = sums.data?.items.length === 0;
  // A newcomer's first request appears as soon as it is there.
  useAgain(isNew, () => void sums.refetch());
  return (
    <>
      <PageHead title={text.title} />
      {sums.isPending ? <Loading /> : null}
      {sums.isError ? <Failed error={sums.error} retry={() => void sums.refetch()} /> : null}
      {sums.data === undefined ? null : <Spent rows={sums.data.items} today={today} />}
      {isNew ? <Begin hasKey={(keys.data?.items.length ?? 0) > 0} /> : null}
      {sums.data === undefined || isNew ? null : <Charts rows={sums.data.items} today={today} />}
      {sums.data === undefined || isNew ? null : <LastDay />}
      {isNew ? null : <Failures />}
      {me.data?.permissions.includes('channels.read') === true ? (
        <Suspense fallback={null}>
          <GatewayDay />
        </Suspense>
      ) : null}
    </>
  );
}

const AGAIN_MS = 3_000;

/** Asks again and again, as long as there is something to wait for. */
function useAgain(waiting: boolean, ask: () => void): void {
  useEffect(() => {
    if (!waiting) return undefined;
    const timer = setInterval(ask, AGAIN_MS);
    return () => clearInterval(timer);
  });
}

/** The last day by hours: how many calls went well, and how long they took. */
function LastDay() {
  const text = useTexts(OVERVIEW);
  const { language } = useLanguage();
  const [hour] = useState(() => Math.floor(Date.now() / HOUR_MS) * HOUR_MS);
  const from = hour - 23 * HOUR_MS;
  const sums = useSums({ from, to: hour + HOUR_MS, step: 'hour' });
  const rows = sums.data?.items ?? [];
  const hours = Array.from({ length: 24 }, (_, index) => {
    const at = from + index * HOUR_MS;
    const row = rows.find(one => one.at === at);
    const calls = row?.calls ?? 0;
    return calls === 0
      ? { at, served: null, meanMs: null }
      : { at, served: 1 - (row?.failed ?? 0) / calls, meanMs: row?.mean_ms ?? 0 };
  });
  const calls = rows.reduce((sum, row) => sum + row.calls, 0);
  const failed = rows.reduce((sum, row) => sum + row.failed, 0);
  const time = rows.reduce((sum, row) => sum + row.mean_ms * row.calls, 0);
  return (
    <Strip title={text.lastDay} hours={hours}>
      <p className="soft">
        {calls === 0
          ? text.quiet
          : text.wentWell(
              formatCount(calls - failed, language),
              formatCount(calls, language),
              formatDuration(time / calls),
            )}
      </p>
    </Strip>
  );
}

/** The word for why a call failed: what an upstream refuses is told apart from what it breaks off. */
function causeOf({ error, status }: CallRow): string {
  return error === 'bad_response' && status < 500 ? 'refused' : error;
}

/** Nano-dollars of a decimal text: sums are exact. */
function nano(text: string): bigint {
  const [whole = '0', fraction = ''] = text.split('.');
  return BigInt(whole) * 1_000_000_000n + BigInt(fraction.padEnd(9, '0'));
}

function usd(amount: bigint): string {
  return `${amount / 1_000_000_000n}.${(amount % 1_000_000_000n).toString().padStart(9, '0')}`;
}

interface Rows {
  readonly rows: readonly Sums[];
  readonly today: number;
}

function Spent({ rows, today }: Rows) {
  const text = useTexts(OVERVIEW);
  const { language } = useLanguage();
  const wallet = useWallet();
  const since = (days: number) => rows.filter(row => (row.at ?? 0) > today - days * DAY_MS);
  const amount = (days: number) => since(days).reduce((sum, row) => sum + nano(row.amount), 0n);
  const calls = since(DAYS).reduce((sum, row) => sum + row.calls, 0);
  const failed = since(DAYS).reduce((sum, row) => sum + row.failed, 0);
  const pace = amount(7);
  const balance = wallet.data === undefined || wallet.data.balance.startsWith('-') ? 0n : nano(wallet.data.balance);
  const days = pace === 0n ? undefined : Number((balance * 7n) / pace);
  const percent = new Intl.NumberFormat(localeOf(language), { style: 'percent', maximumFractionDigits: 1 });
  return (
    <Figures
      items={[
        { name: text.today, value: <Money exact={usd(amount(1))} /> },
        { name: text.week, value: <Money exact={usd(pace)} /> },
        {
          name: text.month,
          value: <Money exact={usd(amount(DAYS))} />,
          note: `${text.calls(formatCount(calls, language))} · ${text.failed(percent.format(calls === 0 ? 0 : failed / calls))}`,
        },
        {
          name: text.balance,
          value: wallet.data === undefined ? '…' : <Money exact={wallet.data.balance} />,
          ...(days === undefined || days > 3650 ? {} : { note: text.daysLeft(days) }),
        },
      ]}
    />
  );
}

function Begin({ hasKey }: { readonly hasKey: boolean }) {
  const text = useTexts(OVERVIEW);
  return (
    <Section title={text.begin}>
      <ol className={styles['steps']}>
        <li className={hasKey ? styles['done'] : undefined}>{text.step1}</li>
        <li>{text.step2}</li>
        <li>
          {text.step3} <span role="status">{hasKey ? text.waiting : ''}</span>
        </li>
      </ol>
      <Link href={hasKey ? '/keys' : '/keys?new=1'} className={styles['start']}>
        {hasKey ? text.configure : text.create}
      </Link>
    </Section>
  );
}

/** A bar for each day, also for those without a call. */
function barsOf({ rows, today }: Rows, valueOf: (row: Sums) => number, label: (at: number) => string): readonly Bar[] {
  const days = Array.from({ length: DAYS }, (_, index) => today - (DAYS - 1 - index) * DAY_MS);
  return days.map(day => {
    const ofDay = rows.filter(row => Math.abs((row.at ?? 0) - day) < DAY_MS / 2);
    return {
      at: day,
      label: label(day),
      parts: new Map(ofDay.map(row => [row.model ?? '', valueOf(row)])),
    };
  });
}

function Charts(parts: Rows) {
  const text = useTexts(OVERVIEW);
  const { language } = useLanguage();
  const label = (at: number): string =>
    new Intl.DateTimeFormat(localeOf(language), { month: 'numeric', day: 'numeric' }).format(at);
  const money = (value: number): string => usd(BigInt(Math.round(value)));
  return (
    <div className={styles['charts']}>
      <Bars
        title={text.spend}
        bars={barsOf(parts, row => Number(nano(row.amount)), label)}
        show={value => <Money exact={money(value)} />}
        word={value => formatMoney(money(value))}
      />
      <Bars
        title={text.callsChart}
        bars={barsOf(parts, row => row.calls, label)}
        show={value => <Count value={value} />}
        word={value => formatCount(value, language)}
      />
    </div>
  );
}

function Failures() {
  const text = useTexts(OVERVIEW);
  const failed = useUsage({ outcome: 'failed' }, false);
  const rows = failed.data?.pages[0]?.items.slice(0, 5) ?? [];
  const columns: readonly Column<CallRow>[] = [
    { key: 'at', title: text.when, cell: row => <Moment at={row.at} /> },
    { key: 'model', title: text.model, cell: row => row.model },
    { key: 'status', title: text.status, end: true, cell: row => <span className="mono">{row.status}</span> },
    {
      key: 'why',
      title: text.why,
      cell: row => (
        <Link href={`/usage?call=${row.id}`} title={row.error}>
          {text.causes[causeOf(row)] ?? (row.error === '' ? row.reason : row.error)}
        </Link>
      ),
    },
  ];
  return (
    <Section title={text.failures}>
      {failed.isSuccess && rows.length === 0 ? <p className="soft">{text.noFailures}</p> : null}
      {rows.length > 0 ? <Table caption={text.failures} columns={columns} rows={rows} keyOf={row => row.id} /> : null}
      <p>
        <Link href="/usage">{text.all}</Link>
      </p>
    </Section>
  );
}
