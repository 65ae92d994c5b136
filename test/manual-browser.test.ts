// The manual in a real browser: found by search in both languages, read without a script, tried from question to cost.

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildConsole, CHROMIUM, openBrowser, violations } from './support/browser.ts';
import { Gateway, keyOf } from './support/gateway.ts';

/** A loaded machine takes its time; what is waited for comes in a moment on an idle one. */
const WITHIN_MS = 60_000;
const PRICE = /\$0\.\d+/;

describe.skipIf(CHROMIUM === undefined)('the manual', { timeout: 2 * WITHIN_MS }, () => {
  let gateway: Gateway;
  let browser: Browser;
  let page: Page;
  const faults: string[] = [];

  beforeAll(async () => {
    buildConsole();
    gateway = await Gateway.start({
      users: [
        {
          name: 'ada',
          password: 'correct horse battery staple',
          balance: '10',
          keys: [{ name: 'dev', key: keyOf('ada') }],
        },
      ],
      settings: { log_requests: false, task_pace_percent: 10 },
    });
    browser = await openBrowser();
    page = await browser.newPage({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
    page.on('pageerror', error => faults.push(error.message));
    page.on('console', message => {
      // A charge is asked for until it is booked: that it is not yet is no fault.
      if (message.type() === 'error' && !/status of 404/.test(message.text())) faults.push(message.text());
    });
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await gateway?.dispose();
  });

  /** Opens the first panel of the page and sends what stands in it. */
  async function trySample(path: string): Promise<string> {
    await page.goto(`${gateway.url}/docs/${path}`);
    await page.click('.try summary');
    await page.click('.try .send');
    await page.locator('.price', { hasText: '$0.' }).waitFor({ timeout: WITHIN_MS });
    return (await page.textContent('.answer')) ?? '';
  }

  it.each([
    ['en', 'create a key in a group', 'How to create a key in a group'],
    ['zh', '在分组中创建密钥', '如何在分组中创建密钥'],
  ])('is searched in %s while one types', async (language, query, title) => {
    await page.goto(`${gateway.url}/docs/${language}`);
    await page.fill('.search input', query);
    await page.waitForSelector('.suggestions [role=option]');
    await page.press('.search input', 'ArrowDown');
    await page.press('.search input', 'Enter');
    await page.waitForURL(`**/docs/${language}/start/keys`);
    expect(await page.textContent('h1')).toBe(title);
  });

  it('shows a streamed answer about a picture as it comes, with its exact cost', async () => {
    const answer = await trySample('en/chat/chat-completions-vision-url');
    expect(answer).toMatch(/200/);
    expect(answer).toMatch(PRICE);
    expect((await page.textContent('.spoken'))?.trim()).toContain('[sandbox]');
    expect(await violations(page)).toEqual([]);
  });

  it('shows a picture that was drawn, in Chinese, by a request that the form changed', async () => {
    await page.goto(`${gateway.url}/docs/zh/images/images-generations`);
    await page.click('.try summary');
    await page.selectOption('#trial-1-quality', 'medium');
    expect(await page.inputValue('.try textarea')).toContain('"quality": "medium"');
    await page.click('.try .send');
    await page.waitForSelector('.media img', { timeout: WITHIN_MS });
    await page.locator('.price', { hasText: '$0.' }).waitFor({ timeout: WITHIN_MS });
    expect(await page.evaluate("document.querySelector('.media img').naturalWidth > 0")).toBe(true);
  });

  it('makes the calls that another stands on, and follows the task to its picture and price', async () => {
    const answer = await trySample('en/midjourney/mj-action');
    expect(answer).toContain('"code": 1');
    await page.waitForSelector('.media img', { timeout: WITHIN_MS });
    await page.locator('.task', { hasText: 'succeeded' }).waitFor();
    expect(await page.textContent('.price')).toBe('$0.05');
  });

  it('speaks on a socket', async () => {
    await page.goto(`${gateway.url}/docs/en/audio/realtime`);
    await page.click('.try summary');
    await page.locator('.panel button', { hasText: /^Connect$/ }).click();
    await page.locator('.facts', { hasText: 'Connected' }).waitFor();
    for (const type of ['session.update', 'conversation.item.create', 'response.create']) {
      expect(await page.inputValue('.try textarea')).toContain(type);
      await page.locator('.panel button', { hasText: 'Send' }).click();
    }
    await page.locator('.frames', { hasText: 'response.done' }).waitFor();
    expect(await page.textContent('.spoken')).toContain('Say hello');
    expect(await violations(page)).toEqual([]);
  });

  it('puts a file that is dropped on the request in the place of its picture', async () => {
    await page.goto(`${gateway.url}/docs/en/chat/messages-vision-base64`);
    await page.click('.try summary');
    // As a text: the tests know no types of the browser.
    const dropped = await page.evaluateHandle(`(async () => {
      const bytes = await (await fetch('/docs/files/mask.png')).blob();
      const transfer = new DataTransfer();
      transfer.items.add(new File([bytes], 'mine.png', { type: 'image/png' }));
      return transfer;
    })()`);
    const sent = page.waitForRequest(request => request.url().endsWith('/v1/messages'));
    await page.dispatchEvent('.try textarea', 'drop', { dataTransfer: dropped });
    expect(await page.inputValue('.try textarea')).toContain('"data": "⟨mine.png⟩"');
    await page.click('.try .send');
    expect((await sent).postData()).toContain('"data":"iVBORw0KGgo');
    await page.locator('.price', { hasText: '$0.' }).waitFor();
  });

  it('says that the gateway cannot be reached, in words', async () => {
    await page.goto(`${gateway.url}/docs/zh/chat/chat-completions`);
    await page.click('.try summary');
    await page.waitForSelector('.try .send');
    await page.route('**/v1/**', route => route.abort());
    await page.click('.try .send');
    await page.locator('.facts', { hasText: '无法连接网关' }).waitFor();
    await page.unroute('**/v1/**');
    faults.splice(0, faults.length, ...faults.filter(fault => !fault.includes('ERR_FAILED')));
  });

  it('sends a file of a form', async () => {
    const answer = await trySample('en/images/images-edits');
    expect(answer).toMatch(/200/);
    await page.waitForSelector('.media img');
  });

  it('is read without a script, in a narrow window and by night', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 390, height: 800 } });
    const plain = await context.newPage();
    await plain.goto(`${gateway.url}/docs/zh/chat/chat-completions`);
    expect(await plain.isVisible('.sample [data-language=shell]')).toBe(true);
    expect(await plain.isVisible('.sample [data-language=python]')).toBe(false);
    await plain.click('.languages label:has(input[value=python])');
    expect(await plain.isVisible('.sample [data-language=python]')).toBe(true);
    await plain.fill('.search input', '流式');
    await plain.press('.search input', 'Enter');
    expect(await plain.textContent('.found a')).toContain('流式');
    await context.close();
    await page.setViewportSize({ width: 390, height: 800 });
    await page.goto(`${gateway.url}/docs/en/chat/messages`);
    await page.click('button.theme');
    expect(await page.evaluate('document.documentElement.dataset.theme')).toBe('dark');
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    expect(await violations(page)).toEqual([]);
  });

  it('calls with a key of whoever is signed in, by its number', async () => {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const inside = await context.newPage();
    await inside.goto(`${gateway.url}/console/`);
    await inside.fill('input[name=name]', 'ada');
    await inside.fill('input[name=password]', 'correct horse battery staple');
    await inside.click('button[type=submit]');
    await inside.waitForSelector('nav a');
    await inside.goto(`${gateway.url}/docs/en/chat/messages-stream`);
    await inside.click('.try summary');
    await inside.selectOption('.try select', { label: 'dev' });
    await inside.click('.try .send');
    await inside.locator('.price', { hasText: '$0.' }).waitFor({ timeout: WITHIN_MS });
    expect(await inside.textContent('.spoken')).toContain('[sandbox]');
    await context.close();
  });

  it('has run without a fault', () => {
    expect(faults).toEqual([]);
  });
});
