// Samples in a dialog: kept under a name, opened again, removed.

import { useState } from 'react';
import { useTexts } from '../../i18n/language.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { Form, textOf } from '../../ui/form.tsx';
import { dropSample, keepSample, type Sample, storedSamples } from './samples.ts';
import { PLAYGROUND } from './strings.ts';
import styles from './playground.module.css';

interface SampleListProps {
  /** What would be kept now. */
  readonly now: Omit<Sample, 'name'>;
  onOpen(sample: Sample): void;
  onClose(): void;
}

export function SampleList({ now, onOpen, onClose }: SampleListProps) {
  const text = useTexts(PLAYGROUND);
  const [samples, setSamples] = useState(storedSamples);
  const keep = (form: FormData) => {
    const name = textOf(form, 'sample') || new Date().toLocaleString();
    setSamples(keepSample({ ...now, name: name.slice(0, 100) }));
  };
  return (
    <Dialog title={text.samples} onClose={onClose}>
      <Form submit={text.keep} busy={false} error={null} onSubmit={keep}>
        <Field label={text.sampleName}>
          <input name="sample" maxLength={100} autoComplete="off" />
        </Field>
      </Form>
      {samples.length === 0 ? <p className="soft">{text.noSamples}</p> : null}
      <ul className={styles['samples']}>
        {samples.map(sample => (
          <li key={sample.name}>
            <span>{sample.name}</span>
            <span className={styles['acts']}>
              <Button onClick={() => onOpen(sample)}>{text.open}</Button>
              <Button look="bare" onClick={() => setSamples(dropSample(sample.name))}>
                {text.drop}
              </Button>
            </span>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
