// The operator's tab of providers that people sign in with: what is declared with its line, everything else changed here.

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, client } from '../../api/client.ts';
import type { paths } from '../../api/schema.d.ts';
import { useTexts } from '../../i18n/language.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { faultOf, faultUnder, Form, textOf } from '../../ui/form.tsx';
import { useProven } from '../../ui/proven.tsx';
import { type Column } from '../../ui/table.tsx';
import { WAYS } from './ways-strings.ts';
import { listIn, Told, WayTab } from './ways.tsx';

type Provider =
  paths['/manage/v1/sign-in-providers']['get']['responses'][200]['content']['application/json']['items'][number];
type Kind = Provider['provider'];

const PROVIDERS_KEY = ['sign-in-providers'] as const;

export function SignInProviders({ mayWrite }: { readonly mayWrite: boolean }) {
  const text = useTexts(WAYS);
  const providers = useQuery({
    queryKey: PROVIDERS_KEY,
    queryFn: () => answerOf(client.GET('/manage/v1/sign-in-providers')),
  });
  const columns: readonly Column<Provider>[] = [
    { key: 'label', title: text.button, cell: row => row.label },
    {
      key: 'home',
      title: text.issuer,
      minor: true,
      cell: row => <code>{row.provider === 'oidc' ? row.issuer : row.site_url}</code>,
    },
    { key: 'told', title: text.told, minor: true, cell: row => <Told url={row.callback_url} /> },
  ];
  return (
    <WayTab
      query={providers}
      queryKey={PROVIDERS_KEY}
      mayWrite={mayWrite}
      lead={text.providersLead}
      caption={text.providers}
      columns={columns}
      empty={text.providersEmpty}
      addWord={text.addProvider}
      remove={name => answerOf(client.DELETE('/manage/v1/sign-in-providers/{name}', { params: { path: { name } } }))}
      edit={(row, onClose) => <Edit {...(row === undefined ? {} : { row })} onClose={onClose} />}
    />
  );
}

/** What a form says of a provider; the secret only where it was written. */
function wordsIn(form: FormData, kind: Kind) {
  const written = (name: string) => (textOf(form, name) === '' ? {} : { [name]: textOf(form, name) });
  const own = kind === 'oidc' ? ['issuer'] : ['site_url', 'api_url'];
  return {
    ...Object.assign({}, ...[...own, 'label', 'client_id', 'client_secret', 'scopes'].map(written)),
    domains: listIn(textOf(form, 'domains')),
  };
}

function Edit({ row, onClose }: { readonly row?: Provider; onClose(): void }) {
  const text = useTexts(WAYS);
  const [kind, setKind] = useState<Kind>(row?.provider ?? 'oidc');
  const save = useProven(
    (form: FormData) =>
      row === undefined
        ? answerOf(
            client.POST('/manage/v1/sign-in-providers', {
              body: { name: textOf(form, 'name'), provider: kind, ...wordsIn(form, kind) },
            }),
          )
        : answerOf(
            client.PATCH('/manage/v1/sign-in-providers/{name}', {
              params: { path: { name: row.name } },
              body: wordsIn(form, kind),
            }),
          ),
    { keys: [PROVIDERS_KEY], onDone: onClose },
  );
  const fault = (name: string) => faultUnder(save.error, name);
  return (
    <Dialog
      title={row === undefined ? text.addProvider : `${text.change} · ${row.name}`}
      look="panel"
      onClose={onClose}
    >
      <Form
        submit={row === undefined ? text.add : text.save}
        busy={save.busy}
        error={save.error}
        beside={
          <Button look="bare" onClick={onClose}>
            {text.cancel}
          </Button>
        }
        onSubmit={form => save.run(form)}
      >
        {row === undefined ? (
          <>
            <Field label={text.kind} fault={faultOf(save.error, 'provider')}>
              <select value={kind} onChange={event => setKind(event.target.value === 'github' ? 'github' : 'oidc')}>
                <option value="oidc">{text.kinds.oidc}</option>
                <option value="github">{text.kinds.github}</option>
              </select>
            </Field>
            <Field label={text.name} help={text.nameHelp} fault={fault('name')}>
              <input name="name" className="mono" autoComplete="off" spellCheck={false} required />
            </Field>
          </>
        ) : null}
        {kind === 'oidc' ? (
          <Field label={text.issuer} help={text.issuerHelp} fault={fault('issuer')}>
            <input name="issuer" type="url" className="mono" placeholder="https://" defaultValue={row?.issuer} />
          </Field>
        ) : null}
        <Field label={text.clientId} fault={fault('client_id')}>
          <input name="client_id" className="mono" autoComplete="off" defaultValue={row?.client_id} />
        </Field>
        <Field
          label={text.clientSecret}
          {...(row === undefined ? {} : { help: text.kept })}
          fault={fault('client_secret')}
        >
          <input name="client_secret" type="password" autoComplete="off" />
        </Field>
        <Field label={text.button} help={text.usual} fault={fault('label')}>
          <input name="label" maxLength={100} defaultValue={row?.label} />
        </Field>
        <Field label={text.scopes} help={text.usual} fault={fault('scopes')}>
          <input name="scopes" className="mono" defaultValue={row?.scopes} />
        </Field>
        <Field label={text.domains} help={text.domainsHelp} fault={fault('domains')}>
          <input name="domains" className="mono" defaultValue={row?.domains.join(', ')} />
        </Field>
        {kind === 'github' ? (
          <>
            <Field label={text.siteUrl} help={text.usual} fault={fault('site_url')}>
              <input name="site_url" type="url" className="mono" defaultValue={row?.site_url} />
            </Field>
            <Field label={text.apiUrl} help={text.usual} fault={fault('api_url')}>
              <input name="api_url" type="url" className="mono" defaultValue={row?.api_url} />
            </Field>
          </>
        ) : null}
      </Form>
      {save.question}
    </Dialog>
  );
}
