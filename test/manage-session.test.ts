// Signing in to the management API: password, second factor, sessions, other sites, access tokens, the first set-up.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeAt, stepAt } from '../packages/gateway/identity/totp.ts';
import { eventually } from './support/client.ts';
import { Gateway, keyOf } from './support/gateway.ts';
import { Visitor } from './support/visitor.ts';

const PASSWORD = 'correct horse battery staple';
let gateway: Gateway;

beforeAll(async () => {
  gateway = await Gateway.start({
    users: [
      { name: 'ada', role: 'admin', password: PASSWORD, keys: [{ name: 'k', key: keyOf('ada') }] },
      { name: 'bob', password: PASSWORD, keys: [] },
    ],
    settings: { registration: 'open', welcome_balance: '1.5' },
  });
}, 60_000);

afterAll(() => gateway.dispose());

describe('a sign-in', () => {
  it('with the right password opens a session that only the cookie carries', async () => {
    const visitor = new Visitor(gateway.url);
    const answer = await visitor.post('/session', { name: 'ada', password: PASSWORD });
    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject({ state: 'signed_in', account: { name: 'ada', role: 'admin' } });
    expect(answer.headers.get('set-cookie')).toMatch(/; HttpOnly; SameSite=Lax$/);
    expect((await visitor.get('/me')).json).toMatchObject({ name: 'ada' });
  });

  it('tells a wrong password and an unknown name alike', async () => {
    const visitor = new Visitor(gateway.url);
    const wrong = await visitor.post('/session', { name: 'ada', password: 'nope' });
    const unknown = await visitor.post('/session', { name: 'nobody', password: 'nope' });
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    expect(wrong.code).toBe('AUTH_WRONG');
    expect(wrong.message).toBe(unknown.message);
  });

  it('slows guessing down, and only from the place where it happens', async () => {
    const visitor = new Visitor(gateway.url);
    const tries = [];
    for (let count = 0; count < 7; count += 1)
      tries.push(await visitor.post('/session', { name: 'guessed', password: `guess ${count}` }));
    expect(tries.at(-1)?.status).toBe(429);
    expect(tries.at(-1)?.headers.get('retry-after')).toMatch(/^\d+$/);
    expect((await visitor.post('/session', { name: 'bob', password: PASSWORD })).status).toBe(200);
  });

  it('says which field is wrong', async () => {
    const answer = await new Visitor(gateway.url).post('/session', { name: 'ada' });
    expect(answer.status).toBe(400);
    expect(answer.json).toMatchObject({ success: false, code: 'invalid_request', param: 'password' });
    const typo = await new Visitor(gateway.url).post('/session', { name: 'a', password: 'b', pasword: 'c' });
    expect(typo.json).toMatchObject({ param: 'pasword' });
  });
});

describe('a session', () => {
  it('does not serve a change that another site asks for', async () => {
    const visitor = await Visitor.signedIn(gateway.url, 'ada', PASSWORD);
    const foreign = await visitor.delete('/sessions', { origin: 'https://evil.example', site: 'cross-site' });
    expect(foreign.status).toBe(401);
    const silent = await visitor.delete('/sessions', { origin: '', site: '' });
    expect(silent.status).toBe(401);
    expect((await visitor.delete('/sessions')).status).toBe(204);
  });

  it('is listed with its device, and ends when its owner says so', async () => {
    const first = await Visitor.signedIn(gateway.url, 'bob', PASSWORD);
    const second = await Visitor.signedIn(gateway.url, 'bob', PASSWORD);
    const { items } = (await second.get('/sessions')).json as { items: { id: number; current: boolean }[] };
    expect(items.length).toBeGreaterThanOrEqual(2);
    expect(items.filter(item => item.current)).toHaveLength(1);
    expect((await second.delete('/sessions')).status).toBe(204);
    expect((await first.get('/me')).status).toBe(401);
    expect((await second.get('/me')).status).toBe(200);
    expect((await second.delete('/session')).status).toBe(204);
    expect((await second.get('/me')).status).toBe(401);
  });

  it('of one account cannot end another’s', async () => {
    const ada = await Visitor.signedIn(gateway.url, 'ada', PASSWORD);
    const bob = await Visitor.signedIn(gateway.url, 'bob', PASSWORD);
    const { items } = (await ada.get('/sessions')).json as { items: { id: number }[] };
    expect((await bob.delete(`/sessions/${items[0]?.id}`)).status).toBe(404);
    expect((await ada.get('/me')).status).toBe(200);
  });
});

describe('registration', () => {
  it('makes an account with its welcome balance, once for each name', async () => {
    const visitor = new Visitor(gateway.url);
    const made = await visitor.post('/registration', { name: 'eve', password: PASSWORD, email: 'Eve@Example.com' });
    expect(made.status).toBe(201);
    expect((await visitor.get('/me')).json).toMatchObject({ name: 'eve', email: 'eve@example.com', role: 'user' });
    const again = await new Visitor(gateway.url).post('/registration', { name: 'eve', password: PASSWORD });
    expect([again.status, again.code]).toEqual([409, 'conflict']);
    const listed = await gateway.command('user', 'list');
    expect(listed.output).toMatch(/eve +user +default +enabled +1\.5/);
  });
});

describe('the second factor', () => {
  it('is set up, asked for, and each code is good once', async () => {
    const visitor = new Visitor(gateway.url);
    await visitor.post('/registration', { name: 'grace', password: PASSWORD });
    const begun = (await visitor.post('/second-factor', {})).json as { secret: string; address: string };
    expect(begun.address).toContain(`secret=${begun.secret}`);
    const now = stepAt(Date.now());
    expect((await visitor.post('/second-factor/confirmation', { code: '000000' })).status).toBe(401);
    const confirmed = await visitor.post('/second-factor/confirmation', { code: codeAt(begun.secret, now - 1) });
    const { backup_codes: codes } = confirmed.json as { backup_codes: string[] };
    expect(codes).toHaveLength(10);

    const other = new Visitor(gateway.url);
    const asked = (await other.post('/session', { name: 'grace', password: PASSWORD })).json as { flow: string };
    expect(asked).toMatchObject({ state: 'second_factor' });
    expect((await other.get('/me')).status).toBe(401);
    const used = { flow: asked.flow, code: codeAt(begun.secret, now - 1) };
    expect((await other.post('/session/second-factor', used)).status).toBe(401);
    const fresh = { flow: asked.flow, code: codeAt(begun.secret, stepAt(Date.now())) };
    expect((await other.post('/session/second-factor', fresh)).status).toBe(200);
    expect((await other.get('/me')).json).toMatchObject({ name: 'grace', second_factor: true });

    const third = new Visitor(gateway.url);
    const flow = ((await third.post('/session', { name: 'grace', password: PASSWORD })).json as { flow: string }).flow;
    expect((await third.post('/session/second-factor', { flow, code: codes[0]?.toLowerCase() })).status).toBe(200);
    const flow2 = ((await third.post('/session', { name: 'grace', password: PASSWORD })).json as { flow: string }).flow;
    expect((await third.post('/session/second-factor', { flow: flow2, code: codes[0] })).status).toBe(401);
  });
});

describe('a password', () => {
  it('is changed with the old one, and ends the other sessions', async () => {
    const visitor = new Visitor(gateway.url);
    await visitor.post('/registration', { name: 'hal', password: PASSWORD });
    const other = await Visitor.signedIn(gateway.url, 'hal', PASSWORD);
    const wrong = await visitor.put('/me/password', { password: 'next password', old: 'nope' });
    expect(wrong.status).toBe(401);
    expect((await visitor.put('/me/password', { password: 'next password', old: PASSWORD })).status).toBe(204);
    expect((await other.get('/me')).status).toBe(401);
    expect((await visitor.get('/me')).status).toBe(200);
    expect((await new Visitor(gateway.url).post('/session', { name: 'hal', password: PASSWORD })).status).toBe(401);
    await Visitor.signedIn(gateway.url, 'hal', 'next password');
  });

  it('of an account that the file declares is changed there', async () => {
    const ada = await Visitor.signedIn(gateway.url, 'ada', PASSWORD);
    const answer = await ada.put('/me/password', { password: 'next password', old: PASSWORD });
    expect([answer.status, answer.code]).toEqual([409, 'declared_in_file']);
  });
});

describe('an access token', () => {
  it('acts for its owner within its scopes, with or without the word Bearer', async () => {
    const ada = await Visitor.signedIn(gateway.url, 'ada', PASSWORD);
    const made = (await ada.post('/access-tokens', { name: 'script', scopes: ['self.read'] })).json as {
      id: number;
      token: string;
    };
    expect(made.token).toMatch(/^tp_[A-Za-z0-9]{29}$/);
    const me = (authorization: string, extra: Record<string, string> = {}) =>
      fetch(`${gateway.url}/manage/v1/me`, { headers: { authorization, ...extra } });
    expect((await me(made.token)).status).toBe(200);
    expect((await me(`Bearer ${made.token}`)).status).toBe(200);
    expect((await me(made.token, { 'new-api-user': '999999' })).status).toBe(401);
    const write = await fetch(`${gateway.url}/manage/v1/access-tokens`, {
      method: 'POST',
      headers: { authorization: made.token, 'content-type': 'application/json' },
      body: '{"name":"more"}',
    });
    expect(write.status).toBe(403);
    expect((await ada.get('/access-tokens')).text).not.toContain(made.token);
    expect((await ada.delete(`/access-tokens/${made.id}`)).status).toBe(204);
    expect((await me(made.token)).status).toBe(401);
  });
});

describe('the first start', () => {
  it('prints a link that gives the first account its password, once', async () => {
    const fresh = await Gateway.start({});
    try {
      const printed = (): string | undefined => /\/setup#([\w-]{43})/.exec(fresh.output)?.[1];
      await eventually(async () => expect(printed()).toBeDefined());
      const secret = printed() ?? '';
      const visitor = new Visitor(fresh.url);
      const done = await visitor.post('/setup', { secret, name: 'boss', password: PASSWORD });
      expect(done.json).toMatchObject({ state: 'signed_in', account: { name: 'boss', role: 'owner' } });
      expect((await visitor.post('/setup', { secret, name: 'thief', password: PASSWORD })).status).toBe(401);
      await Visitor.signedIn(fresh.url, 'boss', PASSWORD);
    } finally {
      await fresh.dispose();
    }
  });
});

describe('the description', () => {
  it('names every operation with its schemas', async () => {
    const document = (await (await fetch(`${gateway.url}/manage/v1/openapi.json`)).json()) as {
      openapi: string;
      paths: Record<string, Record<string, { operationId: string }>>;
    };
    expect(document.openapi).toBe('3.1.0');
    const ids = Object.values(document.paths).flatMap(path => Object.values(path).map(item => item.operationId));
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toContain('signIn');
  });
});
