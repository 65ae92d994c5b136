// The first set-up: the one-time link of the first start gives the first account its name and password.

import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, client } from '../../api/client.ts';
import { useTexts } from '../../i18n/language.tsx';
import { Field } from '../../ui/field.tsx';
import { faultOf, textOf } from '../../ui/form.tsx';
import { Door, useEnter } from './door.tsx';
import { SESSION } from './strings.ts';

export function SetUp() {
  const text = useTexts(SESSION);
  const enter = useEnter();
  const [secret] = useState(() => location.hash.slice(1));
  const setUp = useMutation({
    mutationFn: (form: FormData) =>
      answerOf(
        client.POST('/manage/v1/setup', {
          body: { secret, name: textOf(form, 'name'), password: textOf(form, 'password') },
        }),
      ),
    onSuccess(answer) {
      if (answer.state === 'signed_in') enter(answer.account);
    },
  });
  const missing = secret === '' ? new Error(text.noSecret) : null;
  return (
    <Door
      title={text.setUp}
      lead={text.setUpLead}
      submit={text.setUpDone}
      busy={setUp.isPending}
      error={setUp.error ?? missing}
      onSubmit={form => setUp.mutate(form)}
    >
      <Field label={text.newName} fault={faultOf(setUp.error, 'name')}>
        <input name="name" autoComplete="username" defaultValue="root" required />
      </Field>
      <Field label={text.password} help={text.passwordHelp} fault={faultOf(setUp.error, 'password')}>
        <input name="password" type="password" autoComplete="new-password" required autoFocus />
      </Field>
    </Door>
  );
}
