// The account's settings: profile, password, ways in, notices, sessions.

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, client } from '../../api/client.ts';
import { ME_KEY, useMe } from '../../api/me.ts';
import { formatTime, fullTime } from '../../i18n/format.ts';
import { useLanguage, useTexts } from '../../i18n/language.tsx';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { PageHead, Section } from '../../ui/page.tsx';
import { Failed, Fault, Loading } from '../../ui/states.tsx';
import { faultOf, textOf } from '../../ui/form.tsx';
import { NoticeSettings } from '../notices/settings.tsx';
import { ACCOUNT } from './strings.ts';
import { WaysIn } from './ways-in.tsx';
import styles from './page.module.css';

export default function AccountPage() {
  const text = useTexts(ACCOUNT);
  return (
    <>
      <PageHead title={text.title} />
      <Profile />
      <Password />
      <WaysIn />
      <NoticeSettings />
      <Sessions />
    </>
  );
}

function Profile() {
  const text = useTexts(ACCOUNT);
  const me = useMe();
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: (form: FormData) =>
      answerOf(
        client.PATCH('/manage/v1/me', {
          body: { display_name: textOf(form, 'display_name'), email: textOf(form, 'email') },
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: ME_KEY }),
  });
  if (me.data === null || me.data === undefined) return <Loading />;
  return (
    <Section title={text.profile}>
      <form
        className={styles['form']}
        noValidate
        onSubmit={event => {
          event.preventDefault();
          save.mutate(new FormData(event.currentTarget));
        }}
      >
        <Field label={text.displayName} fault={faultOf(save.error, 'display_name')}>
          <input name="display_name" defaultValue={me.data.display_name} autoComplete="nickname" />
        </Field>
        <Field label={text.email} fault={faultOf(save.error, 'email')}>
          <input name="email" type="email" defaultValue={me.data.email} autoComplete="email" />
        </Field>
        <Button type="submit" busy={save.isPending}>
          {text.save}
        </Button>
        {save.isSuccess ? <p role="status">{text.saved}</p> : null}
      </form>
    </Section>
  );
}

function Password() {
  const text = useTexts(ACCOUNT);
  const change = useMutation({
    mutationFn: (form: FormData) =>
      answerOf(
        client.PUT('/manage/v1/me/password', {
          body: { old: textOf(form, 'old'), password: textOf(form, 'password') },
        }),
      ),
  });
  return (
    <Section title={text.password}>
      <form
        className={styles['form']}
        noValidate
        onSubmit={event => {
          event.preventDefault();
          const form = event.currentTarget;
          change.mutate(new FormData(form), { onSuccess: () => form.reset() });
        }}
      >
        <Field label={text.oldPassword}>
          <input name="old" type="password" autoComplete="current-password" />
        </Field>
        <Field label={text.newPassword} help={text.passwordHelp} fault={faultOf(change.error, 'password')}>
          <input name="password" type="password" autoComplete="new-password" />
        </Field>
        <Fault error={change.error} />
        <Button type="submit" busy={change.isPending}>
          {text.changePassword}
        </Button>
        {change.isSuccess ? <p role="status">{text.passwordChanged}</p> : null}
      </form>
    </Section>
  );
}

const SESSIONS_KEY = ['sessions'] as const;

/** Programs and systems by what they call themselves, the more special first. */
const PROGRAMS: readonly (readonly [RegExp, string])[] = [
  [/Edg\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/Firefox\//, 'Firefox'],
  [/Chrome\//, 'Chrome'],
  [/Safari\//, 'Safari'],
];
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/iPhone|iPad/, 'iOS'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'macOS'],
  [/Linux/, 'Linux'],
];

/** `Chrome · macOS`; a program that nobody knows as it says itself, in short. */
function deviceOf(agent: string): string {
  const named = [PROGRAMS, SYSTEMS].flatMap(table => table.find(([pattern]) => pattern.test(agent))?.[1] ?? []);
  return named.length === 2 ? named.join(' · ') : agent.slice(0, 60);
}

function Sessions() {
  const text = useTexts(ACCOUNT);
  const { language } = useLanguage();
  const queries = useQueryClient();
  const sessions = useQuery({ queryKey: SESSIONS_KEY, queryFn: () => answerOf(client.GET('/manage/v1/sessions')) });
  const again = () => queries.invalidateQueries({ queryKey: SESSIONS_KEY });
  const end = useMutation({
    mutationFn: (id: number) => answerOf(client.DELETE('/manage/v1/sessions/{id}', { params: { path: { id } } })),
    onSuccess: again,
  });
  return (
    <Section title={text.sessions}>
      {sessions.isPending ? <Loading /> : null}
      {sessions.isError ? <Failed error={sessions.error} retry={() => void sessions.refetch()} /> : null}
      <ul className={styles['sessions']}>
        {sessions.data?.items.map(session => (
          <li key={session.id}>
            <div>
              <p title={session.agent}>{deviceOf(session.agent) || text.unknownDevice}</p>
              <p className="soft">
                {session.address} ·{' '}
                <time dateTime={new Date(session.seen_at).toISOString()} title={fullTime(session.seen_at, language)}>
                  {formatTime(session.seen_at, language)}
                </time>
              </p>
            </div>
            {session.current ? (
              <span className="soft">{text.thisDevice}</span>
            ) : (
              <Button
                look="bad"
                busy={end.isPending && end.variables === session.id}
                onClick={() => end.mutate(session.id)}
              >
                {text.endSession}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <Fault error={end.error} />
    </Section>
  );
}
