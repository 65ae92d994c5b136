// The form of a key: made anew, or changed.

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { answerOf, client } from '../../api/client.ts';
import { KEYS_KEY, useModels, useOrganisations } from '../../api/queries.ts';
import type { Key } from '../../api/types.ts';
import { useTexts } from '../../i18n/language.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { faultOf, Form, textOf } from '../../ui/form.tsx';
import { KEYS } from './strings.ts';
import styles from './keys.module.css';

interface KeyFormProps {
  /** The key to change; undefined makes one. */
  readonly row: Key | undefined;
  onDone(made?: { key: Key; secret: string }): void;
}

function lines(text: string): string[] | null {
  const list = text
    .split(/[\n,]/)
    .map(part => part.trim())
    .filter(part => part !== '');
  return list.length === 0 ? null : list;
}

/** What the form says, as the gateway takes it. */
function readForm(form: FormData, row: Key | undefined) {
  const [budget, monthly, requests, expires] = ['budget', 'monthly', 'requests', 'expires'].map(name =>
    textOf(form, name),
  );
  const others = (row?.budgets ?? []).filter(one => one.period !== 'month' || one.scope !== 'all');
  return {
    name: textOf(form, 'name'),
    group: textOf(form, 'group') || null,
    budget: budget || null,
    budgets: monthly
      ? [...others, { period: 'month' as const, scope: 'all' as const, name: '', amount: monthly }]
      : others,
    models: lines(textOf(form, 'models')),
    addresses: lines(textOf(form, 'addresses')),
    expires_at: expires ? new Date(expires).getTime() : null,
    cache: form.get('cache') !== null,
    limits: { ...unshown(row), ...(requests ? { requests_per_minute: Number(requests) } : {}) },
  };
}

/** The limits that this form does not show: they stay as they are. */
function unshown(row: Key | undefined): Key['limits'] {
  const { requests_per_minute: _shown, ...rest } = row?.limits ?? {};
  return rest;
}

const monthlyOf = (row: Key | undefined): string =>
  row?.budgets.find(budget => budget.period === 'month' && budget.scope === 'all')?.amount ?? '';

export function KeyForm({ row, onDone }: KeyFormProps) {
  const text = useTexts(KEYS);
  const queries = useQueryClient();
  const models = useModels();
  const organisations = useOrganisations();
  const payers = organisations.data?.items.filter(one => one.enabled) ?? [];
  const save = useMutation({
    async mutationFn(form: FormData) {
      const body = readForm(form, row);
      const payer = textOf(form, 'organisation_id');
      const paid = payer === '' ? {} : { organisation_id: Number(payer) };
      if (row === undefined) return answerOf(client.POST('/manage/v1/keys', { body: { ...body, ...paid } }));
      await answerOf(client.PATCH('/manage/v1/keys/{id}', { params: { path: { id: row.id } }, body }));
      return undefined;
    },
    async onSuccess(made) {
      await queries.invalidateQueries({ queryKey: KEYS_KEY });
      onDone(made);
    },
  });
  const fault = (name: string) => faultOf(save.error, name);
  return (
    <Dialog title={row === undefined ? text.create : `${text.edit} · ${row.name}`} onClose={() => onDone()}>
      <Form
        submit={row === undefined ? text.create : text.save}
        busy={save.isPending}
        error={save.error}
        beside={<Button onClick={() => onDone()}>{text.cancel}</Button>}
        onSubmit={form => save.mutate(form)}
      >
        <Field label={text.name} fault={fault('name')}>
          <input name="name" defaultValue={row?.name ?? ''} maxLength={100} autoFocus required />
        </Field>
        <Field label={text.group} fault={fault('group')}>
          <select name="group" defaultValue={row?.group ?? ''} key={models.data?.groups.length ?? 0}>
            <option value="">{text.accountGroup}</option>
            {models.data?.groups.map(group => (
              <option key={group.name} value={group.name}>
                {`${group.name} ×${group.multiplier}${group.description === '' ? '' : ` · ${group.description}`}`}
              </option>
            ))}
          </select>
        </Field>
        {row === undefined && payers.length > 0 ? (
          <Field label={text.payer} help={text.payerHelp} fault={fault('organisation_id')}>
            <select name="organisation_id">
              <option value="">{text.paysSelf}</option>
              {payers.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          </Field>
        ) : null}
        <div className={styles['pair']}>
          <Field label={text.budget} help={text.budgetHelp} fault={fault('budget')}>
            <input name="budget" inputMode="decimal" className="mono" defaultValue={row?.budget ?? ''} />
          </Field>
          <Field label={text.monthly} fault={fault('budgets.0.amount')}>
            <input name="monthly" inputMode="decimal" className="mono" defaultValue={monthlyOf(row)} />
          </Field>
        </div>
        <details>
          <summary>{text.limits}</summary>
          <div className={styles['more']}>
            <Field label={text.requests} fault={fault('limits.requests_per_minute')}>
              <input
                name="requests"
                inputMode="numeric"
                className="mono"
                defaultValue={row?.limits.requests_per_minute ?? ''}
              />
            </Field>
            <Field label={text.expires} fault={fault('expires_at')}>
              <input name="expires" type="datetime-local" defaultValue={localTime(row?.expires_at ?? null)} />
            </Field>
            <Field label={text.models} help={text.modelsHelp} fault={fault('models')}>
              <textarea name="models" rows={3} className="mono" defaultValue={row?.models?.join('\n') ?? ''} />
            </Field>
            <Field label={text.addresses} help={text.addressesHelp} fault={fault('addresses')}>
              <textarea name="addresses" rows={2} className="mono" defaultValue={row?.addresses?.join('\n') ?? ''} />
            </Field>
            <label className={styles['check']}>
              <input name="cache" type="checkbox" defaultChecked={row?.cache ?? false} />
              <span>
                {text.cache}
                <span className={styles['aside']}>{text.cacheHelp}</span>
              </span>
            </label>
          </div>
        </details>
      </Form>
    </Dialog>
  );
}

/** A moment as the browser's own field writes it: local, without a zone. */
function localTime(at: number | null): string {
  if (at === null) return '';
  const shifted = new Date(at - new Date(at).getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}
