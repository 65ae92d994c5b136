// Asks who is there once more, for acts that need a fresh proof: password, or a code of the second factor.

import { useMutation } from '@tanstack/react-query';
import { answerOf, client } from '../api/client.ts';
import { useMe } from '../api/me.ts';
import { texts, useTexts } from '../i18n/language.tsx';
import { Dialog } from './dialog.tsx';
import { Field } from './field.tsx';
import { Form, textOf } from './form.tsx';

const TEXTS = texts(
  {
    title: 'Confirm that it is you',
    password: 'Password',
    code: 'Code of your authenticator app, or a back-up code',
    go: 'Continue',
  },
  { title: '请确认是你本人', password: '密码', code: '验证器应用中的验证码，或备用码', go: '继续' },
);

interface ProofProps {
  onProven(): void;
  onClose(): void;
}

export function Proof({ onProven, onClose }: ProofProps) {
  const text = useTexts(TEXTS);
  const me = useMe();
  const factor = me.data?.second_factor === true;
  const prove = useMutation({
    mutationFn(form: FormData) {
      const said = textOf(form, 'proof');
      return answerOf(client.POST('/manage/v1/session/proof', { body: factor ? { code: said } : { password: said } }));
    },
    onSuccess: onProven,
  });
  return (
    <Dialog title={text.title} onClose={onClose}>
      <Form submit={text.go} busy={prove.isPending} error={prove.error} onSubmit={form => prove.mutate(form)}>
        <Field label={factor ? text.code : text.password}>
          <input
            name="proof"
            type={factor ? 'text' : 'password'}
            autoComplete={factor ? 'one-time-code' : 'current-password'}
            autoFocus
          />
        </Field>
      </Form>
    </Dialog>
  );
}
