// The tasks of the account: a gallery or a table, filters in the address, a panel for each.

import { Link, useSearchParams } from 'wouter';
import { useTexts } from '../../i18n/language.tsx';
import { Moment } from '../../ui/amount.tsx';
import { Button } from '../../ui/button.tsx';
import { Choices } from '../../ui/choices.tsx';
import { Field } from '../../ui/field.tsx';
import { PageHead } from '../../ui/page.tsx';
import { Progress } from '../../ui/progress.tsx';
import { Empty, Failed, Loading } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { isOver, type Task, type TaskFilters, useTasks } from './live.ts';
import { Cost, State } from './facts.tsx';
import { Preview } from './preview.tsx';
import { TASKS } from './strings.ts';
import { TaskPanel } from './task-panel.tsx';
import styles from './tasks.module.css';

const STATES = ['open', 'ended', 'queued', 'running', 'succeeded', 'failed', 'cancelled', 'expired'] as const;

/** The filters that the address names. */
function filtersOf(search: URLSearchParams): TaskFilters {
  const state = STATES.find(one => one === search.get('state'));
  const [platform, model] = [search.get('platform') ?? '', search.get('model') ?? ''];
  return {
    ...(state === undefined ? {} : { state }),
    ...(platform === '' ? {} : { platform }),
    ...(model === '' ? {} : { model }),
  };
}

export default function TasksPage() {
  const text = useTexts(TASKS);
  const [search, setSearch] = useSearchParams();
  const filters = filtersOf(search);
  const tasks = useTasks(filters);
  const put = (name: string, value: string) =>
    setSearch(
      before => {
        const next = new URLSearchParams(before);
        if (value === '') next.delete(name);
        else next.set(name, value);
        return next;
      },
      { replace: name !== 'task' },
    );
  const rows = tasks.data?.pages.flatMap(page => page.items) ?? [];
  const filtered = Object.keys(filters).length > 0;
  const asTable = search.get('view') === 'table';
  const opened = search.get('task');
  const open = (task: Task) => put('task', task.id);
  return (
    <>
      <PageHead
        title={text.title}
        lead={text.lead}
        actions={
          <Choices
            label={text.look}
            options={[
              { value: 'gallery', label: text.looks.gallery },
              { value: 'table', label: text.looks.table },
            ]}
            chosen={asTable ? 'table' : 'gallery'}
            onChoose={view => put('view', view === 'table' ? 'table' : '')}
          />
        }
      />
      <Filters rows={rows} search={search} put={put} />
      {tasks.isPending ? <Loading /> : null}
      {tasks.isError ? <Failed error={tasks.error} retry={() => void tasks.refetch()} /> : null}
      {tasks.isSuccess && rows.length === 0 ? (
        <Empty action={filtered ? undefined : <Link href="/playground?model=sora-2">{text.try}</Link>}>
          {filtered ? text.none : text.empty}
        </Empty>
      ) : null}
      {rows.length === 0 ? null : asTable ? (
        <TaskTable rows={rows} open={open} />
      ) : (
        <ul className={styles['gallery']}>
          {rows.map(task => (
            <li key={task.id}>
              <Tile task={task} open={open} />
            </li>
          ))}
        </ul>
      )}
      {tasks.hasNextPage ? (
        <p className={styles['more']}>
          <Button busy={tasks.isFetchingNextPage} onClick={() => void tasks.fetchNextPage()}>
            {text.more}
          </Button>
        </p>
      ) : null}
      {opened === null ? null : <TaskPanel id={opened} onClose={() => put('task', '')} />}
    </>
  );
}

interface FiltersProps {
  readonly rows: readonly Task[];
  readonly search: URLSearchParams;
  put(name: string, value: string): void;
}

function Filters({ rows, search, put }: FiltersProps) {
  const text = useTexts(TASKS);
  const platform = search.get('platform') ?? '';
  const platforms = [...new Set([...rows.map(task => task.platform), platform])].filter(name => name !== '').sort();
  return (
    <div className={styles['filters']}>
      <Field label={text.state}>
        <select value={search.get('state') ?? ''} onChange={event => put('state', event.target.value)}>
          <option value="">{text.all}</option>
          {STATES.map(state => (
            <option key={state} value={state}>
              {state === 'open' || state === 'ended' ? text.filters[state] : text.states[state]}
            </option>
          ))}
        </select>
      </Field>
      <Field label={text.platform}>
        <select value={platform} onChange={event => put('platform', event.target.value)}>
          <option value="">{text.all}</option>
          {platforms.map(name => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </Field>
      <Field label={text.model}>
        <input
          type="search"
          defaultValue={search.get('model') ?? ''}
          onKeyDown={event => {
            if (event.key === 'Enter') put('model', event.currentTarget.value.trim());
          }}
          onBlur={event => put('model', event.target.value.trim())}
        />
      </Field>
    </div>
  );
}

function Tile({ task, open }: { readonly task: Task; open(task: Task): void }) {
  const text = useTexts(TASKS);
  const name = task.prompt || task.model;
  const shows = task.assets.some(asset => asset.url !== null && asset.kind !== 'text');
  const silent = task.assets.every(asset => asset.kind === 'audio' || asset.kind === 'text');
  return (
    <button type="button" className={styles['tile']} onClick={() => open(task)}>
      {shows && !silent ? (
        <Preview task={task} small />
      ) : (
        <span className={styles['blank']}>
          {isOver(task) ? (
            <span>{task.assets[0]?.kind === 'audio' ? '♪' : task.action}</span>
          ) : (
            <Progress value={task.progress} label={text.progress} />
          )}
        </span>
      )}
      <span className={styles['words']}>{name}</span>
      <span className={styles['foot']}>
        <span>{task.model}</span>
        <State task={task} />
        <Cost task={task} />
      </span>
    </button>
  );
}

function TaskTable({ rows, open }: { readonly rows: readonly Task[]; open(task: Task): void }) {
  const text = useTexts(TASKS);
  const columns: readonly Column<Task>[] = [
    { key: 'time', title: text.time, cell: task => <Moment at={task.created_at} /> },
    { key: 'model', title: text.model, cell: task => task.model },
    { key: 'platform', title: text.platform, minor: true, cell: task => task.platform },
    { key: 'prompt', title: text.prompt, minor: true, cell: task => task.prompt.slice(0, 80) },
    {
      key: 'state',
      title: text.state,
      cell: task =>
        isOver(task) ? <State task={task} /> : <Progress value={task.progress} label={text.states[task.state]} />,
    },
    { key: 'cost', title: text.cost, end: true, cell: task => <Cost task={task} /> },
  ];
  return <Table caption={text.title} columns={columns} rows={rows} keyOf={task => task.id} onOpen={open} />;
}
