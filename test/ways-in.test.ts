// Ways in beside the password: providers outside with every check, codes and links by mail, invitations.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Gateway } from './support/gateway.ts';
import { CLIENT, startIdentityProvider } from './support/identity-provider.ts';
import { startMailServer, type MailServer } from './support/smtp.ts';
import { Visitor } from './support/visitor.ts';

const PASSWORD = 'correct horse battery staple';
let provider: Awaited<ReturnType<typeof startIdentityProvider>>;
let mail: MailServer;
let gateway: Gateway;

function draft(registration: string) {
  const client = { client_id: CLIENT.id, client_secret: CLIENT.secret };
  return {
    users: [
      { name: 'root', role: 'admin' as const, password: PASSWORD, keys: [] },
      { name: 'ada', password: PASSWORD, keys: [] },
    ],
    mail: {
      host: '127.0.0.1',
      port: mail.port,
      user: 'gw@example.com',
      password: 'secret',
      trust_any_certificate: true,
    },
    sign_in: [
      { name: 'house', provider: 'oidc', label: 'The house', issuer: provider.url, ...client },
      { name: 'github', provider: 'github', site_url: provider.url, api_url: `${provider.url}/api`, ...client },
      { name: 'firm', provider: 'oidc', issuer: provider.url, domains: ['firm.example'], ...client },
    ],
    settings: { registration, welcome_balance: '1.5' },
  };
}

beforeAll(async () => {
  provider = await startIdentityProvider();
  mail = await startMailServer();
  gateway = await Gateway.start(draft('open') as never);
}, 60_000);

afterAll(async () => {
  await gateway?.dispose();
  provider?.close();
  mail?.close();
});

beforeEach(() => {
  Object.assign(provider.behaviour, {
    sub: 'person-1',
    name: 'wanda',
    email: 'wanda@example.com',
    emailVerified: true,
    claims: (claims: unknown) => claims,
    token: (token: string) => token,
    githubError: '',
  });
});

/** A browser on its way through a provider: keeps every cookie. */
class Walker {
  readonly cookies = new Map<string, string>();

  async send(method: string, url: string, body?: unknown) {
    const response = await fetch(url, {
      method,
      redirect: 'manual',
      headers: {
        cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        origin: gateway.url,
        'sec-fetch-site': 'same-origin',
        'content-type': 'application/json',
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=');
      this.cookies.set(name, value);
    }
    return response;
  }

  manage(method: string, path: string, body?: unknown) {
    return this.send(method, `${gateway.url}/manage/v1${path}`, body);
  }

  /** Begins, and goes as far as the provider sends it back to. */
  async toCallback(name: string, path = `/session/outside/${name}`, body: unknown = {}): Promise<string> {
    const begun = await this.manage('POST', path, body);
    const { url } = (await begun.json()) as { url: string };
    return (await fetch(url, { redirect: 'manual' })).headers.get('location') ?? '';
  }

  /** The whole way: where the console takes over. */
  async through(name: string, body: unknown = {}): Promise<string> {
    const callback = await this.toCallback(name, undefined, body);
    return (await this.send('GET', callback)).headers.get('location') ?? '';
  }

  async me(): Promise<Record<string, unknown>> {
    return (await (await this.manage('GET', '/me')).json()) as Record<string, unknown>;
  }
}

describe.each(['house', 'github'])('a sign-in by %s', name => {
  it('makes an account the first time, and finds it ever after, whatever the name is by then', async () => {
    provider.behaviour.name = `wanda-${name}`;
    provider.behaviour.email = `${name}@example.com`;
    const first = new Walker();
    expect(await first.through(name, { next: '/keys' })).toBe('/console/keys');
    const me = await first.me();
    expect(me).toMatchObject({ name: `wanda-${name}`, email: `${name}@example.com`, role: 'user' });
    provider.behaviour.name = 'renamed';
    const second = new Walker();
    await second.through(name);
    expect((await second.me())['id']).toBe(me['id']);
    expect(await (await second.manage('GET', '/wallet')).json()).toMatchObject({ balance: '1.5' });
  });

  it('is good once, in the browser that began it', async () => {
    const walker = new Walker();
    const callback = await walker.toCallback(name);
    const thief = await new Walker().send('GET', callback);
    expect(thief.headers.get('location')).toBe('/console/sign-in?problem=other_browser');
    expect((await walker.send('GET', callback)).headers.get('location')).toBe('/console/sign-in?problem=too_late');
    const other = await new Walker().send('GET', callback.replace(name, name === 'house' ? 'github' : 'house'));
    expect(other.headers.get('location')).toContain('problem=');
    expect(walker.cookies.has('turnpike-session')).toBe(false);
  });
});

describe('a provider that lies', () => {
  const lies: readonly (readonly [string, Partial<typeof provider.behaviour>])[] = [
    ['another nonce', { claims: claims => ({ ...claims, nonce: 'x' }) }],
    ['another audience', { claims: claims => ({ ...claims, aud: 'somebody' }) }],
    ['another issuer', { claims: claims => ({ ...claims, iss: `${String(claims['iss'])}/` }) }],
    ['a token that is over', { claims: claims => ({ ...claims, exp: Number(claims['iat']) - 61 }) }],
    ['nobody', { claims: ({ sub: _sub, ...claims }) => claims }],
    [
      'an unsigned token',
      { token: token => `${Buffer.from('{"alg":"none"}').toString('base64url')}.${token.split('.')[1]}.` },
    ],
    [
      'a changed token',
      { token: token => token.replace(/\.[^.]+\./, `.${Buffer.from('{"sub":"admin"}').toString('base64url')}.`) },
    ],
  ];
  it.each(lies)('with %s is not believed', async (_what, lie) => {
    Object.assign(provider.behaviour, lie);
    const walker = new Walker();
    expect(await walker.through('house')).toBe('/console/sign-in?problem=not_proven');
    expect(walker.cookies.has('turnpike-session')).toBe(false);
  });

  it('of errors with status 200 is heard', async () => {
    provider.behaviour.githubError = 'bad_verification_code';
    expect(await new Walker().through('github')).toBe('/console/sign-in?problem=not_proven');
  });
});

describe('an identity', () => {
  it('does not come into an account by its mail address', async () => {
    const ada = await Visitor.signedIn(gateway.url, 'ada', PASSWORD);
    await ada.patch('/me', { email: 'ada@example.com' });
    Object.assign(provider.behaviour, { sub: 'person-ada', name: 'ada', email: 'ada@example.com' });
    const walker = new Walker();
    await walker.through('house');
    const me = await walker.me();
    expect(me['name']).not.toBe('ada');
    expect(me['email']).toBe('');
  });

  it('of an unverified address or a foreign domain is refused where the domain counts', async () => {
    expect(await new Walker().through('firm')).toBe('/console/sign-in?problem=other_domain');
    Object.assign(provider.behaviour, { sub: 'person-f', email: 'x@firm.example', emailVerified: false });
    expect(await new Walker().through('firm')).toBe('/console/sign-in?problem=other_domain');
    provider.behaviour.emailVerified = true;
    expect(await new Walker().through('firm')).toBe('/console/');
  });

  it('is linked by whoever has signed in, is nobody else’s then, and the last way in stays', async () => {
    const walker = new Walker();
    await walker.manage('POST', '/session', { name: 'ada', password: PASSWORD });
    Object.assign(provider.behaviour, { sub: 'person-link', name: 'linked' });
    const callback = await walker.toCallback('house', '/me/identities/house');
    expect((await walker.send('GET', callback)).headers.get('location')).toBe('/console/settings');
    const other = new Walker();
    await other.through('house');
    expect(await other.me()).toMatchObject({ name: 'ada' });
    const root = new Walker();
    await root.manage('POST', '/session', { name: 'root', password: PASSWORD });
    const taken = await root.toCallback('house', '/me/identities/house');
    expect((await root.send('GET', taken)).headers.get('location')).toBe('/console/settings?problem=taken');
    provider.behaviour.sub = 'person-only';
    const lonely = new Walker();
    await lonely.through('house');
    expect((await lonely.manage('DELETE', '/me/identities/house')).status).toBe(409);
    expect((await walker.manage('DELETE', '/me/identities/house')).status).toBe(204);
  });
});

describe('a code by mail', () => {
  it('lets its owner in, once, and looks the same for addresses that nobody has', async () => {
    const visitor = new Visitor(gateway.url);
    const asked = await visitor.post('/session/email-code', { email: 'Ada@example.com', language: 'zh' });
    const unknown = await visitor.post('/session/email-code', { email: 'nobody@example.com' });
    expect([asked.status, unknown.status]).toEqual([200, 200]);
    await expect.poll(() => mail.letters.length).toBe(1);
    const code = /验证码：(\d{6})/.exec(mail.letters[0]?.text ?? '')?.[1] ?? '';
    const { flow } = asked.json as { flow: string };
    const { flow: empty } = unknown.json as { flow: string };
    const wrong = await visitor.post('/session/email-code/verification', {
      flow,
      code: code === '000000' ? '1' : '000000',
    });
    const nobody = await visitor.post('/session/email-code/verification', { flow: empty, code });
    expect([wrong.status, nobody.status, wrong.message]).toEqual([401, 401, nobody.message]);
    expect((await visitor.post('/session/email-code/verification', { flow, code })).json).toMatchObject({
      state: 'signed_in',
      account: { name: 'ada' },
    });
    expect((await visitor.post('/session/email-code/verification', { flow, code })).status).toBe(401);
  });

  it('is not sent by the hundred', async () => {
    const visitor = new Visitor(gateway.url);
    const answers = [];
    for (let count = 0; count < 8; count += 1)
      answers.push((await visitor.post('/session/email-code', { email: 'flood@example.com' })).status);
    expect(answers.at(-1)).toBe(429);
    expect((await visitor.post('/session', { name: 'ada', password: PASSWORD })).status).toBe(200);
  });
});

describe('where registration is by invitation', () => {
  it('an invitation makes one account, whichever way it is used', async () => {
    gateway.configure(draft('invited') as never);
    const visitor = new Visitor(gateway.url);
    const registration = async () => ((await visitor.get('/sign-in')).json as { registration: string }).registration;
    await expect.poll(registration, { timeout: 15_000 }).toBe('invited');
    Object.assign(provider.behaviour, { sub: 'person-new', name: 'newcomer' });
    expect(await new Walker().through('house')).toBe('/console/sign-in?problem=no_account');
    const root = await Visitor.signedIn(gateway.url, 'root', PASSWORD);
    const invite = async () => ((await root.post('/invitations', {})).json as { secret: string }).secret;
    const first = await invite();
    expect(await new Walker().through('house', { invitation: first })).toBe('/console/');
    const wish = (name: string, invitation: string) =>
      new Visitor(gateway.url).post('/registration', { name, password: PASSWORD, invitation });
    expect((await wish('late', first)).status).toBe(403);
    expect((await wish('in-time', await invite())).status).toBe(201);
    expect((await new Visitor(gateway.url).post('/invitations', {})).status).toBe(401);
  });
});

describe('a provider of the console', () => {
  it('is set up without the file, lets people in, and never tells its secret', async () => {
    const root = await Visitor.signedIn(gateway.url, 'root', PASSWORD);
    const words = { name: 'added', provider: 'oidc', issuer: provider.url, client_id: CLIENT.id };
    expect((await root.post('/sign-in-providers', words)).text).toContain('"path":"client_secret"');
    const added = await root.post('/sign-in-providers', { ...words, client_secret: CLIENT.secret });
    expect([added.status, added.text.includes(CLIENT.secret)]).toEqual([201, false]);
    Object.assign(provider.behaviour, { sub: 'person-added', name: 'otto', email: 'otto@example.com' });
    const walker = new Walker();
    const invited = (await root.post('/invitations', {})).json as { secret: string };
    expect(await walker.through('added', { invitation: invited.secret })).toBe('/console/');
    expect((await walker.me())['name']).toBe('otto');
    const elsewhere = await root.patch('/sign-in-providers/added', { issuer: 'https://elsewhere.example' });
    expect([elsewhere.status, elsewhere.text.includes('"path":"client_secret"')]).toEqual([400, true]);
    expect((await root.patch('/sign-in-providers/added', { label: 'Ours' })).json).toMatchObject({ label: 'Ours' });
    expect((await root.patch('/sign-in-providers/house', { label: 'x' })).code).toBe('declared_in_file');
    const list = await root.get('/sign-in-providers');
    expect(list.text).not.toContain(CLIENT.secret);
    expect((await root.delete('/sign-in-providers/added')).status).toBe(204);
  });
});
