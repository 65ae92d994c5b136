// Walks pages of the console as its table has them: what is wrong with each for a reader, by eye, keyboard and ear.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { violations } from './browser.ts';
import { ROOT } from './gateway.ts';

/** How a walk looks at the pages. */
export interface Look {
  readonly language: 'en' | 'zh';
  readonly theme: 'light' | 'dark';
  readonly width: number;
}

/** Every look: both languages, both themes, a phone and a wide screen. */
export const LOOKS: readonly Look[] = (['en', 'zh'] as const).flatMap(language =>
  (['light', 'dark'] as const).flatMap(theme => [1440, 390].map(width => ({ language, theme, width }))),
);

/** Pages that show nothing without being told of what. */
const QUERIES: Readonly<Record<string, string>> = { '/model': '?id=gpt-4o-mini' };

/** The paths of the table of pages: of everybody who has signed in, and of operators. */
export function pagePaths(): { readonly user: readonly string[]; readonly operator: readonly string[] } {
  const table = readFileSync(join(ROOT, 'packages/console/pages.tsx'), 'utf8');
  const of = (kinds: string): readonly string[] =>
    [...table.matchAll(new RegExp(`^  (?:${kinds})\\(\\s*'([^']+)'`, 'gm'))].map(([, path = '']) => path);
  const paths = { user: of('user|hidden'), operator: of('operator') };
  if (paths.user.length === 0 || paths.operator.length === 0) throw new Error('the table of pages could not be read');
  return paths;
}

/** A context that begins in a language and a theme. */
export async function openLook(browser: Browser, { language, theme, width }: Look): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width, height: 900 }, reducedMotion: 'reduce' });
  await context.addInitScript(
    ([lang, look]) => {
      localStorage.setItem('turnpike.language', lang ?? '');
      localStorage.setItem('turnpike.theme', look ?? '');
    },
    [language, theme],
  );
  return context;
}

/** Opens a page and waits for its data. Progress that the gateway sends keeps a connection: quiet is no sign. */
export async function openPage(page: Page, url: string, path: string): Promise<void> {
  await page.goto(`${url}/console${path}${QUERIES[path] ?? ''}`);
  await page.waitForSelector('main h1');
  await page.waitForSelector('p[class*="loading"]', { state: 'detached' });
}

/** What is wrong with the page that is shown. */
export async function faultsOf(page: Page, path: string): Promise<readonly string[]> {
  const wrong = (await violations(page)).map(found => `${path} ${found}`);
  const overflow = Number(await page.evaluate('document.documentElement.scrollWidth - innerWidth'));
  if (overflow > 0) wrong.push(`${path} is ${overflow} pixels too wide`);
  const alerts = await page.locator('[role=alert]').allInnerTexts();
  return [...wrong, ...alerts.map(alert => `${path} says ${alert}`)];
}
