// The command palette: Ctrl K or ⌘K, a few letters, Enter.

import { type KeyboardEvent, useEffect, useId, useState } from 'react';
import { useLocation } from 'wouter';
import { useTexts } from '../i18n/language.tsx';
import type { Page } from '../pages.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icon.tsx';
import { SHELL } from './strings.ts';
import styles from './palette.module.css';

export function Palette({ pages }: { readonly pages: readonly Page[] }) {
  const text = useTexts(SHELL);
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const listen = (event: globalThis.KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      setOpen(true);
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, []);
  return (
    <>
      <button type="button" className={styles['trigger']} onClick={() => setOpen(true)}>
        <Icon name="search" />
        {text.search}
      </button>
      {open ? (
        <Dialog title={text.search} quiet onClose={() => setOpen(false)}>
          <Choices pages={pages} done={() => setOpen(false)} />
        </Dialog>
      ) : null}
    </>
  );
}

function Choices({ pages, done }: { readonly pages: readonly Page[]; done(): void }) {
  const text = useTexts(SHELL);
  const id = useId();
  const [, go] = useLocation();
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState(0);
  const fitting = pages.filter(page => text.pages[page.name].toLowerCase().includes(typed.trim().toLowerCase()));
  const take = (page: Page | undefined) => {
    if (page === undefined) return;
    done();
    go(page.path);
  };
  const move = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') setChosen(Math.min(chosen + 1, fitting.length - 1));
    else if (event.key === 'ArrowUp') setChosen(Math.max(chosen - 1, 0));
    else if (event.key === 'Enter') take(fitting[chosen]);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <input
        className={styles['input']}
        role="combobox"
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-activedescendant={fitting[chosen] === undefined ? undefined : `${id}-${chosen}`}
        aria-label={text.search}
        value={typed}
        onChange={event => {
          setTyped(event.target.value);
          setChosen(0);
        }}
        onKeyDown={move}
      />
      <ul id={`${id}-list`} role="listbox" aria-label={text.navigation} className={styles['list']}>
        {fitting.map((page, index) => (
          <li
            key={page.path}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === chosen}
            onMouseEnter={() => setChosen(index)}
            onClick={() => take(page)}
          >
            <Icon name={page.icon} />
            {text.pages[page.name]}
          </li>
        ))}
      </ul>
      {fitting.length === 0 ? <p className={styles['nothing']}>{text.nothing}</p> : null}
    </>
  );
}
