// Several channels at once: drained, enabled, or given another priority, weight and groups.

import { useState } from 'react';
import { useTexts } from '../../i18n/language.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { faultOf, Form, textOf } from '../../ui/form.tsx';
import { Fault } from '../../ui/states.tsx';
import { changeAll, switchAll, type Together, useChannelWork, useGroups } from './queries.ts';
import { CHANNELS, CHANNEL_FORM } from './strings.ts';
import styles from './channels.module.css';

interface BulkProps {
  readonly ids: readonly number[];
  clear(): void;
}

export function Bulk({ ids, clear }: BulkProps) {
  const text = useTexts(CHANNELS);
  const [changing, setChanging] = useState(false);
  const work = useChannelWork((on: boolean) => switchAll(ids, on), clear);
  return (
    <div className={styles['bulk']} role="region" aria-label={text.selected(ids.length)}>
      <strong role="status">{text.selected(ids.length)}</strong>
      <Button busy={work.isPending} onClick={() => work.mutate(false)}>
        {text.drain}
      </Button>
      <Button busy={work.isPending} onClick={() => work.mutate(true)}>
        {text.enable}
      </Button>
      <Button onClick={() => setChanging(true)}>{text.change}</Button>
      <Button look="bare" onClick={clear}>
        {text.clear}
      </Button>
      <Fault error={work.error} />
      {changing ? (
        <ChangeMany
          ids={ids}
          onDone={done => {
            setChanging(false);
            if (done) clear();
          }}
        />
      ) : null}
    </div>
  );
}

function ChangeMany({ ids, onDone }: { readonly ids: readonly number[]; onDone(done: boolean): void }) {
  const text = useTexts(CHANNELS);
  const form = useTexts(CHANNEL_FORM);
  const groups = useGroups();
  const change = useChannelWork(
    (fields: FormData) => changeAll(ids, readChange(fields)),
    () => onDone(true),
  );
  const names = groups.data?.items.map(group => group.name) ?? [];
  const choice = (name: string, label: string) => (
    <Field label={label} fault={faultOf(change.error, name)}>
      <select name={name}>
        <option value="">{text.leave}</option>
        {names.map(group => (
          <option key={group} value={group}>
            {group}
          </option>
        ))}
      </select>
    </Field>
  );
  return (
    <Dialog title={text.changeMany(ids.length)} onClose={() => onDone(false)}>
      <Form
        submit={text.apply}
        busy={change.isPending}
        error={change.error}
        beside={<Button onClick={() => onDone(false)}>{text.cancel}</Button>}
        onSubmit={fields => change.mutate(fields)}
      >
        <div className={styles['pair']}>
          <Field label={form.priority} help={text.leave} fault={faultOf(change.error, 'change.priority')}>
            <input name="priority" type="number" className="mono" />
          </Field>
          <Field label={form.weight} help={text.leave} fault={faultOf(change.error, 'change.weight')}>
            <input name="weight" type="number" min={0} className="mono" />
          </Field>
          <Field label={form.enabled}>
            <select name="enabled">
              <option value="">{text.leave}</option>
              <option value="on">{text.states.on}</option>
              <option value="off">{text.states.off}</option>
            </select>
          </Field>
          {choice('add', text.addGroup)}
          {choice('remove', text.removeGroup)}
        </div>
      </Form>
    </Dialog>
  );
}

function readChange(fields: FormData): Together {
  const [priority, weight, enabled, add, remove] = ['priority', 'weight', 'enabled', 'add', 'remove'].map(name =>
    textOf(fields, name),
  );
  return {
    ...(priority ? { priority: Number(priority) } : {}),
    ...(weight ? { weight: Number(weight) } : {}),
    ...(enabled ? { enabled: enabled === 'on' } : {}),
    ...(add ? { add_groups: [add] } : {}),
    ...(remove ? { remove_groups: [remove] } : {}),
  };
}
