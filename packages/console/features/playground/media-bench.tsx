// Orders of pictures, speech, transcripts, videos and music: fields, what was made, and the order as a program.

import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { USAGE_KEY, WALLET_KEY } from '../../api/queries.ts';
import type { Key } from '../../api/types.ts';
import { useTexts } from '../../i18n/language.tsx';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { chargeOf } from './charge.ts';
import { type CodeLanguage } from './code/chat-code.ts';
import { mediaCode, type Order } from './code/media-code.ts';
import { CodePanel } from './code-panel.tsx';
import { make } from './make.ts';
import { type Job, MadeList } from './made.tsx';
import { FIELDS, FILES, type OrderField, orderOf } from './orders.ts';
import { PLAYGROUND } from './strings.ts';
import styles from './playground.module.css';

interface MediaBenchProps {
  readonly medium: Order['medium'];
  readonly model: string;
  readonly chosen: Key;
  readonly fields: Readonly<Record<string, string>>;
  readonly language: CodeLanguage;
  onFields(fields: Readonly<Record<string, string>>): void;
  onLanguage(language: CodeLanguage): void;
}

export function MediaBench({ medium, model, chosen, fields, language, onFields, onLanguage }: MediaBenchProps) {
  const text = useTexts(PLAYGROUND);
  const queries = useQueryClient();
  const [file, setFile] = useState<File | undefined>();
  const [jobs, setJobs] = useState<readonly Job[]>([]);
  const [tried, setTried] = useState(false);
  const calling = useRef(new AbortController());
  const accept = FILES[medium];
  const order = orderOf(medium, model, fields, accept === undefined ? undefined : file?.name);
  const missing = FIELDS[medium].filter(
    field => field.required === true && (fields[field.name] ?? field.usual ?? '').trim() === '',
  );
  const fileMissing = medium === 'transcript' && file === undefined;
  const change = (id: number, changed: Partial<Job>) =>
    setJobs(now => now.map(job => (job.id === id ? { ...job, ...changed } : job)));

  const begin = async (): Promise<void> => {
    setTried(true);
    if (missing.length > 0 || fileMissing) return;
    const id = Date.now();
    const fresh: Job = {
      id,
      model,
      order,
      state: 'working',
      made: undefined,
      fault: undefined,
      totalMs: undefined,
      charge: undefined,
    };
    setJobs(now => [fresh, ...now]);
    const began = performance.now();
    try {
      const made = await make(order, accept === undefined ? undefined : file, chosen.id, calling.current.signal);
      change(id, { state: 'done', made, totalMs: performance.now() - began });
      if (made.taskId === undefined) change(id, { charge: await chargeOf(made.requestId) });
      await queries.invalidateQueries({ queryKey: USAGE_KEY });
      await queries.invalidateQueries({ queryKey: WALLET_KEY });
    } catch (fault) {
      change(id, { state: 'failed', fault, totalMs: performance.now() - began });
    }
  };

  return (
    <>
      <form
        className={styles['order']}
        noValidate
        onSubmit={event => {
          event.preventDefault();
          void begin();
        }}
      >
        {FIELDS[medium].map(field => (
          <OrderInput
            key={field.name}
            field={field}
            value={fields[field.name] ?? field.usual ?? ''}
            missing={tried && missing.includes(field)}
            onChange={value => onFields({ ...fields, [field.name]: value })}
          />
        ))}
        {accept === undefined ? null : (
          <Field
            label={medium === 'transcript' ? text.recording : text.source}
            fault={tried && fileMissing ? text.recordingNeeded : undefined}
          >
            <input type="file" accept={accept} onChange={event => setFile(event.target.files?.[0])} />
          </Field>
        )}
        <div>
          <Button look="signal" type="submit" busy={jobs[0]?.state === 'working'}>
            {text.make}
          </Button>
        </div>
      </form>
      <MadeList jobs={jobs} />
      <CodePanel
        chosen={chosen}
        language={language}
        programs={[{ name: model, write: (written, place) => mediaCode(written, order, place) }]}
        onLanguage={onLanguage}
      />
    </>
  );
}

interface OrderInputProps {
  readonly field: OrderField;
  readonly value: string;
  readonly missing: boolean;
  onChange(value: string): void;
}

function OrderInput({ field, value, missing, onChange }: OrderInputProps) {
  const text = useTexts(PLAYGROUND);
  const label = String(text[field.label]);
  if (field.kind === 'flag') {
    return (
      <label className={styles['flag']}>
        <input
          type="checkbox"
          name={field.name}
          checked={value === 'true'}
          onChange={event => onChange(String(event.target.checked))}
        />
        {label}
      </label>
    );
  }
  return (
    <Field label={label} fault={missing ? text.needed : undefined}>
      {field.kind === 'long' ? (
        <textarea name={field.name} rows={3} value={value} onChange={event => onChange(event.target.value)} />
      ) : field.kind === 'choice' ? (
        <select name={field.name} value={value} onChange={event => onChange(event.target.value)}>
          {(field.options ?? []).map(option => (
            <option key={option} value={option}>
              {option === '' ? text.usual : option}
            </option>
          ))}
        </select>
      ) : (
        <input
          name={field.name}
          inputMode={field.kind === 'number' ? 'numeric' : 'text'}
          value={value}
          onChange={event => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
