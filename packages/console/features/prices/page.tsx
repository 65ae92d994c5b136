// The operator's prices: list, cost, sale and margin of each model in a group, and the groups themselves.

import { useSearchParams } from 'wouter';
import { useMe } from '../../api/me.ts';
import { formatTime } from '../../i18n/format.ts';
import { useLanguage, useTexts } from '../../i18n/language.tsx';
import { Money } from '../../ui/amount.tsx';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { PageHead } from '../../ui/page.tsx';
import { Empty, Failed, Loading } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { briefOf, costsOf, marginOf } from './figures.ts';
import { Rate } from './rate.tsx';
import { Groups } from './groups.tsx';
import { ImportPanel } from './import-panel.tsx';
import { PriceForm } from './price-form.tsx';
import { PricePanel } from './price-panel.tsx';
import { type Price, usePrices } from './queries.ts';
import { PRICES } from './strings.ts';
import styles from './prices.module.css';

/** Rows that are drawn at once: the rest is one click away. */
const SHOWN = 100;
const TABS = ['prices', 'groups'] as const;
const VIEWS = ['loss', 'own', 'unpriced', 'dated'] as const;
/** The panels of the page, in the address: one at a time. */
const PANELS = ['open', 'edit', 'new', 'import'];

type Put = (name: string, value: string, replace?: boolean) => void;

export default function PricesPage() {
  const text = useTexts(PRICES);
  const me = useMe();
  const [search, setSearch] = useSearchParams();
  const mayWrite = me.data?.permissions.includes('prices.write') === true;
  const put: Put = (name, value, replace = true) =>
    setSearch(
      before => {
        const next = new URLSearchParams(before);
        if (PANELS.includes(name)) for (const panel of PANELS) next.delete(panel);
        if (value === '') next.delete(name);
        else next.set(name, value);
        return next;
      },
      { replace },
    );
  const tab = TABS.find(one => one === search.get('tab')) ?? 'prices';
  const actions = mayWrite ? (
    <>
      <Button onClick={() => put('import', '1', false)}>{text.takeOver}</Button>
      <Button look="signal" icon="plus" onClick={() => put('new', '1', false)}>
        {text.set}
      </Button>
    </>
  ) : null;
  return (
    <>
      <PageHead title={text.title} lead={text.lead} actions={actions} />
      <Tabs
        label={text.title}
        items={TABS.map(key => ({ key, title: text.tabs[key] }))}
        chosen={tab}
        onChoose={key => put('tab', key)}
      >
        <div className={styles['tab']}>
          {tab === 'prices' ? <Models search={search} put={put} mayWrite={mayWrite} /> : <Groups mayWrite={mayWrite} />}
        </div>
      </Tabs>
      {search.get('new') !== null && mayWrite ? (
        <PriceForm row={undefined} onDone={model => put('open', model ?? '')} />
      ) : null}
      {search.get('import') !== null && mayWrite ? <ImportPanel onClose={() => put('import', '')} /> : null}
    </>
  );
}

interface ModelsProps {
  readonly search: URLSearchParams;
  readonly mayWrite: boolean;
  readonly put: Put;
}

function Models({ search, put, mayWrite }: ModelsProps) {
  const text = useTexts(PRICES);
  const prices = usePrices(search.get('catalog') === '1');
  if (prices.isPending) return <Loading />;
  if (prices.isError) return <Failed error={prices.error} retry={() => void prices.refetch()} />;
  const { groups, items } = prices.data;
  const group = groups.find(one => one.name === search.get('group')) ??
    groups[0] ?? { name: 'default', multiplier: '1' };
  const fitting = items.filter(row => fits(row, search, group.multiplier));
  const shown = search.get('all') === '1' ? fitting : fitting.slice(0, SHOWN);
  const row = (name: string) => items.find(one => one.model === search.get(name));
  const [open, edit] = [row('open'), row('edit')];
  const catalog = <Button onClick={() => put('catalog', '1')}>{text.showAll}</Button>;
  return (
    <>
      {items.length === 0 ? (
        <Empty action={catalog}>{text.empty}</Empty>
      ) : (
        <Filters items={items} groups={groups} search={search} put={put} />
      )}
      {items.length > 0 && fitting.length === 0 ? <Empty>{text.none}</Empty> : null}
      {shown.length > 0 ? (
        <PriceTable rows={shown} multiplier={group.multiplier} open={model => put('open', model, false)} />
      ) : null}
      <p className={styles['acts']}>
        {shown.length < fitting.length ? (
          <Button onClick={() => put('all', '1')}>{`${text.more} (${fitting.length})`}</Button>
        ) : null}
        {items.length > 0 && search.get('catalog') === null ? catalog : null}
      </p>
      {open === undefined ? null : (
        <PricePanel
          row={open}
          mayWrite={mayWrite}
          edit={() => put('edit', open.model)}
          onClose={() => put('open', '')}
        />
      )}
      {edit === undefined || !mayWrite || edit.declared ? null : (
        <PriceForm row={edit} onDone={() => put('open', edit.model)} />
      )}
    </>
  );
}

function fits(row: Price, search: URLSearchParams, multiplier: string): boolean {
  const typed = (search.get('q') ?? '').trim().toLowerCase();
  const provider = search.get('provider') ?? '';
  if (!row.model.toLowerCase().includes(typed) || (provider !== '' && row.provider !== provider)) return false;
  switch (search.get('show')) {
    case 'loss':
      return (marginOf(row, multiplier) ?? 0) < 0;
    case 'own':
      return row.written !== null || row.declared;
    case 'unpriced':
      return row.sale === null;
    case 'dated':
      return row.next.some(({ from }) => from > Date.now());
    default:
      return true;
  }
}

interface FiltersProps {
  readonly items: readonly Price[];
  readonly groups: readonly { readonly name: string; readonly multiplier: string }[];
  readonly search: URLSearchParams;
  readonly put: Put;
}

function Filters({ items, groups, search, put }: FiltersProps) {
  const text = useTexts(PRICES);
  const providers = [...new Set(items.map(row => row.provider))].filter(Boolean).sort();
  const choice = (name: string, label: string, options: readonly (readonly [string, string])[], all: boolean) => (
    <Field label={label}>
      <select value={search.get(name) ?? ''} onChange={event => put(name, event.target.value)}>
        {all ? <option value="">{text.all}</option> : null}
        {options.map(([value, title]) => (
          <option key={value} value={value}>
            {title}
          </option>
        ))}
      </select>
    </Field>
  );
  return (
    <div className={styles['filters']}>
      <Field label={text.search}>
        <input type="search" value={search.get('q') ?? ''} onChange={event => put('q', event.target.value)} />
      </Field>
      {choice(
        'provider',
        text.provider,
        providers.map(name => [name, name] as const),
        true,
      )}
      {choice(
        'show',
        text.show,
        VIEWS.map(view => [view, text.views[view]] as const),
        true,
      )}
      {choice(
        'group',
        text.group,
        groups.map(({ name, multiplier }) => [name, `${name} ×${multiplier}`] as const),
        false,
      )}
    </div>
  );
}

interface TableProps {
  readonly rows: readonly Price[];
  readonly multiplier: string;
  open(model: string): void;
}

function PriceTable({ rows, multiplier, open }: TableProps) {
  const text = useTexts(PRICES);
  const columns: readonly Column<Price>[] = [
    { key: 'model', title: text.model, cell: row => <Name row={row} open={() => open(row.model)} /> },
    {
      key: 'list',
      title: text.list,
      end: true,
      minor: true,
      cell: row => <Rate figure={briefOf(row.list)} />,
    },
    {
      key: 'cost',
      title: text.cost,
      end: true,
      minor: true,
      cell: row => <Rate figure={costsOf(row)} />,
    },
    {
      key: 'sale',
      title: text.sale,
      end: true,
      cell: row =>
        row.sale === null ? (
          <span className={styles['bad']}>▲ {text.sources.none}</span>
        ) : (
          <Rate figure={briefOf(row.sale, multiplier)} />
        ),
    },
    { key: 'margin', title: text.margin, end: true, cell: row => <Margin percent={marginOf(row, multiplier)} /> },
    {
      key: 'earned',
      title: text.earned,
      end: true,
      minor: true,
      cell: row => (row.sold.length === 0 ? null : <Money exact={row.earned} />),
    },
  ];
  return <Table caption={text.title} columns={columns} rows={rows} keyOf={row => row.model} />;
}

function Name({ row, open }: { readonly row: Price; open(): void }) {
  const text = useTexts(PRICES);
  const { language } = useLanguage();
  const ahead = row.next.find(({ from }) => from > Date.now());
  const source = row.place === null ? text.sources[row.sale?.source ?? 'none'] : text.declared(shortPlace(row.place));
  return (
    <span className={styles['name']}>
      <button type="button" onClick={open}>
        {row.model}
      </button>
      <span className="soft" title={row.place ?? undefined}>
        {ahead === undefined ? source : `${source} · ${text.from(formatTime(ahead.from, language))}`}
      </span>
    </span>
  );
}

/** The file's own name and the line. */
function shortPlace(place: string): string {
  return place.split('/').at(-1) ?? place;
}

function Margin({ percent }: { readonly percent: number | undefined }) {
  if (percent === undefined) return <span className="soft">–</span>;
  const isLoss = percent < 0;
  return (
    <span className={`mono ${isLoss ? styles['bad'] : ''}`}>
      {isLoss ? '▲ ' : ''}
      {`${isLoss ? '−' : ''}${Math.abs(percent).toFixed(1)} %`}
    </span>
  );
}
