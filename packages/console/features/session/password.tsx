// Setting a new password by a link that somebody was sent; the secret stands behind the mark, so no server logs it.

import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { answerOf, client } from '../../api/client.ts';
import { useTexts } from '../../i18n/language.tsx';
import { Field } from '../../ui/field.tsx';
import { faultOf, textOf } from '../../ui/form.tsx';
import { Door } from './door.tsx';
import { SESSION } from './strings.ts';

export function NewPassword() {
  const text = useTexts(SESSION);
  const [secret] = useState(() => location.hash.slice(1));
  const set = useMutation({
    mutationFn: (password: string) => answerOf(client.POST('/manage/v1/password', { body: { secret, password } })),
  });
  const missing = secret === '' ? new Error(text.noSecret) : null;
  return (
    <Door
      title={text.newPassword}
      submit={text.newPassword}
      busy={set.isPending || set.isSuccess}
      error={set.error ?? missing}
      below={<Link href="/sign-in">{text.toSignIn}</Link>}
      onSubmit={form => set.mutate(textOf(form, 'password'))}
    >
      <Field label={text.password} help={text.passwordHelp} fault={faultOf(set.error, 'password')}>
        <input name="password" type="password" autoComplete="new-password" required autoFocus />
      </Field>
      {set.data === undefined ? null : <p role="status">{text.passwordSet(set.data.name)}</p>}
    </Door>
  );
}
