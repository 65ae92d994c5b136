// Notices for operators: announcements to everybody, and the account that mail is sent from.

import { useQuery } from '@tanstack/react-query';
import { answerOf, client } from '../../api/client.ts';
import { useMe } from '../../api/me.ts';
import { useTexts } from '../../i18n/language.tsx';
import { Moment } from '../../ui/amount.tsx';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { faultOf, Form, textOf } from '../../ui/form.tsx';
import { Mark } from '../../ui/list.tsx';
import { PageHead, Section } from '../../ui/page.tsx';
import { useProven } from '../../ui/proven.tsx';
import { Failed, Fault, Loading } from '../../ui/states.tsx';
import { Table } from '../../ui/table.tsx';
import { ANNOUNCEMENTS_KEY } from './banner.tsx';
import { NOTICES } from './strings.ts';
import styles from './notices.module.css';

const ALL_KEY = ['all-announcements'] as const;
const MAIL_KEY = ['mail'] as const;

export default function NoticesPage() {
  const text = useTexts(NOTICES);
  const me = useMe();
  const mayWrite = me.data?.permissions.includes('settings.write') === true;
  return (
    <>
      <PageHead title={text.title} lead={text.lead} />
      <AnnouncementList mayWrite={mayWrite} />
      {mayWrite ? <Announce /> : null}
      <Mail mayWrite={mayWrite} />
    </>
  );
}

function AnnouncementList({ mayWrite }: { readonly mayWrite: boolean }) {
  const text = useTexts(NOTICES);
  const all = useQuery({ queryKey: ALL_KEY, queryFn: () => answerOf(client.GET('/manage/v1/all-announcements')) });
  const remove = useProven(
    (id: number) => answerOf(client.DELETE('/manage/v1/announcements/{id}', { params: { path: { id } } })),
    { keys: [ALL_KEY, ANNOUNCEMENTS_KEY] },
  );
  const rows = all.data?.items ?? [];
  return (
    <Section title={text.announcements}>
      {all.isPending ? <Loading /> : null}
      {all.isError ? <Failed error={all.error} retry={() => void all.refetch()} /> : null}
      {all.isSuccess && rows.length === 0 ? <p className="soft">{text.noAnnouncements}</p> : null}
      {rows.length === 0 ? null : (
        <Table
          caption={text.announcements}
          rows={rows}
          keyOf={row => row.id}
          columns={[
            { key: 'from', title: text.from, cell: row => <Moment at={row.from} /> },
            { key: 'title', title: text.heading, cell: row => row.title },
            {
              key: 'until',
              title: text.until,
              minor: true,
              cell: row => (row.until === null ? '—' : <Moment at={row.until} />),
            },
            { key: 'author', title: text.author, minor: true, cell: row => row.author },
            {
              key: 'acts',
              title: text.acts,
              quiet: true,
              end: true,
              cell: row =>
                mayWrite ? (
                  <Button look="bare" onClick={() => remove.run(row.id)}>
                    {text.remove}
                  </Button>
                ) : null,
            },
          ]}
        />
      )}
      <Fault error={remove.error} />
    </Section>
  );
}

function Announce() {
  const text = useTexts(NOTICES);
  const announce = useProven(
    (form: FormData) => {
      const until = textOf(form, 'until');
      return answerOf(
        client.POST('/manage/v1/announcements', {
          body: {
            title: textOf(form, 'title'),
            body: textOf(form, 'body'),
            tone: form.get('warning') === null ? 'plain' : 'warning',
            ...(until === '' ? {} : { until: new Date(until).getTime() }),
          },
        }),
      );
    },
    { keys: [ALL_KEY, ANNOUNCEMENTS_KEY] },
  );
  return (
    <Section title={text.announce}>
      <Form submit={text.announce} busy={announce.busy} error={announce.error} onSubmit={form => announce.run(form)}>
        <Field label={text.heading} fault={faultOf(announce.error, 'title')}>
          <input name="title" maxLength={200} required />
        </Field>
        <Field label={text.body} fault={faultOf(announce.error, 'body')}>
          <textarea name="body" rows={4} maxLength={5000} />
        </Field>
        <Field label={text.until} fault={faultOf(announce.error, 'until')}>
          <input name="until" type="datetime-local" />
        </Field>
        <label className={styles['check']}>
          <input type="checkbox" name="warning" />
          {text.isWarning}
        </label>
      </Form>
      {announce.done ? <p role="status">{text.announced}</p> : null}
    </Section>
  );
}

function Mail({ mayWrite }: { readonly mayWrite: boolean }) {
  const text = useTexts(NOTICES);
  const mail = useQuery({ queryKey: MAIL_KEY, queryFn: () => answerOf(client.GET('/manage/v1/mail')) });
  const save = useProven(
    (form: FormData) => {
      const password = textOf(form, 'password');
      return answerOf(
        client.PUT('/manage/v1/mail', {
          body: {
            host: textOf(form, 'host'),
            port: Number(textOf(form, 'port')),
            security: textOf(form, 'security'),
            user: textOf(form, 'user'),
            from: textOf(form, 'from'),
            from_name: textOf(form, 'from_name'),
            ...(password === '' ? {} : { password }),
          },
        }),
      );
    },
    { keys: [MAIL_KEY] },
  );
  const test = useProven((to: string) => answerOf(client.POST('/manage/v1/mail/test', { body: { to } })));
  const shown = mail.data;
  const fault = (name: string) => faultOf(save.error, name);
  return (
    <Section title={text.mail}>
      <p className="soft">{text.mailLead}</p>
      {mail.isPending ? <Loading /> : null}
      {mail.isError ? <Failed error={mail.error} retry={() => void mail.refetch()} /> : null}
      {shown === undefined ? null : (
        <>
          <Mark tone={shown.set ? 'good' : 'off'}>{shown.set ? `${shown.host}:${shown.port}` : text.mailOff}</Mark>
          {shown.declared ? <p className="soft">{text.declared}</p> : null}
          {mayWrite && !shown.declared ? (
            <Form submit={text.save} busy={save.busy} error={save.error} onSubmit={form => save.run(form)}>
              <Field label={text.host} fault={fault('host')}>
                <input name="host" className="mono" defaultValue={shown.host} required />
              </Field>
              <Field label={text.port} fault={fault('port')}>
                <input name="port" className="mono" inputMode="numeric" defaultValue={shown.port} />
              </Field>
              <Field label={text.security} fault={fault('security')}>
                <select name="security" defaultValue={shown.security}>
                  {Object.entries(text.securities).map(([value, word]) => (
                    <option key={value} value={value}>
                      {word}
                    </option>
                  ))}
                </select>
              </Field>
              <Field label={text.user} fault={fault('user')}>
                <input name="user" className="mono" autoComplete="off" defaultValue={shown.user} />
              </Field>
              <Field
                label={text.password}
                {...(shown.has_password ? { help: text.passwordKept } : {})}
                fault={fault('password')}
              >
                <input name="password" type="password" autoComplete="new-password" />
              </Field>
              <Field label={text.sender} fault={fault('from')}>
                <input name="from" type="email" className="mono" defaultValue={shown.from} />
              </Field>
              <Field label={text.senderName} fault={fault('from_name')}>
                <input name="from_name" defaultValue={shown.from_name} />
              </Field>
            </Form>
          ) : null}
          {save.done ? <p role="status">{text.saved}</p> : null}
          {mayWrite && shown.set ? (
            <Form
              submit={text.test}
              busy={test.busy}
              error={test.error}
              onSubmit={form => test.run(textOf(form, 'to'))}
            >
              <Field label={text.testTo} fault={faultOf(test.error, 'to')}>
                <input name="to" type="email" required />
              </Field>
            </Form>
          ) : null}
          {test.data === undefined ? null : (
            <p role="status">{test.data.arrived ? text.arrived : `${text.notArrived} ${test.data.said}`}</p>
          )}
        </>
      )}
      {save.question}
    </Section>
  );
}
