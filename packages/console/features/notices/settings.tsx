// What the account is told of, and where: kinds, the threshold, places with a test each, and what came of the last notices.

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, client } from '../../api/client.ts';
import type { NoticeSettings as Settings } from '../../api/types.ts';
import { useLanguage, useTexts } from '../../i18n/language.tsx';
import { Moment } from '../../ui/amount.tsx';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy.tsx';
import { Field } from '../../ui/field.tsx';
import { faultOf, Form, textOf } from '../../ui/form.tsx';
import { Acts, Mark } from '../../ui/list.tsx';
import { Section } from '../../ui/page.tsx';
import { Failed, Fault, Loading } from '../../ui/states.tsx';
import { NOTICES } from './strings.ts';
import styles from './notices.module.css';

const SETTINGS_KEY = ['notices', 'settings'] as const;
type Kind = Settings['targets'][number]['kind'];

export function NoticeSettings() {
  const text = useTexts(NOTICES);
  const settings = useQuery({
    queryKey: SETTINGS_KEY,
    queryFn: () => answerOf(client.GET('/manage/v1/notices/settings')),
  });
  return (
    <Section title={text.title}>
      {settings.isPending ? <Loading /> : null}
      {settings.isError ? <Failed error={settings.error} retry={() => void settings.refetch()} /> : null}
      {settings.data === undefined ? null : (
        <>
          <Choices settings={settings.data} />
          <Targets settings={settings.data} />
          <Last />
        </>
      )}
    </Section>
  );
}

function Choices({ settings }: { readonly settings: Settings }) {
  const text = useTexts(NOTICES);
  const { language } = useLanguage();
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: (form: FormData) =>
      answerOf(
        client.PATCH('/manage/v1/notices/settings', {
          body: {
            language,
            threshold: textOf(form, 'threshold'),
            off: settings.choices.flatMap(({ type }) => (form.get(type) === null ? [type] : [])),
          },
        }),
      ),
    onSuccess: answer => queries.setQueryData(SETTINGS_KEY, answer),
  });
  return (
    <Form submit={text.save} busy={save.isPending} error={save.error} onSubmit={form => save.mutate(form)}>
      <fieldset className={styles['choices']}>
        <legend>{text.tellMe}</legend>
        {settings.choices.map(({ type, wanted }) => (
          <label key={type}>
            <input type="checkbox" name={type} defaultChecked={wanted} />
            {text.types[type] ?? type}
          </label>
        ))}
      </fieldset>
      <Field label={text.threshold} fault={faultOf(save.error, 'threshold')}>
        <input name="threshold" className="mono" inputMode="decimal" defaultValue={settings.threshold} />
      </Field>
      {save.isSuccess ? <p role="status">{text.saved}</p> : null}
    </Form>
  );
}

function Targets({ settings }: { readonly settings: Settings }) {
  const text = useTexts(NOTICES);
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: (id: string) =>
      answerOf(client.DELETE('/manage/v1/notices/targets/{id}', { params: { path: { id } } })),
    onSuccess: answer => queries.setQueryData(SETTINGS_KEY, answer),
  });
  const test = useMutation({
    mutationFn: (id: string) =>
      answerOf(client.POST('/manage/v1/notices/targets/{id}/test', { params: { path: { id } } })),
  });
  return (
    <>
      <h3>{text.places}</h3>
      {settings.targets.length === 0 ? <p className="soft">{text.noPlaces}</p> : null}
      <ul className={styles['targets']}>
        {settings.targets.map(target => (
          <li key={target.id}>
            <span>
              {text.kinds[target.kind]} · <code>{target.place}</code>
            </span>
            <Acts>
              <Button
                look="bare"
                busy={test.isPending && test.variables === target.id}
                onClick={() => test.mutate(target.id)}
              >
                {text.test}
              </Button>
              <Button look="bare" onClick={() => remove.mutate(target.id)}>
                {text.remove}
              </Button>
            </Acts>
          </li>
        ))}
      </ul>
      {test.data === undefined ? null : (
        <p role="status">
          <Mark tone={test.data.arrived ? 'good' : 'bad'}>{test.data.arrived ? text.arrived : text.notArrived}</Mark>{' '}
          {test.data.arrived ? '' : test.data.said}
        </p>
      )}
      <Fault error={test.error ?? remove.error} />
      <AddTarget mail={settings.mail} />
    </>
  );
}

/** The fields that each kind of place needs. */
const FIELDS: Readonly<Record<Kind, readonly ('url' | 'key' | 'token' | 'chat')[]>> = {
  email: [],
  webhook: ['url'],
  bark: ['url', 'key'],
  telegram: ['token', 'chat'],
};

function AddTarget({ mail }: { readonly mail: boolean }) {
  const text = useTexts(NOTICES);
  const queries = useQueryClient();
  const [kind, setKind] = useState<Kind>('email');
  const add = useMutation({
    mutationFn: (form: FormData) =>
      answerOf(
        client.POST('/manage/v1/notices/targets', {
          body: { kind, ...Object.fromEntries(FIELDS[kind].map(name => [name, textOf(form, name)])) },
        }),
      ),
    onSuccess: answer => queries.setQueryData(SETTINGS_KEY, answer.settings),
  });
  return (
    <details>
      <summary>{text.add}</summary>
      <div className={styles['inside']}>
        <Form submit={text.add} busy={add.isPending} error={add.error} onSubmit={form => add.mutate(form)}>
          <Field label={text.kind} {...(kind === 'email' && !mail ? { help: text.noMail } : {})}>
            <select
              value={kind}
              onChange={event => {
                const chosen = event.target.value;
                if (chosen === 'email' || chosen === 'webhook' || chosen === 'bark' || chosen === 'telegram')
                  setKind(chosen);
              }}
            >
              {Object.entries(text.kinds).map(([value, word]) => (
                <option key={value} value={value}>
                  {word}
                </option>
              ))}
            </select>
          </Field>
          {FIELDS[kind].map(name => (
            <Field key={`${kind} ${name}`} label={text.fields[name]} fault={faultOf(add.error, name)}>
              <input
                name={name}
                className="mono"
                autoComplete="off"
                spellCheck={false}
                defaultValue={kind === 'bark' && name === 'url' ? 'https://api.day.app' : ''}
              />
            </Field>
          ))}
        </Form>
        {add.data?.secret === undefined ? null : (
          <div role="status" className={styles['inside']}>
            <p>{text.secretOnce}</p>
            <code className={styles['secret']}>{add.data.secret}</code>
            <CopyButton text={add.data.secret} />
          </div>
        )}
      </div>
    </details>
  );
}

function Last() {
  const text = useTexts(NOTICES);
  const notices = useQuery({
    queryKey: ['notices', 'last'],
    queryFn: () => answerOf(client.GET('/manage/v1/notices')),
  });
  const rows = notices.data?.items.slice(0, 10) ?? [];
  if (rows.length === 0) return null;
  return (
    <>
      <h3>{text.last}</h3>
      <ul className={styles['targets']}>
        {rows.map(notice => (
          <li key={notice.id}>
            <span>
              <Moment at={notice.at} /> · {notice.title}
            </span>
            <span className="soft">
              {notice.deliveries
                .map(delivery => `${delivery.kind}: ${text.states[delivery.state] ?? delivery.state}`)
                .join(', ')}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
