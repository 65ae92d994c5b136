// Accounts for operators: searched, made, and each opened in a panel.

import { useState } from 'react';
import { answerOf, client } from '../../api/client.ts';
import { useMe } from '../../api/me.ts';
import type { Account } from '../../api/types.ts';
import { useTexts } from '../../i18n/language.tsx';
import { Moment, Money } from '../../ui/amount.tsx';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { faultOf, Form, textOf } from '../../ui/form.tsx';
import { ChoiceFilter, ExportLink, Filters, given, Mark, Paged, SearchFilter, useAddress } from '../../ui/list.tsx';
import { PageHead } from '../../ui/page.tsx';
import { useProven } from '../../ui/proven.tsx';
import { Fault } from '../../ui/states.tsx';
import type { Column } from '../../ui/table.tsx';
import { GroupField, RoleField, roleOf, ROLES } from './fields.tsx';
import { AccountPanel } from './panel.tsx';
import { ACCOUNTS_KEY, useAccounts } from './queries.ts';
import { USERS } from './strings.ts';

export default function UsersPage() {
  const text = useTexts(USERS);
  const me = useMe();
  const [search, put] = useAddress();
  const filters = given(search, ['q', 'role', 'group', 'enabled']);
  const accounts = useAccounts(filters);
  const [creating, setCreating] = useState(false);
  const columns: readonly Column<Account>[] = [
    { key: 'id', title: text.number, minor: true, cell: row => <span className="mono">{row.id}</span> },
    { key: 'name', title: text.name, cell: row => <strong>{row.name}</strong> },
    { key: 'email', title: text.email, minor: true, cell: row => row.email },
    { key: 'role', title: text.role, minor: true, cell: row => text.roles[row.role] ?? row.role },
    { key: 'group', title: text.group, minor: true, cell: row => row.group },
    {
      key: 'state',
      title: text.state,
      cell: row => <Mark tone={row.enabled ? 'good' : 'off'}>{row.enabled ? text.on : text.off}</Mark>,
    },
    {
      key: 'seen',
      title: text.seen,
      minor: true,
      cell: row => (row.seen_at === null ? '—' : <Moment at={row.seen_at} />),
    },
    { key: 'spent', title: text.spent, end: true, minor: true, cell: row => <Money exact={row.spent} /> },
    { key: 'balance', title: text.balance, end: true, cell: row => <Money exact={row.balance} /> },
  ];
  const opened = Number(search.get('account') ?? 0);
  const mayWrite = me.data?.permissions.includes('accounts.write') === true;
  return (
    <>
      <PageHead
        title={text.title}
        lead={text.lead}
        actions={
          <>
            <ExportLink path="/accounts.csv" query={filters} />
            {mayWrite ? <Invite /> : null}
            {mayWrite ? (
              <Button look="signal" icon="plus" onClick={() => setCreating(true)}>
                {text.create}
              </Button>
            ) : null}
          </>
        }
      />
      <Filters>
        <SearchFilter label={text.search} name="q" />
        <ChoiceFilter
          label={text.role}
          name="role"
          choices={ROLES.map(role => [role, text.roles[role] ?? role] as const)}
        />
        <SearchFilter label={text.group} name="group" />
        <ChoiceFilter
          label={text.state}
          name="enabled"
          choices={[
            ['true', text.on],
            ['false', text.off],
          ]}
        />
      </Filters>
      <Paged
        query={accounts}
        caption={text.title}
        columns={columns}
        empty={text.empty}
        filtered={Object.keys(filters).length > 0}
        keyOf={row => row.id}
        onOpen={row => put('account', String(row.id), true)}
      />
      {opened > 0 ? <AccountPanel id={opened} onClose={() => put('account', '')} /> : null}
      {creating ? (
        <Create
          onDone={id => {
            setCreating(false);
            if (id !== undefined) put('account', String(id), true);
          }}
        />
      ) : null}
    </>
  );
}

function Create({ onDone }: { onDone(id?: number): void }) {
  const text = useTexts(USERS);
  const create = useProven(
    (form: FormData) => {
      const [email, password, balance] = ['email', 'password', 'balance'].map(name => textOf(form, name));
      return answerOf(
        client.POST('/manage/v1/accounts', {
          body: {
            name: textOf(form, 'name'),
            role: roleOf(form),
            group: textOf(form, 'group') || 'default',
            ...(email ? { email } : {}),
            ...(password ? { password } : {}),
            ...(balance ? { balance } : {}),
          },
        }),
      );
    },
    { keys: [ACCOUNTS_KEY], onDone: account => onDone(account.id) },
  );
  return (
    <Dialog title={text.create} onClose={() => onDone()}>
      <Form
        submit={text.create}
        busy={create.busy}
        error={create.error}
        beside={<Button onClick={() => onDone()}>{text.cancel}</Button>}
        onSubmit={form => create.run(form)}
      >
        <Field label={text.name} fault={faultOf(create.error, 'name')}>
          <input name="name" maxLength={100} autoComplete="off" required />
        </Field>
        <Field label={text.email} fault={faultOf(create.error, 'email')}>
          <input name="email" type="email" autoComplete="off" />
        </Field>
        <Field label={text.password} help={text.passwordHelp} fault={faultOf(create.error, 'password')}>
          <input name="password" type="password" autoComplete="new-password" />
        </Field>
        <RoleField value="user" fault={faultOf(create.error, 'role')} />
        <GroupField value="default" fault={faultOf(create.error, 'group')} />
        <Field label={text.firstBalance} fault={faultOf(create.error, 'balance')}>
          <input name="balance" className="mono" inputMode="decimal" />
        </Field>
      </Form>
      {create.question}
    </Dialog>
  );
}

/** An invitation to register: a link that is good once. */
function Invite() {
  const text = useTexts(USERS);
  const invite = useProven(() => answerOf(client.POST('/manage/v1/invitations')));
  const link = invite.data === undefined ? '' : `${location.origin}${invite.data.path}`;
  return (
    <>
      <Button busy={invite.busy} onClick={() => invite.run(undefined)}>
        {text.invite}
      </Button>
      {link === '' ? null : (
        <span role="status">
          <CopyButton text={link} label={text.copyInvitation} />
        </span>
      )}
      <Fault error={invite.error} />
    </>
  );
}
