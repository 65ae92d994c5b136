// The frame of every page: navigation at the side (below on a phone), and the bar with search, language, theme, account.

import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { type Me, useSignOut } from '../api/me.ts';
import { useWallet } from '../api/queries.ts';
import { useLanguage, useTexts } from '../i18n/language.tsx';
import type { Page } from '../pages.tsx';
import { Money } from '../ui/amount.tsx';
import { IconButton } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Announcements } from '../features/notices/banner.tsx';
import { Palette } from './palette.tsx';
import { SHELL } from './strings.ts';
import { applyTheme, storedTheme, THEMES } from './theme.ts';
import styles from './shell.module.css';

interface ShellProps {
  readonly account: Me;
  readonly pages: readonly Page[];
  readonly children: ReactNode;
}

export function Shell({ account, pages, children }: ShellProps) {
  const text = useTexts(SHELL);
  return (
    <div className={styles['shell']}>
      <a className={styles['skip']} href="#content">
        {text.skip}
      </a>
      <nav className={styles['side']} aria-label={text.navigation}>
        <Link href="/" className={styles['mark']}>
          <Mark />
          {text.product}
        </Link>
        <Links pages={pages.filter(page => page.part === 'user')} />
        {pages.some(page => page.part === 'operator') ? (
          <>
            <p className={styles['part']}>{text.operator}</p>
            <Links pages={pages.filter(page => page.part === 'operator')} />
          </>
        ) : null}
      </nav>
      <header className={styles['bar']}>
        <Palette pages={pages} />
        <Balance />
        <LanguageButton />
        <ThemeButton />
        <Link href="/settings" className={styles['account']}>
          {account.display_name || account.name}
        </Link>
        <SignOutButton />
      </header>
      <main id="content" className={styles['content']} tabIndex={-1}>
        <Announcements />
        {children}
      </main>
    </div>
  );
}

/** What is left, one step from where it is spent; the days that it lasts are told on the overview. */
function Balance() {
  const text = useTexts(SHELL);
  const wallet = useWallet();
  const low = wallet.data?.balance.startsWith('-') === true || /^0(\.0*)?$/.test(wallet.data?.balance ?? '');
  return (
    <Link href="/wallet" className={styles['balance']}>
      <Icon name={low ? 'warning' : 'wallet'} label={text.balance} />
      {wallet.data === undefined ? '…' : <Money exact={wallet.data.balance} />}
    </Link>
  );
}

/** A road with its lane mark: the one thing of the product that is a picture. */
export function Mark() {
  return (
    <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true">
      <path d="M7 1h6l5 18H2z" fill="currentColor" />
      <path d="M10 2.5v3M10 8v4M10 14.5v4" stroke="var(--signal)" strokeWidth="1.8" />
    </svg>
  );
}

function Links({ pages }: { readonly pages: readonly Page[] }) {
  const text = useTexts(SHELL);
  const [location] = useLocation();
  const list = useRef<HTMLUListElement>(null);
  // On a phone the pages are a strip: the one that is shown must be in sight.
  useEffect(() => {
    const side = list.current?.parentElement;
    const here = list.current?.querySelector<HTMLElement>('[aria-current=page]');
    if (side == null || here == null || side.scrollWidth <= side.clientWidth) return;
    side.scrollLeft = here.offsetLeft - (side.clientWidth - here.offsetWidth) / 2;
  }, [location]);
  return (
    <ul ref={list} className={styles['links']}>
      {pages.map(page => {
        const current = page.path === '/' ? location === '/' : location.startsWith(page.path);
        return (
          <li key={page.path}>
            <Link href={page.path} aria-current={current ? 'page' : undefined}>
              <Icon name={page.icon} />
              {text.pages[page.name]}
            </Link>
          </li>
        );
      })}
    </ul>
  );
}

export function LanguageButton() {
  const text = useTexts(SHELL);
  const { language, choose } = useLanguage();
  return <IconButton icon="language" label={text.language} onClick={() => choose(language === 'en' ? 'zh' : 'en')} />;
}

export function ThemeButton() {
  const text = useTexts(SHELL);
  const [theme, setTheme] = useState(storedTheme);
  const next = () => {
    const following = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'system';
    applyTheme(following);
    setTheme(following);
  };
  return <IconButton icon="theme" label={text.theme[theme]} onClick={next} />;
}

function SignOutButton() {
  const text = useTexts(SHELL);
  const signOut = useSignOut();
  return <IconButton icon="signOut" label={text.signOut} onClick={() => signOut.mutate()} />;
}
