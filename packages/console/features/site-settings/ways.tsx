// What the tabs of payment gateways and sign-in providers share: rows with their place, addresses to be told, removal.

import type { UseQueryResult } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTexts } from '../../i18n/language.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Acts, useAddress } from '../../ui/list.tsx';
import { useProven } from '../../ui/proven.tsx';
import { Empty, Failed, Fault, Loading } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { WAYS } from './ways-strings.ts';
import styles from './settings.module.css';

type Kind = keyof (typeof WAYS.en)['kinds'];

/** Words of a list that is written with commas. */
export const listIn = (text: string): string[] =>
  text
    .split(',')
    .map(part => part.trim())
    .filter(part => part !== '');

interface Way extends WayPlace {
  readonly name: string;
  readonly provider: Kind;
}

interface WayTabProps<Row extends Way> {
  readonly query: UseQueryResult<{ items: Row[] }>;
  readonly queryKey: readonly string[];
  readonly mayWrite: boolean;
  readonly lead: string;
  readonly caption: string;
  /** What stands between the name and the acts. */
  readonly columns: readonly Column<Row>[];
  readonly empty: string;
  readonly addWord: string;
  remove(name: string): Promise<unknown>;
  /** The dialog of a row, or of a new one. */
  edit(row: Row | undefined, onClose: () => void): ReactNode;
}

/** The whole tab: the list, and the dialogs that its address and its acts open. */
export function WayTab<Row extends Way>(props: WayTabProps<Row>) {
  const { query, queryKey, mayWrite, lead, caption, columns, empty, addWord, edit } = props;
  const text = useTexts(WAYS);
  const [search, put] = useAddress();
  const [removing, setRemoving] = useState<string>();
  const remove = useProven(props.remove, { keys: [queryKey], onDone: () => setRemoving(undefined) });
  const all: readonly Column<Row>[] = [
    {
      key: 'name',
      title: text.name,
      cell: row => <WayName name={row.name} kind={text.kinds[row.provider]} row={row} />,
    },
    ...columns,
    {
      key: 'acts',
      title: text.acts,
      quiet: true,
      end: true,
      cell: row =>
        mayWrite && !row.declared ? (
          <WayActs name={row.name} change={() => put('edit', row.name, true)} remove={() => setRemoving(row.name)} />
        ) : null,
    },
  ];
  const open = query.data?.items.find(row => row.name === search.get('edit') && !row.declared);
  const add = mayWrite ? (
    <Button look="signal" icon="plus" onClick={() => put('new', '1', true)}>
      {addWord}
    </Button>
  ) : null;
  return (
    <>
      <WayTable query={query} lead={lead} caption={caption} columns={all} empty={empty} add={add} />
      {mayWrite && search.get('new') !== null ? edit(undefined, () => put('new', '')) : null}
      {mayWrite && open !== undefined ? edit(open, () => put('edit', '')) : null}
      {removing === undefined ? null : (
        <Removal
          name={removing}
          busy={remove.busy}
          error={remove.error}
          remove={() => remove.run(removing)}
          onClose={() => setRemoving(undefined)}
        />
      )}
      {remove.question}
    </>
  );
}

interface WayTableProps<Row extends { readonly name: string }> {
  readonly query: UseQueryResult<{ items: Row[] }>;
  readonly lead: string;
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly empty: string;
  readonly add: ReactNode;
}

function WayTable<Row extends { readonly name: string }>(props: WayTableProps<Row>) {
  const { query, lead, caption, columns, empty, add } = props;
  const rows = query.data?.items ?? [];
  return (
    <>
      <p className="soft">{lead}</p>
      {query.isPending ? <Loading /> : null}
      {query.isError ? <Failed error={query.error} retry={() => void query.refetch()} /> : null}
      {query.isSuccess && rows.length === 0 ? <Empty action={add}>{empty}</Empty> : null}
      {rows.length > 0 ? (
        <>
          {add === null ? null : <Acts>{add}</Acts>}
          <Table caption={caption} columns={columns} rows={rows} keyOf={row => row.name} />
        </>
      ) : null}
    </>
  );
}

interface WayPlace {
  readonly declared: boolean;
  readonly place: string | null;
}

interface WayNameProps {
  readonly name: string;
  readonly kind: string;
  readonly row: WayPlace;
}

/** The name with its kind, and where it is declared. */
function WayName({ name, kind, row }: WayNameProps) {
  const text = useTexts(WAYS);
  const place = row.place?.split('/').at(-1);
  const declared = place === undefined ? text.declaredSomewhere : text.declared(place);
  return (
    <span className={styles['name']}>
      <strong>{name}</strong>
      <span className="soft" title={row.place ?? undefined}>
        {kind}
        {row.declared ? ` · ${declared}` : ''}
      </span>
    </span>
  );
}

/** An address that the provider must be told, to copy. */
export function Told({ url }: { readonly url: string }) {
  const text = useTexts(WAYS);
  if (url === '') return <span className="soft">{text.noAddress}</span>;
  return (
    <span className={styles['told']}>
      <code>{url}</code> <CopyButton text={url} look="bare" />
    </span>
  );
}

function WayActs({ name, change, remove }: { readonly name: string; change(): void; remove(): void }) {
  const text = useTexts(WAYS);
  return (
    <Acts>
      <IconButton icon="settings" label={`${text.change}: ${name}`} onClick={change} />
      <IconButton icon="close" label={`${text.remove}: ${name}`} onClick={remove} />
    </Acts>
  );
}

interface RemovalProps {
  readonly name: string;
  readonly busy: boolean;
  readonly error: unknown;
  remove(): void;
  onClose(): void;
}

function Removal({ name, busy, error, remove, onClose }: RemovalProps) {
  const text = useTexts(WAYS);
  return (
    <Dialog title={`${text.remove} · ${name}`} onClose={onClose}>
      <p>{text.removeSure(name)}</p>
      <Fault error={error} />
      <Acts>
        <Button look="bad" busy={busy} onClick={remove}>
          {text.remove}
        </Button>
        <Button look="bare" onClick={onClose}>
          {text.cancel}
        </Button>
      </Acts>
    </Dialog>
  );
}
