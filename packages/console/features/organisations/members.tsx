// The members of an organisation: given a place, a role, a monthly budget, or taken out.

import { answerOf, client } from '../../api/client.ts';
import type { OrganisationDetail } from '../../api/types.ts';
import { useTexts } from '../../i18n/language.tsx';
import { Money } from '../../ui/amount.tsx';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { faultOf, Form, textOf } from '../../ui/form.tsx';
import { useProven } from '../../ui/proven.tsx';
import { Fault } from '../../ui/states.tsx';
import { Table } from '../../ui/table.tsx';
import styles from '../users/users.module.css';
import { ORGANISATIONS_KEY } from './queries.ts';
import { ORGANISATIONS } from './strings.ts';

interface MembersProps {
  readonly organisation: OrganisationDetail;
  readonly mayWrite: boolean;
}

export function Members({ organisation, mayWrite }: MembersProps) {
  const text = useTexts(ORGANISATIONS);
  const { id } = organisation;
  const options = { keys: [ORGANISATIONS_KEY] };
  const add = useProven(async (form: FormData) => {
    const name = textOf(form, 'account');
    const found = await answerOf(client.GET('/manage/v1/accounts', { params: { query: { q: name, limit: 50 } } }));
    const account = found.items.find(one => one.name === name || String(one.id) === name);
    if (account === undefined) throw new Error(text.unknownAccount);
    const monthly = textOf(form, 'monthly');
    const role = textOf(form, 'role') === 'owner' ? ('owner' as const) : ('member' as const);
    const budgets =
      monthly === '' ? [] : [{ period: 'month' as const, scope: 'all' as const, name: '', amount: monthly }];
    return answerOf(
      client.PUT('/manage/v1/organisations/{id}/members/{account}', {
        params: { path: { id, account: account.id } },
        body: { role, budgets },
      }),
    );
  }, options);
  const remove = useProven(
    (account: number) =>
      answerOf(client.DELETE('/manage/v1/organisations/{id}/members/{account}', { params: { path: { id, account } } })),
    options,
  );
  return (
    <section className={styles['inside']}>
      <h3>{text.members}</h3>
      {organisation.people.length === 0 ? <p className="soft">{text.noMembers}</p> : null}
      {organisation.people.length === 0 ? null : (
        <Table
          caption={text.members}
          rows={organisation.people}
          keyOf={row => row.account.id}
          columns={[
            { key: 'name', title: text.account, cell: row => row.account.name },
            { key: 'role', title: text.role, cell: row => (row.role === 'owner' ? text.owner : text.member) },
            {
              key: 'budget',
              title: text.budgets,
              cell: row =>
                row.budgets.map(budget => (
                  <span key={`${budget.period} ${budget.scope} ${budget.name}`}>
                    <Money exact={budget.amount} /> {text.periods[budget.period] ?? budget.period}{' '}
                  </span>
                )),
            },
            { key: 'spent', title: text.spent, end: true, cell: row => <Money exact={row.spent} /> },
            {
              key: 'acts',
              title: text.acts,
              quiet: true,
              end: true,
              cell: row =>
                mayWrite && !row.declared ? (
                  <Button look="bare" onClick={() => remove.run(row.account.id)}>
                    {text.remove}
                  </Button>
                ) : null,
            },
          ]}
        />
      )}
      {mayWrite ? (
        <details>
          <summary>{text.addMember}</summary>
          <div className={styles['inside']}>
            <Form submit={text.addMember} busy={add.busy} error={add.error} onSubmit={form => add.run(form)}>
              <Field label={text.account} fault={faultOf(add.error, 'account')}>
                <input name="account" autoComplete="off" required />
              </Field>
              <Field label={text.role}>
                <select name="role" defaultValue="member">
                  <option value="member">{text.member}</option>
                  <option value="owner">{text.owner}</option>
                </select>
              </Field>
              <Field label={text.monthly} fault={faultOf(add.error, 'budgets.0.amount')}>
                <input name="monthly" className="mono" inputMode="decimal" />
              </Field>
            </Form>
          </div>
        </details>
      ) : null}
      <Fault error={remove.error} />
      {add.question}
      {remove.question}
    </section>
  );
}
