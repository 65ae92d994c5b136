// Organisations for operators: a list, and each opened with its members and budgets.

import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, client } from '../../api/client.ts';
import { useMe } from '../../api/me.ts';
import type { Organisation, OrganisationDetail } from '../../api/types.ts';
import { useTexts } from '../../i18n/language.tsx';
import { Money } from '../../ui/amount.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { Figures } from '../../ui/figures.tsx';
import { faultOf, Form, textOf } from '../../ui/form.tsx';
import { ExportLink, Mark, Paged, useAddress } from '../../ui/list.tsx';
import { PageHead } from '../../ui/page.tsx';
import { useProven } from '../../ui/proven.tsx';
import { Failed, Loading } from '../../ui/states.tsx';
import type { Column } from '../../ui/table.tsx';
import styles from '../users/users.module.css';
import { Members } from './members.tsx';
import { ORGANISATIONS_KEY } from './queries.ts';
import { ORGANISATIONS } from './strings.ts';

export default function OrganisationsPage() {
  const text = useTexts(ORGANISATIONS);
  const me = useMe();
  const [search, put] = useAddress();
  const [creating, setCreating] = useState(false);
  const list = useInfiniteQuery({
    queryKey: ORGANISATIONS_KEY,
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      answerOf(
        client.GET('/manage/v1/organisations', {
          params: { query: { limit: 50, ...(pageParam === '' ? {} : { cursor: pageParam }) } },
        }),
      ),
    getNextPageParam: page => page.next,
  });
  const columns: readonly Column<Organisation>[] = [
    { key: 'name', title: text.name, cell: row => <strong>{row.name}</strong> },
    {
      key: 'state',
      title: text.state,
      cell: row => <Mark tone={row.enabled ? 'good' : 'off'}>{row.enabled ? text.on : text.off}</Mark>,
    },
    { key: 'members', title: text.members, end: true, minor: true, cell: row => row.members },
    { key: 'spent', title: text.spent, end: true, minor: true, cell: row => <Money exact={row.spent} /> },
    { key: 'balance', title: text.balance, end: true, cell: row => <Money exact={row.balance} /> },
  ];
  const create =
    me.data?.permissions.includes('organisations.write') === true ? (
      <Button look="signal" icon="plus" onClick={() => setCreating(true)}>
        {text.create}
      </Button>
    ) : null;
  const opened = Number(search.get('organisation') ?? 0);
  return (
    <>
      <PageHead
        title={text.title}
        lead={text.lead}
        actions={
          <>
            <ExportLink path="/organisations.csv" />
            {create}
          </>
        }
      />
      <Paged
        query={list}
        caption={text.title}
        columns={columns}
        empty={text.empty}
        filtered={false}
        keyOf={row => row.id}
        onOpen={row => put('organisation', String(row.id), true)}
      />
      {opened > 0 ? <Panel id={opened} onClose={() => put('organisation', '')} /> : null}
      {creating ? (
        <Create
          onDone={id => {
            setCreating(false);
            if (id !== undefined) put('organisation', String(id), true);
          }}
        />
      ) : null}
    </>
  );
}

function Create({ onDone }: { onDone(id?: number): void }) {
  const text = useTexts(ORGANISATIONS);
  const create = useProven(
    (form: FormData) =>
      answerOf(
        client.POST('/manage/v1/organisations', {
          body: { name: textOf(form, 'name'), time_zone: textOf(form, 'zone') || 'UTC' },
        }),
      ),
    { keys: [ORGANISATIONS_KEY], onDone: made => onDone(made.id) },
  );
  return (
    <Dialog title={text.create} onClose={() => onDone()}>
      <Form submit={text.create} busy={create.busy} error={create.error} onSubmit={form => create.run(form)}>
        <Field label={text.name} fault={faultOf(create.error, 'name')}>
          <input name="name" maxLength={100} required />
        </Field>
        <Field label={text.zone} help={text.zoneHelp} fault={faultOf(create.error, 'time_zone')}>
          <input name="zone" defaultValue={Intl.DateTimeFormat().resolvedOptions().timeZone} />
        </Field>
      </Form>
      {create.question}
    </Dialog>
  );
}

function Panel({ id, onClose }: { readonly id: number; onClose(): void }) {
  const text = useTexts(ORGANISATIONS);
  const organisation = useQuery({
    queryKey: [...ORGANISATIONS_KEY, 'one', id],
    queryFn: () => answerOf(client.GET('/manage/v1/organisations/{id}', { params: { path: { id } } })),
  });
  return (
    <Dialog title={organisation.data?.name ?? text.organisation} look="panel" onClose={onClose}>
      {organisation.isPending ? <Loading /> : null}
      {organisation.isError ? <Failed error={organisation.error} retry={() => void organisation.refetch()} /> : null}
      {organisation.data === undefined ? null : <Detail organisation={organisation.data} />}
    </Dialog>
  );
}

function Detail({ organisation }: { readonly organisation: OrganisationDetail }) {
  const text = useTexts(ORGANISATIONS);
  const me = useMe();
  const path = { params: { path: { id: organisation.id } } };
  const options = { keys: [ORGANISATIONS_KEY] };
  const may = (permission: string): boolean => me.data?.permissions.includes(permission) === true;
  const toggle = useProven(
    (enabled: boolean) => answerOf(client.PATCH('/manage/v1/organisations/{id}', { ...path, body: { enabled } })),
    options,
  );
  const adjust = useProven(
    (form: FormData) =>
      answerOf(
        client.POST('/manage/v1/organisations/{id}/adjustment', {
          ...path,
          body: { amount: textOf(form, 'amount'), reason: textOf(form, 'reason') },
        }),
      ),
    options,
  );
  const mayWrite = may('organisations.write') && !organisation.declared;
  return (
    <div className={styles['panel']}>
      <Figures
        items={[
          { name: text.balance, value: <Money exact={organisation.balance} /> },
          { name: text.spent, value: <Money exact={organisation.spent} /> },
          { name: text.members, value: organisation.members },
        ]}
      />
      {organisation.declared ? <p className="soft">{text.declared}</p> : null}
      <ul className={styles['sessions']}>
        {organisation.budgets.map(budget => (
          <li key={`${budget.period} ${budget.scope} ${budget.name}`}>
            {text.periods[budget.period] ?? budget.period} {budget.name}: <Money exact={budget.amount} />
          </li>
        ))}
      </ul>
      {mayWrite ? (
        <div>
          <Button
            look={organisation.enabled ? 'bad' : 'plain'}
            busy={toggle.busy}
            onClick={() => toggle.run(!organisation.enabled)}
          >
            {organisation.enabled ? text.disable : text.enable}
          </Button>
        </div>
      ) : null}
      {may('money.write') ? (
        <details>
          <summary>{text.adjust}</summary>
          <div className={styles['inside']}>
            <Form submit={text.adjust} busy={adjust.busy} error={adjust.error} onSubmit={form => adjust.run(form)}>
              <Field label={text.amount} help={text.amountHelp} fault={faultOf(adjust.error, 'amount')}>
                <input name="amount" className="mono" required />
              </Field>
              <Field label={text.reason} fault={faultOf(adjust.error, 'reason')}>
                <input name="reason" maxLength={300} required />
              </Field>
            </Form>
          </div>
        </details>
      ) : null}
      <Members organisation={organisation} mayWrite={may('organisations.write')} />
      {adjust.question}
      {toggle.question}
    </div>
  );
}
