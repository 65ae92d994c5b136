// The operator's channels: a row each with its last day, what rests, what it earns; several can be changed at once.

import { useState } from 'react';
import { useSearchParams } from 'wouter';
import { useMe } from '../../api/me.ts';
import { formatDuration } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/language.tsx';
import { Count, Money } from '../../ui/amount.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { Form, textOf } from '../../ui/form.tsx';
import { PageHead } from '../../ui/page.tsx';
import { Empty, Failed, Fault, Loading } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { Bulk } from './bulk.tsx';
import { ChannelForm } from './channel-form.tsx';
import { DayStrip, totals } from './day.tsx';
import { ChannelPanel } from './panel.tsx';
import { type Channel, removeChannel, switchPlace, useChannels, useChannelWork } from './queries.ts';
import { CHANNELS } from './strings.ts';
import { WhyPanel, WhyQuestion } from './why.tsx';
import { Weight } from './weight.tsx';
import styles from './channels.module.css';

type State = 'on' | 'resting' | 'drained' | 'off' | 'fault';

function stateOf(row: Channel): State {
  if (row.fault !== null) return 'fault';
  if (!row.enabled) return 'off';
  if (row.drained) return 'drained';
  return row.rests.length > 0 ? 'resting' : 'on';
}

function fits(row: Channel, search: URLSearchParams): boolean {
  const typed = (search.get('q') ?? '').trim().toLowerCase();
  const [state, group] = [search.get('state') ?? '', search.get('group') ?? ''];
  return (
    [row.name, row.title, row.provider, row.address, row.tag].some(text => text.toLowerCase().includes(typed)) &&
    (state === '' || stateOf(row) === state) &&
    (group === '' || row.groups.includes(group))
  );
}

/** The panels of the page, in the address: one at a time. */
const PANELS = ['new', 'open', 'edit', 'remove', 'why'] as const;

export default function ChannelsPage() {
  const text = useTexts(CHANNELS);
  const me = useMe();
  const channels = useChannels();
  const [search, setSearch] = useSearchParams();
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const mayWrite = me.data?.permissions.includes('channels.write') === true;
  const put = (name: string, value: string, replace = true) =>
    setSearch(
      before => {
        const next = new URLSearchParams(before);
        if (PANELS.some(panel => panel === name)) for (const panel of [...PANELS, 'tab']) next.delete(panel);
        if (value === '') next.delete(name);
        else next.set(name, value);
        return next;
      },
      { replace },
    );
  const rows = channels.data?.items ?? [];
  const shown = rows.filter(row => fits(row, search));
  const ids = shown.filter(row => chosen.has(row.id)).map(row => row.id);
  const create = mayWrite ? (
    <Button look="signal" icon="plus" onClick={() => put('new', '1', false)}>
      {text.create}
    </Button>
  ) : null;
  return (
    <>
      <PageHead title={text.title} lead={text.lead} actions={create} />
      {channels.isPending ? <Loading /> : null}
      {channels.isError ? <Failed error={channels.error} retry={() => void channels.refetch()} /> : null}
      {channels.isSuccess && rows.length === 0 ? <Empty action={create}>{text.empty}</Empty> : null}
      {rows.length > 0 ? <Filters rows={rows} search={search} put={put} /> : null}
      {rows.length > 0 && shown.length === 0 ? <Empty>{text.none}</Empty> : null}
      {shown.length > 0 ? (
        <Channels
          rows={shown}
          all={rows}
          mayWrite={mayWrite}
          chosen={chosen}
          choose={setChosen}
          open={(what, id) => put(what, String(id), false)}
        />
      ) : null}
      {ids.length > 0 ? <Bulk ids={ids} clear={() => setChosen(new Set())} /> : null}
      <WhyQuestion ask={id => put('why', id, false)} />
      <Opened search={search} rows={rows} mayWrite={mayWrite} put={put} />
    </>
  );
}

interface PutProps {
  readonly search: URLSearchParams;
  readonly rows: readonly Channel[];
  put(name: string, value: string): void;
}

function Opened({ search, rows, mayWrite, put }: PutProps & { readonly mayWrite: boolean }) {
  const [isNew, open, edit, remove, why] = PANELS.map(panel => search.get(panel));
  const close = () => put('open', '');
  if (isNew != null && mayWrite)
    return <ChannelForm id={undefined} onDone={made => put('open', String(made?.row.id ?? ''))} />;
  if (edit != null && mayWrite) return <ChannelForm id={Number(edit)} onDone={close} />;
  if (why != null) return <WhyPanel id={why} onClose={close} />;
  if (open != null) return <ChannelPanel id={Number(open)} mayWrite={mayWrite} onClose={close} />;
  const gone = rows.find(row => String(row.id) === remove);
  return gone === undefined ? null : <Remove row={gone} onClose={close} />;
}

function Filters({ rows, search, put }: PutProps) {
  const text = useTexts(CHANNELS);
  const groups = [...new Set(rows.flatMap(row => row.groups))].sort();
  return (
    <div className={styles['filters']}>
      <Field label={text.search}>
        <input
          type="search"
          placeholder={text.searchHelp}
          value={search.get('q') ?? ''}
          onChange={event => put('q', event.target.value)}
        />
      </Field>
      <Field label={text.state}>
        <select value={search.get('state') ?? ''} onChange={event => put('state', event.target.value)}>
          <option value="">{text.all}</option>
          {(['on', 'resting', 'drained', 'off'] as const).map(state => (
            <option key={state} value={state}>
              {text.stateFilter[state]}
            </option>
          ))}
        </select>
      </Field>
      <Field label={text.group}>
        <select value={search.get('group') ?? ''} onChange={event => put('group', event.target.value)}>
          <option value="">{text.all}</option>
          {groups.map(group => (
            <option key={group} value={group}>
              {group}
            </option>
          ))}
        </select>
      </Field>
    </div>
  );
}

interface ChannelsProps {
  readonly rows: readonly Channel[];
  /** Shown or not: what the shares are of. */
  readonly all: readonly Channel[];
  readonly mayWrite: boolean;
  readonly chosen: ReadonlySet<number>;
  choose(ids: ReadonlySet<number>): void;
  open(what: 'open' | 'edit' | 'remove', id: number): void;
}

function Channels({ rows, all, mayWrite, chosen, choose, open }: ChannelsProps) {
  const text = useTexts(CHANNELS);
  const toggle = (id: number) =>
    choose(new Set(chosen.has(id) ? [...chosen].filter(one => one !== id) : [...chosen, id]));
  const percent = ({ day }: Channel): string => {
    const { tries, failed } = totals(day);
    return tries === 0 ? '' : `${((failed / tries) * 100).toFixed(failed === 0 ? 0 : 1)} %`;
  };
  const columns: readonly Column<Channel>[] = [
    {
      key: 'select',
      title: text.all,
      quiet: true,
      cell: row => (
        <input
          type="checkbox"
          aria-label={text.select(row.name)}
          checked={chosen.has(row.id)}
          onChange={() => toggle(row.id)}
        />
      ),
    },
    { key: 'name', title: text.name, cell: row => <Name row={row} open={() => open('open', row.id)} /> },
    { key: 'state', title: text.state, cell: row => <StateWord row={row} /> },
    { key: 'day', title: text.health, cell: row => <DayStrip day={row.day} /> },
    { key: 'calls', title: text.requests, end: true, minor: true, cell: row => <Count value={row.day.calls} /> },
    {
      key: 'errors',
      title: text.errors,
      end: true,
      cell: row => <span className={`mono ${styles['whole']}`}>{percent(row)}</span>,
    },
    {
      key: 'latency',
      title: text.latency,
      end: true,
      minor: true,
      cell: row => <span className="mono">{row.day.mean_ms === 0 ? '' : formatDuration(row.day.mean_ms)}</span>,
    },
    { key: 'cost', title: text.cost, end: true, minor: true, cell: row => <Money exact={row.day.cost} /> },
    { key: 'margin', title: text.margin, end: true, cell: row => <Money exact={row.day.margin} /> },
    {
      key: 'order',
      title: text.order,
      end: true,
      minor: true,
      cell: row => <Weight row={row} rows={all} mayWrite={mayWrite} />,
    },
    {
      key: 'acts',
      title: text.acts,
      quiet: true,
      end: true,
      cell: row => <Acts row={row} open={open} />,
    },
  ];
  return (
    <Table
      caption={text.title}
      columns={mayWrite ? columns : columns.filter(({ key }) => key !== 'select' && key !== 'acts')}
      rows={rows}
      keyOf={row => row.id}
    />
  );
}

function Name({ row, open }: { readonly row: Channel; open(): void }) {
  const text = useTexts(CHANNELS);
  return (
    <span className={styles['name']}>
      <button type="button" onClick={open}>
        {row.name}
      </button>
      <span className={`soft ${styles['place']}`}>
        {row.title}
        {row.tag === '' ? null : ` · #${row.tag}`}
        {row.place === null ? null : <span title={row.place}>{` · ${text.declared(shortPlace(row.place))}`}</span>}
      </span>
      {row.unpriced.length === 0 ? null : (
        <span className={`${styles['bad']} ${styles['place']}`}>
          ▲ {text.unpriced(row.unpriced.slice(0, 3).join(', '))}
        </span>
      )}
    </span>
  );
}

/** The file's own name and the line. */
function shortPlace(place: string): string {
  return place.split('/').at(-1) ?? place;
}

function StateWord({ row }: { readonly row: Channel }) {
  const text = useTexts(CHANNELS);
  const state = stateOf(row);
  const isDue = row.rests.every(rest => rest.due);
  const word =
    state !== 'resting' ? text.states[state] : isDue ? text.states.due : text.states.resting(row.rests.length);
  return (
    <span className={state === 'on' ? styles['good'] : styles['bad']} title={row.fault ?? row.rests[0]?.reason}>
      <span aria-hidden="true">{state === 'on' ? '●' : state === 'off' || state === 'drained' ? '○' : '▲'}</span> {word}
      {row.under_way === 0 ? null : <span className="soft"> · {text.underWay(row.under_way)}</span>}
    </span>
  );
}

function Acts({ row, open }: { readonly row: Channel; open: ChannelsProps['open'] }) {
  const text = useTexts(CHANNELS);
  const turn = useChannelWork(switchPlace);
  return (
    <span className={`${styles['acts']} ${styles['whole']}`}>
      <Fault error={turn.error} />
      <Button look="bare" busy={turn.isPending} onClick={() => turn.mutate({ id: row.id, on: row.drained })}>
        {row.drained ? text.enable : text.drain}
      </Button>
      {row.declared ? null : (
        <>
          <IconButton icon="settings" label={`${text.edit}: ${row.name}`} onClick={() => open('edit', row.id)} />
          <IconButton icon="close" label={`${text.remove}: ${row.name}`} onClick={() => open('remove', row.id)} />
        </>
      )}
    </span>
  );
}

/** Removing cannot be undone: its name is asked for. */
function Remove({ row, onClose }: { readonly row: Channel; onClose(): void }) {
  const text = useTexts(CHANNELS);
  const [typed, setTyped] = useState('');
  const remove = useChannelWork(() => removeChannel(row.id), onClose);
  return (
    <Dialog title={`${text.remove} · ${row.name}`} onClose={onClose}>
      <Form
        submit={text.remove}
        busy={remove.isPending}
        error={remove.error}
        beside={<Button onClick={onClose}>{text.cancel}</Button>}
        onSubmit={form => {
          if (textOf(form, 'name') === row.name) remove.mutate(undefined);
        }}
      >
        <Field label={text.removeSure(row.name)}>
          <input name="name" autoComplete="off" value={typed} onChange={event => setTyped(event.target.value)} />
        </Field>
      </Form>
    </Dialog>
  );
}
