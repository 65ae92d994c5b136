// Making an account, where the operator allows it.

import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import { answerOf, client } from '../../api/client.ts';
import { useTexts } from '../../i18n/language.tsx';
import { Field } from '../../ui/field.tsx';
import { faultOf, textOf } from '../../ui/form.tsx';
import { Door, useEnter } from './door.tsx';
import { Providers } from './sign-in.tsx';
import { SESSION } from './strings.ts';
import styles from './door.module.css';

export function Register() {
  const text = useTexts(SESSION);
  const enter = useEnter();
  const [search] = useSearchParams();
  // Behind the mark, so that no server logs it; older links have it in the query.
  const [invitation] = useState(() => location.hash.slice(1) || (search.get('invitation') ?? ''));
  const register = useMutation({
    mutationFn(form: FormData) {
      const email = textOf(form, 'email');
      const body = {
        name: textOf(form, 'name'),
        password: textOf(form, 'password'),
        ...(email === '' ? {} : { email }),
        ...(invitation === '' ? {} : { invitation }),
      };
      return answerOf(client.POST('/manage/v1/registration', { body }));
    },
    onSuccess(answer) {
      if (answer.state === 'signed_in') enter(answer.account);
    },
  });
  return (
    <Door
      title={text.register}
      submit={text.register}
      busy={register.isPending}
      error={register.error}
      after={
        <div className={styles['ways']}>
          <Providers invitation={invitation} />
        </div>
      }
      below={<Link href="/sign-in">{text.toSignIn}</Link>}
      onSubmit={form => register.mutate(form)}
    >
      <Field label={text.newName} fault={faultOf(register.error, 'name')}>
        <input name="name" autoComplete="username" autoCapitalize="none" required autoFocus />
      </Field>
      <Field label={text.password} help={text.passwordHelp} fault={faultOf(register.error, 'password')}>
        <input name="password" type="password" autoComplete="new-password" required />
      </Field>
      <Field label={text.email} fault={faultOf(register.error, 'email')}>
        <input name="email" type="email" autoComplete="email" />
      </Field>
    </Door>
  );
}
