// The head of a page: its title, also in the window's, and the acts that concern the whole page.

import { type ReactNode, useEffect } from 'react';
import styles from './page.module.css';

interface PageHeadProps {
  readonly title: string;
  /** What the page answers, in a sentence. */
  readonly lead?: string;
  readonly actions?: ReactNode;
}

export function PageHead({ title, lead, actions }: PageHeadProps) {
  useEffect(() => {
    document.title = `${title} · Turnpike`;
  }, [title]);
  return (
    <div className={styles['head']}>
      <div>
        <h1>{title}</h1>
        {lead === undefined ? null : <p className="soft">{lead}</p>}
      </div>
      {actions === undefined ? null : <div className={styles['actions']}>{actions}</div>}
    </div>
  );
}

/** A part of a page with its heading. */
export function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className={styles['section']}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}
