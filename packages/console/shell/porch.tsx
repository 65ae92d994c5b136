// The frame of pages that visitors may see: the mark, the way in, language and theme.

import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useTexts } from '../i18n/language.tsx';
import { LanguageButton, Mark, ThemeButton } from './shell.tsx';
import { SHELL } from './strings.ts';
import styles from './porch.module.css';

export function Porch({ children }: { readonly children: ReactNode }) {
  const text = useTexts(SHELL);
  return (
    <>
      <header className={styles['bar']}>
        <Link href="/models" className={styles['mark']}>
          <Mark />
          {text.product}
        </Link>
        <LanguageButton />
        <ThemeButton />
        <Link href="/register" className={styles['way']}>
          {text.register}
        </Link>
        <Link href="/sign-in" className={styles['in']}>
          {text.signIn}
        </Link>
      </header>
      <main id="content" className={styles['content']}>
        {children}
      </main>
    </>
  );
}
