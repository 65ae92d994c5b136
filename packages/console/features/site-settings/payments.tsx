// The operator's tab of payment gateways: what is declared with its line, everything else made, changed and removed here.

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, client } from '../../api/client.ts';
import type { paths } from '../../api/schema.d.ts';
import { useTexts } from '../../i18n/language.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { faultOf, faultUnder, Form, textOf } from '../../ui/form.tsx';
import { Mark } from '../../ui/list.tsx';
import { useProven } from '../../ui/proven.tsx';
import { type Column } from '../../ui/table.tsx';
import { WAYS } from './ways-strings.ts';
import { listIn, Told, WayTab } from './ways.tsx';
import styles from './settings.module.css';

type Gateway =
  paths['/manage/v1/payments/gateways']['get']['responses'][200]['content']['application/json']['items'][number];
type Kind = Gateway['provider'];

const GATEWAYS_KEY = ['payment-gateways'] as const;
const KINDS = ['stripe', 'epay', 'epay_rsa'] as const;

export function Payments({ mayWrite }: { readonly mayWrite: boolean }) {
  const text = useTexts(WAYS);
  const gateways = useQuery({
    queryKey: GATEWAYS_KEY,
    queryFn: () => answerOf(client.GET('/manage/v1/payments/gateways')),
  });
  const columns: readonly Column<Gateway>[] = [
    {
      key: 'state',
      title: text.state,
      cell: row => (
        <>
          <Mark tone={row.enabled ? 'good' : 'off'}>{row.enabled ? text.on : text.off}</Mark>
          {row.open_orders ? <span className="soft"> · {text.waiting}</span> : null}
        </>
      ),
    },
    {
      key: 'rate',
      title: text.rate,
      end: true,
      minor: true,
      cell: row => (
        <span className="mono">
          {row.rate} {row.currency.toUpperCase()}
        </span>
      ),
    },
    { key: 'told', title: text.told, minor: true, cell: row => <Told url={row.notify_url} /> },
  ];
  return (
    <WayTab
      query={gateways}
      queryKey={GATEWAYS_KEY}
      mayWrite={mayWrite}
      lead={text.paymentsLead}
      caption={text.payments}
      columns={columns}
      empty={text.paymentsEmpty}
      addWord={text.addPayment}
      remove={name => answerOf(client.DELETE('/manage/v1/payments/gateways/{name}', { params: { path: { name } } }))}
      edit={(row, onClose) => <Edit {...(row === undefined ? {} : { row })} onClose={onClose} />}
    />
  );
}

/** What a form says of a gateway; secrets only where they were written. */
function wordsIn(form: FormData, kind: Kind) {
  const word = (name: string) => textOf(form, name);
  const written = (name: string) => (word(name) === '' ? {} : { [name]: word(name) });
  const common = {
    enabled: form.get('enabled') !== null,
    label: word('label'),
    ...written('rate'),
    ...written('tolerance'),
    ...written('base_url'),
  };
  if (kind === 'stripe') {
    const secrets = word('webhook_secrets').split(/\s+/).filter(Boolean);
    return {
      ...common,
      ...written('currency'),
      ...written('secret_key'),
      ...(secrets.length === 0 ? {} : { webhook_secrets: secrets }),
    };
  }
  const epay = { ...common, ...written('pid'), methods: listIn(word('methods')) };
  if (kind === 'epay') return { ...epay, sign: word('sign'), ...written('key') };
  return { ...epay, ...written('private_key'), ...written('platform_key') };
}

function Edit({ row, onClose }: { readonly row?: Gateway; onClose(): void }) {
  const text = useTexts(WAYS);
  const [kind, setKind] = useState<Kind>(row?.provider ?? 'stripe');
  const save = useProven(
    (form: FormData) =>
      row === undefined
        ? answerOf(
            client.POST('/manage/v1/payments/gateways', {
              body: { name: textOf(form, 'name'), provider: kind, ...wordsIn(form, kind) },
            }),
          )
        : answerOf(
            client.PATCH('/manage/v1/payments/gateways/{name}', {
              params: { path: { name: row.name } },
              body: wordsIn(form, kind),
            }),
          ),
    { keys: [GATEWAYS_KEY], onDone: onClose },
  );
  const fault = (name: string) => faultUnder(save.error, name);
  const kept = row === undefined ? {} : { help: text.kept };
  return (
    <Dialog title={row === undefined ? text.addPayment : `${text.change} · ${row.name}`} look="panel" onClose={onClose}>
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
              <select
                value={kind}
                onChange={event => setKind(KINDS.find(one => one === event.target.value) ?? 'stripe')}
              >
                {KINDS.map(one => (
                  <option key={one} value={one}>
                    {text.kinds[one]}
                  </option>
                ))}
              </select>
            </Field>
            <Field label={text.name} help={text.nameHelp} fault={fault('name')}>
              <input name="name" className="mono" autoComplete="off" spellCheck={false} required />
            </Field>
          </>
        ) : null}
        {kind === 'stripe' ? (
          <>
            <Field label={text.secretKey} {...kept} fault={fault('secret_key')}>
              <input name="secret_key" type="password" autoComplete="off" />
            </Field>
            <Field
              label={text.webhookSecret}
              help={row === undefined ? text.webhookHelp : `${text.webhookHelp} ${text.kept}`}
              fault={fault('webhook_secrets') ?? fault('webhook_secret')}
            >
              <textarea name="webhook_secrets" className="mono" rows={2} autoComplete="off" spellCheck={false} />
            </Field>
            <Field label={text.currency} fault={fault('currency')}>
              <input name="currency" className="mono" maxLength={3} defaultValue={row?.currency ?? 'usd'} />
            </Field>
          </>
        ) : (
          <>
            <Field label={text.baseUrl} fault={fault('base_url')}>
              <input name="base_url" type="url" className="mono" placeholder="https://" defaultValue={row?.base_url} />
            </Field>
            <Field label={text.pid} fault={fault('pid')}>
              <input name="pid" className="mono" defaultValue={row?.pid} />
            </Field>
          </>
        )}
        {kind === 'epay' ? (
          <>
            <Field label={text.key} {...kept} fault={fault('key')}>
              <input name="key" type="password" autoComplete="off" />
            </Field>
            <Field label={text.sign} fault={fault('sign')}>
              <select name="sign" defaultValue={row?.sign ?? 'plain'}>
                {Object.entries(text.signs).map(([value, word]) => (
                  <option key={value} value={value}>
                    {word}
                  </option>
                ))}
              </select>
            </Field>
          </>
        ) : null}
        {kind === 'epay_rsa' ? (
          <>
            <Field label={text.privateKey} {...kept} fault={fault('private_key')}>
              <textarea name="private_key" className="mono" rows={4} autoComplete="off" spellCheck={false} />
            </Field>
            <Field label={text.platformKey} {...kept} fault={fault('platform_key')}>
              <textarea name="platform_key" className="mono" rows={4} autoComplete="off" spellCheck={false} />
            </Field>
          </>
        ) : null}
        {kind === 'stripe' ? null : (
          <Field label={text.methods} help={text.methodsHelp} fault={fault('methods')}>
            <input name="methods" className="mono" defaultValue={row?.methods.join(', ') ?? 'alipay, wxpay'} />
          </Field>
        )}
        <Field label={text.rate} help={text.rateHelp} fault={fault('rate')}>
          <input
            name="rate"
            className="mono"
            inputMode="decimal"
            defaultValue={row?.rate ?? (kind === 'stripe' ? '1' : '')}
          />
        </Field>
        <Field label={text.tolerance} help={text.toleranceHelp} fault={fault('tolerance')}>
          <input name="tolerance" className="mono" inputMode="decimal" defaultValue={row?.tolerance} />
        </Field>
        <Field label={text.label} help={text.labelHelp} fault={fault('label')}>
          <input name="label" defaultValue={row?.label} maxLength={100} />
        </Field>
        <label className={styles['check']}>
          <input type="checkbox" name="enabled" defaultChecked={row?.enabled ?? true} />
          {text.enabled}
        </label>
      </Form>
      {save.question}
    </Dialog>
  );
}
