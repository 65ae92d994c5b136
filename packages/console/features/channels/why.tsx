// Why a request went where it did: every attempt with its reason, for whoever has the request's id.

import { formatDuration } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/language.tsx';
import { Moment } from '../../ui/amount.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { Failed, Loading } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { useRequest } from './queries.ts';
import { CHANNELS } from './strings.ts';
import styles from './channels.module.css';

export function WhyQuestion({ ask }: { ask(id: string): void }) {
  const text = useTexts(CHANNELS);
  return (
    <section className={styles['why']}>
      <h2>{text.why}</h2>
      <form
        className={styles['ask']}
        onSubmit={event => {
          event.preventDefault();
          const id = new FormData(event.currentTarget).get('id');
          if (typeof id === 'string' && id.trim() !== '') ask(id.trim());
        }}
      >
        <Field label={text.whyLabel}>
          <input name="id" className="mono" autoComplete="off" spellCheck={false} />
        </Field>
        <Button type="submit">{text.whyGo}</Button>
      </form>
    </section>
  );
}

export function WhyPanel({ id, onClose }: { readonly id: string; onClose(): void }) {
  const text = useTexts(CHANNELS);
  const request = useRequest(id);
  const attempts = request.data?.charge.attempts.map((attempt, index) => ({ ...attempt, index })) ?? [];
  const columns: readonly Column<(typeof attempts)[number]>[] = [
    { key: 'channel', title: text.name, cell: attempt => <strong>{attempt.channel}</strong> },
    { key: 'key', title: text.key, minor: true, cell: attempt => <code>{attempt.credential}</code> },
    {
      key: 'outcome',
      title: text.outcome,
      cell: attempt => (
        <>
          {attempt.outcome} <span className="mono">{attempt.status || ''}</span>
        </>
      ),
    },
    {
      key: 'time',
      title: text.time,
      end: true,
      cell: attempt => <span className="mono">{formatDuration(attempt.milliseconds)}</span>,
    },
    { key: 'why', title: text.reason, cell: attempt => <span className={styles['reason']}>{attempt.why}</span> },
  ];
  return (
    <Dialog title={text.why} look="panel" onClose={onClose}>
      <div className={styles['panel']}>
        {request.isPending ? <Loading /> : null}
        {request.isError ? <Failed error={request.error} /> : null}
        {request.data === undefined ? null : (
          <>
            <p>
              <strong>{request.data.call.model}</strong> · {request.data.call.group} · {request.data.call.protocol} ·{' '}
              <Moment at={request.data.call.at} />
            </p>
            <p className="soft">
              <code>{request.data.call.id}</code>
            </p>
            <Table caption={text.attempts} columns={columns} rows={attempts} keyOf={attempt => attempt.index} />
          </>
        )}
      </div>
    </Dialog>
  );
}
