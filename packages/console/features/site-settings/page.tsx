// The gateway's settings: each with its unit, default and value; what is declared is shown with its place, the rest is changed here.

import { CHINESE } from '../../../../docs/settings.zh.ts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Fragment } from 'react';
import { useSearchParams } from 'wouter';
import { answerOf, client } from '../../api/client.ts';
import { useMe } from '../../api/me.ts';
import type { paths } from '../../api/schema.d.ts';
import { formatBytes, formatCount } from '../../i18n/format.ts';
import { type Language, useLanguage, useTexts } from '../../i18n/language.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { faultOf, Form, textOf } from '../../ui/form.tsx';
import { PageHead } from '../../ui/page.tsx';
import { Empty, Failed, Loading } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { Payments } from './payments.tsx';
import { SignInProviders } from './sign-in.tsx';
import { SITE_SETTINGS } from './strings.ts';
import { WAYS } from './ways-strings.ts';
import styles from './settings.module.css';

const chinese = new Map<string, string>(Object.entries(CHINESE));

type Setting = paths['/manage/v1/settings']['get']['responses'][200]['content']['application/json']['items'][number];
type Value = Setting['value'];

const SETTINGS_KEY = ['site-settings'] as const;
const SOURCES = ['console', 'declared', 'default'] as const;

const TABS = ['settings', 'payments', 'signIn'] as const;

export default function SiteSettingsPage() {
  const text = useTexts(SITE_SETTINGS);
  const ways = useTexts(WAYS);
  const me = useMe();
  const [search, setSearch] = useSearchParams();
  const mayWrite = me.data?.permissions.includes('settings.write') === true;
  const tab = TABS.find(one => one === search.get('tab')) ?? 'settings';
  return (
    <>
      <PageHead title={text.title} lead={text.lead} />
      <Tabs
        label={ways.parts}
        items={TABS.map(key => ({ key, title: ways.tabs[key] }))}
        chosen={tab}
        onChoose={key => setSearch(key === 'settings' ? {} : { tab: key })}
      >
        <div className={styles['part']}>
          {tab === 'settings' ? <AllSettings mayWrite={mayWrite} /> : null}
          {tab === 'payments' ? <Payments mayWrite={mayWrite} /> : null}
          {tab === 'signIn' ? <SignInProviders mayWrite={mayWrite} /> : null}
        </div>
      </Tabs>
    </>
  );
}

function AllSettings({ mayWrite }: { readonly mayWrite: boolean }) {
  const text = useTexts(SITE_SETTINGS);
  const { language } = useLanguage();
  const [search, setSearch] = useSearchParams();
  const settings = useQuery({
    queryKey: SETTINGS_KEY,
    queryFn: () => answerOf(client.GET('/manage/v1/settings')),
  });
  const put = (name: string, value: string, replace = true) =>
    setSearch(
      before => {
        const next = new URLSearchParams(before);
        if (value === '') next.delete(name);
        else next.set(name, value);
        return next;
      },
      { replace },
    );
  const items = (settings.data?.items ?? []).map(one => ({
    ...one,
    text: language === 'zh' ? (chinese.get(one.name) ?? one.text) : one.text,
  }));
  const typed = (search.get('q') ?? '').trim().toLowerCase();
  const source = search.get('source') ?? '';
  const shown = items.filter(
    one =>
      (one.name.includes(typed) || one.text.toLowerCase().includes(typed)) && (source === '' || one.source === source),
  );
  const open = items.find(one => one.name === search.get('edit'));
  return (
    <>
      <div className={styles['filters']}>
        <Field label={text.search}>
          <input type="search" value={search.get('q') ?? ''} onChange={event => put('q', event.target.value)} />
        </Field>
        <Field label={text.source}>
          <select value={source} onChange={event => put('source', event.target.value)}>
            <option value="">{text.all}</option>
            {SOURCES.map(one => (
              <option key={one} value={one}>
                {text.sources[one]}
              </option>
            ))}
          </select>
        </Field>
      </div>
      {settings.isPending ? <Loading /> : null}
      {settings.isError ? <Failed error={settings.error} retry={() => void settings.refetch()} /> : null}
      {settings.isSuccess && shown.length === 0 ? <Empty>{text.none}</Empty> : null}
      {shown.length > 0 ? <Settings rows={shown} mayWrite={mayWrite} open={name => put('edit', name, false)} /> : null}
      {open === undefined || !mayWrite || open.source === 'declared' ? null : (
        <Change row={open} onClose={() => put('edit', '')} />
      )}
    </>
  );
}

interface SettingsProps {
  readonly rows: readonly Setting[];
  readonly mayWrite: boolean;
  open(name: string): void;
}

function Settings({ rows, mayWrite, open }: SettingsProps) {
  const text = useTexts(SITE_SETTINGS);
  const columns: readonly Column<Setting>[] = [
    {
      key: 'name',
      title: text.name,
      cell: row => (
        <span className={styles['name']}>
          <code>
            <Broken name={row.name} />
          </code>
          <span className="soft">{row.text}</span>
        </span>
      ),
    },
    { key: 'value', title: text.value, end: true, cell: row => <Shown row={row} /> },
    {
      key: 'source',
      title: text.source,
      minor: true,
      cell: row => (
        <span title={row.place ?? undefined} className={row.source === 'default' ? 'soft' : undefined}>
          {row.place === null ? text.sources[row.source] : text.declared(shortPlace(row.place))}
        </span>
      ),
    },
    {
      key: 'acts',
      title: text.acts,
      quiet: true,
      end: true,
      cell: row =>
        row.source === 'declared' || !mayWrite ? null : (
          <IconButton icon="settings" label={`${text.change}: ${row.name}`} onClick={() => open(row.name)} />
        ),
    },
  ];
  return <Table caption={text.title} columns={columns} rows={rows} keyOf={row => row.name} />;
}

/** A name that may be broken behind its underscores, and is copied as it is. */
function Broken({ name }: { readonly name: string }) {
  return name.split(/(?<=_)/).map((part, index) => (
    <Fragment key={`${index} ${part}`}>
      {index === 0 ? null : <wbr />}
      {part}
    </Fragment>
  ));
}

/** The file's own name and the line; a variable or flag as it is. */
function shortPlace(place: string): string {
  return place.split('/').at(-1) ?? place;
}

/** A value as it is read: bytes in the largest unit that holds them whole. */
function figureOf(value: Value, unit: string, language: Language): string {
  if (typeof value !== 'number') return String(value);
  return unit === 'bytes' ? formatBytes(value, language) : formatCount(value, language);
}

function Shown({ row }: { readonly row: Setting }) {
  const text = useTexts(SITE_SETTINGS);
  const { language } = useLanguage();
  const { type, value, unit = '' } = row;
  if (type === 'switch') return <>{value === true ? text.on : text.off}</>;
  return (
    <span className={styles['value']}>
      <span className="mono">{figureOf(value, unit, language) || text.empty}</span>{' '}
      <span className="soft">{unit === 'bytes' ? '' : (text.units[unit] ?? unit)}</span>
    </span>
  );
}

function Change({ row, onClose }: { readonly row: Setting; onClose(): void }) {
  const text = useTexts(SITE_SETTINGS);
  const queries = useQueryClient();
  const change = useMutation({
    mutationFn: (value: Value | null) =>
      answerOf(client.PATCH('/manage/v1/settings', { body: { changes: { [row.name]: value } } })),
    async onSuccess() {
      await queries.invalidateQueries({ queryKey: SETTINGS_KEY });
      onClose();
    },
  });
  return (
    <Dialog title={row.name} onClose={onClose}>
      <Form
        submit={text.save}
        busy={change.isPending}
        error={change.error}
        beside={
          <>
            {row.source === 'console' ? (
              <Button busy={change.isPending} onClick={() => change.mutate(null)}>
                {text.reset(String(row.default) || text.empty)}
              </Button>
            ) : null}
            <Button look="bare" onClick={onClose}>
              {text.cancel}
            </Button>
          </>
        }
        onSubmit={form => change.mutate(textOf(form, 'value'))}
      >
        <p>{row.text}</p>
        <Field
          label={labelOf(row, text.value, text.units)}
          {...helpOf(row, text.range)}
          fault={faultOf(change.error, row.name)}
        >
          <Control row={row} />
        </Field>
        {row.at_start ? <p className="soft">{text.atStart}</p> : null}
      </Form>
    </Dialog>
  );
}

function labelOf({ unit }: Setting, value: string, units: Readonly<Record<string, string>>): string {
  return unit === undefined ? value : `${value} (${units[unit] ?? unit})`;
}

function helpOf({ min, max }: Setting, range: (min: number, max: number) => string): { readonly help?: string } {
  return min === undefined || max === undefined ? {} : { help: range(min, max) };
}

/** The control that fits the kind of value. It is handed its id and descriptions by the field around it. */
function Control({ row, ...rest }: { readonly row: Setting } & Record<string, unknown>) {
  const text = useTexts(SITE_SETTINGS);
  const value = String(row.value);
  if (row.type === 'switch' || row.type === 'word') {
    const words = row.type === 'word' ? (row.words ?? []) : ['true', 'false'];
    return (
      <select {...rest} name="value" defaultValue={value}>
        {words.map(word => (
          <option key={word} value={word}>
            {row.type === 'switch' ? (word === 'true' ? text.on : text.off) : word}
          </option>
        ))}
      </select>
    );
  }
  if (row.type === 'table')
    return <textarea {...rest} name="value" rows={4} className="mono" spellCheck={false} defaultValue={value} />;
  return (
    <input
      {...rest}
      name="value"
      className="mono"
      inputMode={row.type === 'integer' ? 'numeric' : row.type === 'usd' ? 'decimal' : 'text'}
      defaultValue={value}
    />
  );
}
