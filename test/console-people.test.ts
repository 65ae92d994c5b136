// The console with people and money, in a real browser: topping up, orders, accounts, codes, notices, and passkeys.

import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../packages/sandbox/main.ts';
import { EPAY_KEY, EPAY_PID } from '../packages/sandbox/payments/epay.ts';
import { buildConsole, CHROMIUM, openBrowser, violations } from './support/browser.ts';
import { Gateway } from './support/gateway.ts';
import { startMailServer, type MailServer } from './support/smtp.ts';
import { Visitor } from './support/visitor.ts';

const PASSWORD = 'correct horse battery staple';

describe.skipIf(CHROMIUM === undefined)('the console', () => {
  let gateway: Gateway;
  let sandbox: Sandbox;
  let mail: MailServer;
  let browser: Browser;
  /** By its name: passkeys are not made for plain numbers. */
  let url = '';

  beforeAll(async () => {
    buildConsole();
    sandbox = await startSandbox();
    mail = await startMailServer();
    gateway = await Gateway.start({
      users: [
        { name: 'root', role: 'admin', password: PASSWORD, keys: [] },
        { name: 'ada', password: PASSWORD, keys: [] },
      ],
      settings: { payment_pace_percent: 1, top_up_amounts: '10, 50+2.5', registration: 'invited' },
      mail: {
        host: '127.0.0.1',
        port: mail.port,
        user: 'gw@example.com',
        password: 'secret',
        trust_any_certificate: true,
      },
      payments: [{ name: 'china', provider: 'epay', base_url: sandbox.url, pid: EPAY_PID, key: EPAY_KEY, rate: '7.2' }],
    } as never);
    url = gateway.url.replace('127.0.0.1', 'localhost');
    browser = await openBrowser();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await gateway?.dispose();
    await sandbox?.close();
    mail?.close();
  });

  async function visit(name: string, path: string): Promise<{ page: Page; context: BrowserContext }> {
    const context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      reducedMotion: 'reduce',
      locale: 'en-US',
    });
    const page = await context.newPage();
    await page.goto(`${url}/console/sign-in?next=${encodeURIComponent(path)}`);
    await page.fill('input[name=name]', name);
    await page.fill('input[name=password]', PASSWORD);
    await page.click('button[type=submit]');
    await page.waitForSelector('nav');
    return { page, context };
  }

  it('takes a payer from an amount to the provider and back to a balance', async () => {
    const { page, context } = await visit('ada', '/wallet');
    await page.getByLabel('$50.00').check();
    await page.getByText('$2.50 comes on top.').waitFor();
    await page.getByLabel('WeChat Pay').check();
    await page.getByText('360.00 CNY').first().waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Pay', exact: true }).click();
    await page.getByRole('heading', { name: 'Practice cashier' }).waitFor();
    await page.getByRole('button', { name: 'Pay' }).click();
    await page.getByText('Thank you. $50.00 + $2.50 is in your balance.').waitFor();
    await page.getByText('$52.50').first().waitFor();
    expect(new URL(page.url()).search).toMatch(/^\?order=T/);
    await context.close();
  }, 60_000);

  it('shows an operator what does not fit, and credits it', async () => {
    const ada = await Visitor.signedIn(gateway.url, 'ada', PASSWORD);
    const made = (await ada.post('/orders', { amount: '10', gateway: 'china', method: 'alipay' })).json;
    const { id, url: pay } = made as { id: string; url: string };
    const cashier = (await fetch(pay, { redirect: 'manual' })).headers.get('location') ?? '';
    const trade = new URL(cashier, sandbox.url).searchParams.get('trade_no') ?? '';
    await fetch(`${sandbox.url}/epay/cashier`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ trade_no: trade, act: 'pay', money: '36.00' }).toString(),
    });
    await expect
      .poll(async () => ((await ada.get(`/orders/${id}`)).json as { state: string }).state)
      .toBe('paid_mismatch');
    const { page, context } = await visit('root', '/admin/orders');
    await page.getByLabel('Show').selectOption('problems');
    await page.waitForURL(/only=problems/);
    await page.waitForLoadState('networkidle');
    await page.getByRole('row', { name: /Too little arrived/ }).press('Enter');
    await page.getByRole('button', { name: 'Credit 5 USD' }).click();
    await page.locator('dialog').getByText('Credited', { exact: true }).first().waitFor();
    expect(await violations(page)).toEqual([]);
    expect(new URL(page.url()).search).toBe(`?only=problems&order=${id}`);
    await context.close();
  }, 60_000);

  it('gives an account money with a reason, and the audit tells it', async () => {
    const { page, context } = await visit('root', '/admin/users?q=ada');
    await page.getByRole('row', { name: /ada/ }).click();
    await page.getByText('Give or take money').first().click();
    await page.fill('dialog input[name=amount]', 'lots');
    await page.fill('dialog input[name=reason]', 'for testing');
    await page.locator('dialog form button[type=submit]').first().click();
    await page.locator('dialog input[name=amount][aria-invalid=true]').waitFor();
    expect(await page.inputValue('dialog input[name=reason]')).toBe('for testing');
    await page.fill('dialog input[name=amount]', '-1.25');
    await page.locator('dialog form button[type=submit]').first().click();
    await page.getByText('Booked.').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.goto(`${url}/console/admin/audit?action=account.adjust`);
    await page.getByRole('row', { name: /account.adjust/ }).click();
    await page.getByText('"reason": "for testing"').waitFor();
    expect(await violations(page)).toEqual([]);
    await context.close();
  }, 60_000);

  it('issues codes that are shown once, and announces what everybody can put away', async () => {
    const { page, context } = await visit('root', '/admin/codes');
    await page.getByRole('button', { name: 'Issue codes' }).first().click();
    await page.fill('dialog input[name=batch]', 'spring');
    await page.fill('dialog input[name=count]', '2');
    await page.fill('dialog input[name=amount]', '3');
    await page.locator('dialog button[type=submit]').click();
    const codes = (await page.locator('dialog textarea').inputValue()).split('\n');
    expect(codes).toHaveLength(2);
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.goto(`${url}/console/admin/notices`);
    await page.fill('input[name=title]', 'Maintenance at noon');
    await page.getByRole('button', { name: 'Announce' }).click();
    await page.getByRole('button', { name: 'Put away: Maintenance at noon' }).waitFor();
    expect(await violations(page)).toEqual([]);
    await context.close();
    const reader = await visit('ada', '/wallet');
    await reader.page.fill('input[name=code]', codes[0] ?? '');
    await reader.page.getByRole('button', { name: 'Redeem' }).click();
    await reader.page.getByText('$3.00 was added to your balance.').waitFor();
    await reader.page.getByRole('button', { name: 'Put away: Maintenance at noon' }).click();
    await reader.page.getByRole('heading', { name: 'Maintenance at noon' }).waitFor({ state: 'detached' });
    await reader.context.close();
  }, 60_000);

  it('makes a passkey, and lets its owner in by it alone', async () => {
    const { page, context } = await visit('ada', '/settings');
    const devtools = await context.newCDPSession(page);
    await devtools.send('WebAuthn.enable');
    await devtools.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    await page.getByLabel('Name of the passkey').fill('virtual key');
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await page.getByText('virtual key').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Use a passkey' }).click();
    await page.waitForSelector('nav');
    const signedIn = await page.evaluate(async () => (await (await fetch('/manage/v1/me')).json()) as { name: string });
    expect(signedIn.name).toBe('ada');
    await context.close();
  }, 60_000);

  it('sets up notices with a test that says what came of it', async () => {
    const { page, context } = await visit('ada', '/settings');
    await page.fill('input[name=email]', 'ada@example.com');
    await page.getByRole('button', { name: 'Save' }).first().click();
    await page.getByText('Saved.').first().waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'Send a test' }).click();
    await page.getByText('It arrived.').waitFor();
    expect(mail.letters.at(-1)).toMatchObject({ to: 'ada@example.com' });
    await context.close();
  }, 60_000);
});
