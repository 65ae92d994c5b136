// The frame of the ways in: one narrow column, and what happens once somebody is in.

import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useEffect } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import { type Me, ME_KEY } from '../../api/me.ts';
import { useLanguage, useTexts } from '../../i18n/language.tsx';
import { Mark } from '../../shell/shell.tsx';
import { SHELL } from '../../shell/strings.ts';
import { Button } from '../../ui/button.tsx';
import { usePlaced } from '../../ui/form.tsx';
import { Fault } from '../../ui/states.tsx';
import styles from './door.module.css';

interface DoorProps {
  readonly title: string;
  readonly lead?: string;
  readonly submit: string;
  readonly busy: boolean;
  readonly error: unknown;
  /** After the button that sends: other ways to the same end. */
  readonly after?: ReactNode;
  readonly below?: ReactNode;
  readonly children: ReactNode;
  onSubmit(form: FormData): void;
}

export function Door({ title, lead, submit, busy, error, after, below, children, onSubmit }: DoorProps) {
  const shell = useTexts(SHELL);
  const { language, choose } = useLanguage();
  useEffect(() => {
    document.title = `${title} · Turnpike`;
  }, [title]);
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    onSubmit(new FormData(event.currentTarget));
  };
  const { form, placed } = usePlaced(error);
  return (
    <main className={styles['door']}>
      <form ref={form} onSubmit={send} className={styles['form']} noValidate>
        <p className={styles['mark']}>
          <Mark />
          {shell.product}
        </p>
        <h1>{title}</h1>
        {lead === undefined ? null : <p className="soft">{lead}</p>}
        {children}
        {placed ? null : <Fault error={error} />}
        <Button look="signal" type="submit" busy={busy}>
          {submit}
        </Button>
        {after}
        <div className={styles['below']}>
          {below}
          <Button look="bare" onClick={() => choose(language === 'en' ? 'zh' : 'en')}>
            {shell.language}
          </Button>
        </div>
      </form>
    </main>
  );
}

/** Goes where the visitor wanted to be, now that the account is known. */
export function useEnter(): (account: Me) => void {
  const queries = useQueryClient();
  const [, go] = useLocation();
  const [search] = useSearchParams();
  return account => {
    queries.setQueryData(ME_KEY, account);
    const next = search.get('next') ?? '/';
    // Only a path of the console: an address from outside must not lead elsewhere.
    go(/^\/(?!\/)/.test(next) ? next : '/', { replace: true });
  };
}
