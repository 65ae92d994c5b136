// Notices of the caller: what is wanted, where it goes, what came of it; secrets go in and are not shown again.

import { randomBytes } from 'node:crypto';
import { Failure } from '@turnpike/protocols/failures';
import { Type, type Static } from 'typebox';
import type { Caller } from '../../identity/callers.ts';
import { isOperator } from '../../identity/roles.ts';
import { Throttle } from '../../identity/throttle.ts';
import { isEvent, wordsOf } from '../../notices/events.ts';
import { choicesFor, DEFAULT_THRESHOLD, sealWishes, type Target, type Wishes } from '../../notices/wishes.ts';
import type { Services } from '../services.ts';
import { operation, type Operation } from './operation.ts';
import { amountOf, strict, Time, Usd, usd } from './schemas.ts';

const NOTICES = 'Notices';
const MOST_TARGETS = 10;
const LanguageField = Type.Union([Type.Literal('en'), Type.Literal('zh')]);
const KindField = Type.Union([
  Type.Literal('email'),
  Type.Literal('webhook'),
  Type.Literal('bark'),
  Type.Literal('telegram'),
]);

const TargetView = Type.Object({
  id: Type.String(),
  kind: KindField,
  place: Type.String({ description: 'Where it goes, without what is secret.' }),
});
const Settings = Type.Object({
  language: LanguageField,
  threshold: Usd,
  choices: Type.Array(Type.Object({ type: Type.String(), wanted: Type.Boolean() })),
  targets: Type.Array(TargetView),
  mail: Type.Boolean({ description: 'Whether this gateway sends mail.' }),
});

const TargetInput = strict({
  kind: KindField,
  url: Type.Optional(Type.String({ maxLength: 500 })),
  key: Type.Optional(Type.String({ maxLength: 200 })),
  token: Type.Optional(Type.String({ maxLength: 200 })),
  chat: Type.Optional(Type.String({ maxLength: 100 })),
});

const tests = new Throttle();

const short = (secret: string): string => (secret.length <= 8 ? '…' : `${secret.slice(0, 3)}…${secret.slice(-3)}`);

function placeOf(target: Target): string {
  switch (target.kind) {
    case 'email':
      return target.address;
    case 'webhook':
      return target.url;
    case 'bark':
      return `${target.url} ${short(target.key)}`;
    case 'telegram':
      return `${target.chat} (${short(target.token)})`;
  }
}

async function thresholdOf(services: Services, accountId: number): Promise<bigint> {
  const row = await services.store.notices.wish(accountId);
  return row?.threshold ?? DEFAULT_THRESHOLD(services.world().settings.lowBalance);
}

async function view(services: Services, caller: Caller): Promise<Static<typeof Settings>> {
  const { account } = caller;
  const wishes = await services.courier.wishesOf(account.id);
  return {
    language: wishes.language,
    threshold: usd(await thresholdOf(services, account.id)),
    choices: choicesFor(isOperator(account.role) || account.role === 'finance').map(type => ({
      type,
      wanted: !wishes.off.includes(type),
    })),
    targets: wishes.targets.map(target => ({ id: target.id, kind: target.kind, place: placeOf(target) })),
    mail: services.world().mail !== undefined,
  };
}

async function save(services: Services, accountId: number, changes: Partial<Wishes>, threshold?: bigint) {
  const before = await services.courier.wishesOf(accountId);
  const limit = threshold ?? (await thresholdOf(services, accountId));
  await services.store.notices.putWish(sealWishes(accountId, limit, { ...before, ...changes }, services.seal));
}

/** Makes a place of what was written. @throws Failure naming the field */
function readTarget(input: Static<typeof TargetInput>, allowPrivate: boolean): Target {
  const id = randomBytes(6).toString('hex');
  const need = (name: 'url' | 'key' | 'token' | 'chat', pattern: RegExp, what: string): string => {
    const value = input[name]?.trim() ?? '';
    if (!pattern.test(value)) throw new Failure('invalid_request', `${name}: must be ${what}.`, { param: name });
    return value;
  };
  const web = allowPrivate ? /^https?:\/\/[^\s/]+\S*$/ : /^https:\/\/[^\s/]+\S*$/;
  switch (input.kind) {
    case 'email':
      return { id: 'email', kind: 'email', address: '' };
    case 'webhook': {
      const secret = `whsec_${randomBytes(32).toString('base64')}`;
      return { id, kind: 'webhook', url: need('url', web, 'an address that begins with https://'), secret };
    }
    case 'bark': {
      const url = need('url', web, 'the address of a Bark server, such as https://api.day.app');
      return { id, kind: 'bark', url, key: need('key', /^\w{8,100}$/, 'the device key that the app shows') };
    }
    case 'telegram': {
      const token = need('token', /^\d+:[\w-]{20,}$/, 'the token of a bot, such as 123456:ABC…');
      return { id, kind: 'telegram', token, chat: need('chat', /^(-?\d+|@\w+)$/, 'a chat’s number or @channel') };
    }
  }
}

export const noticeOperations: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/notices/settings',
    id: 'getNoticeSettings',
    tag: NOTICES,
    summary: 'Tells what the caller is told of, in which language, and where.',
    who: 'account',
    answer: Settings,
    handle: (caller, _input, { services }) => view(services, caller),
  }),
  operation({
    method: 'PATCH',
    path: '/notices/settings',
    id: 'changeNoticeSettings',
    tag: NOTICES,
    summary: 'Changes what the caller is told of.',
    who: 'account',
    body: strict({
      language: Type.Optional(LanguageField),
      threshold: Type.Optional(Usd),
      off: Type.Optional(Type.Array(Type.String({ maxLength: 40 }), { maxItems: 30 })),
    }),
    answer: Settings,
    async handle(caller, { body }, { services }) {
      const { threshold, ...changes } = body;
      const limit = threshold === undefined ? undefined : amountOf(threshold, 'threshold');
      await save(services, caller.account.id, changes, limit);
      return view(services, caller);
    },
  }),
  operation({
    method: 'POST',
    path: '/notices/targets',
    id: 'addNoticeTarget',
    tag: NOTICES,
    summary: 'Adds a place that notices go to. The secret of a webhook is in this answer, and nowhere else.',
    who: 'account',
    status: 201,
    body: TargetInput,
    answer: Type.Object({ settings: Settings, secret: Type.Optional(Type.String()) }),
    async handle(caller, { body }, { services, change }) {
      const { targets } = await services.courier.wishesOf(caller.account.id);
      if (targets.length >= MOST_TARGETS)
        throw new Failure('conflict', `Notices go to at most ${MOST_TARGETS} places. Remove one first.`);
      const target = readTarget(body, services.world().settings.fetchPrivateAddresses);
      const { email } = await services.store.profiles.of(caller.account.id);
      if (target.kind === 'email' && email === '')
        throw new Failure('conflict', 'Your account has no e-mail address. Set one in your profile first.');
      await save(services, caller.account.id, { targets: [...targets.filter(one => one.id !== target.id), target] });
      await change('notices.target', `account:${caller.account.id}`, undefined, { kind: target.kind });
      const settings = await view(services, caller);
      return { settings, ...(target.kind === 'webhook' ? { secret: target.secret } : {}) };
    },
  }),
  operation({
    method: 'DELETE',
    path: '/notices/targets/{id}',
    id: 'removeNoticeTarget',
    tag: NOTICES,
    summary: 'Takes a place away.',
    who: 'account',
    params: Type.Object({ id: Type.String({ maxLength: 40 }) }),
    answer: Settings,
    async handle(caller, { params }, { services, change }) {
      const { targets } = await services.courier.wishesOf(caller.account.id);
      if (!targets.some(target => target.id === params.id)) throw new Failure('not_found', 'There is no such place.');
      await save(services, caller.account.id, { targets: targets.filter(target => target.id !== params.id) });
      await change('notices.target', `account:${caller.account.id}`, { id: params.id }, undefined);
      return view(services, caller);
    },
  }),
  operation({
    method: 'POST',
    path: '/notices/targets/{id}/test',
    id: 'testNoticeTarget',
    tag: NOTICES,
    summary: 'Sends a test to a place at once and answers what the other side said.',
    who: 'account',
    params: Type.Object({ id: Type.String({ maxLength: 40 }) }),
    answer: Type.Object({ arrived: Type.Boolean(), said: Type.String() }),
    async handle(caller, { params }, { services }) {
      const wishes = await services.courier.wishesOf(caller.account.id);
      const target = wishes.targets.find(one => one.id === params.id);
      if (target === undefined) throw new Failure('not_found', 'There is no such place.');
      const place = `test ${caller.account.id}`;
      const wait = Math.ceil(tests.wait(place) / 1000);
      if (wait > 0)
        throw new Failure('rate_limit_exceeded', `Too many tests. Wait ${wait} seconds.`, { retryAfter: wait });
      tests.wrong(place);
      const outcome = await services.courier.test(target, wishes.language);
      return { arrived: outcome.state === 'done', said: outcome.said };
    },
  }),
  operation({
    method: 'GET',
    path: '/notices',
    id: 'listNotices',
    tag: NOTICES,
    summary: 'Lists the caller’s last notices and whether they arrived.',
    who: 'account',
    answer: Type.Object({
      items: Type.Array(
        Type.Object({
          id: Type.String(),
          type: Type.String(),
          at: Time,
          title: Type.String(),
          body: Type.String(),
          deliveries: Type.Array(
            Type.Object({ kind: Type.String(), state: Type.String(), said: Type.String(), attempts: Type.Integer() }),
          ),
        }),
      ),
    }),
    async handle(caller, _input, { services }) {
      const { language } = await services.courier.wishesOf(caller.account.id);
      const rows = await services.store.notices.ofAccount(caller.account.id, 50);
      const items = rows.flatMap(({ id, type, at, values, deliveries }) => {
        if (!isEvent(type)) return [];
        const { title, body } = wordsOf(type, values, language, '');
        const tries = deliveries.map(({ kind, state, said, attempts }) => ({ kind, state, said, attempts }));
        return [{ id, type, at, title, body, deliveries: tries }];
      });
      return { items };
    },
  }),
];
