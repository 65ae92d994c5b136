// Notices: each event told once, to whoever wants it, by mail, webhook, Bark and Telegram; announcements beside them.

import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signatureFor } from '../packages/gateway/tasks/hooks.ts';
import { sendMail } from '../packages/gateway/notices/mail.ts';
import { Gateway, keyOf } from './support/gateway.ts';
import { startMailServer, type MailServer } from './support/smtp.ts';
import { Visitor } from './support/visitor.ts';

const PASSWORD = 'correct horse battery staple';

interface Heard {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A place that takes what is posted, and answers as it is told. */
async function startEar() {
  const heard: Heard[] = [];
  const answers: { status: number; body: string }[] = [];
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', piece => pieces.push(piece));
    request.on('end', () => {
      heard.push({ path: request.url ?? '', headers: request.headers, body: Buffer.concat(pieces).toString() });
      const { status, body } = answers.shift() ?? { status: 200, body: '{"ok":true,"code":200}' };
      response.writeHead(status, status === 302 ? { location: 'http://127.0.0.1:1/' } : {});
      response.end(body);
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, heard, answers, close: () => server.close() };
}

let mail: MailServer;
let ear: Awaited<ReturnType<typeof startEar>>;
let gateway: Gateway;
let root: Visitor;
let ada: Visitor;

beforeAll(async () => {
  mail = await startMailServer();
  ear = await startEar();
  gateway = await Gateway.start({
    users: [
      { name: 'root', role: 'admin', password: PASSWORD, balance: '100', keys: [] },
      { name: 'ada', password: PASSWORD, balance: '5', keys: [{ name: 'k', key: keyOf('ada') }] },
    ],
    mail: {
      host: '127.0.0.1',
      port: mail.port,
      user: 'gw@example.com',
      password: 'secret',
      from_name: '收费站\r\nBcc: x@example.com',
      trust_any_certificate: true,
    },
    settings: {
      notice_watch_seconds: 1,
      fetch_private_addresses: true,
      telegram_url: ear.url,
      public_url: 'https://gw.example.com',
    },
  } as never);
  // The public address is another one: a browser there names it.
  root = await Visitor.signedIn(gateway.url, 'root', PASSWORD);
  ada = await Visitor.signedIn(gateway.url, 'ada', PASSWORD);
}, 60_000);

afterAll(async () => {
  await gateway?.dispose();
  mail?.close();
  ear?.close();
});

async function adjust(name: string, amount: string): Promise<void> {
  const { items } = (await root.get(`/accounts?q=${name}`)).json as { items: { id: number }[] };
  const answer = await root.post(`/accounts/${items[0]?.id}/adjustment`, { amount, reason: 'test' });
  expect(answer.status, answer.text).toBe(200);
}
const add = async (who: Visitor, target: Record<string, string>) => {
  const answer = await who.post('/notices/targets', target);
  expect(answer.status, answer.text).toBe(201);
  return answer.json as { secret?: string; settings: { targets: { id: string; kind: string; place: string }[] } };
};
const until = (what: () => unknown, wanted: unknown) =>
  expect.poll(what, { timeout: 20_000, interval: 50 }).toEqual(wanted);
/** How many balances are known to be low: what has been looked at is seen here, however long the look took. */
function known(): number {
  const database = new DatabaseSync(join(gateway.folder, 'data', 'turnpike.db'), { readOnly: true });
  try {
    const row = database.prepare("SELECT COUNT(*) AS count FROM notice_marks WHERE type = 'balance.low'").get();
    return Number(row?.['count']);
  } finally {
    database.close();
  }
}
const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));

describe('a low balance', () => {
  it('is told once by every way that was chosen, and again only after a top-up', async () => {
    await ada.patch('/me', { email: 'Ada@Example.com' });
    const { secret = '' } = await add(ada, { kind: 'webhook', url: `${ear.url}/hook` });
    await add(ada, { kind: 'bark', url: ear.url, key: 'devicekey123' });
    await add(ada, { kind: 'telegram', token: '123456:AAAAAAAAAAAAAAAAAAAAAAAAA', chat: '-42' });
    await ada.patch('/notices/settings', { language: 'zh', threshold: '2' });
    await adjust('ada', '-3.5');
    await until(() => [mail.letters.length, ear.heard.length], [1, 3]);
    const [letter] = mail.letters;
    expect(letter).toMatchObject({
      from: 'gw@example.com',
      to: 'ada@example.com',
      secure: true,
      user: 'gw@example.com',
    });
    expect(letter?.header('subject')).toBe('余额不足提醒');
    expect(letter?.header('from')).toContain('收费站');
    expect(letter?.header('bcc')).toBe('');
    expect(letter?.header('auto-submitted')).toBe('auto-generated');
    expect(letter?.text).toContain('余额仅剩 $1.50');
    expect(letter?.text).toContain('https://gw.example.com/console/wallet');

    const hook = ear.heard.find(({ path }) => path === '/hook');
    const [id, time] = [String(hook?.headers['webhook-id']), Number(hook?.headers['webhook-timestamp'])];
    expect(hook?.headers['webhook-signature']).toBe(signatureFor(secret, id, time, hook?.body ?? ''));
    expect(JSON.parse(hook?.body ?? '')).toMatchObject({ type: 'balance.low', data: { nano: '1500000000' } });
    const bark = ear.heard.find(({ path }) => path === '/push');
    expect(JSON.parse(bark?.body ?? '')).toMatchObject({ device_key: 'devicekey123', title: '余额不足提醒' });
    const telegram = ear.heard.find(({ path }) => path.startsWith('/bot'));
    expect(JSON.parse(telegram?.body ?? '')).toMatchObject({ chat_id: '-42', parse_mode: 'HTML' });

    await adjust('ada', '-0.1');
    await pause(1_500);
    expect(mail.letters).toHaveLength(1);
    await adjust('ada', '10');
    await until(known, 0);
    await adjust('ada', '-10');
    await until(() => mail.letters.length, 2);
    const listed = (await ada.get('/notices')).json as { items: { type: string; deliveries: { state: string }[] }[] };
    expect(listed.items.map(item => item.type)).toEqual(['balance.low', 'balance.low']);
    expect(listed.items[1]?.deliveries.map(delivery => delivery.state)).toEqual(['done', 'done', 'done', 'done']);
  }, 30_000);

  it('is not told to whoever does not want to hear of it', async () => {
    await ada.patch('/notices/settings', { off: ['balance.low'] });
    const before = mail.letters.length;
    await adjust('ada', '10');
    await until(known, 0);
    await adjust('ada', '-10');
    await until(known, 1);
    await pause(700);
    expect(mail.letters).toHaveLength(before);
  });
});

describe('a place', () => {
  it('says in a test what the other side said, and never shows its secrets', async () => {
    const bad = await add(root, { kind: 'telegram', token: '999999:BBBBBBBBBBBBBBBBBBBBBBBBB', chat: '@nowhere' });
    const [target] = bad.settings.targets;
    ear.answers.push({
      status: 400,
      body: '{"ok":false,"error_code":400,"description":"Bad Request: chat not found"}',
    });
    const tested = await root.post(`/notices/targets/${target?.id}/test`, {});
    expect(tested.json).toMatchObject({ arrived: false, said: expect.stringContaining('chat not found') });
    expect((await root.get('/notices/settings')).text).not.toContain('BBBBBB');
    expect((await ada.post(`/notices/targets/${target?.id}/test`, {})).status).toBe(404);
    expect((await root.delete(`/notices/targets/${target?.id}`)).json).toMatchObject({ targets: [] });
  });

  it('is refused at the field where it cannot be one', async () => {
    for (const [target, param] of [
      [{ kind: 'webhook', url: 'ftp://x.example' }, 'url'],
      [{ kind: 'bark', url: 'https://api.day.app', key: 'no' }, 'key'],
      [{ kind: 'telegram', token: 'x', chat: '1' }, 'token'],
    ] as const)
      expect((await ada.post('/notices/targets', target)).json).toMatchObject({ param });
    expect((await root.post('/notices/targets', { kind: 'email' })).status).toBe(409);
  });
});

describe('operators', () => {
  it('hear of a channel that goes off, once, and users do not', async () => {
    await root.patch('/me', { email: 'root@example.com' });
    await add(root, { kind: 'email' });
    const wrong = await startEar();
    for (let count = 0; count < 40; count += 1)
      wrong.answers.push({ status: 401, body: '{"error":{"message":"bad key","type":"x"}}' });
    const channel = {
      name: 'broken',
      provider: 'openai',
      base_url: wrong.url,
      keys: ['sk-x'],
      models: ['gpt-4o-mini'],
    };
    const made = await root.post('/channels', channel);
    expect(made.status, made.text).toBeLessThan(300);
    const before = mail.letters.length;
    for (let count = 0; count < 3; count += 1) {
      const response = await fetch(`${gateway.url}/v1/chat/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${keyOf('ada')}`, 'content-type': 'application/json' },
        body: JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Hello' }] }),
      });
      await response.text();
    }
    await until(() => mail.letters.length, before + 1);
    await pause(700);
    const told = mail.letters.slice(before);
    expect(told.map(letter => letter.to)).toEqual(['root@example.com']);
    expect(told[0]?.header('subject')).toBe('Channel broken is off');
    wrong.close();
  }, 40_000);

  it('announce, everybody reads, and each puts it away for himself', async () => {
    const made = await root.post('/announcements', { title: 'Maintenance', body: 'At noon <b>', tone: 'warning' });
    expect(made.status, made.text).toBe(201);
    const { id } = made.json as { id: number };
    await root.post('/announcements', { title: 'Later', from: Date.now() + 3_600_000 });
    const read = async (who: Visitor) =>
      ((await who.get('/announcements')).json as { items: { title: string }[] }).items.map(item => item.title);
    expect(await read(ada)).toEqual(['Maintenance']);
    expect((await ada.post(`/announcements/${id}/dismissal`, {})).status).toBe(204);
    expect([await read(ada), await read(root)]).toEqual([[], ['Maintenance']]);
    expect((await ada.post('/announcements', { title: 'x' })).status).toBe(403);
    expect((await root.delete(`/announcements/${id}`)).status).toBe(204);
    expect(await read(root)).toEqual([]);
  });
});

describe('mail', () => {
  const account = {
    host: '127.0.0.1',
    port: 0,
    security: 'starttls' as const,
    user: 'gw@example.com',
    password: 'secret',
    from: 'gw@example.com',
    fromName: 'Gate',
    trustAny: true,
  };
  const letter = { to: 'x@example.com', subject: 'Hi', text: 'Hello' };

  it('is not sent where the server hides TLS, and no password goes over', async () => {
    const plain = await startMailServer({ starttls: false });
    await expect(sendMail({ ...account, port: plain.port }, letter)).rejects.toMatchObject({ again: false });
    expect(plain.letters).toEqual([]);
    plain.close();
  });

  it('is tried again after a 4xx and given up after a 5xx', async () => {
    const server = await startMailServer({ auth: 'PLAIN', refusal: '451 4.7.1 later' });
    const mine = { ...account, port: server.port };
    await expect(sendMail(mine, letter)).rejects.toMatchObject({ again: true });
    server.manner.refusal = '550 5.1.1 no such user';
    await expect(sendMail(mine, letter)).rejects.toMatchObject({ again: false });
    await expect(sendMail({ ...mine, password: 'wrong' }, letter)).rejects.toMatchObject({ again: false });
    server.manner.refusal = '';
    await sendMail(mine, letter);
    expect(server.letters).toHaveLength(1);
    server.close();
  });
});
