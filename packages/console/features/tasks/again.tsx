// A task once more: what was asked as JSON, to be changed, sent to the same path as a new task.

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useKeys } from '../../api/queries.ts';
import { jsonBody, relay } from '../../api/relay.ts';
import { useTexts } from '../../i18n/language.tsx';
import { Field } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { type Task, TASKS_KEY } from './live.ts';
import { TASKS } from './strings.ts';

/** How media that were sent along stand in what was kept. */
const MEDIA = /\[\d+ characters of media\]/;

export function Again({ task, onClose }: { readonly task: Task; onClose(): void }) {
  const text = useTexts(TASKS);
  const queries = useQueryClient();
  const keys = useKeys();
  const [body, setBody] = useState(() => JSON.stringify(task.parameters, null, 2));
  const [fault, setFault] = useState<string | undefined>();
  const usable = keys.data?.items.filter(key => key.enabled) ?? [];
  const [keyId, setKeyId] = useState(task.key_id);
  const payer = usable.find(key => key.id === keyId) ?? usable[0];
  const run = useMutation({
    mutationFn: (value: object) => relay(task.path, payer?.id ?? 0, jsonBody(value)),
    async onSuccess() {
      onClose();
      await queries.invalidateQueries({ queryKey: [...TASKS_KEY, 'list'] });
    },
  });
  const send = () => {
    const value = objectIn(body);
    setFault(value === undefined ? text.notJson : undefined);
    if (value !== undefined) run.mutate(value);
  };
  return (
    <Form submit={text.run} busy={run.isPending} error={run.error} onSubmit={send}>
      <p className="soft">{text.againLead(task.path)}</p>
      {MEDIA.test(body) ? <p>{text.mediaGone}</p> : null}
      <Field label={text.parameters} fault={fault}>
        <textarea
          name="body"
          rows={Math.min(Math.max(body.split('\n').length, 6), 20)}
          value={body}
          spellCheck={false}
          onChange={event => setBody(event.target.value)}
        />
      </Field>
      <Field label={text.payer}>
        <select value={payer?.id ?? ''} onChange={event => setKeyId(Number(event.target.value))}>
          {usable.map(key => (
            <option key={key.id} value={key.id}>
              {key.name}
            </option>
          ))}
        </select>
      </Field>
    </Form>
  );
}

function objectIn(body: string): object | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
