// The usage log: filters in the address, pages by scrolling on, a panel that explains each charge.

import { useSearchParams } from 'wouter';
import { type UsageFilters, useKeys, useSums, useUsage } from '../../api/queries.ts';
import type { CallRow } from '../../api/types.ts';
import { formatDuration } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/language.tsx';
import { Count, Moment, Money } from '../../ui/amount.tsx';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { PageHead } from '../../ui/page.tsx';
import { Empty, Failed, Loading } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { CallPanel } from './call-panel.tsx';
import { USAGE } from './strings.ts';
import styles from './usage.module.css';

const MONTH_MS = 31 * 24 * 3600 * 1000;

/** The filters that the address names. */
function filtersOf(search: URLSearchParams): UsageFilters {
  const [model, key, outcome, id] = ['model', 'key', 'outcome', 'id'].map(name => search.get(name) ?? '');
  return {
    ...(model ? { model } : {}),
    ...(key && /^\d+$/.test(key) ? { key_id: Number(key) } : {}),
    ...(outcome === 'ok' || outcome === 'failed' ? { outcome } : {}),
    ...(id ? { id } : {}),
  };
}

export default function UsagePage() {
  const text = useTexts(USAGE);
  const [search, setSearch] = useSearchParams();
  const filters = filtersOf(search);
  const live = search.get('live') === '1';
  const usage = useUsage(filters, live);
  const put = (name: string, value: string) =>
    setSearch(
      before => {
        const next = new URLSearchParams(before);
        if (value === '') next.delete(name);
        else next.set(name, value);
        return next;
      },
      { replace: name !== 'call' },
    );
  const rows = usage.data?.pages.flatMap(page => page.items) ?? [];
  const opened = search.get('call');
  return (
    <>
      <PageHead
        title={text.title}
        lead={text.lead}
        actions={<a href="/manage/v1/wallet/statement.csv">{text.export}</a>}
      />
      <Filters search={search} put={put} />
      {usage.isPending ? <Loading /> : null}
      {usage.isError ? <Failed error={usage.error} retry={() => void usage.refetch()} /> : null}
      {usage.isSuccess && rows.length === 0 ? (
        <Empty>{Object.keys(filters).length === 0 ? text.empty : text.none}</Empty>
      ) : null}
      {rows.length > 0 ? <Calls rows={rows} open={id => put('call', id)} /> : null}
      {usage.hasNextPage ? (
        <p className={styles['more']}>
          <Button busy={usage.isFetchingNextPage} onClick={() => void usage.fetchNextPage()}>
            {text.more}
          </Button>
        </p>
      ) : null}
      {opened === null ? null : <CallPanel id={opened} onClose={() => put('call', '')} />}
    </>
  );
}

function Filters({ search, put }: { readonly search: URLSearchParams; put(name: string, value: string): void }) {
  const text = useTexts(USAGE);
  const keys = useKeys();
  const now = Math.floor(Date.now() / 3_600_000) * 3_600_000;
  const models = useSums({ from: now - MONTH_MS, to: now + 3_600_000, step: 'total', by: 'model' });
  return (
    <div className={styles['filters']}>
      <Field label={text.model}>
        <select value={search.get('model') ?? ''} onChange={event => put('model', event.target.value)}>
          <option value="">{text.allModels}</option>
          {models.data?.items.map(row => (
            <option key={row.model} value={row.model}>
              {row.model}
            </option>
          ))}
        </select>
      </Field>
      <Field label={text.key}>
        <select value={search.get('key') ?? ''} onChange={event => put('key', event.target.value)}>
          <option value="">{text.allKeys}</option>
          {keys.data?.items.map(row => (
            <option key={row.id} value={row.id}>
              {row.name}
            </option>
          ))}
        </select>
      </Field>
      <Field label={text.status}>
        <select value={search.get('outcome') ?? ''} onChange={event => put('outcome', event.target.value)}>
          <option value="">{text.allOutcomes}</option>
          <option value="ok">{text.ok}</option>
          <option value="failed">{text.failed}</option>
        </select>
      </Field>
      <Field label={text.search}>
        <input
          type="search"
          className="mono"
          defaultValue={search.get('id') ?? ''}
          onKeyDown={event => {
            if (event.key === 'Enter') put('id', event.currentTarget.value.trim());
          }}
          onBlur={event => put('id', event.target.value.trim())}
        />
      </Field>
      <label className={styles['live']}>
        <input
          type="checkbox"
          checked={search.get('live') === '1'}
          onChange={event => put('live', event.target.checked ? '1' : '')}
        />
        {text.live}
      </label>
    </div>
  );
}

function Calls({ rows, open }: { readonly rows: readonly CallRow[]; open(id: string): void }) {
  const text = useTexts(USAGE);
  const columns: readonly Column<CallRow>[] = [
    { key: 'at', title: text.time, cell: row => <Moment at={row.at} /> },
    { key: 'model', title: text.model, cell: row => <strong>{row.model}</strong> },
    { key: 'key', title: text.key, minor: true, cell: row => row.key_name },
    { key: 'status', title: text.status, cell: row => <Status row={row} /> },
    {
      key: 'tokens',
      title: text.tokens,
      end: true,
      minor: true,
      cell: row => (
        <>
          <Count value={row.input_tokens} /> / <Count value={row.output_tokens} />
        </>
      ),
    },
    {
      key: 'latency',
      title: text.latency,
      end: true,
      minor: true,
      cell: row => <span className="mono">{formatDuration(row.first_byte_ms)}</span>,
    },
    {
      key: 'duration',
      title: text.duration,
      end: true,
      minor: true,
      cell: row => <span className="mono">{formatDuration(row.total_ms)}</span>,
    },
    { key: 'cost', title: text.cost, end: true, cell: row => <Money exact={row.amount} /> },
  ];
  return (
    <Table caption={text.title} columns={columns} rows={rows} keyOf={row => row.id} onOpen={row => open(row.id)} />
  );
}

function Status({ row }: { readonly row: CallRow }) {
  const failed = row.status >= 400;
  return (
    <span className={failed ? styles['bad'] : undefined} title={row.error}>
      <span aria-hidden="true">{failed ? '▲ ' : ''}</span>
      <span className="mono">{row.status}</span>
      {row.error === '' ? null : (
        <>
          {' '}
          <span className={styles['error']}>{row.error}</span>
        </>
      )}
    </span>
  );
}
