// The form of a channel: where it is, with which keys, under which names it serves whom; the rest folded away.

import { useState } from 'react';
import { useTexts } from '../../i18n/language.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { faultUnder, Form } from '../../ui/form.tsx';
import { Failed, Loading } from '../../ui/states.tsx';
import { authText, type KeptKey, modelsText, readForm, tableText } from './form-words.ts';
import { FormMore } from './form-more.tsx';
import {
  type Detail,
  type Kind,
  kindModels,
  saveChannel,
  useChannel,
  useChannelWork,
  useGroups,
  useKinds,
} from './queries.ts';
import { CHANNEL_FORM } from './strings.ts';
import styles from './channels.module.css';

interface FormProps {
  /** The channel to change; undefined makes one. */
  readonly id: number | undefined;
  onDone(made?: Detail): void;
}

export function ChannelForm({ id, onDone }: FormProps) {
  const text = useTexts(CHANNEL_FORM);
  return (
    <Dialog title={id === undefined ? text.create : text.edit} look="panel" onClose={() => onDone()}>
      {id === undefined ? <Fields detail={undefined} onDone={onDone} /> : <Known id={id} onDone={onDone} />}
    </Dialog>
  );
}

function Known({ id, onDone }: { readonly id: number; onDone: FormProps['onDone'] }) {
  const channel = useChannel(id);
  if (channel.isPending) return <Loading />;
  if (channel.isError) return <Failed error={channel.error} retry={() => void channel.refetch()} />;
  return <Fields detail={channel.data} onDone={onDone} />;
}

function Fields({ detail, onDone }: { readonly detail: Detail | undefined; onDone: FormProps['onDone'] }) {
  const text = useTexts(CHANNEL_FORM);
  const kinds = useKinds();
  const before = detail?.channel;
  const [provider, setProvider] = useState(before?.provider ?? 'openai');
  const [kept, setKept] = useState<readonly KeptKey[]>(
    () => before?.keys.map(({ id, hint, enabled }) => ({ id, hint, enabled: enabled !== false })) ?? [],
  );
  const save = useChannelWork(
    (form: FormData) => saveChannel(detail?.row.id, readForm(form, kept, before, text.badJson)),
    onDone,
  );
  const kind = kinds.data?.items.find(one => one.name === provider);
  const fault = (field: string) => faultUnder(save.error, field);
  return (
    <Form
      submit={detail === undefined ? text.create : text.save}
      busy={save.isPending}
      error={save.error}
      beside={<Button onClick={() => onDone()}>{text.cancel}</Button>}
      onSubmit={form => save.mutate(form)}
    >
      <div className={styles['pair']}>
        <Field label={text.name} fault={fault('name')}>
          <input name="name" defaultValue={before?.name ?? ''} maxLength={100} required autoFocus />
        </Field>
        <Field label={text.provider} fault={fault('provider')}>
          <select name="provider" value={provider} onChange={event => setProvider(event.target.value)}>
            {kinds.data?.items.map(one => (
              <option key={one.name} value={one.name}>
                {one.title}
              </option>
            ))}
          </select>
        </Field>
      </div>
      <Field
        label={text.address}
        help={kind === undefined || kind.base_url === '' ? text.addressNeeded : text.addressOwn(kind.base_url)}
        fault={fault('base_url')}
      >
        <input name="base_url" className="mono" inputMode="url" defaultValue={before?.base_url ?? ''} />
      </Field>
      <Details kind={kind} before={before} fault={fault} />
      <Keys kept={kept} change={setKept} fault={fault('keys')} />
      <Models provider={provider} before={before} fault={fault('models')} />
      <Groups chosen={before?.groups ?? ['default']} fault={fault('groups')} />
      <div className={styles['pair']}>
        <Field label={text.priority} help={text.priorityHelp} fault={fault('priority')}>
          <input name="priority" inputMode="numeric" className="mono" defaultValue={before?.priority ?? 0} />
        </Field>
        <Field label={text.weight} help={text.weightHelp} fault={fault('weight')}>
          <input name="weight" inputMode="numeric" className="mono" defaultValue={before?.weight ?? 1} />
        </Field>
        <label className={styles['check']}>
          <input type="checkbox" name="enabled" defaultChecked={before?.enabled ?? true} />
          {text.enabled}
        </label>
      </div>
      <FormMore before={before} kind={kind} fault={fault} />
    </Form>
  );
}

interface PartProps {
  readonly before: Detail['channel'] | undefined;
  fault(field: string): string | undefined;
}

const LINES = ['regions', 'paths'] as const;
const WORDS = ['region', 'project', 'account', 'api_version', 'scope'] as const;

/** What this kind of upstream must know beside its address. */
function Details({ kind, before, fault }: PartProps & { readonly kind: Kind | undefined }) {
  const text = useTexts(CHANNEL_FORM);
  const wanted = new Set(kind?.details);
  if (wanted.size === 0) return null;
  return (
    <div className={styles['pair']}>
      {WORDS.filter(name => wanted.has(name)).map(name => (
        <Field key={name} label={text.details[name]} fault={fault(name)}>
          <input name={name} className="mono" defaultValue={before?.[name] ?? ''} />
        </Field>
      ))}
      {wanted.has('auth') ? (
        <Field label={text.details.auth} help={text.authHelp} fault={fault('auth')}>
          <input name="auth" className="mono" defaultValue={authText(before?.auth)} />
        </Field>
      ) : null}
      {LINES.filter(name => wanted.has(name)).map(name => (
        <Field key={name} label={text.details[name]} help={text.tableHelp} fault={fault(name)}>
          <textarea name={name} rows={3} className="mono" defaultValue={tableText(before?.[name])} />
        </Field>
      ))}
    </div>
  );
}

interface KeysProps {
  readonly kept: readonly KeptKey[];
  readonly fault: string | undefined;
  change(kept: readonly KeptKey[]): void;
}

function Keys({ kept, change, fault }: KeysProps) {
  const text = useTexts(CHANNEL_FORM);
  return (
    <div className={styles['part']}>
      {kept.length === 0 ? null : (
        <ul className={styles['keys']} aria-label={text.keys}>
          {kept.map(key => (
            <li key={key.id}>
              <code>{`${key.id} ${key.hint}`}</code>
              <label className={styles['check']}>
                <input
                  type="checkbox"
                  checked={key.enabled}
                  onChange={event =>
                    change(kept.map(one => (one.id === key.id ? { ...one, enabled: event.target.checked } : one)))
                  }
                />
                {text.keyOn}
              </label>
              <IconButton
                icon="close"
                label={text.keyRemove(key.hint)}
                onClick={() => change(kept.filter(one => one.id !== key.id))}
              />
            </li>
          ))}
        </ul>
      )}
      <Field label={text.newKeys} help={text.newKeysHelp} fault={fault}>
        <textarea name="new_keys" rows={2} className="mono" autoComplete="off" spellCheck={false} />
      </Field>
    </div>
  );
}

function Models({
  provider,
  before,
  fault,
}: {
  readonly provider: string;
  readonly before: Detail['channel'] | undefined;
  readonly fault: string | undefined;
}) {
  const text = useTexts(CHANNEL_FORM);
  const [models, setModels] = useState(() => modelsText(before?.models ?? []));
  const fill = useChannelWork(
    () => kindModels(provider),
    ({ items }) =>
      setModels(now => [...new Set([...now.split('\n').filter(line => line.trim()), ...items])].join('\n')),
  );
  return (
    <div className={styles['part']}>
      <Field label={text.models} help={text.modelsHelp} fault={fault}>
        <textarea
          name="models"
          rows={5}
          className="mono"
          spellCheck={false}
          value={models}
          onChange={event => setModels(event.target.value)}
        />
      </Field>
      <div className={styles['acts']}>
        <Button busy={fill.isPending} onClick={() => fill.mutate(undefined)}>
          {text.fill}
        </Button>
        <Button onClick={() => setModels('*')}>*</Button>
      </div>
    </div>
  );
}

function Groups({ chosen, fault }: { readonly chosen: readonly string[]; readonly fault: string | undefined }) {
  const text = useTexts(CHANNEL_FORM);
  const groups = useGroups();
  const names = [...new Set([...(groups.data?.items.map(group => group.name) ?? []), ...chosen])];
  return (
    <fieldset className={styles['set']}>
      <legend>{text.groups}</legend>
      {names.map(name => (
        <label key={name} className={styles['check']}>
          <input type="checkbox" name="groups" value={name} defaultChecked={chosen.includes(name)} />
          {name}
        </label>
      ))}
      {fault === undefined ? null : (
        <p className={styles['bad']} role="alert">
          {fault}
        </p>
      )}
    </fieldset>
  );
}
