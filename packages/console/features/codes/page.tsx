// Redemption codes for operators: batches with what of them was redeemed, new ones shown once, each code's state.

import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { answerOf, client } from '../../api/client.ts';
import { useMe } from '../../api/me.ts';
import type { Code, CodeBatch } from '../../api/types.ts';
import { useTexts } from '../../i18n/language.tsx';
import { Count, Moment, Money } from '../../ui/amount.tsx';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { faultOf, Form, textOf } from '../../ui/form.tsx';
import { Acts, ExportLink, Mark, Paged, useAddress } from '../../ui/list.tsx';
import { PageHead, Section } from '../../ui/page.tsx';
import { useProven } from '../../ui/proven.tsx';
import { Empty, Failed, Fault, Loading } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import styles from '../users/users.module.css';
import { CODES } from './strings.ts';

const CODES_KEY = ['codes'] as const;

export default function CodesPage() {
  const text = useTexts(CODES);
  const me = useMe();
  const [search, put] = useAddress();
  const [issuing, setIssuing] = useState(false);
  const batch = search.get('batch') ?? '';
  const mayWrite = me.data?.permissions.includes('money.write') === true;
  const issue = mayWrite ? (
    <Button look="signal" icon="plus" onClick={() => setIssuing(true)}>
      {text.issue}
    </Button>
  ) : null;
  return (
    <>
      <PageHead
        title={text.title}
        lead={text.lead}
        actions={
          <>
            <ExportLink path="/codes.csv" query={batch === '' ? {} : { batch }} />
            {issue}
          </>
        }
      />
      <Batches mayWrite={mayWrite} action={issue} open={name => put('batch', name, true)} />
      {batch === '' ? null : <Codes batch={batch} mayWrite={mayWrite} />}
      {issuing ? <Issue onDone={() => setIssuing(false)} /> : null}
    </>
  );
}

interface BatchesProps {
  readonly mayWrite: boolean;
  readonly action: ReactNode;
  open(batch: string): void;
}

function Batches({ mayWrite, action, open }: BatchesProps) {
  const text = useTexts(CODES);
  const batches = useQuery({
    queryKey: [...CODES_KEY, 'batches'],
    queryFn: () => answerOf(client.GET('/manage/v1/codes/batches')),
  });
  const toggle = useProven(
    ({ batch, enabled }: { batch: string; enabled: boolean }) =>
      answerOf(client.PATCH('/manage/v1/codes/batches/{batch}', { params: { path: { batch } }, body: { enabled } })),
    { keys: [CODES_KEY] },
  );
  const rows = batches.data?.items ?? [];
  const columns: readonly Column<CodeBatch>[] = [
    {
      key: 'batch',
      title: text.batch,
      cell: row => (
        <Button look="bare" onClick={() => open(row.batch)}>
          {row.batch}
        </Button>
      ),
    },
    { key: 'codes', title: text.codes, end: true, cell: row => <Count value={row.codes} /> },
    { key: 'redeemed', title: text.redeemed, end: true, cell: row => <Count value={row.redeemed} /> },
    { key: 'amount', title: text.worth, end: true, minor: true, cell: row => <Money exact={row.amount} /> },
    {
      key: 'gone',
      title: text.redeemedWorth,
      end: true,
      minor: true,
      cell: row => <Money exact={row.redeemed_amount} />,
    },
    {
      key: 'acts',
      title: text.acts,
      quiet: true,
      end: true,
      cell: row =>
        mayWrite && row.redeemed < row.uses ? (
          <Acts>
            <Button look="bare" onClick={() => toggle.run({ batch: row.batch, enabled: false })}>
              {text.switchOff}
            </Button>
            <Button look="bare" onClick={() => toggle.run({ batch: row.batch, enabled: true })}>
              {text.switchOn}
            </Button>
          </Acts>
        ) : null,
    },
  ];
  return (
    <>
      {batches.isPending ? <Loading /> : null}
      {batches.isError ? <Failed error={batches.error} retry={() => void batches.refetch()} /> : null}
      {batches.isSuccess && rows.length === 0 ? <Empty action={action}>{text.empty}</Empty> : null}
      {rows.length === 0 ? null : (
        <Table caption={text.batches} columns={columns} rows={rows} keyOf={row => row.batch} />
      )}
      {toggle.data === undefined ? null : <p role="status">{text.switched(toggle.data.changed)}</p>}
      <Fault error={toggle.error} />
    </>
  );
}

const TONES: Readonly<Record<string, 'good' | 'wait' | 'off'>> = { new: 'good', redeemed: 'off', off: 'off' };

function Codes({ batch, mayWrite }: { readonly batch: string; readonly mayWrite: boolean }) {
  const text = useTexts(CODES);
  const codes = useInfiniteQuery({
    queryKey: [...CODES_KEY, batch],
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      answerOf(
        client.GET('/manage/v1/codes', {
          params: { query: { batch, limit: 50, ...(pageParam === '' ? {} : { cursor: pageParam }) } },
        }),
      ),
    getNextPageParam: page => page.next,
  });
  const toggle = useProven(
    ({ id, enabled }: { id: string; enabled: boolean }) =>
      answerOf(client.PATCH('/manage/v1/codes/{id}', { params: { path: { id } }, body: { enabled } })),
    { keys: [CODES_KEY] },
  );
  const columns: readonly Column<Code>[] = [
    { key: 'hint', title: text.code, cell: row => <code>…{row.hint}</code> },
    {
      key: 'state',
      title: text.state,
      cell: row => <Mark tone={TONES[row.state] ?? 'wait'}>{text.states[row.state] ?? row.state}</Mark>,
    },
    {
      key: 'used',
      title: text.used,
      end: true,
      minor: true,
      cell: row => (
        <>
          <Count value={row.used} /> / <Count value={row.uses} />
        </>
      ),
    },
    { key: 'by', title: text.by, cell: row => row.redeemed_by?.name ?? '' },
    {
      key: 'at',
      title: text.when,
      minor: true,
      cell: row => (row.redeemed_at === null ? '' : <Moment at={row.redeemed_at} />),
    },
    { key: 'amount', title: text.amount, end: true, cell: row => <Money exact={row.amount} /> },
    {
      key: 'acts',
      title: text.acts,
      quiet: true,
      end: true,
      cell: row =>
        mayWrite && row.used < row.uses ? (
          <Button look="bare" onClick={() => toggle.run({ id: row.id, enabled: row.state === 'off' })}>
            {row.state === 'off' ? text.switchOn : text.switchOff}
          </Button>
        ) : null,
    },
  ];
  return (
    <Section title={`${text.batch}: ${batch}`}>
      <Paged
        query={codes}
        caption={batch}
        columns={columns}
        empty={text.empty}
        filtered={false}
        keyOf={row => row.id}
      />
      <Fault error={toggle.error} />
    </Section>
  );
}

function Issue({ onDone }: { onDone(): void }) {
  const text = useTexts(CODES);
  const issue = useProven(
    (form: FormData) => {
      const until = textOf(form, 'until');
      return answerOf(
        client.POST('/manage/v1/codes/batches', {
          body: {
            batch: textOf(form, 'batch'),
            count: Number(textOf(form, 'count')),
            amount: textOf(form, 'amount'),
            uses: Number(textOf(form, 'uses')),
            expires_at: until === '' ? null : new Date(`${until}T23:59:59`).getTime(),
          },
        }),
      );
    },
    { keys: [CODES_KEY] },
  );
  const fault = (name: string) => faultOf(issue.error, name);
  return (
    <Dialog title={text.issue} onClose={onDone}>
      {issue.data === undefined ? (
        <Form submit={text.issue} busy={issue.busy} error={issue.error} onSubmit={form => issue.run(form)}>
          <Field label={text.batch} help={text.batchHelp} fault={fault('batch')}>
            <input name="batch" maxLength={100} required />
          </Field>
          <Field label={text.count} fault={fault('count')}>
            <input name="count" className="mono" inputMode="numeric" defaultValue="10" required />
          </Field>
          <Field label={text.amount} fault={fault('amount')}>
            <input name="amount" className="mono" inputMode="decimal" required />
          </Field>
          <Field label={text.uses} help={text.usesHelp} fault={fault('uses')}>
            <input name="uses" className="mono" inputMode="numeric" defaultValue="1" required />
          </Field>
          <Field label={text.until} fault={fault('expires_at')}>
            <input name="until" type="date" />
          </Field>
        </Form>
      ) : (
        <Issued codes={issue.data.codes} />
      )}
      {issue.question}
    </Dialog>
  );
}

/** The new codes: shown now and never again, to copy or to save, one a line as card shops take them. */
function Issued({ codes }: { readonly codes: readonly string[] }) {
  const text = useTexts(CODES);
  const lines = codes.join('\n');
  return (
    <div className={styles['inside']} role="status">
      <p>{text.once(codes.length)}</p>
      <textarea readOnly rows={Math.min(10, codes.length)} className="mono" value={lines} aria-label={text.codes} />
      <Acts>
        <CopyButton look="signal" text={lines} />
        <a href={`data:text/plain;charset=utf-8,${encodeURIComponent(`${lines}\n`)}`} download="codes.txt">
          {text.save}
        </a>
      </Acts>
    </div>
  );
}
