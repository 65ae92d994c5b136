// The console over a usage log of a million rows: when each page shows its first content. `node test/shows/million-console.ts [rows]`

import { buildConsole, openBrowser } from '../support/browser.ts';
import { openLook, pagePaths } from '../support/console-walk.ts';
import { Gateway, keyOf } from '../support/gateway.ts';
import { openStore } from '../../packages/gateway/store/open.ts';
import { fillRows } from './million-rows.ts';

const PASSWORD = 'correct horse battery staple';
const rows = Number(process.argv[2] ?? '1000000');
/** What the page of a visitor who comes back may take, milliseconds. */
const LIMIT_MS = 300;
const TIMES = 5;
/** When the page's heading stands with its data, by the page's own clock, milliseconds after it was asked for. */
const READY = `new Promise(resolve => {
  const look = () => {
    const ready = document.querySelector('main h1') !== null && document.querySelector('p[class*="loading"]') === null;
    if (ready) resolve(performance.now());
    else requestAnimationFrame(look);
  };
  look();
})`;
buildConsole();

const gateway = await Gateway.start({
  users: [
    { name: 'ada', role: 'admin', password: PASSWORD, balance: '100', keys: [{ name: 'dev', key: keyOf('ada') }] },
    { name: 'bob', password: PASSWORD, balance: '100', keys: [{ name: 'dev', key: keyOf('bob') }] },
  ],
});
await gateway.stop();
const store = await openStore(`sqlite:${gateway.folder}/data/turnpike.db`);
// The rows end now, and belong to the two accounts that look.
await fillRows(store, rows, { until: Date.now(), accounts: 2 });
await store.close();
await gateway.start();

const browser = await openBrowser();
const { user, operator } = pagePaths();
const late: string[] = [];
for (const [name, paths] of [
  ['bob', user],
  ['ada', operator],
] as const) {
  const context = await openLook(browser, { language: 'en', theme: 'light', width: 1440 });
  const page = await context.newPage();
  await page.goto(`${gateway.url}/console/`);
  await page.fill('input[name=name]', name);
  await page.fill('input[name=password]', PASSWORD);
  await page.click('button[type=submit]');
  await page.waitForSelector('nav');
  for (const path of paths) {
    const times: number[] = [];
    for (let count = 0; count <= TIMES; count += 1) {
      const query = path === '/model' ? '?id=gpt-4o-mini' : '';
      await page.goto(`${gateway.url}/console${path}${query}`, { waitUntil: 'commit' });
      const at = Number(await page.evaluate(READY));
      // The first time the files are not in the browser's cache yet.
      if (count > 0) times.push(at);
    }
    const median = Math.round(times.toSorted((left, right) => left - right)[Math.floor(TIMES / 2)] ?? 0);
    process.stdout.write(`${path.padEnd(24)} ${median} ms (${times.map(time => Math.round(time)).join(', ')})\n`);
    if (median > LIMIT_MS) late.push(path);
  }
  await context.close();
}
await browser.close();
await gateway.dispose();
process.stdout.write(`${rows} rows; later than ${LIMIT_MS} ms: ${late.length === 0 ? 'none' : late.join(', ')}\n`);
process.exitCode = late.length === 0 ? 0 : 1;
