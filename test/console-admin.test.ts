// The operator's half of the console in a real browser: channels, prices, groups, system and settings as one steers by them.

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildConsole, CHROMIUM, openBrowser, violations } from './support/browser.ts';
import { answerInKind } from './support/families.ts';
import { Gateway, keyOf } from './support/gateway.ts';
import { Upstream } from './support/upstream.ts';
import { Visitor } from './support/visitor.ts';

const PASSWORD = 'correct horse battery staple';
const SECRET = 'a-secret-that-nobody-may-see-again';

describe.skipIf(CHROMIUM === undefined)('the operator’s pages', () => {
  let upstream: Upstream;
  let gateway: Gateway;
  let browser: Browser;
  let ada: Visitor;
  let page: Page;

  beforeAll(async () => {
    buildConsole();
    upstream = await Upstream.start((request, reply) => {
      if (request.target.endsWith('/models')) reply.json(200, { data: [{ id: 'gpt-4o' }, { id: 'brand-new' }] });
      else answerInKind(request, reply);
    });
    gateway = await Gateway.start({
      groups: [
        { name: 'default', multiplier: '1' },
        { name: 'vip', multiplier: '0.8', pick: ['default'] },
      ],
      channels: [
        { name: 'declared', provider: 'compatible', base_url: upstream.url, keys: ['k'], models: ['m-declared'] },
      ],
      prices: [{ model: 'm-declared', input: '3', output: '12' }],
      users: [
        { name: 'ada', role: 'admin', password: PASSWORD, balance: '10', keys: [{ name: 'k', key: keyOf('ada') }] },
        { name: 'bob', password: PASSWORD, balance: '10', keys: [{ name: 'k', key: keyOf('bob') }] },
      ],
      settings: { retry_attempts: 2 },
    });
    ada = await Visitor.signedIn(gateway.url, 'ada', PASSWORD);
    browser = await openBrowser();
    page = await signIn('ada');
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await gateway?.dispose();
    await upstream?.stop();
  });

  async function signIn(name: string, width = 1440, language = 'en'): Promise<Page> {
    const context = await browser.newContext({ viewport: { width, height: 900 }, reducedMotion: 'reduce' });
    await context.addInitScript(lang => localStorage.setItem('turnpike.language', lang), language);
    const signed = await context.newPage();
    await signed.goto(`${gateway.url}/console/`);
    await signed.fill('input[name=name]', name);
    await signed.fill('input[name=password]', PASSWORD);
    await signed.click('button[type=submit]');
    await signed.waitForSelector('nav');
    return signed;
  }

  async function go(path: string): Promise<void> {
    await page.goto(`${gateway.url}/console${path}`);
    await page.waitForSelector('main h1');
    await page.waitForLoadState('networkidle');
  }

  async function ask(model: string): Promise<{ status: number; id: string }> {
    const response = await fetch(`${gateway.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${keyOf('bob')}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model, messages: [{ role: 'user', content: 'Hello' }], max_tokens: 10 }),
    });
    await response.text();
    return { status: response.status, id: response.headers.get('x-request-id') ?? '' };
  }

  /** What the checker finds on the page as it stands, its dialogs included. */
  const expectSound = async (): Promise<void> => expect(await violations(page)).toEqual([]);

  it('add a channel by its form, which says what is wrong and keeps what was typed', async () => {
    await go('/admin/channels');
    await page.getByRole('button', { name: 'Add channel' }).click();
    const form = page.locator('dialog');
    await form.locator('input[name=name]').fill('made');
    await form.locator('select[name=provider]').selectOption('compatible');
    await form.locator('textarea[name=new_keys]').fill(SECRET);
    await form.locator('textarea[name=models]').fill('gpt-4o\nfast = gpt-4o');
    await form.getByRole('button', { name: 'Add channel' }).click();
    // It has no address of its own: the fault stands at its field, and nothing is lost.
    await form.locator('input[name=base_url][aria-invalid=true]').waitFor();
    expect(await form.locator('textarea[name=new_keys]').inputValue()).toBe(SECRET);
    await expectSound();
    await form.locator('input[name=base_url]').fill(upstream.url);
    await form.locator('input[name=weight]').fill('3');
    await form.getByRole('button', { name: 'Add channel' }).click();
    await page.getByRole('tab', { name: 'State' }).waitFor();
    expect((await ask('fast')).status).toBe(200);
    expect(upstream.requests.at(-1)?.header('authorization')).toBe(`Bearer ${SECRET}`);
    await page.getByRole('tab', { name: 'Definition' }).click();
    const words = await page.locator('dialog pre').innerText();
    expect(JSON.parse(words)).toMatchObject({ name: 'made', weight: 3, keys: [{ hint: '…gain' }] });
    expect(await page.content()).not.toContain(SECRET);
  });

  it('try it, and take its models from the upstream', async () => {
    await page.getByRole('tab', { name: 'Test' }).click();
    await page.getByRole('tabpanel').getByRole('button', { name: 'Test' }).click();
    await page.getByRole('cell', { name: '● Works' }).waitFor();
    await expectSound();
    await page.getByRole('tab', { name: 'Models' }).click();
    await page.getByRole('button', { name: 'Compare with the upstream' }).click();
    await page.getByLabel('brand-new').check();
    await page.getByRole('button', { name: 'Apply (+1 −0)' }).click();
    await page.getByText('The channel serves what the upstream lists.').waitFor();
    const { items } = (await ada.get('/channels')).json as { items: { name: string; unpriced: string[] }[] };
    expect(items.find(one => one.name === 'made')?.unpriced).toEqual(['brand-new']);
  });

  it('drain several at once and have them in service again, and show their past', async () => {
    await go('/admin/channels');
    for (const name of ['declared', 'made']) await page.getByRole('checkbox', { name: `Select ${name}` }).check();
    await page.getByRole('region', { name: '2 selected' }).getByRole('button', { name: 'Drain' }).click();
    await expect.poll(() => page.getByRole('cell', { name: 'Drained' }).count()).toBe(2);
    expect((await ask('fast')).status).toBe(503);
    for (const name of ['declared', 'made']) await page.getByRole('checkbox', { name: `Select ${name}` }).check();
    await page.getByRole('region', { name: '2 selected' }).getByRole('button', { name: 'Enable' }).click();
    await expect.poll(async () => (await ask('fast')).status).toBe(200);
    await page.getByRole('button', { name: 'made', exact: true }).click();
    await page.getByRole('tab', { name: 'Past' }).click();
    await page.getByRole('cell', { name: '▲ Drained by hand' }).waitFor();
    await expectSound();
  });

  it('weigh a channel by the arrow keys', async () => {
    await go('/admin/channels?q=made');
    const weight = page.getByRole('spinbutton', { name: 'Weight of made' });
    await weight.focus();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    const stored = async () => {
      const { items } = (await ada.get('/channels')).json as { items: { name: string; weight: number }[] };
      return items.find(one => one.name === 'made')?.weight;
    };
    await expect.poll(stored, { timeout: 10_000 }).toBe(5);
    await expectSound();
  });

  it('set up a way to pay, whose key nobody sees again', async () => {
    await go('/admin/settings?tab=payments&new=1');
    const form = page.locator('dialog');
    await form.getByLabel('Kind').selectOption('epay');
    await form.getByLabel('Name', { exact: true }).fill('china');
    await form.getByRole('button', { name: 'Add', exact: true }).click();
    await form.locator('input[name=key][aria-invalid=true]').waitFor();
    await expectSound();
    await form.getByLabel('Address').fill('https://pay.example.com');
    await form.getByLabel('Merchant number (pid)').fill('1001');
    await form.locator('input[name=key]').fill(SECRET);
    await form.getByLabel('Units for one USD').fill('7.2');
    await form.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('button', { name: 'Change: china' }).click();
    await form.getByText('Set. Empty leaves it as it is.').waitFor();
    expect(await page.content()).not.toContain(SECRET);
    expect((await ada.delete('/payments/gateways/china')).status).toBe(204);
  });

  it('say why a channel was chosen, and where one is declared', async () => {
    const { id } = await ask('fast');
    await go('/admin/channels');
    await page.getByText('Declared at turnpike.yaml:').waitFor();
    await page.getByLabel('Request id').fill(id);
    await page.getByRole('button', { name: 'Show' }).click();
    await page.locator('dialog').getByRole('cell', { name: 'made' }).waitFor();
    expect(page.url()).toContain(`why=${id}`);
  });

  it('remove a channel only when its name is typed', async () => {
    await go('/admin/channels?q=made');
    await page.getByRole('button', { name: 'Remove: made' }).click();
    await page.locator('dialog input[name=name]').fill('not it');
    await page.locator('dialog').getByRole('button', { name: 'Remove', exact: true }).click();
    await page.locator('dialog input[name=name]').fill('made');
    await page.locator('dialog').getByRole('button', { name: 'Remove', exact: true }).click();
    await page.getByText('No channel fits these filters.').waitFor();
    expect((await ask('fast')).status).toBe(404);
  });

  it('set a price by its form, now and from a date on, and see what is left', async () => {
    await ada.post('/channels', {
      name: 'priced',
      provider: 'compatible',
      base_url: upstream.url,
      keys: [SECRET],
      models: ['gpt-4o', 'no-price-yet'],
      cost: 0.5,
    });
    await go('/admin/prices?show=unpriced');
    await page.getByRole('button', { name: 'no-price-yet' }).click();
    await page.locator('dialog').getByRole('button', { name: 'Change price' }).click();
    const form = page.locator('dialog');
    await form.getByLabel('Call', { exact: true }).fill('cheap');
    await form.getByRole('button', { name: 'Save' }).click();
    await form.locator('input[name=call][aria-invalid=true]').waitFor();
    await form.getByLabel('Call', { exact: true }).fill('0.05');
    await form.getByRole('button', { name: 'Save' }).click();
    await form.getByRole('heading', { name: 'Sold in 30 days' }).waitFor();
    expect((await ask('no-price-yet')).status).toBe(200);
    await form.getByRole('button', { name: 'Change price' }).click();
    await form.getByLabel('Call', { exact: true }).fill('0.07');
    await form.getByLabel('In force from').fill('2031-01-01T00:00');
    await expectSound();
    await form.getByRole('button', { name: 'Save' }).click();
    await form.getByRole('heading', { name: 'By date' }).waitFor();
    await expectSound();
    await go('/admin/prices?q=gpt-4o&group=vip');
    // The list is paid at half, and sold at four fifths of it.
    await page.getByRole('cell', { name: '37.5 %' }).waitFor();
  });

  it('take prices over from another station, row by row', async () => {
    await go('/admin/prices?import=1');
    const panel = page.locator('dialog');
    await panel.getByLabel('From', { exact: true }).selectOption('text');
    await panel.locator('textarea[name=text]').fill('<html>');
    await panel.getByRole('button', { name: 'Compare' }).click();
    await panel.locator('textarea[name=text][aria-invalid=true]').waitFor();
    const data = [{ model_name: 'gpt-4o', quota_type: 0, model_ratio: 2, completion_ratio: 3 }];
    await panel.locator('textarea[name=text]').fill(JSON.stringify({ data }));
    await panel.getByRole('button', { name: 'Compare' }).click();
    await panel.getByRole('checkbox', { name: 'Select gpt-4o' }).check();
    await expectSound();
    await panel.getByRole('button', { name: 'Apply 1' }).click();
    await panel.getByText('1 prices are in force.').waitFor();
    const { items } = (await ada.get('/prices')).json as { items: { model: string; written: unknown }[] };
    expect(items.find(row => row.model === 'gpt-4o')?.written).toEqual({ input: '4', output: '12' });
  });

  it('make and change a group', async () => {
    await go('/admin/prices?tab=groups');
    await page.getByRole('button', { name: 'Add group' }).click();
    await page.locator('dialog input[name=name]').fill('gold');
    await page.locator('dialog input[name=multiplier]').fill('a lot');
    await page.locator('dialog').getByRole('button', { name: 'Save' }).click();
    await page.locator('dialog input[name=multiplier][aria-invalid=true]').waitFor();
    await page.locator('dialog input[name=multiplier]').fill('1.5');
    await page.locator('dialog').getByRole('button', { name: 'Save' }).click();
    await page.getByRole('cell', { name: '×1.5' }).waitFor();
    await expectSound();
  });

  it('see the system, and prove the books with a button', async () => {
    await go('/admin/system');
    await page.getByRole('cell', { name: 'Alive' }).waitFor();
    await page.getByRole('button', { name: 'Prove now' }).click();
    await page.getByText('Right: every balance was the sum of its entries').waitFor();
    await expectSound();
  });

  it('change a setting, which says what is wrong; what is declared has its line', async () => {
    await go('/admin/settings?q=hedge_ms');
    await page.getByRole('button', { name: 'Change: hedge_ms' }).click();
    const dialog = page.locator('dialog');
    await dialog.locator('input[name=value]').fill('soon');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.locator('input[name=value][aria-invalid=true]').waitFor();
    await expectSound();
    await dialog.locator('input[name=value]').fill('40');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('cell', { name: '40 milliseconds' }).waitFor();
    await page.getByRole('button', { name: 'Change: hedge_ms' }).click();
    await dialog.getByRole('button', { name: 'Back to the default (0)' }).click();
    await page.getByRole('cell', { name: '0 milliseconds', exact: true }).waitFor();
    await go('/admin/settings?source=declared');
    await page.getByText('at turnpike.yaml:').waitFor();
    expect(await page.getByRole('button', { name: 'Change: retry_attempts' }).count()).toBe(0);
  });

  it('see on the overview what the gateway earned and which channels want a look', async () => {
    const { items } = (await ada.get('/channels')).json as { items: { id: number; name: string }[] };
    const id = items.find(one => one.name === 'priced')?.id;
    await ada.post(`/channels/${id}/switch`, { on: false, reason: 'upkeep' });
    await go('/');
    await page.getByRole('heading', { name: 'The gateway in the last 24 hours' }).waitFor();
    await page.getByRole('cell', { name: 'by ada: upkeep' }).waitFor();
    await expectSound();
  });

  it('stand on a phone, in Chinese and in the dark, as on a wide screen', async () => {
    const phone = await signIn('ada', 390, 'zh');
    await phone.evaluate(() => localStorage.setItem('turnpike.theme', 'dark'));
    for (const path of ['channels', 'prices', 'prices?tab=groups', 'system', 'settings']) {
      await phone.goto(`${gateway.url}/console/admin/${path}`);
      await phone.waitForSelector('main h1');
      await phone.waitForLoadState('networkidle');
      expect([path, await violations(phone)]).toEqual([path, []]);
      expect([path, await phone.evaluate('document.documentElement.scrollWidth - innerWidth')]).toEqual([path, 0]);
    }
  }, 60_000);
});
