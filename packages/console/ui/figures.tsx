// A few figures side by side: the name small, the number large.

import type { ReactNode } from 'react';
import styles from './figures.module.css';

interface FiguresProps {
  readonly items: readonly { readonly name: string; readonly value: ReactNode; readonly note?: ReactNode }[];
}

export function Figures({ items }: FiguresProps) {
  return (
    <dl className={styles['figures']}>
      {items.map(item => (
        <div key={item.name}>
          <dt>{item.name}</dt>
          <dd>{item.value}</dd>
          {item.note === undefined ? null : <dd className={styles['note']}>{item.note}</dd>}
        </div>
      ))}
    </dl>
  );
}
