// A form that keeps what was typed, waits while it is sent, and says what went wrong at its end.

import { type FormEvent, type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import { ApiError } from '../api/client.ts';
import { Button } from './button.tsx';
import { Fault } from './states.tsx';
import styles from './form.module.css';

interface FormProps {
  readonly submit: string;
  readonly busy: boolean;
  readonly error: unknown;
  /** Beside the button that sends. */
  readonly beside?: ReactNode;
  readonly children: ReactNode;
  onSubmit(form: FormData): void;
}

export function Form({ submit, busy, error, beside, children, onSubmit }: FormProps) {
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    onSubmit(new FormData(event.currentTarget));
  };
  const { form, placed } = usePlaced(error);
  return (
    <form ref={form} className={styles['form']} onSubmit={send} noValidate>
      {children}
      {placed ? null : <Fault error={error} />}
      <div className={styles['foot']}>
        <Button look="signal" type="submit" busy={busy}>
          {submit}
        </Button>
        {beside}
      </div>
    </form>
  );
}

/**
 * Whether a field of the form shows the fault: then one goes on there. What names a field that the form does not have is
 * told at its end.
 */
export function usePlaced(error: unknown) {
  const form = useRef<HTMLFormElement>(null);
  const [placed, setPlaced] = useState(false);
  const isOfField = error instanceof ApiError && error.param !== undefined;
  useLayoutEffect(() => {
    const field = isOfField ? form.current?.querySelector<HTMLElement>('[aria-invalid=true]') : null;
    field?.focus();
    setPlaced(field != null);
  }, [error, isOfField]);
  return { form, placed };
}

/** What is wrong with a field, as the gateway says. */
export function faultOf(error: unknown, field: string): string | undefined {
  if (!(error instanceof ApiError)) return undefined;
  const named = error.fields.find(fault => fault.path === field)?.message;
  if (named !== undefined || error.param !== field) return named;
  // The field stands beside it: its name need not be said again.
  return error.message.startsWith(`${field}: `) ? error.message.slice(field.length + 2) : error.message;
}

/** What is wrong with a field, or with a part of it: `keys` is at fault where `keys.0.cost` is. */
export function faultUnder(error: unknown, field: string): string | undefined {
  const own = faultOf(error, field);
  if (own !== undefined || !(error instanceof ApiError)) return own;
  const part = error.fields.find(fault => fault.path.startsWith(`${field}.`));
  if (part !== undefined) return `${part.path.slice(field.length + 1)}: ${part.message}`;
  return error.param?.startsWith(`${field}.`) === true ? error.message : undefined;
}

/** A text of a form, without blanks around it. */
export function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value.trim() : '';
}
