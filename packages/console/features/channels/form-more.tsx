// The folded parts of the channel's form: cost, limits, the road, and changes of requests.

import type { ReactNode } from 'react';
import { useTexts } from '../../i18n/language.tsx';
import { Field } from '../../ui/field.tsx';
import { KEY_ORDERS, tableText } from './form-words.ts';
import type { Detail, Kind } from './queries.ts';
import { CHANNEL_FORM } from './strings.ts';
import styles from './channels.module.css';

interface MoreProps {
  readonly before: Detail['channel'] | undefined;
  readonly kind: Kind | undefined;
  fault(field: string): string | undefined;
}

const jsonText = (value: unknown): string => (value === undefined ? '' : JSON.stringify(value, null, 2));

export function FormMore(props: MoreProps) {
  return (
    <>
      <Money {...props} />
      <Limits {...props} />
      <Road {...props} />
      <Changes {...props} />
    </>
  );
}

interface FoldProps {
  readonly title: string;
  /** Something inside is wrong: the fold opens. */
  readonly bad: boolean;
  readonly children: ReactNode;
}

function Fold({ title, bad, children }: FoldProps) {
  return (
    <details {...(bad ? { open: true } : {})}>
      <summary>{title}</summary>
      <div className={styles['more']}>{children}</div>
    </details>
  );
}

function Money({ before, fault }: MoreProps) {
  const text = useTexts(CHANNEL_FORM);
  return (
    <Fold title={text.money} bad={['cost', 'costs'].some(name => fault(name) !== undefined)}>
      <Field label={text.cost} help={text.costHelp} fault={fault('cost')}>
        <input name="cost" inputMode="decimal" className="mono" defaultValue={before?.cost ?? ''} />
      </Field>
      <Field label={text.costs} help={text.costsHelp} fault={fault('costs')}>
        <textarea name="costs" rows={4} className="mono" spellCheck={false} defaultValue={jsonText(before?.costs)} />
      </Field>
    </Fold>
  );
}

function Limits({ before, fault }: MoreProps) {
  const text = useTexts(CHANNEL_FORM);
  const fields = [
    ['limits.concurrency', text.concurrency, before?.limits?.concurrency],
    ['limits.wait_seconds', text.waiting, before?.limits?.wait_seconds],
    ['limits.requests_per_minute', text.requests, before?.limits?.requests_per_minute],
    ['limits.requests_per_day', text.requestsDay, before?.limits?.requests_per_day],
    ['limits.tokens_per_minute', text.tokens, before?.limits?.tokens_per_minute],
    ['limits.tokens_per_day', text.tokensDay, before?.limits?.tokens_per_day],
    ['limits.money_per_day', text.moneyDay, before?.limits?.money_per_day],
    ['timeouts.connect', text.connect, before?.timeouts?.['connect']],
    ['timeouts.first_byte', text.firstByte, before?.timeouts?.['first_byte']],
    ['timeouts.idle', text.idle, before?.timeouts?.['idle']],
  ] as const;
  return (
    <Fold title={text.limits} bad={['limits', 'timeouts'].some(name => fault(name) !== undefined)}>
      <div className={styles['pair']}>
        {fields.map(([name, label, value]) => (
          <Field key={name} label={label} fault={fault(name)}>
            <input name={name} inputMode="decimal" className="mono" defaultValue={value ?? ''} />
          </Field>
        ))}
      </div>
    </Fold>
  );
}

function Road({ before, kind, fault }: MoreProps) {
  const text = useTexts(CHANNEL_FORM);
  const spoken = before?.speaks ?? kind?.speaks ?? [];
  return (
    <Fold title={text.road} bad={['speaks', 'proxy', 'key_order'].some(name => fault(name) !== undefined)}>
      {kind === undefined || kind.may_speak.length < 2 ? null : (
        <fieldset className={styles['set']} key={kind.name}>
          <legend>{text.speaks}</legend>
          {kind.may_speak.map(protocol => (
            <label key={protocol} className={styles['check']}>
              <input type="checkbox" name="speaks" value={protocol} defaultChecked={spoken.includes(protocol)} />
              {protocol}
            </label>
          ))}
        </fieldset>
      )}
      <Field label={text.tag} help={text.tagHelp} fault={fault('tag')}>
        <input name="tag" maxLength={100} defaultValue={before?.tag ?? ''} />
      </Field>
      <Field label={text.proxy} help={text.proxyHelp} fault={fault('proxy')}>
        <input name="proxy" className="mono" defaultValue={before?.proxy ?? ''} />
      </Field>
      <Field label={text.keyOrder} fault={fault('key_order')}>
        <select name="key_order" defaultValue={before?.key_order ?? 'random'}>
          {KEY_ORDERS.map(order => (
            <option key={order} value={order}>
              {text.keyOrders[order]}
            </option>
          ))}
        </select>
      </Field>
      <label className={styles['check']}>
        <input type="checkbox" name="pass_through" defaultChecked={before?.pass_through ?? false} />
        {text.passThrough}
      </label>
      <label className={styles['check']}>
        <input type="checkbox" name="strict_translation" defaultChecked={before?.strict_translation ?? false} />
        {text.strict}
      </label>
    </Fold>
  );
}

function Changes({ before, fault }: MoreProps) {
  const text = useTexts(CHANNEL_FORM);
  const area = (name: string, label: string, help: string, value: string) => (
    <Field label={label} help={help} fault={fault(name)}>
      <textarea name={name} rows={3} className="mono" spellCheck={false} defaultValue={value} />
    </Field>
  );
  return (
    <Fold
      title={text.changes}
      bad={['system_prompt', 'headers', 'parameters', 'status'].some(name => fault(name) !== undefined)}
    >
      <Field label={text.system} fault={fault('system_prompt')}>
        <textarea name="system_prompt" rows={3} defaultValue={before?.system_prompt?.text ?? ''} />
      </Field>
      <Field label={text.systemMode}>
        <select name="system_mode" defaultValue={before?.system_prompt?.mode ?? 'default'}>
          {(['default', 'prepend', 'replace'] as const).map(mode => (
            <option key={mode} value={mode}>
              {text.systemModes[mode]}
            </option>
          ))}
        </select>
      </Field>
      {area('headers.set', text.setHeaders, text.setHelp, tableText(before?.headers?.set))}
      {area('headers.drop', text.dropHeaders, text.listHelp, before?.headers?.drop?.join('\n') ?? '')}
      {area('headers.pass', text.passHeaders, text.listHelp, before?.headers?.pass?.join('\n') ?? '')}
      {area('parameters', text.parameters, text.parametersHelp, jsonText(before?.parameters))}
      {area('status', text.statuses, text.statusesHelp, tableText(before?.status))}
    </Fold>
  );
}
