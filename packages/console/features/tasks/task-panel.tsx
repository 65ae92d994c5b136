// One task: what it made, how far it is, what was asked and charged; again with changes, called off, removed.

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { answerOf, client } from '../../api/client.ts';
import { formatDuration } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/language.tsx';
import { Moment } from '../../ui/amount.tsx';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Progress } from '../../ui/progress.tsx';
import { Failed, Fault, Loading } from '../../ui/states.tsx';
import { Again } from './again.tsx';
import { isOver, type Task, TASKS_KEY, useTask } from './live.ts';
import { Cost, State } from './facts.tsx';
import { Preview } from './preview.tsx';
import { TASKS } from './strings.ts';
import styles from './tasks.module.css';

export function TaskPanel({ id, onClose }: { readonly id: string; onClose(): void }) {
  const text = useTexts(TASKS);
  const task = useTask(id);
  return (
    <Dialog title={task.data?.model ?? text.title} look="panel" onClose={onClose}>
      <div className={styles['panel']}>
        {task.isPending ? <Loading /> : null}
        {task.isError ? <Failed error={task.error} retry={() => void task.refetch()} /> : null}
        {task.data === undefined ? null : <Shown task={task.data} onClose={onClose} />}
      </div>
    </Dialog>
  );
}

function Shown({ task, onClose }: { readonly task: Task; onClose(): void }) {
  const text = useTexts(TASKS);
  const removed =
    task.state === 'succeeded' && task.assets.length > 0 && task.assets.every(asset => asset.url === null);
  return (
    <>
      {isOver(task) ? null : <Progress value={task.progress} label={text.states[task.state]} />}
      <Preview task={task} />
      {removed ? <p className="soft">{text.gone}</p> : null}
      {task.error === null ? null : (
        <p role="alert">
          {task.error.message} <span className="soft">{text.free}</span>
        </p>
      )}
      {task.prompt === '' ? null : <p>{task.prompt}</p>}
      <Facts task={task} />
      <Acts task={task} onClose={onClose} />
      <details>
        <summary>{text.parameters}</summary>
        <pre tabIndex={0}>{JSON.stringify(task.parameters, null, 2)}</pre>
      </details>
    </>
  );
}

function Facts({ task }: { readonly task: Task }) {
  const text = useTexts(TASKS);
  return (
    <dl className={styles['facts']}>
      <dt>{text.state}</dt>
      <dd>
        <State task={task} />
      </dd>
      <dt>{isOver(task) ? text.cost : text.held}</dt>
      <dd>
        <Cost task={task} />{' '}
        {task.state === 'succeeded' ? <Link href={`/usage?call=${task.request_id}`}>{text.call}</Link> : null}
      </dd>
      <dt>{text.time}</dt>
      <dd>
        <Moment at={task.created_at} />
      </dd>
      {task.finished_at === null ? null : (
        <>
          <dt>{text.took}</dt>
          <dd className="mono">{formatDuration(task.finished_at - task.created_at)}</dd>
        </>
      )}
      {task.expires_at === null ? null : (
        <>
          <dt>{text.until}</dt>
          <dd>
            <Moment at={task.expires_at} />
          </dd>
        </>
      )}
      <dt>{text.platform}</dt>
      <dd>
        {task.platform} · {task.action}
      </dd>
      <dt>{text.key}</dt>
      <dd>{task.key_name}</dd>
      <dt>{text.group}</dt>
      <dd>{task.group}</dd>
      <dt>{text.id}</dt>
      <dd>
        <code>{task.id}</code> <CopyButton look="bare" text={task.id} />
      </dd>
    </dl>
  );
}

function Acts({ task, onClose }: { readonly task: Task; onClose(): void }) {
  const text = useTexts(TASKS);
  const queries = useQueryClient();
  const [asking, setAsking] = useState<'again' | 'remove' | undefined>();
  const params = { path: { id: task.id } };
  const cancel = useMutation({
    mutationFn: () => answerOf(client.POST('/manage/v1/tasks/{id}/cancel', { params })),
    onSuccess: () => queries.invalidateQueries({ queryKey: TASKS_KEY }),
  });
  const remove = useMutation({
    mutationFn: () => answerOf(client.DELETE('/manage/v1/tasks/{id}', { params })),
    async onSuccess() {
      onClose();
      await queries.invalidateQueries({ queryKey: [...TASKS_KEY, 'list'] });
    },
  });
  if (asking === 'again') return <Again task={task} onClose={onClose} />;
  if (asking === 'remove') {
    return (
      <>
        <p>{text.removeSure}</p>
        <Fault error={remove.error} />
        <div className={styles['acts']}>
          <Button look="bad" busy={remove.isPending} onClick={() => remove.mutate()}>
            {text.remove}
          </Button>
          <Button onClick={() => setAsking(undefined)}>{text.keep}</Button>
        </div>
      </>
    );
  }
  return (
    <>
      <Fault error={cancel.error} />
      <div className={styles['acts']}>
        {task.path === '' ? null : (
          <Button icon="refresh" onClick={() => setAsking('again')}>
            {text.again}
          </Button>
        )}
        {isOver(task) ? (
          <Button look="bare" onClick={() => setAsking('remove')}>
            {text.remove}
          </Button>
        ) : (
          <Button look="bare" busy={cancel.isPending} onClick={() => cancel.mutate()}>
            {text.cancel}
          </Button>
        )}
      </div>
    </>
  );
}
