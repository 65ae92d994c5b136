// A labelled field of a form, with its help and what is wrong with it told beside it.

import { type ReactElement, cloneElement, useId } from 'react';
import styles from './field.module.css';

interface FieldProps {
  readonly label: string;
  readonly help?: string;
  /** What is wrong, or undefined. */
  readonly fault?: string | undefined;
  /** The one control inside: it gets its id and its descriptions here. */
  readonly children: ReactElement<Record<string, unknown>>;
}

export function Field({ label, help, fault, children }: FieldProps) {
  const id = useId();
  const described = [help === undefined ? '' : `${id}-help`, fault === undefined ? '' : `${id}-fault`].filter(Boolean);
  const control = cloneElement(children, {
    id,
    ...(described.length === 0 ? {} : { 'aria-describedby': described.join(' ') }),
    ...(fault === undefined ? {} : { 'aria-invalid': true }),
  });
  return (
    <div className={styles['field']}>
      <label htmlFor={id}>{label}</label>
      {control}
      {help === undefined ? null : (
        <p id={`${id}-help`} className={styles['help']}>
          {help}
        </p>
      )}
      {fault === undefined ? null : (
        <p id={`${id}-fault`} className={styles['fault']} role="alert">
          {fault}
        </p>
      )}
    </div>
  );
}
