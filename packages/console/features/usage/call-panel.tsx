// One call explained: meters × rates × multiplier, why, every attempt, and the ids to copy.

import { useCall } from '../../api/queries.ts';
import type { CallDetail } from '../../api/types.ts';
import { formatDuration } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/language.tsx';
import { Count, Moment, Money } from '../../ui/amount.tsx';
import { CopyButton } from '../../ui/copy.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Failed, Loading } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { USAGE } from './strings.ts';
import styles from './usage.module.css';

export function CallPanel({ id, onClose }: { readonly id: string; onClose(): void }) {
  const text = useTexts(USAGE);
  const call = useCall(id);
  return (
    <Dialog title={call.data?.call.model ?? text.charge} look="panel" onClose={onClose}>
      <div className={styles['panel']}>
        {call.isPending ? <Loading /> : null}
        {call.isError ? <Failed error={call.error} retry={() => void call.refetch()} /> : null}
        {call.data === undefined ? null : <Explained detail={call.data} />}
      </div>
    </Dialog>
  );
}

type Line = CallDetail['charge']['lines'][number];
type Attempt = CallDetail['charge']['attempts'][number] & { readonly index: number };

export function Explained({ detail }: { readonly detail: CallDetail }) {
  const text = useTexts(USAGE);
  const { call, charge } = detail;
  const tries = charge.attempts.map((attempt, index) => ({ ...attempt, index }));
  const lines: readonly Column<Line>[] = [
    { key: 'meter', title: text.meter, cell: line => text.meters[line.meter] ?? line.meter },
    { key: 'quantity', title: text.quantity, end: true, cell: line => <Count value={line.quantity} /> },
    {
      key: 'rate',
      title: text.rate,
      end: true,
      cell: line => (
        <>
          <span className="mono">${line.rate}</span>{' '}
          <span className="soft">{line.per === 1 ? text.each : text.perMillion}</span>
        </>
      ),
    },
    { key: 'amount', title: text.amount, end: true, cell: line => <Money exact={line.amount} /> },
  ];
  const attempts: readonly Column<Attempt>[] = [
    { key: 'outcome', title: text.attempts, cell: attempt => text.outcomes[attempt.outcome] ?? attempt.outcome },
    // Only operators are told the channels.
    ...(tries.some(({ channel }) => channel !== undefined)
      ? [{ key: 'channel', title: text.channel, cell: (attempt: Attempt) => attempt.channel ?? '' }]
      : []),
    { key: 'status', title: text.status, end: true, cell: attempt => <span className="mono">{attempt.status}</span> },
    {
      key: 'time',
      title: text.duration,
      end: true,
      cell: attempt => <span className="mono">{formatDuration(attempt.milliseconds)}</span>,
    },
  ];
  return (
    <>
      <p>
        {text.reasons[charge.reason] ?? charge.reason} {charge.estimated ? text.estimated : ''}
      </p>
      {charge.lines.length === 0 ? null : (
        <Table caption={text.charge} columns={lines} rows={charge.lines} keyOf={line => line.meter} />
      )}
      {charge.tier === null ? null : <p className="soft">{text.tier(charge.tier)}</p>}
      <dl className={styles['sums']}>
        <dt>{text.multiplier}</dt>
        <dd className="mono">×{charge.multiplier}</dd>
        <dt>{text.total}</dt>
        <dd>
          <strong>
            <Money exact={charge.amount} />
          </strong>
        </dd>
      </dl>
      {charge.attempts.length === 0 ? null : (
        <Table caption={text.attempts} columns={attempts} rows={tries} keyOf={attempt => attempt.index} />
      )}
      <dl className={styles['sums']}>
        <dt>{text.time}</dt>
        <dd>
          <Moment at={call.at} />
        </dd>
        <dt>{text.key}</dt>
        <dd>{call.key_name}</dd>
        <dt>{text.group}</dt>
        <dd>{call.group}</dd>
        <dt>{text.protocol}</dt>
        <dd>{call.protocol}</dd>
        <dt>{text.requestId}</dt>
        <dd>
          <code>{call.id}</code> <CopyButton look="bare" text={call.id} />
        </dd>
        {detail.upstream_id === '' ? null : (
          <>
            <dt>{text.upstreamId}</dt>
            <dd>
              <code>{detail.upstream_id}</code> <CopyButton look="bare" text={detail.upstream_id} />
            </dd>
          </>
        )}
      </dl>
    </>
  );
}
