// What may be changed of an account: name, address, role, group, whether it is enabled.

import { answerOf, client } from '../../api/client.ts';
import type { AccountDetail } from '../../api/types.ts';
import { useTexts } from '../../i18n/language.tsx';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { faultOf, Form, textOf } from '../../ui/form.tsx';
import { Acts } from '../../ui/list.tsx';
import { useProven } from '../../ui/proven.tsx';
import { Fault } from '../../ui/states.tsx';
import { GroupField, RoleField, roleOf } from './fields.tsx';
import { ACCOUNTS_KEY } from './queries.ts';
import { USERS } from './strings.ts';
import styles from './users.module.css';

export function Settings({ account }: { readonly account: AccountDetail }) {
  const text = useTexts(USERS);
  const path = { params: { path: { id: account.id } } };
  const options = { keys: [ACCOUNTS_KEY] };
  const save = useProven(
    (form: FormData) =>
      answerOf(
        client.PATCH('/manage/v1/accounts/{id}', {
          ...path,
          body: {
            name: textOf(form, 'name'),
            email: textOf(form, 'email'),
            role: roleOf(form),
            group: textOf(form, 'group'),
          },
        }),
      ),
    options,
  );
  const toggle = useProven(
    (enabled: boolean) => answerOf(client.PATCH('/manage/v1/accounts/{id}', { ...path, body: { enabled } })),
    options,
  );
  return (
    <>
      <Acts>
        <Button
          look={account.enabled ? 'bad' : 'plain'}
          busy={toggle.busy}
          onClick={() => toggle.run(!account.enabled)}
        >
          {account.enabled ? text.disableAccount : text.enableAccount}
        </Button>
        <Fault error={toggle.error} />
      </Acts>
      <details>
        <summary>{text.change}</summary>
        <div className={styles['inside']}>
          <Form submit={text.save} busy={save.busy} error={save.error} onSubmit={form => save.run(form)}>
            <Field label={text.name} fault={faultOf(save.error, 'name')}>
              <input name="name" defaultValue={account.name} maxLength={100} autoComplete="off" required />
            </Field>
            <Field label={text.email} fault={faultOf(save.error, 'email')}>
              <input name="email" type="email" defaultValue={account.email} autoComplete="off" />
            </Field>
            <RoleField value={account.role} fault={faultOf(save.error, 'role')} />
            <GroupField value={account.group} fault={faultOf(save.error, 'group')} />
          </Form>
          {save.done ? <p role="status">{text.saved}</p> : null}
        </div>
      </details>
      {save.question}
      {toggle.question}
    </>
  );
}
