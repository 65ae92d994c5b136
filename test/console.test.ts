// The console in a real browser: every page of both roles, in both languages, wide and narrow, light and dark; and the
// newcomer's way from nothing to an explained charge.

import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildConsole, CHROMIUM, openBrowser } from './support/browser.ts';
import { faultsOf, openLook, openPage, pagePaths } from './support/console-walk.ts';
import { Gateway, keyOf } from './support/gateway.ts';

const PASSWORD = 'correct horse battery staple';
/** Two of the walks; the show has every role in every language, theme and width. */
const WALKS = [
  { name: 'ada', language: 'en', theme: 'light', width: 1440 },
  { name: 'bob', language: 'zh', theme: 'dark', width: 390 },
] as const;

async function ask(url: string, key: string, model = 'gpt-4o-mini', text = 'Hello'): Promise<number> {
  const response = await fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model, messages: [{ role: 'user', content: text }], max_tokens: 50 }),
  });
  await response.text();
  return response.status;
}

describe.skipIf(CHROMIUM === undefined)('the console', () => {
  let gateway: Gateway;
  let browser: Browser;
  beforeAll(async () => {
    buildConsole();
    gateway = await Gateway.start({
      groups: [
        { name: 'default', multiplier: '1' },
        { name: 'vip', multiplier: '0.8', pick: ['default'], description: 'Faster roads' },
      ] as never,
      users: [
        { name: 'ada', role: 'admin', password: PASSWORD, balance: '10', keys: [{ name: 'dev', key: keyOf('ada') }] },
        { name: 'bob', password: PASSWORD, balance: '10', keys: [{ name: 'dev', key: keyOf('bob') }] },
      ],
      settings: { registration: 'open', welcome_balance: '1' },
    });
    for (const name of ['ada', 'bob']) {
      for (const model of ['gpt-4o-mini', 'claude-sonnet-4-5', 'gemini-2.5-flash'])
        await ask(gateway.url, keyOf(name), model);
      await ask(gateway.url, keyOf(name), 'gpt-4o', '[[error 400]] no');
    }
    browser = await openBrowser();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await gateway?.dispose();
  });

  async function signIn(context: BrowserContext, name: string): Promise<Page> {
    const page = await context.newPage();
    await page.goto(`${gateway.url}/console/`);
    await page.fill('input[name=name]', name);
    await page.fill('input[name=password]', PASSWORD);
    await page.click('button[type=submit]');
    await page.waitForSelector('nav');
    return page;
  }

  it.each(WALKS)(
    'shows every page to $name ($language, $theme, $width wide) without a fault',
    async ({ name, language, theme, width }) => {
      const context = await openLook(browser, { language, theme, width });
      const page = await signIn(context, name);
      const faults: string[] = [];
      page.on('pageerror', error => faults.push(error.message));
      page.on('console', message => {
        if (message.type() === 'error') faults.push(message.text());
      });
      const { user, operator } = pagePaths();
      const paths = name === 'ada' ? [...user, ...operator] : user;
      const wrong: string[] = [];
      for (const path of paths) {
        await openPage(page, gateway.url, path);
        wrong.push(...(await faultsOf(page, path)));
      }
      expect(wrong).toEqual([]);
      expect(faults).toEqual([]);
      await context.close();
    },
    180_000,
  );

  it('takes a newcomer from nothing to an explained charge in less than two minutes', async () => {
    const began = performance.now();
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-US' });
    const page = await context.newPage();
    await page.goto(`${gateway.url}/console/register`);
    await page.fill('input[name=name]', 'newcomer');
    await page.fill('input[name=password]', PASSWORD);
    await page.click('button[type=submit]');
    await page.getByRole('link', { name: 'Create key' }).click();
    await page.fill('dialog input[name=name]', 'my laptop');
    await page.selectOption('dialog select[name=group]', 'vip');
    await page.locator('dialog').getByRole('button', { name: 'Create key' }).click();
    const secret = (await page.locator('dialog pre').innerText()).trim();
    expect(secret).toMatch(/^sk-[A-Za-z0-9]{48}$/);
    await page.getByRole('button', { name: 'Use in …' }).last().click();
    const settings = JSON.parse(await page.locator('dialog pre').first().innerText()) as {
      env: Record<string, string>;
    };
    expect(settings.env).toMatchObject({ ANTHROPIC_BASE_URL: gateway.url, ANTHROPIC_AUTH_TOKEN: secret });
    const model = settings.env['ANTHROPIC_MODEL'] ?? '';
    expect(await ask(gateway.url, secret, model)).toBe(200);
    await page.getByText('It works: the first request arrived.').waitFor();
    await page.goto(`${gateway.url}/console/usage`);
    await page.getByRole('cell', { name: model }).click();
    await page.getByText('Charged by the usage that the provider reported.').waitFor();
    expect(await page.locator('dialog').innerText()).toContain('×0.8');
    expect(performance.now() - began).toBeLessThan(120_000);
    await context.close();
  }, 120_000);

  it('leads a link with filters through the door, and tells a lost network at once', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${gateway.url}/console/keys?new=1`);
    await page.fill('input[name=name]', 'bob');
    await page.fill('input[name=password]', PASSWORD);
    await page.click('button[type=submit]');
    await page.fill('dialog input[name=name]', 'written offline');
    await context.setOffline(true);
    await page.locator('dialog button[type=submit]').click();
    await page.locator('dialog [role=alert]').waitFor();
    expect(await page.inputValue('dialog input[name=name]')).toBe('written offline');
    await context.setOffline(false);
    // Nothing happens by itself: the key is made when it is asked for again.
    await page.locator('dialog button[type=submit]:not([disabled])').click();
    await page.locator('dialog pre').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('cell', { name: 'written offline', exact: true }).waitFor();
    expect(await page.getByRole('cell', { name: 'written offline', exact: true }).count()).toBe(1);
    await context.close();
  }, 60_000);

  it('keeps what was typed and says which field is wrong', async () => {
    const context = await browser.newContext();
    const page = await signIn(context, 'bob');
    await page.goto(`${gateway.url}/console/keys?new=1`);
    await page.fill('dialog input[name=name]', 'kept');
    await page.fill('dialog input[name=budget]', 'a lot');
    await page.locator('dialog button[type=submit]').click();
    await page.locator('dialog input[name=budget][aria-invalid=true]').waitFor();
    expect(await page.inputValue('dialog input[name=name]')).toBe('kept');
    await page.fill('dialog input[name=budget]', '5');
    await page.locator('dialog summary').click();
    await page.check('dialog input[name=cache]');
    const [made] = await Promise.all([
      page.waitForResponse(response => response.request().method() === 'POST' && response.url().endsWith('/keys')),
      page.locator('dialog button[type=submit]').click(),
    ]);
    expect(await made.json()).toMatchObject({ key: { name: 'kept', cache: true } });
    await context.close();
  }, 60_000);
});
