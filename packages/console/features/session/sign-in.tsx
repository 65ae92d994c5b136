// Signing in: name and password, then the code where a second factor is in force.

import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { answerOf, client } from '../../api/client.ts';
import { useTexts } from '../../i18n/language.tsx';
import { Field } from '../../ui/field.tsx';
import { textOf } from '../../ui/form.tsx';
import { Door, useEnter } from './door.tsx';
import { SESSION } from './strings.ts';

export function SignIn() {
  const [flow, setFlow] = useState<string>();
  return flow === undefined ? <Password next={setFlow} /> : <SecondFactor flow={flow} />;
}

function Password({ next }: { next(flow: string): void }) {
  const text = useTexts(SESSION);
  const enter = useEnter();
  const signIn = useMutation({
    mutationFn: (body: { name: string; password: string }) => answerOf(client.POST('/manage/v1/session', { body })),
    onSuccess(answer) {
      if (answer.state === 'signed_in') enter(answer.account);
      else next(answer.flow);
    },
  });
  return (
    <Door
      title={text.signIn}
      submit={text.signIn}
      busy={signIn.isPending}
      error={signIn.error}
      below={<Link href="/register">{text.toRegister}</Link>}
      onSubmit={form => signIn.mutate({ name: textOf(form, 'name'), password: textOf(form, 'password') })}
    >
      <Field label={text.name}>
        <input name="name" autoComplete="username" autoCapitalize="none" required autoFocus />
      </Field>
      <Field label={text.password}>
        <input name="password" type="password" autoComplete="current-password" required />
      </Field>
    </Door>
  );
}

function SecondFactor({ flow }: { readonly flow: string }) {
  const text = useTexts(SESSION);
  const enter = useEnter();
  const verify = useMutation({
    mutationFn: (code: string) => answerOf(client.POST('/manage/v1/session/second-factor', { body: { flow, code } })),
    onSuccess(answer) {
      if (answer.state === 'signed_in') enter(answer.account);
    },
  });
  return (
    <Door
      title={text.signIn}
      submit={text.verify}
      busy={verify.isPending}
      error={verify.error}
      onSubmit={form => verify.mutate(textOf(form, 'code'))}
    >
      <Field label={text.code}>
        <input name="code" autoComplete="one-time-code" inputMode="numeric" required autoFocus />
      </Field>
    </Door>
  );
}
