// Walks every page of the console for both roles, in both languages and themes, on a phone and a wide screen, with a
// picture of each in a folder. `node test/shows/console-walk.ts FOLDER`

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildConsole, openBrowser } from '../support/browser.ts';
import { faultsOf, LOOKS, openLook, openPage, pagePaths } from '../support/console-walk.ts';
import { Gateway, keyOf } from '../support/gateway.ts';

const PASSWORD = 'correct horse battery staple';
const folder = process.argv[2] ?? 'console-walk';
mkdirSync(folder, { recursive: true });
buildConsole();

const gateway = await Gateway.start({
  groups: [
    { name: 'default', multiplier: '1' },
    { name: 'vip', multiplier: '0.8', pick: ['default'], description: 'Faster roads' },
  ],
  users: [
    { name: 'ada', role: 'admin', password: PASSWORD, balance: '100', keys: [{ name: 'dev', key: keyOf('ada') }] },
    { name: 'bob', password: PASSWORD, balance: '100', keys: [{ name: 'laptop', key: keyOf('bob') }] },
  ],
  settings: { registration: 'open', welcome_balance: '1' },
});

/** Calls of several models and tasks of several media, so that no page is empty. */
async function live(name: string): Promise<void> {
  const send = async (path: string, body: unknown): Promise<void> => {
    const headers = { authorization: `Bearer ${keyOf(name)}`, 'content-type': 'application/json' };
    const response = await fetch(gateway.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
    await response.arrayBuffer();
  };
  for (const model of ['gpt-4o-mini', 'claude-sonnet-4-5', 'gemini-2.5-flash', 'gpt-5', 'deepseek-chat'])
    for (let count = 0; count < 6; count += 1)
      await send('/v1/chat/completions', { model, messages: [{ role: 'user', content: `Say it ${count} times` }] });
  await send('/v1/chat/completions', { model: 'gpt-4o', messages: [{ role: 'user', content: '[[error 500]] x' }] });
  await send('/v1/videos', { model: 'sora-2', prompt: 'A toll booth in the rain, at night' });
  await send('/suno/submit/music', { gpt_description_prompt: 'A slow song of the road' });
  await send('/mj/submit/imagine', { prompt: 'A lane marking that leads to the sea' });
}
for (const name of ['ada', 'bob']) await live(name);

const browser = await openBrowser();
const { user, operator } = pagePaths();
let [pages, faults] = [0, 0];
const tell = (fault: string): void => {
  faults += 1;
  process.stdout.write(`FAULT ${fault}\n`);
};
for (const name of ['ada', 'bob']) {
  for (const look of LOOKS) {
    const context = await openLook(browser, look);
    const page = await context.newPage();
    const label = `${name}-${look.language}-${look.theme}-${look.width}`;
    page.on('pageerror', error => tell(`${label} ${error.message}`));
    await page.goto(`${gateway.url}/console/`);
    await page.fill('input[name=name]', name);
    await page.fill('input[name=password]', PASSWORD);
    await page.click('button[type=submit]');
    await page.waitForSelector('nav');
    for (const path of name === 'ada' ? [...user, ...operator] : user) {
      await openPage(page, gateway.url, path);
      for (const fault of await faultsOf(page, path)) tell(`${label} ${fault}`);
      const file = `${label}-${path.replaceAll('/', '_').replace(/^_/, '') || 'overview'}.png`;
      await page.screenshot({ path: join(folder, file) });
      pages += 1;
    }
    await context.close();
  }
}
await browser.close();
await gateway.dispose();
process.stdout.write(`${pages} pages, ${faults} faults, pictures in ${folder}\n`);
process.exitCode = faults === 0 ? 0 : 1;
