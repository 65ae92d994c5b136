// The account's own ways in beside the password: passkeys, providers outside, and the second factor.

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useSearchParams } from 'wouter';
import { answerOf, client } from '../../api/client.ts';
import { ME_KEY, useMe } from '../../api/me.ts';
import { useTexts } from '../../i18n/language.tsx';
import { Moment } from '../../ui/amount.tsx';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy.tsx';
import { Field } from '../../ui/field.tsx';
import { faultOf, Form, textOf } from '../../ui/form.tsx';
import { Mark } from '../../ui/list.tsx';
import { QrCode } from '../../ui/qr.tsx';
import { Section } from '../../ui/page.tsx';
import { useProven } from '../../ui/proven.tsx';
import { Failed, Fault, Loading } from '../../ui/states.tsx';
import { WAYS_IN } from './ways-in-strings.ts';
import styles from './page.module.css';

const WAYS_KEY = ['ways-in'] as const;

export function WaysIn() {
  const text = useTexts(WAYS_IN);
  const [search] = useSearchParams();
  const ways = useQuery({ queryKey: WAYS_KEY, queryFn: () => answerOf(client.GET('/manage/v1/me/ways-in')) });
  const offered = useQuery({
    queryKey: [...WAYS_KEY, 'offered'],
    queryFn: () => answerOf(client.GET('/manage/v1/sign-in')),
  });
  const problem = search.get('problem');
  return (
    <>
      <Section title={text.passkeys}>
        {problem === null ? null : <p role="alert">{text.problems[problem] ?? text.problems['not_proven']}</p>}
        {ways.isPending ? <Loading /> : null}
        {ways.isError ? <Failed error={ways.error} retry={() => void ways.refetch()} /> : null}
        {ways.data === undefined ? null : <Passkeys rows={ways.data.passkeys} />}
      </Section>
      {ways.data === undefined || (offered.data?.providers.length ?? 0) === 0 ? null : (
        <Section title={text.outside}>
          <Identities linked={ways.data.identities} providers={offered.data?.providers ?? []} />
        </Section>
      )}
      <SecondFactor />
    </>
  );
}

interface Passkey {
  readonly id: string;
  readonly name: string;
  readonly created_at: number;
  readonly used_at: number | null;
}

function Passkeys({ rows }: { readonly rows: readonly Passkey[] }) {
  const text = useTexts(WAYS_IN);
  const add = useProven(
    async (name: string) => {
      const begun = await answerOf(client.POST('/manage/v1/passkeys/options'));
      // Loaded when it is needed: most visits need it not.
      const { startRegistration } = await import('@simplewebauthn/browser');
      const response = await startRegistration({ optionsJSON: begun.options as never });
      await answerOf(
        client.POST('/manage/v1/passkeys', { body: { flow: begun.flow, name, response: { ...response } } }),
      );
    },
    { keys: [WAYS_KEY] },
  );
  const remove = useProven(
    (id: string) => answerOf(client.DELETE('/manage/v1/passkeys/{id}', { params: { path: { id } } })),
    { keys: [WAYS_KEY] },
  );
  return (
    <>
      <p className="soft">{text.passkeysLead}</p>
      <ul className={styles['sessions']}>
        {rows.map(row => (
          <li key={row.id}>
            <span>
              {row.name} ·{' '}
              <span className="soft">{row.used_at === null ? text.unused : <Moment at={row.used_at} />}</span>
            </span>
            <Button look="bare" busy={remove.busy} onClick={() => remove.run(row.id)}>
              {text.remove}
            </Button>
          </li>
        ))}
      </ul>
      <Form submit={text.addPasskey} busy={add.busy} error={add.error} onSubmit={form => add.run(textOf(form, 'name'))}>
        <Field label={text.passkeyName} fault={faultOf(add.error, 'name')}>
          <input name="name" maxLength={100} placeholder={text.passkeyExample} required />
        </Field>
      </Form>
      <Fault error={remove.error} />
      {add.question}
      {remove.question}
    </>
  );
}

interface IdentitiesProps {
  readonly linked: readonly { readonly provider: string; readonly label: string }[];
  readonly providers: readonly { readonly name: string; readonly label: string }[];
}

function Identities({ linked, providers }: IdentitiesProps) {
  const text = useTexts(WAYS_IN);
  const link = useProven(
    (provider: string) =>
      answerOf(client.POST('/manage/v1/me/identities/{provider}', { params: { path: { provider } } })),
    { onDone: ({ url }) => location.assign(url) },
  );
  const unlink = useProven(
    (provider: string) =>
      answerOf(client.DELETE('/manage/v1/me/identities/{provider}', { params: { path: { provider } } })),
    { keys: [WAYS_KEY] },
  );
  return (
    <>
      <ul className={styles['sessions']}>
        {providers.map(({ name, label }) => {
          const own = linked.find(one => one.provider === name);
          return (
            <li key={name}>
              <span>
                {label}
                {own === undefined ? null : <span className="soft"> · {own.label}</span>}
              </span>
              {own === undefined ? (
                <Button busy={link.busy} onClick={() => link.run(name)}>
                  {text.link}
                </Button>
              ) : (
                <Button look="bare" busy={unlink.busy} onClick={() => unlink.run(name)}>
                  {text.unlink}
                </Button>
              )}
            </li>
          );
        })}
      </ul>
      <Fault error={link.error ?? unlink.error} />
      {link.question}
      {unlink.question}
    </>
  );
}

/** The authenticator app: its secret, the code that puts it in force, and the back-up codes, once. */
function SecondFactor() {
  const text = useTexts(WAYS_IN);
  const me = useMe();
  const [codes, setCodes] = useState<readonly string[]>();
  const begin = useProven(() => answerOf(client.POST('/manage/v1/second-factor')));
  const confirm = useProven(
    (code: string) => answerOf(client.POST('/manage/v1/second-factor/confirmation', { body: { code } })),
    { keys: [ME_KEY], onDone: answer => setCodes(answer.backup_codes) },
  );
  const remove = useProven(() => answerOf(client.DELETE('/manage/v1/second-factor')), { keys: [ME_KEY] });
  const on = me.data?.second_factor === true;
  return (
    <Section title={text.secondFactor}>
      <Mark tone={on ? 'good' : 'off'}>{on ? text.on : text.off}</Mark>
      {on ? (
        <div>
          <Button look="bad" busy={remove.busy} onClick={() => remove.run(undefined)}>
            {text.removeFactor}
          </Button>
        </div>
      ) : begin.data === undefined ? (
        <div>
          <Button busy={begin.busy} onClick={() => begin.run(undefined)}>
            {text.setUp}
          </Button>
        </div>
      ) : (
        <>
          <p>{text.setUpLead}</p>
          <QrCode text={begin.data.address} label={text.qrCode} />
          <p>
            <code>{begin.data.secret}</code> <CopyButton text={begin.data.secret} look="bare" />
          </p>
          <p>
            <a href={begin.data.address}>{text.openApp}</a>
          </p>
          <Form
            submit={text.confirm}
            busy={confirm.busy}
            error={confirm.error}
            onSubmit={form => confirm.run(textOf(form, 'code'))}
          >
            <Field label={text.code} fault={faultOf(confirm.error, 'code')}>
              <input name="code" className="mono" inputMode="numeric" autoComplete="one-time-code" required />
            </Field>
          </Form>
        </>
      )}
      {codes === undefined || !on ? null : (
        <div role="status">
          <p>{text.backupCodes}</p>
          <pre>{codes.join('\n')}</pre>
          <CopyButton text={codes.join('\n')} />
        </div>
      )}
      <Fault error={begin.error ?? remove.error} />
      {begin.question}
      {remove.question}
    </Section>
  );
}
