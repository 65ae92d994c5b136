// What searchable lists share: filters that stand in the address, rows page by page, and the way to an export.

import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useSearchParams } from 'wouter';
import { texts, useTexts } from '../i18n/language.tsx';
import { Button } from './button.tsx';
import { Field } from './field.tsx';
import { Empty, Failed, Loading } from './states.tsx';
import { type Column, Table } from './table.tsx';
import styles from './list.module.css';

const TEXTS = texts(
  { more: 'More', none: 'Nothing fits these filters.', export: 'Export as CSV', all: 'All' },
  { more: '更多', none: '没有符合筛选条件的内容。', export: '导出 CSV', all: '全部' },
);

/** The parameters of the address, and how one is put there; an empty one is taken away. */
export function useAddress(): [URLSearchParams, (name: string, value: string, keepHistory?: boolean) => void] {
  const [search, setSearch] = useSearchParams();
  const put = (name: string, value: string, keepHistory = false) =>
    setSearch(
      before => {
        const next = new URLSearchParams(before);
        if (value === '') next.delete(name);
        else next.set(name, value);
        return next;
      },
      { replace: !keepHistory },
    );
  return [search, put];
}

/** The named parameters that are not empty. */
export function given<Name extends string>(
  search: URLSearchParams,
  names: readonly Name[],
): Partial<Record<Name, string>> {
  const found: Partial<Record<Name, string>> = {};
  for (const name of names) {
    const value = search.get(name) ?? '';
    if (value !== '') found[name] = value;
  }
  return found;
}

export function Filters({ children }: { readonly children: ReactNode }) {
  return <div className={styles['filters']}>{children}</div>;
}

interface FilterProps {
  readonly label: string;
  readonly name: string;
}

/** A text to search by, put into the address when it is entered or left. */
export function SearchFilter({ label, name }: FilterProps) {
  const [search, put] = useAddress();
  const value = search.get(name) ?? '';
  return (
    <Field label={label}>
      <input
        key={value}
        type="search"
        defaultValue={value}
        onKeyDown={event => {
          if (event.key === 'Enter') put(name, event.currentTarget.value.trim());
        }}
        onBlur={event => {
          if (event.target.value.trim() !== value) put(name, event.target.value.trim());
        }}
      />
    </Field>
  );
}

/** A choice of a few, or all. */
export function ChoiceFilter({
  label,
  name,
  choices,
}: FilterProps & { readonly choices: readonly (readonly [value: string, label: string])[] }) {
  const text = useTexts(TEXTS);
  const [search, put] = useAddress();
  return (
    <Field label={label}>
      <select value={search.get(name) ?? ''} onChange={event => put(name, event.target.value)}>
        <option value="">{text.all}</option>
        {choices.map(([value, word]) => (
          <option key={value} value={value}>
            {word}
          </option>
        ))}
      </select>
    </Field>
  );
}

/** A day, as text of the form 2026-11-26. */
export function DayFilter({ label, name }: FilterProps) {
  const [search, put] = useAddress();
  return (
    <Field label={label}>
      <input type="date" value={search.get(name) ?? ''} onChange={event => put(name, event.target.value)} />
    </Field>
  );
}

interface PagedProps<Row> {
  readonly query: Pick<
    UseInfiniteQueryResult<{ pages: { items: readonly Row[] }[] }>,
    | 'data'
    | 'error'
    | 'isPending'
    | 'isError'
    | 'isSuccess'
    | 'hasNextPage'
    | 'isFetchingNextPage'
    | 'fetchNextPage'
    | 'refetch'
  >;
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  /** What will stand here, where nothing is filtered. */
  readonly empty: string;
  readonly filtered: boolean;
  readonly action?: ReactNode;
  keyOf(row: Row): string | number;
  onOpen?(row: Row): void;
}

/** Rows page by page, with every state that a list has. */
export function Paged<Row>({ query, caption, columns, empty, filtered, action, keyOf, onOpen }: PagedProps<Row>) {
  const text = useTexts(TEXTS);
  const rows = query.data?.pages.flatMap(page => page.items) ?? [];
  return (
    <>
      {query.isPending ? <Loading /> : null}
      {query.isError ? <Failed error={query.error} retry={() => void query.refetch()} /> : null}
      {query.isSuccess && rows.length === 0 ? (
        <Empty action={filtered ? undefined : action}>{filtered ? text.none : empty}</Empty>
      ) : null}
      {rows.length > 0 ? (
        <Table
          caption={caption}
          columns={columns}
          rows={rows}
          keyOf={keyOf}
          {...(onOpen === undefined ? {} : { onOpen })}
        />
      ) : null}
      {query.hasNextPage ? (
        <p className={styles['more']}>
          <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {text.more}
          </Button>
        </p>
      ) : null}
    </>
  );
}

/** A link that saves what the filters show. */
export function ExportLink({
  path,
  query,
}: {
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
}) {
  const text = useTexts(TEXTS);
  const search = new URLSearchParams(query).toString();
  return (
    <a href={`/manage/v1${path}${search === '' ? '' : `?${search}`}`} download>
      {text.export}
    </a>
  );
}

/** Names and values, one a line. */
export function Facts({ items }: { readonly items: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <dl className={styles['facts']}>
      {items.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A few acts beside each other. */
export function Acts({ children }: { readonly children: ReactNode }) {
  return <div className={styles['acts']}>{children}</div>;
}

/** A word with a mark: told by shape as well as by colour. */
export function Mark({
  tone,
  children,
}: {
  readonly tone: 'good' | 'bad' | 'wait' | 'off';
  readonly children: ReactNode;
}) {
  const shape = { good: '●', bad: '▲', wait: '◐', off: '○' }[tone];
  return (
    <span className={styles[tone]}>
      <span aria-hidden="true">{shape}</span> {children}
    </span>
  );
}
