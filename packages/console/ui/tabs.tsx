// Tabs: one of a few parts is shown; arrow keys move between them, as everywhere.

import { type KeyboardEvent, type ReactNode, useId, useRef } from 'react';
import styles from './tabs.module.css';

interface TabsProps<Key extends string> {
  readonly label: string;
  readonly items: readonly { readonly key: Key; readonly title: string }[];
  readonly chosen: Key;
  readonly children: ReactNode;
  onChoose(key: Key): void;
}

export function Tabs<Key extends string>({ label, items, chosen, children, onChoose }: TabsProps<Key>) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const at = items.findIndex(item => item.key === chosen);
    const next = items[(at + step + items.length) % items.length];
    if (next === undefined) return;
    onChoose(next.key);
    list.current?.querySelector<HTMLElement>(`[data-key="${next.key}"]`)?.focus();
  };
  return (
    <>
      <div ref={list} role="tablist" aria-label={label} className={styles['list']} onKeyDown={move}>
        {items.map(({ key, title }) => (
          <button
            key={key}
            type="button"
            role="tab"
            id={`${id}-${key}`}
            data-key={key}
            aria-selected={key === chosen}
            aria-controls={`${id}-part`}
            tabIndex={key === chosen ? 0 : -1}
            className={styles['tab']}
            onClick={() => onChoose(key)}
          >
            {title}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-part`} aria-labelledby={`${id}-${chosen}`}>
        {children}
      </div>
    </>
  );
}
