// A dialog on the browser's own element: it traps focus, gives it back, and closes with Escape or beside it.

import { type MouseEvent, type ReactNode, useEffect, useId, useRef } from 'react';
import { texts, useTexts } from '../i18n/language.tsx';
import { IconButton } from './button.tsx';
import styles from './dialog.module.css';

const TEXTS = texts({ close: 'Close' }, { close: '关闭' });

interface DialogProps {
  readonly title: string;
  /** Whether the title is only said, not shown. */
  readonly quiet?: boolean;
  /** A panel at the side, for details beside a table; a box in the middle by default. */
  readonly look?: 'box' | 'panel';
  readonly children: ReactNode;
  onClose(): void;
}

/** Shown as long as it is rendered. */
export function Dialog({ title, quiet = false, look = 'box', children, onClose }: DialogProps) {
  const text = useTexts(TEXTS);
  const id = useId();
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = element.current;
    dialog?.showModal();
    // The first thing to fill in, not the button that closes.
    dialog?.querySelector<HTMLElement>('input, select, textarea')?.focus();
    return () => dialog?.close();
  }, []);
  const closeBeside = (event: MouseEvent) => {
    if (event.target === element.current) onClose();
  };
  return (
    <dialog
      ref={element}
      className={`${styles['dialog']} ${styles[look]}`}
      aria-labelledby={id}
      onClick={closeBeside}
      onCancel={event => {
        event.preventDefault();
        onClose();
      }}
    >
      <div className={styles['inside']}>
        {quiet ? (
          <h2 id={id} className="hidden-text">
            {title}
          </h2>
        ) : (
          <div className={styles['head']}>
            <h2 id={id}>{title}</h2>
            <IconButton icon="close" label={text.close} onClick={onClose} />
          </div>
        )}
        {children}
      </div>
    </dialog>
  );
}
