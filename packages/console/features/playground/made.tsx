// What was made: pictures, sound, words and films, with time and exact cost; tasks with their progress as it comes.

import { Link } from 'wouter';
import type { CallDetail } from '../../api/types.ts';
import { formatDuration } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/language.tsx';
import { Money } from '../../ui/amount.tsx';
import { CopyButton } from '../../ui/copy.tsx';
import { Fault } from '../../ui/states.tsx';
import { useTask } from '../tasks/live.ts';
import { Preview } from '../tasks/preview.tsx';
import { Progress } from '../../ui/progress.tsx';
import type { Order } from './code/media-code.ts';
import type { Made } from './make.ts';
import { PLAYGROUND } from './strings.ts';
import styles from './playground.module.css';

/** An order and what came of it. */
export interface Job {
  readonly id: number;
  readonly model: string;
  readonly order: Order;
  readonly state: 'working' | 'done' | 'failed';
  readonly made: Made | undefined;
  readonly fault: unknown;
  readonly totalMs: number | undefined;
  readonly charge: CallDetail | undefined;
}

export function MadeList({ jobs }: { readonly jobs: readonly Job[] }) {
  const text = useTexts(PLAYGROUND);
  if (jobs.length === 0) return <p className={`${styles['nothing']} soft`}>{text.mediaEmpty}</p>;
  return (
    <ol className={styles['turns']} aria-label={text.result} aria-live="polite">
      {jobs.map(job => (
        <li key={job.id} className={styles['answered']}>
          <p className={styles['who']}>{job.model}</p>
          {job.state === 'working' ? <p className="soft">{text.working}</p> : null}
          <Fault error={job.fault} />
          {job.made?.taskId === undefined ? <Direct job={job} /> : <TaskResult id={job.made.taskId} />}
        </li>
      ))}
    </ol>
  );
}

function Direct({ job }: { readonly job: Job }) {
  const text = useTexts(PLAYGROUND);
  const { made, charge, totalMs } = job;
  return (
    <>
      <div className={styles['gallery']}>
        {made?.images?.map((image, index) => (
          <a key={image.slice(-64)} href={image} download={`picture-${index + 1}`}>
            <img className={styles['picture']} src={image} alt={String(job.order.fields['prompt'] ?? text.picture)} />
          </a>
        ))}
      </div>
      {made?.audio === undefined ? null : (
        <>
          {/* What it says stands in the field that it was made from. */}
          <audio controls src={made.audio} aria-label={text.result} />
          <p>
            <a href={made.audio} download="speech">
              {text.download}
            </a>
          </p>
        </>
      )}
      {made?.transcript === undefined ? null : (
        <>
          <p className={styles['words']}>{made.transcript}</p>
          <CopyButton text={made.transcript} look="bare" />
        </>
      )}
      <p className={styles['meter']}>
        {totalMs === undefined ? null : <span className="mono">{text.total(formatDuration(totalMs))}</span>}
        {charge === undefined ? null : (
          <>
            <strong data-cost={charge.call.amount}>
              <Money exact={charge.call.amount} />
            </strong>
            <Link href={`/usage?call=${charge.call.id}`}>{text.explain}</Link>
            {charge.call.sandbox ? <span className="soft">{text.practice}</span> : null}
          </>
        )}
        {charge === undefined && job.state === 'done' ? <span className="soft">{text.unsettled}</span> : null}
      </p>
    </>
  );
}

function TaskResult({ id }: { readonly id: string }) {
  const text = useTexts(PLAYGROUND);
  const task = useTask(id).data;
  if (task === undefined) return <p className="soft">{text.working}</p>;
  const failed = task.state === 'failed' || task.state === 'expired' || task.state === 'cancelled';
  return (
    <>
      {task.finished_at === null ? <Progress value={task.progress} label={text.working} /> : null}
      {failed ? (
        <p role="alert">
          {task.error?.message} {text.failedTask}
        </p>
      ) : null}
      <Preview task={task} />
      <p className={styles['meter']}>
        {task.finished_at === null ? null : (
          <>
            <span className="mono">{text.total(formatDuration(task.finished_at - task.created_at))}</span>
            <strong data-cost={task.cost}>
              <Money exact={task.cost} />
            </strong>
          </>
        )}
        <Link href={`/tasks?task=${task.id}`}>{text.seeTask}</Link>
        {task.sandbox ? <span className="soft">{text.practice}</span> : null}
      </p>
    </>
  );
}
