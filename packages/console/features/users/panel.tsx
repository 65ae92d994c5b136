// One account in full: money, rights, ways in, keys, calls and movements, each with its acts.

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, client } from '../../api/client.ts';
import { useMe } from '../../api/me.ts';
import type { AccountDetail } from '../../api/types.ts';
import { useTexts } from '../../i18n/language.tsx';
import { Moment, Money } from '../../ui/amount.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { Figures } from '../../ui/figures.tsx';
import { faultOf, Form, textOf } from '../../ui/form.tsx';
import { Facts } from '../../ui/list.tsx';
import { useProven } from '../../ui/proven.tsx';
import { Failed, Fault, Loading } from '../../ui/states.tsx';
import { Table } from '../../ui/table.tsx';
import { ACCOUNTS_KEY, useAccount } from './queries.ts';
import { USERS } from './strings.ts';
import { Settings } from './settings.tsx';
import { WaysIn } from './ways-in.tsx';
import styles from './users.module.css';

export function AccountPanel({ id, onClose }: { readonly id: number; onClose(): void }) {
  const text = useTexts(USERS);
  const account = useAccount(id);
  return (
    <Dialog title={account.data?.name ?? text.account} look="panel" onClose={onClose}>
      {account.isPending ? <Loading /> : null}
      {account.isError ? <Failed error={account.error} retry={() => void account.refetch()} /> : null}
      {account.data === undefined ? null : <Detail account={account.data} />}
    </Dialog>
  );
}

function Detail({ account }: { readonly account: AccountDetail }) {
  const text = useTexts(USERS);
  const me = useMe();
  const may = (permission: string): boolean => me.data?.permissions.includes(permission) === true;
  return (
    <div className={styles['panel']}>
      <Figures
        items={[
          { name: text.balance, value: <Money exact={account.balance} /> },
          { name: text.spent, value: <Money exact={account.spent} /> },
          { name: text.granted, value: <Money exact={account.granted} /> },
        ]}
      />
      <Facts
        items={[
          [
            text.number,
            <span key="id" className="mono">
              {account.id}
            </span>,
          ],
          [text.email, account.email || '—'],
          [text.role, text.roles[account.role] ?? account.role],
          [text.group, account.group],
          [text.state, account.enabled ? text.on : text.off],
          [text.overdraft, <Money key="overdraft" exact={account.overdraft} />],
          [text.zone, account.time_zone],
          [text.created, <Moment key="created" at={account.created_at} />],
          [text.organisations, account.organisations.map(({ name, role }) => `${name} (${role})`).join(', ') || '—'],
        ]}
      />
      {account.declared ? <p className="soft">{text.declared}</p> : null}
      {may('money.write') ? <Adjust account={account} /> : null}
      {may('accounts.write') && !account.declared ? <Settings account={account} /> : null}
      <WaysIn account={account} mayWrite={may('accounts.write')} />
      <Keys id={account.id} mayWrite={may('accounts.write')} />
      {may('usage.read') ? <Calls id={account.id} /> : null}
      {may('money.read') ? <Movements id={account.id} /> : null}
    </div>
  );
}

/** Money given or taken, with its reason. */
function Adjust({ account }: { readonly account: AccountDetail }) {
  const text = useTexts(USERS);
  const [reference, setReference] = useState(() => crypto.randomUUID());
  const adjust = useProven(
    (form: FormData) =>
      answerOf(
        client.POST('/manage/v1/accounts/{id}/adjustment', {
          params: { path: { id: account.id } },
          body: { amount: textOf(form, 'amount'), reason: textOf(form, 'reason'), reference },
        }),
      ),
    // Another adjustment is another one; a repeat of this one after a lost network is not.
    { keys: [ACCOUNTS_KEY], onDone: () => setReference(crypto.randomUUID()) },
  );
  return (
    <details>
      <summary>{text.adjust}</summary>
      <div className={styles['inside']}>
        <Form submit={text.adjust} busy={adjust.busy} error={adjust.error} onSubmit={form => adjust.run(form)}>
          <Field label={text.amount} help={text.amountHelp} fault={faultOf(adjust.error, 'amount')}>
            <input name="amount" className="mono" inputMode="text" autoComplete="off" required />
          </Field>
          <Field label={text.reason} fault={faultOf(adjust.error, 'reason')}>
            <input name="reason" maxLength={300} required />
          </Field>
        </Form>
        {adjust.done ? <p role="status">{text.adjusted}</p> : null}
        {adjust.question}
      </div>
    </details>
  );
}

function Keys({ id, mayWrite }: { readonly id: number; readonly mayWrite: boolean }) {
  const text = useTexts(USERS);
  const keys = useQuery({
    queryKey: [...ACCOUNTS_KEY, 'keys', id],
    queryFn: () => answerOf(client.GET('/manage/v1/accounts/{id}/keys', { params: { path: { id } } })),
  });
  const toggle = useProven(
    ({ key, enabled }: { key: number; enabled: boolean }) =>
      answerOf(
        client.PATCH('/manage/v1/accounts/{id}/keys/{key}', { params: { path: { id, key } }, body: { enabled } }),
      ),
    { keys: [[...ACCOUNTS_KEY, 'keys', id]] },
  );
  const rows = keys.data?.items ?? [];
  return (
    <section className={styles['inside']}>
      <h3>{text.keys}</h3>
      {keys.isError ? <Failed error={keys.error} retry={() => void keys.refetch()} /> : null}
      {keys.isSuccess && rows.length === 0 ? <p className="soft">{text.none}</p> : null}
      {rows.length === 0 ? null : (
        <Table
          caption={text.keys}
          rows={rows}
          keyOf={row => row.id}
          columns={[
            { key: 'name', title: text.name, cell: row => row.name },
            { key: 'hint', title: text.key, cell: row => <code>{row.hint}</code> },
            { key: 'spent', title: text.spent, end: true, cell: row => <Money exact={row.spent} /> },
            {
              key: 'acts',
              title: text.acts,
              quiet: true,
              end: true,
              cell: row =>
                mayWrite && !row.declared ? (
                  <Button look="bare" onClick={() => toggle.run({ key: row.id, enabled: !row.enabled })}>
                    {row.enabled ? text.disable : text.enable}
                  </Button>
                ) : (
                  <span className="soft">{row.enabled ? text.on : text.off}</span>
                ),
            },
          ]}
        />
      )}
      <Fault error={toggle.error} />
    </section>
  );
}

function Calls({ id }: { readonly id: number }) {
  const text = useTexts(USERS);
  const calls = useQuery({
    queryKey: [...ACCOUNTS_KEY, 'calls', id],
    queryFn: () =>
      answerOf(client.GET('/manage/v1/accounts/{id}/usage', { params: { path: { id }, query: { limit: 20 } } })),
  });
  const rows = calls.data?.items ?? [];
  return (
    <section className={styles['inside']}>
      <h3>{text.calls}</h3>
      {calls.isError ? <Failed error={calls.error} retry={() => void calls.refetch()} /> : null}
      {calls.isSuccess && rows.length === 0 ? <p className="soft">{text.none}</p> : null}
      {rows.length === 0 ? null : (
        <Table
          caption={text.calls}
          rows={rows}
          keyOf={row => row.id}
          columns={[
            { key: 'at', title: text.when, cell: row => <Moment at={row.at} /> },
            { key: 'model', title: text.model, cell: row => row.model },
            {
              key: 'status',
              title: text.state,
              cell: row => <span title={row.error}>{`${row.status} ${row.error}`.trim()}</span>,
            },
            { key: 'amount', title: text.cost, end: true, cell: row => <Money exact={row.amount} /> },
          ]}
        />
      )}
    </section>
  );
}

function Movements({ id }: { readonly id: number }) {
  const text = useTexts(USERS);
  const moves = useQuery({
    queryKey: [...ACCOUNTS_KEY, 'transfers', id],
    queryFn: () =>
      answerOf(client.GET('/manage/v1/accounts/{id}/transfers', { params: { path: { id }, query: { limit: 20 } } })),
  });
  const rows = moves.data?.items ?? [];
  return (
    <section className={styles['inside']}>
      <h3>{text.movements}</h3>
      {moves.isError ? <Failed error={moves.error} retry={() => void moves.refetch()} /> : null}
      {moves.isSuccess && rows.length === 0 ? <p className="soft">{text.none}</p> : null}
      {rows.length === 0 ? null : (
        <Table
          caption={text.movements}
          rows={rows}
          keyOf={row => row.id}
          columns={[
            { key: 'at', title: text.when, cell: row => <Moment at={row.at} /> },
            { key: 'note', title: text.reason, cell: row => `${row.note} · ${row.author}` },
            { key: 'amount', title: text.amount, end: true, cell: row => <Money exact={row.amount} /> },
          ]}
        />
      )}
    </section>
  );
}
