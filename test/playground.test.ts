// The playground and the tasks in a real browser: every protocol and medium at its exact cost, a program that works as
// it is copied, and a session that pays with its own keys alone.

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Chat, PROTOCOLS, type Protocol } from '../packages/console/features/playground/chat.ts';
import { chatCode } from '../packages/console/features/playground/code/chat-code.ts';
import { mediaCode, type Order } from '../packages/console/features/playground/code/media-code.ts';
import { buildConsole, CHROMIUM, openBrowser, violations } from './support/browser.ts';
import { at } from './support/client.ts';
import { Gateway, keyOf, ROOT } from './support/gateway.ts';
import { Visitor } from './support/visitor.ts';

const PASSWORD = 'correct horse battery staple';
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAYAAACNMs+9AAAAFUlEQVR42mP8z8BQz0AEYBxVSF+FABJADveWkH6oAAAAAElFTkSuQmCC';
const run = promisify(execFile);

let gateway: Gateway;
let bob: Visitor;
beforeAll(async () => {
  gateway = await Gateway.start({
    users: ['ada', 'bob'].map(name => ({
      name,
      password: PASSWORD,
      balance: '50',
      keys: [{ name: `${name}’s`, key: keyOf(name) }],
    })),
  });
  bob = await Visitor.signedIn(gateway.url, 'bob', PASSWORD);
}, 60_000);
afterAll(() => gateway?.dispose());

/** The call that is newest in the log. */
async function newest(): Promise<{ id: string; model: string; amount: string; protocol: string; status: number }> {
  const { json } = await bob.get('/usage?limit=1');
  return at(json, 'items.0') as Awaited<ReturnType<typeof newest>>;
}

async function keyIdOf(visitor: Visitor): Promise<number> {
  return Number(at((await visitor.get('/keys')).json, 'items.0.id'));
}

describe('a key in a session', () => {
  const ask = (headers: Record<string, string>) =>
    fetch(`${gateway.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Hello' }] }),
    });
  const page = { origin: '', 'sec-fetch-site': 'same-origin' };

  it('pays for its owner, and shows in his log as his', async () => {
    const id = await keyIdOf(bob);
    const answer = await ask({ ...page, origin: gateway.url, cookie: bob.cookie, 'x-turnpike-key': String(id) });
    expect(answer.status).toBe(200);
    const call = await newest();
    expect(call.id).toBe(answer.headers.get('x-request-id'));
    expect(call.amount).toBe(answer.headers.get('x-turnpike-cost'));
  });

  it('of another, without a session, or asked for by another site, is refused', async () => {
    const ada = await Visitor.signedIn(gateway.url, 'ada', PASSWORD);
    const [mine, hers] = [await keyIdOf(bob), await keyIdOf(ada)];
    const headers = { ...page, origin: gateway.url, cookie: bob.cookie };
    const tries = [
      { ...headers, 'x-turnpike-key': String(hers) },
      { ...headers, 'x-turnpike-key': '999999' },
      { ...page, origin: gateway.url, 'x-turnpike-key': String(mine) },
      { ...headers, origin: 'https://evil.example', 'sec-fetch-site': 'cross-site', 'x-turnpike-key': String(mine) },
      { cookie: bob.cookie, 'x-turnpike-key': String(mine) },
    ];
    for (const each of tries) expect((await ask(each)).status).toBe(401);
    const words = await Promise.all(
      tries.slice(0, 2).map(async each => at(await (await ask(each)).json(), 'error.code')),
    );
    expect(words).toEqual(['invalid_token', 'invalid_token']);
  });
});

describe('a program that is copied', () => {
  const place = () => ({ base: gateway.url, key: keyOf('bob') });
  const chat: Chat = {
    model: 'gpt-4o-mini',
    system: 'Answer "briefly", it’s late.',
    maxTokens: 200,
    temperature: 0.5,
    turns: [
      { role: 'user', text: "What's 'up'?\n$HOME `date` \\n" },
      { role: 'assistant', text: 'Nothing.' },
      {
        role: 'user',
        text: 'And here?',
        attachments: [{ name: 'dot.png', type: 'image/png', bytes: 78, data: PNG }],
      },
    ],
  };
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'turnpike-program-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function shell(program: string): Promise<string> {
    return (await run('bash', ['-c', program], { cwd: folder })).stdout;
  }
  async function typescript(program: string): Promise<string> {
    // In the repository, so that the SDKs are found; what it writes goes to the folder.
    const text = program.replaceAll(/(['`])((?:picture|speech)[^'`]*\.\w+)\1/g, `$1${folder}/$2$1`);
    return (await run(process.execPath, ['--input-type=module-typescript', '--eval', text], { cwd: ROOT })).stdout;
  }

  it.each(PROTOCOLS.flatMap(protocol => (['curl', 'typescript'] as const).map(language => ({ protocol, language }))))(
    'of $protocol in $language answers',
    async ({ protocol, language }) => {
      const program = chatCode(language, protocol, chat, place());
      const out = language === 'curl' ? await shell(program) : await typescript(program);
      expect(out).toContain(language === 'curl' ? '[sandbox]' : '[sandbox] gpt-4o-mini read');
      expect(await newest()).toMatchObject({ protocol, status: 200, model: 'gpt-4o-mini' });
    },
    30_000,
  );

  it('in Python is Python', async () => {
    const programs = PROTOCOLS.map(protocol => chatCode('python', protocol, chat, place()));
    const orders: Order[] = [
      { medium: 'image', fields: { model: 'm', prompt: 'x"\\' }, file: undefined },
      { medium: 'speech', fields: { model: 'm', input: '’' }, file: undefined },
      { medium: 'transcript', fields: { model: 'm' }, file: 'a "b".mp3' },
      { medium: 'video', fields: { model: 'm', prompt: 'x' }, file: 'a.png' },
      { medium: 'music', fields: { gpt_description_prompt: 'x', make_instrumental: true }, file: undefined },
    ];
    const file = join(folder, 'program.py');
    writeFileSync(file, [...programs, ...orders.map(order => mediaCode('python', order, place()))].join('\n'));
    await run('python3', ['-m', 'py_compile', file]);
  });

  it('of media makes them', async () => {
    const image: Order = { medium: 'image', fields: { model: 'gpt-image-1', prompt: 'a toll booth' }, file: undefined };
    await typescript(mediaCode('typescript', image, place()));
    expect(await newest()).toMatchObject({ model: 'gpt-image-1', status: 200 });
    const speech: Order = {
      medium: 'speech',
      fields: { model: 'tts-1', input: 'Hi', voice: 'alloy' },
      file: undefined,
    };
    await shell(mediaCode('curl', speech, place()));
    expect(await newest()).toMatchObject({ model: 'tts-1', status: 200 });
    const transcript: Order = { medium: 'transcript', fields: { model: 'whisper-1' }, file: 'speech.mp3' };
    expect(await shell(mediaCode('curl', transcript, place()))).toContain('"text"');
  }, 30_000);
});

describe.skipIf(CHROMIUM === undefined)('in a browser', () => {
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  const faults: string[] = [];
  beforeAll(async () => {
    buildConsole();
    browser = await openBrowser();
    context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en-US' });
    const [name = '', value = ''] = bob.cookie.split('=');
    await context.addCookies([{ name, value, url: gateway.url }]);
    page = await context.newPage();
    page.on('pageerror', error => faults.push(error.message));
  }, 120_000);
  afterAll(() => browser?.close());

  const open = async (search: string): Promise<void> => {
    await page.goto(`${gateway.url}/console/playground?${search}`);
    await page.waitForSelector('textarea');
  };
  const say = async (text: string): Promise<void> => {
    await page.fill('textarea[name=say]', text);
    await page.press('textarea[name=say]', 'Control+Enter');
  };
  const costs = (count: number): Promise<(string | null)[]> =>
    expect
      .poll(() => page.locator('[data-cost]').evaluateAll(all => all.map(one => one.getAttribute('data-cost'))), {
        timeout: 20_000,
      })
      .toHaveLength(count)
      .then(() => page.locator('[data-cost]').evaluateAll(all => all.map(one => one.getAttribute('data-cost'))));

  it.each(PROTOCOLS)('a conversation over %s goes on, each answer at its exact cost', async (protocol: Protocol) => {
    await open(`model=gpt-4o-mini&protocol=${protocol}`);
    await say('The first **word**');
    await page.getByText('read 1 message', { exact: false }).waitFor();
    await costs(1);
    await say('The second');
    await page.getByText('read 3 messages', { exact: false }).waitFor();
    const [, cost] = await costs(2);
    expect(await newest()).toMatchObject({ protocol, amount: cost, model: 'gpt-4o-mini' });
    expect(await page.locator('p', { hasText: 'first after' }).count()).toBe(2);
  });

  it('two models side by side are asked the same, with a picture', async () => {
    await open('model=gpt-4o-mini&second=claude-sonnet-4-5');
    await page.setInputFiles('input[type=file]', {
      name: 'dot.png',
      mimeType: 'image/png',
      buffer: Buffer.from(PNG, 'base64'),
    });
    await say('What is it?');
    await costs(2);
    const lanes = page.getByRole('region', { name: /^(?:gpt-4o-mini|claude-sonnet-4-5)$/ });
    expect(await lanes.allInnerTexts()).toEqual([
      expect.stringContaining('It saw image/png of 10 by 10 pixels'),
      expect.stringContaining('It saw image/png of 10 by 10 pixels'),
    ]);
    expect(await violations(page)).toEqual([]);
  });

  it('an answer that was stopped says so and is charged for what came', async () => {
    await open('model=gpt-4o-mini');
    await say('[[slow 400]] slow');
    await page.getByText('[sandbox]').first().waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByText('Stopped. What was delivered is charged.').waitFor();
    const [cost] = await costs(1);
    expect(Number(cost)).toBeGreaterThan(0);
    await page.getByRole('button', { name: 'Begin anew' }).click();
    expect(await page.locator('[data-cost]').count()).toBe(0);
  });

  it('what goes wrong is told, and costs nothing', async () => {
    await open('model=gpt-4o-mini');
    await say('[[error 400]] no');
    await page.locator('main [role=alert]').first().waitFor();
    expect(await costs(1)).toEqual(['0']);
  });

  it('what the model writes is never HTML', async () => {
    await open('model=gpt-4o-mini');
    await say('<img src=x onerror="document.title=1"> [x](javascript:alert(1)) **strong**');
    await costs(1);
    expect(await page.locator('main ol img').count()).toBe(0);
    expect(await page.locator('main ol a[href^="javascript"]').count()).toBe(0);
    expect(await page.locator('main ol strong', { hasText: 'strong' }).count()).toBe(1);
  });

  it('a sample is kept without the key and opened again', async () => {
    const key = await keyIdOf(bob);
    await open(`model=gpt-4o&key=${key}`);
    await page.fill('textarea[name=say]', 'Keep me');
    await page.getByRole('button', { name: 'Samples' }).click();
    await page.fill('dialog input[name=sample]', 'mine');
    await page.locator('dialog').getByRole('button', { name: 'Keep as sample' }).click();
    await open('model=gpt-4o-mini');
    await page.getByRole('button', { name: 'Samples' }).click();
    await page.locator('dialog').getByRole('button', { name: 'Open' }).click();
    await expect.poll(() => page.inputValue('textarea[name=say]')).toBe('Keep me');
    expect(await page.inputValue('input[name=model]')).toBe('gpt-4o');
    expect(new URL(page.url()).searchParams.has('key')).toBe(false);
  });

  it('a video shows its progress and itself, stands among the tasks, and is made again with changes', async () => {
    await open('model=sora-2');
    await page.fill('textarea[name=prompt]', 'A toll booth in the rain');
    await page.getByRole('button', { name: 'Make it' }).click();
    await page.locator('main video').waitFor({ timeout: 30_000 });
    const [cost] = await costs(1);
    expect(await newest()).toMatchObject({ model: 'sora-2', amount: cost });
    await page.getByRole('link', { name: 'See the task' }).click();
    await page.locator('dialog video').waitFor();
    await page.getByRole('button', { name: 'Again, with changes' }).click();
    const body = await page.inputValue('dialog textarea');
    await page.fill('dialog textarea', body.replace('rain', 'snow'));
    await page.getByRole('button', { name: 'Run it' }).click();
    await page.getByRole('button', { name: /in the snow/ }).waitFor();
    expect(await violations(page)).toEqual([]);
    const failed = await bob.get('/tasks?state=failed');
    expect(at(failed.json, 'items')).toEqual([]);
  }, 90_000);

  it('a task is its owner’s alone', async () => {
    const id = String(at((await bob.get('/tasks?state=succeeded&limit=1')).json, 'items.0.id'));
    expect((await bob.get(`/tasks/${id}`)).status).toBe(200);
    const ada = await Visitor.signedIn(gateway.url, 'ada', PASSWORD);
    const [foreign, unknown] = [await ada.get(`/tasks/${id}`), await ada.get('/tasks/task_nowhere')];
    expect([foreign.status, foreign.message]).toEqual([unknown.status, unknown.message]);
    expect(foreign.status).toBe(404);
    expect((await ada.delete(`/tasks/${id}`)).status).toBe(404);
    expect((await bob.delete(`/tasks/${id}`)).status).toBe(204);
    expect((await bob.get(`/tasks/${id}`)).status).toBe(404);
  });

  it('nothing threw', () => {
    expect(faults).toEqual([]);
  });
});
