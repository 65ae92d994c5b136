// What can be asked of a channel's upstream: a tiny call, its list of models, what is left on its account.

import { useState } from 'react';
import { formatDuration } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/language.tsx';
import { Money } from '../../ui/amount.tsx';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { faultOf } from '../../ui/form.tsx';
import { Fault } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import {
  type Channel,
  compareModels,
  type Detail,
  readBalance,
  takeModels,
  testChannel,
  useChannelWork,
} from './queries.ts';
import { CHANNELS } from './strings.ts';
import styles from './channels.module.css';

export function TestPart({ detail }: { readonly detail: Detail }) {
  const text = useTexts(CHANNELS);
  const [model, setModel] = useState('');
  const test = useChannelWork(() => testChannel(detail.row.id, model.trim()));
  const rows = test.data?.items ?? [];
  const names = (detail.channel.models ?? []).map(one => (typeof one === 'string' ? one : one.name));
  const columns: readonly Column<(typeof rows)[number]>[] = [
    {
      key: 'result',
      title: text.result,
      cell: row => (
        <span className={row.ok ? styles['good'] : styles['bad']}>{row.ok ? `● ${text.ok}` : `▲ ${text.bad}`}</span>
      ),
    },
    { key: 'key', title: text.key, cell: row => <code>{row.credential}</code> },
    { key: 'model', title: text.model, minor: true, cell: row => row.upstream_model },
    {
      key: 'status',
      title: text.status,
      end: true,
      minor: true,
      cell: row => <span className="mono">{row.status || ''}</span>,
    },
    {
      key: 'time',
      title: text.time,
      end: true,
      cell: row => <span className="mono">{formatDuration(row.milliseconds)}</span>,
    },
    {
      key: 'cost',
      title: text.cost,
      end: true,
      cell: row => (row.cost === null ? row.ok ? text.unknownCost : '' : <Money exact={row.cost} />),
    },
    {
      key: 'answer',
      title: text.answer,
      cell: row => <span className={styles['reason']}>{row.error || row.text}</span>,
    },
  ];
  return (
    <div className={styles['part']}>
      <p className="soft">{text.testLead}</p>
      <div className={styles['ask']}>
        <Field label={text.testModel} fault={faultOf(test.error, 'model')}>
          <input
            className="mono"
            list="channel-models"
            value={model}
            onChange={event => setModel(event.target.value)}
          />
        </Field>
        <Button look="signal" busy={test.isPending} onClick={() => test.mutate(undefined)}>
          {text.test}
        </Button>
      </div>
      <datalist id="channel-models">
        {names.slice(0, 500).map(name => (
          <option key={name} value={name} />
        ))}
      </datalist>
      {faultOf(test.error, 'model') === undefined ? <Fault error={test.error} /> : null}
      <div role="status">
        {rows.length === 0 ? null : (
          <Table caption={text.tabs.test} columns={columns} rows={rows} keyOf={row => row.credential} />
        )}
      </div>
    </div>
  );
}

export function ModelsPart({ row }: { readonly row: Channel }) {
  const text = useTexts(CHANNELS);
  const [added, setAdded] = useState<ReadonlySet<string>>(new Set());
  const [gone, setGone] = useState<ReadonlySet<string>>(new Set());
  const compare = useChannelWork(
    () => compareModels(row.id),
    difference => {
      setAdded(new Set());
      setGone(new Set(difference.gone));
    },
  );
  const take = useChannelWork(
    () => takeModels(row.id, [...added], [...gone]),
    () => compare.mutate(undefined),
  );
  const difference = compare.data;
  const mayTake = !row.declared && difference?.all_models === false;
  return (
    <div className={styles['part']}>
      <p className="soft">{text.compareLead}</p>
      <div className={styles['acts']}>
        <Button look="signal" busy={compare.isPending} onClick={() => compare.mutate(undefined)}>
          {text.compare}
        </Button>
      </div>
      <Fault error={compare.error} />
      {difference === undefined ? null : (
        <div className={styles['part']} role="status">
          {difference.all_models ? <p>{text.allModels}</p> : null}
          {difference.added.length + difference.gone.length === 0 ? <p>{text.same}</p> : null}
          <Names title={text.added} names={difference.added} chosen={added} choose={mayTake ? setAdded : undefined} />
          <Names title={text.gone} names={difference.gone} chosen={gone} choose={mayTake ? setGone : undefined} />
          <p className="soft">{text.kept(difference.kept.length)}</p>
          {row.place === null ? null : <p>{text.declared(row.place)}</p>}
        </div>
      )}
      <Fault error={take.error} />
      {mayTake && added.size + gone.size > 0 ? (
        <div className={styles['acts']}>
          <Button look="signal" busy={take.isPending} onClick={() => take.mutate(undefined)}>
            {`${text.apply} (+${added.size} −${gone.size})`}
          </Button>
        </div>
      ) : null}
    </div>
  );
}

interface NamesProps {
  readonly title: string;
  readonly names: readonly string[];
  readonly chosen: ReadonlySet<string>;
  /** Absent where nothing can be chosen. */
  readonly choose: ((names: ReadonlySet<string>) => void) | undefined;
}

function Names({ title, names, chosen, choose }: NamesProps) {
  const text = useTexts(CHANNELS);
  if (names.length === 0) return null;
  const toggle = (name: string) =>
    choose?.(new Set(chosen.has(name) ? [...chosen].filter(one => one !== name) : [...chosen, name]));
  return (
    <div>
      <h3>{`${title} (${names.length})`}</h3>
      {choose === undefined ? null : (
        <label className={styles['check']}>
          <input
            type="checkbox"
            checked={names.every(name => chosen.has(name))}
            onChange={event => choose(new Set(event.target.checked ? names : []))}
          />
          {text.all}
        </label>
      )}
      <ul className={styles['names']} tabIndex={0} aria-label={title}>
        {names.map(name => (
          <li key={name}>
            {choose === undefined ? (
              <code>{name}</code>
            ) : (
              <label className={styles['check']}>
                <input type="checkbox" checked={chosen.has(name)} onChange={() => toggle(name)} />
                <code>{name}</code>
              </label>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

export function BalancePart({ row }: { readonly row: Channel }) {
  const text = useTexts(CHANNELS);
  const balance = useChannelWork(() => readBalance(row.id));
  const rows = balance.data?.items ?? [];
  const columns: readonly Column<(typeof rows)[number]>[] = [
    { key: 'key', title: text.key, cell: one => <code>{one.credential}</code> },
    {
      key: 'amount',
      title: text.tabs.balance,
      end: true,
      cell: one =>
        one.error === '' ? <span className="mono">{`${one.amount ?? text.noLimit} ${one.currency}`}</span> : null,
    },
    {
      key: 'note',
      title: text.reason,
      cell: one => <span className={one.error === '' ? undefined : styles['bad']}>{one.error || one.note}</span>,
    },
  ];
  return (
    <div className={styles['part']}>
      <p className="soft">{text.balanceLead}</p>
      <div className={styles['acts']}>
        <Button look="signal" busy={balance.isPending} onClick={() => balance.mutate(undefined)}>
          {text.readBalance}
        </Button>
      </div>
      <Fault error={balance.error} />
      <div role="status">
        {rows.length === 0 ? null : (
          <Table
            caption={text.tabs.balance}
            columns={columns}
            rows={rows}
            keyOf={one => `${one.credential} ${one.currency} ${one.note}`}
          />
        )}
      </div>
    </div>
  );
}
