// Every model with what it costs in a group, searched and narrowed down in the address.

import { Link, useSearchParams } from 'wouter';
import { useModels } from '../../api/queries.ts';
import type { Model } from '../../api/types.ts';
import { formatCount, formatShort } from '../../i18n/format.ts';
import { useLanguage, useTexts } from '../../i18n/language.tsx';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy.tsx';
import { Field } from '../../ui/field.tsx';
import { PageHead } from '../../ui/page.tsx';
import { Empty, Failed, Loading } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { times } from './price.ts';
import { MODELS } from './strings.ts';
import styles from './models.module.css';

/** Rows that are drawn at once: the rest is one click away. */
const SHOWN = 100;

export default function ModelsPage() {
  const text = useTexts(MODELS);
  const { language } = useLanguage();
  const [search, setSearch] = useSearchParams();
  const models = useModels();
  const put = (name: string, value: string) =>
    setSearch(
      before => {
        const next = new URLSearchParams(before);
        if (value === '') next.delete(name);
        else next.set(name, value);
        return next;
      },
      { replace: true },
    );
  const items = models.data?.items ?? [];
  const fitting = items.filter(model => fits(model, search));
  const group = models.data?.groups.find(one => one.name === search.get('group')) ?? models.data?.groups[0];
  const shown = search.get('all') === '1' ? fitting : fitting.slice(0, SHOWN);
  return (
    <>
      <PageHead title={text.title} lead={text.lead(formatCount(items.length, language))} />
      <div className={styles['filters']}>
        <Field label={text.search}>
          <input type="search" value={search.get('q') ?? ''} onChange={event => put('q', event.target.value)} />
        </Field>
        <Choice name="kind" label={text.kind} values={items.map(model => model.kind)} words={text.kinds} />
        <Choice name="provider" label={text.provider} values={items.map(model => model.provider)} words={{}} />
        <Field label={text.group}>
          <select value={group?.name ?? ''} onChange={event => put('group', event.target.value)}>
            {models.data?.groups.map(one => (
              <option key={one.name} value={one.name}>{`${one.name} ×${one.multiplier}`}</option>
            ))}
          </select>
        </Field>
      </div>
      {models.isPending ? <Loading /> : null}
      {models.isError ? <Failed error={models.error} retry={() => void models.refetch()} /> : null}
      {models.isSuccess && fitting.length === 0 ? <Empty>{text.none}</Empty> : null}
      {shown.length > 0 ? <Prices models={shown} multiplier={group?.multiplier ?? '1'} /> : null}
      {shown.length < fitting.length ? (
        <p className={styles['more']}>
          <Button onClick={() => put('all', '1')}>{`${text.more} (${formatCount(fitting.length, language)})`}</Button>
        </p>
      ) : null}
    </>
  );
}

function fits(model: Model, search: URLSearchParams): boolean {
  const typed = (search.get('q') ?? '').trim().toLowerCase();
  const named = model.id.toLowerCase().includes(typed) || model.title.toLowerCase().includes(typed);
  const kind = search.get('kind') ?? '';
  const provider = search.get('provider') ?? '';
  const group = search.get('group') ?? '';
  return (
    named &&
    (kind === '' || model.kind === kind) &&
    (provider === '' || model.provider === provider) &&
    (group === '' || model.groups.includes(group))
  );
}

interface ChoiceProps {
  readonly name: string;
  readonly label: string;
  readonly values: readonly string[];
  readonly words: Readonly<Record<string, string>>;
}

function Choice({ name, label, values, words }: ChoiceProps) {
  const text = useTexts(MODELS);
  const [search, setSearch] = useSearchParams();
  const options = [...new Set(values)].filter(value => value !== '').sort();
  return (
    <Field label={label}>
      <select
        value={search.get(name) ?? ''}
        onChange={event =>
          setSearch(
            before => {
              const next = new URLSearchParams(before);
              if (event.target.value === '') next.delete(name);
              else next.set(name, event.target.value);
              return next;
            },
            { replace: true },
          )
        }
      >
        <option value="">{text.all}</option>
        {options.map(value => (
          <option key={value} value={value}>
            {words[value] ?? value}
          </option>
        ))}
      </select>
    </Field>
  );
}

function Prices({ models, multiplier }: { readonly models: readonly Model[]; readonly multiplier: string }) {
  const text = useTexts(MODELS);
  const { language } = useLanguage();
  const token = (name: string) => (model: Model) => {
    const rate = model.price.token[name];
    return rate === undefined ? '' : <span className="mono">{times(rate, multiplier)}</span>;
  };
  const columns: readonly Column<Model>[] = [
    {
      key: 'id',
      title: text.model,
      cell: model => (
        <span className={styles['model']}>
          <Link href={`/model?id=${encodeURIComponent(model.id)}`}>{model.id}</Link>
          <span className="soft">{model.title === model.id ? '' : model.title}</span>
        </span>
      ),
    },
    {
      key: 'copy',
      title: text.copy,
      quiet: true,
      minor: true,
      cell: model => <CopyButton look="bare" text={model.id} />,
    },
    { key: 'kind', title: text.kind, minor: true, cell: model => text.kinds[model.kind] ?? model.kind },
    {
      key: 'context',
      title: text.context,
      end: true,
      minor: true,
      cell: model =>
        model.context === null ? '' : <span className="mono">{formatShort(model.context, language)}</span>,
    },
    { key: 'input', title: text.input, end: true, cell: token('input') },
    { key: 'cached', title: text.cached, end: true, minor: true, cell: token('cacheRead') },
    { key: 'output', title: text.output, end: true, cell: token('output') },
    {
      key: 'other',
      title: text.other,
      end: true,
      cell: model => (
        <span className="mono">
          {Object.entries(model.price.unit)
            .map(([name, rate]) => `${times(rate, multiplier)} / ${text.units[name] ?? name}`)
            .join(', ')}
        </span>
      ),
    },
  ];
  return (
    <>
      <p className="soft">{text.perMillion}</p>
      <Table caption={text.title} columns={columns} rows={models} keyOf={model => model.id} />
    </>
  );
}
