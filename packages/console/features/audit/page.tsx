// The log of changes for operators: who changed what, when and from where, with what it was before and after.

import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { answerOf, client } from '../../api/client.ts';
import type { Change } from '../../api/types.ts';
import { useTexts } from '../../i18n/language.tsx';
import { Moment } from '../../ui/amount.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { DayFilter, ExportLink, Facts, Filters, given, Paged, SearchFilter, useAddress } from '../../ui/list.tsx';
import { PageHead } from '../../ui/page.tsx';
import type { Column } from '../../ui/table.tsx';
import { AUDIT } from './strings.ts';
import styles from './audit.module.css';

const DAY_MS = 86_400_000;

function queryOf(search: URLSearchParams): Readonly<Record<string, string>> {
  const { from, to, ...rest } = given(search, ['actor', 'action', 'subject', 'from', 'to']);
  const start = (day: string): number => new Date(`${day}T00:00`).getTime();
  return {
    ...rest,
    ...(from === undefined ? {} : { from: String(start(from)) }),
    ...(to === undefined ? {} : { to: String(start(to) + DAY_MS) }),
  };
}

export default function AuditPage() {
  const text = useTexts(AUDIT);
  const [search, put] = useAddress();
  const filters = queryOf(search);
  const changes = useInfiniteQuery({
    queryKey: ['changes', filters],
    initialPageParam: '',
    placeholderData: keepPreviousData,
    queryFn: ({ pageParam }) =>
      answerOf(
        client.GET('/manage/v1/changes', {
          params: { query: { ...filters, limit: 50, ...(pageParam === '' ? {} : { cursor: pageParam }) } },
        }),
      ),
    getNextPageParam: page => page.next,
  });
  const columns: readonly Column<Change>[] = [
    { key: 'at', title: text.when, cell: row => <Moment at={row.at} /> },
    { key: 'actor', title: text.who, cell: row => row.actor.name || text.itself },
    { key: 'action', title: text.what, cell: row => <code>{row.action}</code> },
    { key: 'subject', title: text.subject, minor: true, cell: row => <code>{row.subject}</code> },
    { key: 'via', title: text.via, minor: true, cell: row => text.vias[row.via] ?? row.via },
    { key: 'address', title: text.address, minor: true, cell: row => <span className="mono">{row.address}</span> },
  ];
  const opened = Number(search.get('change') ?? 0);
  const shown = changes.data?.pages.flatMap(page => page.items).find(row => row.id === opened);
  return (
    <>
      <PageHead title={text.title} lead={text.lead} actions={<ExportLink path="/changes.csv" query={filters} />} />
      <Filters>
        <SearchFilter label={text.who} name="actor" />
        <SearchFilter label={text.whatFilter} name="action" />
        <SearchFilter label={text.subjectFilter} name="subject" />
        <DayFilter label={text.from} name="from" />
        <DayFilter label={text.to} name="to" />
      </Filters>
      <Paged
        query={changes}
        caption={text.title}
        columns={columns}
        empty={text.empty}
        filtered={Object.keys(filters).length > 0}
        keyOf={row => row.id}
        onOpen={row => put('change', String(row.id), true)}
      />
      {shown === undefined ? null : <ChangePanel change={shown} onClose={() => put('change', '')} />}
    </>
  );
}

/** JSON text with a field a line. */
function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
}

function ChangePanel({ change, onClose }: { readonly change: Change; onClose(): void }) {
  const text = useTexts(AUDIT);
  return (
    <Dialog title={change.action} look="panel" onClose={onClose}>
      <div className={styles['panel']}>
        <Facts
          items={[
            [text.when, <Moment key="at" at={change.at} />],
            [text.who, `${change.actor.name || text.itself} (${change.actor.id})`],
            [text.subject, <code key="subject">{change.subject}</code>],
            [text.via, text.vias[change.via] ?? change.via],
            [
              text.address,
              <span key="address" className="mono">
                {change.address || '—'}
              </span>,
            ],
          ]}
        />
        {change.before === '' ? null : (
          <section>
            <h3>{text.before}</h3>
            <pre>{pretty(change.before)}</pre>
          </section>
        )}
        {change.after === '' ? null : (
          <section>
            <h3>{text.after}</h3>
            <pre>{pretty(change.after)}</pre>
          </section>
        )}
      </div>
    </Dialog>
  );
}
