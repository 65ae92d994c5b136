// Prices taken over from the catalog or another gateway: compared first, then chosen row by row.

import { useState } from 'react';
import { useTexts } from '../../i18n/language.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { faultOf, Form, textOf } from '../../ui/form.tsx';
import { Fault } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { briefOfWords } from './figures.ts';
import { Rate } from './rate.tsx';
import {
  comparePrices,
  type Difference,
  type Differences,
  importPrices,
  usePriceWork,
  type Wanted,
} from './queries.ts';
import { IMPORT } from './strings.ts';
import styles from './prices.module.css';

const SOURCES = ['catalog', 'gateway', 'text'] as const;

function readForm(form: FormData): Wanted {
  const [url, text, group, markup] = ['url', 'text', 'group', 'markup'].map(name => textOf(form, name));
  return {
    source: SOURCES.find(one => one === textOf(form, 'source')) ?? 'catalog',
    ...(url ? { url } : {}),
    ...(text ? { text } : {}),
    ...(group ? { group } : {}),
    ...(markup ? { markup } : {}),
  };
}

export function ImportPanel({ onClose }: { onClose(): void }) {
  const text = useTexts(IMPORT);
  const [source, setSource] = useState<(typeof SOURCES)[number]>('gateway');
  const compare = usePriceWork((form: FormData) => comparePrices(readForm(form)));
  const fault = (field: string) => faultOf(compare.error, field);
  return (
    <Dialog title={text.title} look="panel" onClose={onClose}>
      <div className={styles['part']}>
        <p className="soft">{text.lead}</p>
        <Form
          submit={text.compare}
          busy={compare.isPending}
          error={compare.error}
          onSubmit={form => compare.mutate(form)}
        >
          <Field label={text.source}>
            <select
              name="source"
              value={source}
              onChange={event => setSource(SOURCES.find(one => one === event.target.value) ?? 'catalog')}
            >
              {SOURCES.map(one => (
                <option key={one} value={one}>
                  {text.sources[one]}
                </option>
              ))}
            </select>
          </Field>
          {source === 'gateway' ? (
            <Field label={text.url} fault={fault('url')}>
              <input name="url" className="mono" inputMode="url" placeholder="https://" />
            </Field>
          ) : null}
          {source === 'text' ? (
            <Field label={text.text} fault={fault('text')}>
              <textarea name="text" rows={6} className="mono" spellCheck={false} />
            </Field>
          ) : null}
          <div className={styles['rates']}>
            {source === 'catalog' ? null : (
              <Field label={text.group} help={text.groupHelp} fault={fault('group')}>
                <input name="group" />
              </Field>
            )}
            <Field label={text.markup} help={text.markupHelp} fault={fault('markup')}>
              <input name="markup" inputMode="decimal" className="mono" defaultValue="1" />
            </Field>
          </div>
        </Form>
        {compare.data === undefined ? null : <Chosen key={compare.submittedAt} found={compare.data} />}
      </div>
    </Dialog>
  );
}

function Chosen({ found }: { readonly found: Differences }) {
  const text = useTexts(IMPORT);
  const [servedOnly, setServedOnly] = useState(true);
  const [differentOnly, setDifferentOnly] = useState(true);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const rows = found.items.filter(
    row => (!servedOnly || row.served) && (!differentOnly || row.state === 'new' || row.state === 'changed'),
  );
  const free = rows.filter(row => row.state === 'new' || row.state === 'changed');
  const wanted = free.filter(row => chosen.has(row.model));
  const apply = usePriceWork(() => importPrices(wanted.map(({ model, after }) => ({ model, price: after }))));
  return (
    <div className={styles['part']}>
      <div className={styles['acts']}>
        <Check label={text.servedOnly} checked={servedOnly} change={setServedOnly} />
        <Check label={text.differentOnly} checked={differentOnly} change={setDifferentOnly} />
        <Check
          label={`${text.all} (${free.length})`}
          checked={free.length > 0 && wanted.length === free.length}
          change={all => setChosen(new Set(all ? free.map(row => row.model) : []))}
        />
      </div>
      <div role="status">
        {rows.length === 0 ? (
          <p className="soft">{text.nothing}</p>
        ) : (
          <Rows rows={rows} chosen={chosen} choose={setChosen} />
        )}
      </div>
      {found.skipped.length === 0 ? null : (
        <details>
          <summary>{text.skipped(found.skipped.length)}</summary>
          <ul className={styles['skipped']}>
            {found.skipped.map(({ model, why }) => (
              <li key={model}>
                <code>{model}</code> <span className="soft">{why}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
      <Fault error={apply.error} />
      {apply.data === undefined ? null : <p role="status">{text.applied(apply.data.changed)}</p>}
      <div className={styles['acts']}>
        <Button
          look="signal"
          busy={apply.isPending}
          disabled={wanted.length === 0 || apply.isSuccess}
          onClick={() => apply.mutate(undefined)}
        >
          {text.apply(wanted.length)}
        </Button>
      </div>
    </div>
  );
}

interface CheckProps {
  readonly label: string;
  readonly checked: boolean;
  change(checked: boolean): void;
}

function Check({ label, checked, change }: CheckProps) {
  return (
    <label className={styles['check']}>
      <input type="checkbox" checked={checked} onChange={event => change(event.target.checked)} />
      {label}
    </label>
  );
}

interface RowsProps {
  readonly rows: readonly Difference[];
  readonly chosen: ReadonlySet<string>;
  choose(models: ReadonlySet<string>): void;
}

function Rows({ rows, chosen, choose }: RowsProps) {
  const text = useTexts(IMPORT);
  const toggle = (model: string) =>
    choose(new Set(chosen.has(model) ? [...chosen].filter(one => one !== model) : [...chosen, model]));
  const columns: readonly Column<Difference>[] = [
    {
      key: 'select',
      title: text.all,
      quiet: true,
      cell: ({ model, state }) =>
        state === 'same' || state === 'declared' ? null : (
          <input
            type="checkbox"
            aria-label={text.select(model)}
            checked={chosen.has(model)}
            onChange={() => toggle(model)}
          />
        ),
    },
    { key: 'model', title: text.model, cell: row => <strong>{row.model}</strong> },
    { key: 'state', title: text.state, cell: row => text.states[row.state] },
    {
      key: 'before',
      title: text.before,
      end: true,
      cell: row => <Rate figure={briefOfWords(row.before)} />,
    },
    {
      key: 'after',
      title: text.after,
      end: true,
      cell: row => (
        <strong>
          <Rate figure={briefOfWords(row.after)} />
        </strong>
      ),
    },
  ];
  return <Table caption={text.title} columns={columns} rows={rows} keyOf={row => row.model} />;
}
