// Signing in: name and password, passkey, a code by mail, or a provider outside; then the second factor where one is in force.

import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import { answerOf, client } from '../../api/client.ts';
import type { Me } from '../../api/me.ts';
import { useLanguage, useTexts } from '../../i18n/language.tsx';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { faultOf, textOf } from '../../ui/form.tsx';
import { Fault } from '../../ui/states.tsx';
import { WAYS_IN } from '../account/ways-in-strings.ts';
import { Door, useEnter } from './door.tsx';
import { SESSION } from './strings.ts';
import styles from './door.module.css';

type Step =
  { readonly what: 'password' | 'mail' | 'forgotten' } | { readonly what: 'factor' | 'code'; readonly flow: string };

type SignedIn = { state: 'signed_in'; account: Me } | { state: 'second_factor'; flow: string };

export function SignIn() {
  // A provider outside sends back here with what waits for the second factor behind the mark.
  const [step, setStep] = useState<Step>(() =>
    location.hash.length > 1 ? { what: 'factor', flow: location.hash.slice(1) } : { what: 'password' },
  );
  const enter = useEnter();
  const next = (answer: SignedIn) => {
    if (answer.state === 'signed_in') enter(answer.account);
    else setStep({ what: 'factor', flow: answer.flow });
  };
  switch (step.what) {
    case 'password':
      return <Password next={next} go={setStep} />;
    case 'mail':
      return <ByMail go={setStep} />;
    case 'forgotten':
      return <Forgotten go={setStep} />;
    case 'code':
      return <MailCode flow={step.flow} next={next} go={setStep} />;
    case 'factor':
      return <SecondFactor flow={step.flow} next={next} />;
  }
}

interface StepProps {
  next(answer: SignedIn): void;
  go(step: Step): void;
}

/** The ways that are offered here. */
export function useWaysIn() {
  return useQuery({ queryKey: ['sign-in'], queryFn: () => answerOf(client.GET('/manage/v1/sign-in')) });
}

function Password({ next, go }: StepProps) {
  const text = useTexts(SESSION);
  const ways = useWaysIn();
  const signIn = useMutation({
    mutationFn: (body: { name: string; password: string }) => answerOf(client.POST('/manage/v1/session', { body })),
    onSuccess: next,
  });
  const below = (
    <>
      {ways.data?.registration === 'off' ? null : <Link href="/register">{text.toRegister}</Link>}
      {ways.data?.mail === true ? (
        <Button look="bare" onClick={() => go({ what: 'forgotten' })}>
          {text.forgotten}
        </Button>
      ) : null}
    </>
  );
  return (
    <Door
      title={text.signIn}
      submit={text.signIn}
      busy={signIn.isPending}
      error={signIn.error}
      after={<OtherWays next={next} go={go} />}
      below={below}
      onSubmit={form => signIn.mutate({ name: textOf(form, 'name'), password: textOf(form, 'password') })}
    >
      <Problem />
      <Field label={text.name}>
        <input name="name" autoComplete="username" autoCapitalize="none" required autoFocus />
      </Field>
      <Field label={text.password}>
        <input name="password" type="password" autoComplete="current-password" required />
      </Field>
    </Door>
  );
}

/** Why a provider outside did not let somebody in. */
function Problem() {
  const text = useTexts(WAYS_IN);
  const [search] = useSearchParams();
  const problem = search.get('problem');
  if (problem === null) return null;
  return <p role="alert">{text.problems[problem] ?? text.problems['not_proven']}</p>;
}

function OtherWays({ next, go }: StepProps) {
  const text = useTexts(SESSION);
  const ways = useWaysIn();
  const passkey = useMutation({
    async mutationFn() {
      const begun = await answerOf(client.POST('/manage/v1/session/passkey/options'));
      const { startAuthentication } = await import('@simplewebauthn/browser');
      const response = await startAuthentication({ optionsJSON: begun.options as never });
      return answerOf(
        client.POST('/manage/v1/session/passkey', { body: { flow: begun.flow, response: { ...response } } }),
      );
    },
    onSuccess: next,
  });
  return (
    <div className={styles['ways']}>
      {'PublicKeyCredential' in globalThis ? (
        <Button busy={passkey.isPending} onClick={() => passkey.mutate()}>
          {text.byPasskey}
        </Button>
      ) : null}
      {ways.data?.mail === true ? <Button onClick={() => go({ what: 'mail' })}>{text.byMail}</Button> : null}
      <Providers />
      <Fault error={passkey.error} />
    </div>
  );
}

/** A button for each provider outside; `invitation` goes along where somebody registers. */
export function Providers({ invitation = '' }: { readonly invitation?: string }) {
  const text = useTexts(SESSION);
  const ways = useWaysIn();
  const [search] = useSearchParams();
  const begin = useMutation({
    mutationFn: (provider: string) =>
      answerOf(
        client.POST('/manage/v1/session/outside/{provider}', {
          params: { path: { provider } },
          body: { next: search.get('next') ?? '/', ...(invitation === '' ? {} : { invitation }) },
        }),
      ),
    onSuccess: ({ url }) => location.assign(url),
  });
  return (
    <>
      {ways.data?.providers.map(({ name, label }) => (
        <Button key={name} busy={begin.isPending} onClick={() => begin.mutate(name)}>
          {text.byProvider(label)}
        </Button>
      ))}
      <Fault error={begin.error} />
    </>
  );
}

function ByMail({ go }: Pick<StepProps, 'go'>) {
  const text = useTexts(SESSION);
  const { language } = useLanguage();
  const send = useMutation({
    mutationFn: (email: string) =>
      answerOf(client.POST('/manage/v1/session/email-code', { body: { email, language } })),
    onSuccess: ({ flow }) => go({ what: 'code', flow }),
  });
  return (
    <Door
      title={text.byMail}
      submit={text.sendCode}
      busy={send.isPending}
      error={send.error}
      below={<Back go={go} />}
      onSubmit={form => send.mutate(textOf(form, 'email'))}
    >
      <Field label={text.mailAddress} fault={faultOf(send.error, 'email')}>
        <input name="email" type="email" autoComplete="email" required autoFocus />
      </Field>
    </Door>
  );
}

function Forgotten({ go }: Pick<StepProps, 'go'>) {
  const text = useTexts(SESSION);
  const { language } = useLanguage();
  const send = useMutation({
    mutationFn: (email: string) => answerOf(client.POST('/manage/v1/password/mail', { body: { email, language } })),
  });
  return (
    <Door
      title={text.newPassword}
      submit={text.sendLink}
      busy={send.isPending}
      error={send.error}
      below={<Back go={go} />}
      onSubmit={form => send.mutate(textOf(form, 'email'))}
    >
      <Field label={text.mailAddress} fault={faultOf(send.error, 'email')}>
        <input name="email" type="email" autoComplete="email" required autoFocus />
      </Field>
      {send.isSuccess ? <p role="status">{text.linkSent}</p> : null}
    </Door>
  );
}

function Back({ go }: Pick<StepProps, 'go'>) {
  const text = useTexts(SESSION);
  return (
    <Button look="bare" onClick={() => go({ what: 'password' })}>
      {text.toSignIn}
    </Button>
  );
}

function MailCode({ flow, next, go }: StepProps & { readonly flow: string }) {
  const text = useTexts(SESSION);
  const verify = useMutation({
    mutationFn: (code: string) =>
      answerOf(client.POST('/manage/v1/session/email-code/verification', { body: { flow, code } })),
    onSuccess: next,
  });
  return (
    <Door
      title={text.signIn}
      lead={text.codeSent}
      submit={text.verify}
      busy={verify.isPending}
      error={verify.error}
      below={<Back go={go} />}
      onSubmit={form => verify.mutate(textOf(form, 'code'))}
    >
      <Field label={text.mailCode} fault={faultOf(verify.error, 'code')}>
        <input name="code" autoComplete="one-time-code" inputMode="numeric" required autoFocus />
      </Field>
    </Door>
  );
}

function SecondFactor({ flow, next }: { readonly flow: string; next(answer: SignedIn): void }) {
  const text = useTexts(SESSION);
  const verify = useMutation({
    mutationFn: (code: string) => answerOf(client.POST('/manage/v1/session/second-factor', { body: { flow, code } })),
    onSuccess: next,
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
