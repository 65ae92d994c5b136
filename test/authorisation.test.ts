// Walks every route of the management, as the route tables have them, with nobody signed in, from another site, in each
// role, with a token of another scope, and at what belongs to somebody else. A new route is covered by being there.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Route } from '../packages/gateway/http/exchange.ts';
import { legacyRoutes } from '../packages/gateway/api/legacy/index.ts';
import { manageRoutes } from '../packages/gateway/api/manage/index.ts';
import type { Services } from '../packages/gateway/api/services.ts';
import { allows, PERMISSIONS, SCOPES } from '../packages/gateway/identity/roles.ts';
import { ROLES, type Role } from '../packages/gateway/store/people.ts';
import { at } from './support/client.ts';
import { Gateway, keyOf } from './support/gateway.ts';

const PASSWORD = 'correct horse battery staple';
/** A number, and a name, that nothing has. */
const NOWHERE = { number: '987654321', name: 'nowhere-at-all' };

// The tables are made of closures over the services: as long as no route is called, nothing of them is touched.
const UNTOUCHED: Services = new Proxy(() => UNTOUCHED, { get: () => UNTOUCHED }) as unknown as Services;
const ROUTES: readonly Route[] = [...manageRoutes(UNTOUCHED, '0'), ...legacyRoutes(UNTOUCHED)];
const isPermission = (who: string | undefined): who is (typeof PERMISSIONS)[number] =>
  PERMISSIONS.some(one => one === who);
const GUARDED = ROUTES.filter(route => route.who !== 'anyone' && route.who !== undefined);
/** Routes that say no word about who may call them; each must be here for a reason. */
const SILENT = ['GET /manage/v1/openapi.json'];
/** What would take the walker's own feet away: the session, or the account that walks. */
const LEFT_OUT = new Set(['DELETE /manage/v1/session', 'DELETE /manage/v1/sessions', 'GET /manage/v1/tasks/events']);

const nameOf = ({ method, pattern }: Route): string => `${method} ${pattern}`;
/** A path where nothing is: a foreign or unknown thing looks like this. */
const nowhere = (pattern: string): string =>
  pattern.replaceAll(/\{(\w+)\*?\}/g, (_, name: string) => (/id$|^key$/i.test(name) ? NOWHERE.number : NOWHERE.name));

interface Answer {
  readonly status: number;
  readonly code: unknown;
  readonly message: string;
  readonly headers: Headers;
}

let gateway: Gateway;
beforeAll(async () => {
  gateway = await Gateway.start({
    users: ['ada', ...ROLES].map(name => ({
      name,
      password: PASSWORD,
      balance: '10',
      // The file knows every role; the drafts of the tests name the two usual ones.
      role: (name === 'ada' ? 'user' : name) as 'user',
      keys: name === 'ada' ? [{ name: 'file', key: keyOf('ada') }] : [],
    })),
  });
}, 60_000);
afterAll(() => gateway?.dispose());

async function call(route: Pick<Route, 'method'>, path: string, headers: Record<string, string>): Promise<Answer> {
  const withBody = route.method !== 'GET' && route.method !== 'DELETE';
  const response = await fetch(gateway.url + path, {
    method: route.method,
    headers: { ...headers, ...(withBody ? { 'content-type': 'application/json' } : {}) },
    ...(withBody ? { body: '{}' } : {}),
    redirect: 'manual',
  });
  const text = await response.text();
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  const field = (name: string): unknown => (typeof json === 'object' && json !== null ? Reflect.get(json, name) : '');
  const message = String(field('message')).replace(/ \(request id: .*\)$/, '');
  return { status: response.status, code: field('code'), message, headers: response.headers };
}

const SAME = { 'sec-fetch-site': 'same-origin' };

/** The cookie of a new session, in which a proof is fresh. */
async function signIn(name: string): Promise<Record<string, string>> {
  const response = await fetch(`${gateway.url}/manage/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...SAME },
    body: JSON.stringify({ name, password: PASSWORD }),
  });
  expect(response.status).toBe(200);
  return { cookie: (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '', ...SAME };
}

async function post(headers: Record<string, string>, path: string, body: unknown): Promise<unknown> {
  const response = await fetch(`${gateway.url}/manage/v1${path}`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(response.status).toBeLessThan(300);
  return response.json();
}

/** Runs the walk a few routes at a time; answers what was not as it should be. */
async function walk(routes: readonly Route[], look: (route: Route) => Promise<string | undefined>): Promise<string[]> {
  const wrong: string[] = [];
  for (let first = 0; first < routes.length; first += 16) {
    const found = await Promise.all(routes.slice(first, first + 16).map(look));
    wrong.push(...found.filter(fault => fault !== undefined));
  }
  return wrong;
}

describe('every route of the management', () => {
  it('says who may call it', () => {
    const silent = ROUTES.filter(route => route.who === undefined).map(nameOf);
    expect(silent).toEqual(SILENT);
    expect(GUARDED.length).toBeGreaterThan(100);
    expect(GUARDED.filter(({ who }) => who !== 'account' && !isPermission(who)).map(nameOf)).toEqual([]);
  });

  it('that is guarded is closed to whoever has not signed in, or shows a wrong cookie, token or relay key', async () => {
    const strangers: Record<string, string>[] = [
      { ...SAME },
      { ...SAME, cookie: '__Host-turnpike=nothing; turnpike=nothing' },
      { authorization: 'Bearer tp_nothing' },
      { authorization: `Bearer ${keyOf('ada')}` },
    ];
    for (const headers of strangers) {
      const wrong = await walk(GUARDED, async route => {
        const { status, code, headers: sent } = await call(route, nowhere(route.pattern), headers);
        const open = sent.get('access-control-allow-origin') !== null;
        return status === 401 && code === 'AUTH_UNAUTHORIZED' && !open
          ? undefined
          : `${nameOf(route)}: ${status} ${String(code)}`;
      });
      expect(wrong).toEqual([]);
    }
  });

  it('that changes something is closed to a page of another site', async () => {
    const session = await signIn('owner');
    const changing = GUARDED.filter(({ method }) => method !== 'GET');
    for (const from of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': '', origin: 'https://evil.example' },
    ]) {
      const { 'sec-fetch-site': site, ...rest } = from;
      const headers = { cookie: session['cookie'] ?? '', ...rest, ...(site === '' ? {} : { 'sec-fetch-site': site }) };
      const wrong = await walk(changing, async route => {
        const { status } = await call(route, nowhere(route.pattern), headers);
        return status === 401 ? undefined : `${nameOf(route)}: ${status}`;
      });
      expect(wrong).toEqual([]);
    }
  });

  it.each(ROLES)(
    'with a permission is open to %s as far as the role allows, and looks the same where not',
    async (role: Role) => {
      const session = await signIn(role);
      const permitted = GUARDED.filter(route => isPermission(route.who) && !LEFT_OUT.has(nameOf(route)));
      const refusals = new Set<string>();
      const wrong = await walk(permitted, async route => {
        const may = isPermission(route.who) && allows(role, route.who);
        const { status, code, message } = await call(route, nowhere(route.pattern), session);
        if (!may) refusals.add(message);
        const refused = status === 403 && code === 'AUTH_INSUFFICIENT_PRIVILEGE';
        const fault = may ? refused || status === 401 || status >= 500 : !refused;
        return fault ? `${nameOf(route)} (${String(route.who)}): ${status} ${String(code)} ${message}` : undefined;
      });
      expect(wrong).toEqual([]);
      expect(refusals.size).toBeLessThanOrEqual(1);
    },
  );

  it('is closed to an access token of another scope', async () => {
    const session = await signIn('owner');
    for (const scope of ['audit.read', 'self.read'] as const) {
      expect(SCOPES).toContain(scope);
      const token = String(at(await post(session, '/access-tokens', { name: scope, scopes: [scope] }), 'token'));
      const needed = ({ who, method }: Route): string =>
        who === 'account' ? (method === 'GET' ? 'self.read' : 'self.write') : (who ?? '');
      const closed = GUARDED.filter(route => needed(route) !== scope && !LEFT_OUT.has(nameOf(route)));
      const wrong = await walk(closed, async route => {
        const { status, code } = await call(route, nowhere(route.pattern), { authorization: `Bearer ${token}` });
        return status === 403 && code === 'AUTH_INSUFFICIENT_PRIVILEGE'
          ? undefined
          : `${nameOf(route)}: ${status} ${String(code)}`;
      });
      expect(wrong).toEqual([]);
      // Nor does it make itself another that may do more.
      for (const method of ['GET', 'POST'] as const)
        expect((await call({ method }, '/api/user/token', { authorization: `Bearer ${token}` })).status).toBe(403);
    }
  });
});

describe('what belongs to somebody else', () => {
  /** Lists of one's own things, by the beginning of the paths that name one of them. */
  const lists = new Map<string, Route>();
  const own = GUARDED.filter(route => route.who === 'account');
  for (const route of own) if (route.method === 'GET' && !route.pattern.includes('{')) lists.set(route.pattern, route);
  const listOf = (pattern: string): string => pattern.slice(0, pattern.indexOf('/{'));

  /** One of ada's things of each list, as ids: made so that there is one. */
  async function seed(): Promise<Map<string, string>> {
    const ada = await signIn('ada');
    await post(ada, '/keys', { name: 'hers' });
    await post(ada, '/access-tokens', { name: 'hers', scopes: [] });
    const relay = (path: string, body: unknown) =>
      fetch(gateway.url + path, {
        method: 'POST',
        headers: { authorization: `Bearer ${keyOf('ada')}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    await relay('/v1/chat/completions', { model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Hi' }] });
    await relay('/v1/videos', { model: 'sora-2', prompt: 'x' });
    const ids = new Map<string, string>();
    for (const pattern of lists.keys()) {
      const response = await fetch(gateway.url + pattern, { headers: ada, signal: AbortSignal.timeout(5_000) }).catch(
        () => undefined,
      );
      if (response?.headers.get('content-type')?.includes('json') !== true) continue;
      const json = await response.json();
      const id = at(json, 'items.0.id') ?? at(json, 'data.items.0.id') ?? at(json, 'data.0.sid');
      if (id !== undefined) ids.set(pattern, String(id));
    }
    return ids;
  }

  /** Lists that can be empty for this test: what stands in them comes from elsewhere. */
  const EMPTY = new Set([
    '/manage/v1/wallet/orders',
    '/manage/v1/orders',
    '/manage/v1/organisations',
    '/manage/v1/passkeys',
    // Named in the settings alone (test/notices.test.ts tries another's); and what is told to everybody.
    '/manage/v1/notices/targets',
    '/manage/v1/announcements',
    '/manage/v1/identities',
    '/manage/v1/me/identities',
  ]);

  it('looks like what does not exist, on every route that names one thing', async () => {
    const ids = await seed();
    const bob = await signIn('user');
    const named = own.filter(({ pattern }) => pattern.includes('/{'));
    expect(named.length).toBeGreaterThan(8);
    const wrong: string[] = [];
    for (const route of named) {
      const id = ids.get(listOf(route.pattern));
      const isLegacy = route.pattern.startsWith('/api/');
      if (id === undefined) {
        if (!EMPTY.has(listOf(route.pattern))) wrong.push(`${nameOf(route)}: the walk knows nothing of ada’s there`);
        continue;
      }
      const path = (value: string): string => route.pattern.replaceAll(/\{\w+\*?\}/g, value);
      const unknown = /^\d+$/.test(id) ? NOWHERE.number : id.replaceAll(/[a-z0-9]/g, 'x');
      const [foreign, absent] = [await call(route, path(id), bob), await call(route, path(unknown), bob)];
      const same = foreign.status === absent.status && foreign.message === absent.message;
      // This family tells it under status 200.
      const gone = isLegacy ? foreign.status === 200 && foreign.code === 'not_found' : foreign.status === 404;
      if (!same || !gone)
        wrong.push(`${nameOf(route)}: ${foreign.status} ${foreign.message} / ${absent.status} ${absent.message}`);
    }
    expect(wrong).toEqual([]);
  });
});
