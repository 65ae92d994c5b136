// Ways to sign in beside the password: what is offered, codes by mail, passkeys, and providers outside.

import { Failure } from '@turnpike/protocols/failures';
import { Type } from 'typebox';
import type { Exchange } from '../../http/exchange.ts';
import { flowCookie, setFlowCookie } from '../../identity/cookies.ts';
import type { Site } from '../../identity/passkeys.ts';
import { hashSecret, newSecret } from '../../identity/secrets.ts';
import type { Services } from '../services.ts';
import { baseOf, securely } from './base.ts';
import { openOperation, operation, type Operation } from './operation.ts';
import { Email, Name, strict, Time } from './schemas.ts';
import { checkSameSiteOrScript, SignedIn, welcome, welcomeOrAsk } from './session.ts';

const SIGN_IN = 'Sign-in';
const ProviderParams = Type.Object({ provider: Type.String({ pattern: '^[a-z0-9_-]{1,40}$' }) });
const Anything = Type.Unsafe<Record<string, unknown>>({ type: 'object', additionalProperties: true });
const LanguageField = Type.Optional(Type.Union([Type.Literal('en'), Type.Literal('zh')]));
const INVITATION_MS = 7 * 24 * 3600 * 1000;

/** The site that passkeys are of: our host. */
function siteOf(services: Services, exchange: Exchange): Site {
  const { publicUrl, siteName } = services.world().settings;
  const origin = publicUrl || (exchange.request.headers.origin ?? '');
  const url = URL.parse(origin);
  if (url === null) throw new Failure('api_not_implemented', 'Passkeys need the setting public_url. Ask the operator.');
  return { id: url.hostname, name: siteName, origin: url.origin };
}

const entrances: readonly Operation[] = [
  openOperation({
    method: 'GET',
    path: '/sign-in',
    id: 'getWaysIn',
    tag: SIGN_IN,
    summary: 'Tells the ways to sign in that are offered.',
    answer: Type.Object({
      site_name: Type.String(),
      registration: Type.String({ description: 'off, invited or open.' }),
      mail: Type.Boolean({ description: 'Whether codes and links are sent by mail.' }),
      providers: Type.Array(Type.Object({ name: Type.String(), label: Type.String(), kind: Type.String() })),
    }),
    async handle(_caller, _input, { services }) {
      const { settings, identityProviders, mail } = services.world();
      const providers = identityProviders.map(({ name, label, kind }) => ({ name, label, kind }));
      const { siteName, registration } = settings;
      return { site_name: siteName, registration, mail: mail !== undefined, providers };
    },
  }),
  openOperation({
    method: 'POST',
    path: '/session/email-code',
    id: 'sendSignInCode',
    tag: SIGN_IN,
    summary: 'Sends a code to an e-mail address, if an account has it; the answer is the same if none has.',
    body: strict({ email: Email, language: LanguageField }),
    answer: Type.Object({ flow: Type.String({ description: 'To be sent back with the code.' }) }),
    async handle(_caller, { body }, { services, exchange }) {
      checkSameSiteOrScript(services, exchange);
      return { flow: await services.mailCodes.sendCode(body.email, exchange.address, body.language ?? 'en') };
    },
  }),
  openOperation({
    method: 'POST',
    path: '/session/email-code/verification',
    id: 'signInWithCode',
    tag: SIGN_IN,
    summary: 'Signs in with a code that came by mail.',
    body: strict({ flow: Type.String({ maxLength: 100 }), code: Type.String({ maxLength: 40 }) }),
    answer: SignedIn,
    async handle(_caller, { body }, { services, exchange }) {
      checkSameSiteOrScript(services, exchange);
      const account = await services.mailCodes.useCode(body.flow, body.code, exchange.address);
      return welcomeOrAsk(services, exchange, account);
    },
  }),
  openOperation({
    method: 'POST',
    path: '/password/mail',
    id: 'mailPasswordLink',
    tag: SIGN_IN,
    summary: 'Sends a link for a new password to an e-mail address, if an account has it.',
    body: strict({ email: Email, language: LanguageField }),
    async handle(_caller, { body }, { services, exchange }) {
      checkSameSiteOrScript(services, exchange);
      const base = baseOf(services, exchange, 'Links by mail');
      await services.mailCodes.sendLink(body.email, exchange.address, body.language ?? 'en', base);
    },
  }),
  openOperation({
    method: 'POST',
    path: '/session/passkey/options',
    id: 'beginPasskeySignIn',
    tag: SIGN_IN,
    summary: 'Gives a browser what it asks an authenticator with.',
    answer: Type.Object({ flow: Type.String(), options: Anything }),
    async handle(_caller, _input, { services, exchange }) {
      const { flow, options } = await services.passkeys.beginEntrance(siteOf(services, exchange));
      return { flow, options: { ...options } };
    },
  }),
  openOperation({
    method: 'POST',
    path: '/session/passkey',
    id: 'signInWithPasskey',
    tag: SIGN_IN,
    summary: 'Signs in with a passkey; it stands for both factors.',
    body: strict({ flow: Type.String({ maxLength: 100 }), response: Anything }),
    answer: SignedIn,
    async handle(_caller, { body }, { services, exchange }) {
      checkSameSiteOrScript(services, exchange);
      const account = await services.passkeys.finishEntrance(siteOf(services, exchange), body.flow, body.response);
      return welcome(services, exchange, account);
    },
  }),
  openOperation({
    method: 'POST',
    path: '/session/outside/{provider}',
    id: 'beginOutsideSignIn',
    tag: SIGN_IN,
    summary: 'Begins a sign-in at a provider outside: where the browser goes.',
    params: ProviderParams,
    body: strict({
      next: Type.Optional(Type.String({ maxLength: 500 })),
      invitation: Type.Optional(Type.String({ maxLength: 100 })),
    }),
    answer: Type.Object({ url: Type.String() }),
    async handle(_caller, { params, body }, { services, exchange }) {
      checkSameSiteOrScript(services, exchange);
      const base = baseOf(services, exchange, 'Providers outside');
      const wish = { base, next: body.next ?? '/', invitation: body.invitation ?? '', link: null };
      const { url, cookie } = await services.outside.begin(params.provider, wish);
      exchange.response.setHeader('set-cookie', setFlowCookie(cookie, securely(services, exchange)));
      return { url };
    },
  }),
];

const own: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/me/ways-in',
    id: 'listOwnWaysIn',
    tag: SIGN_IN,
    summary: 'Lists the caller’s passkeys and the providers that he signs in with.',
    who: 'account',
    answer: Type.Object({
      password: Type.Boolean(),
      passkeys: Type.Array(
        Type.Object({
          id: Type.String(),
          name: Type.String(),
          created_at: Time,
          used_at: Type.Union([Time, Type.Null()]),
        }),
      ),
      identities: Type.Array(Type.Object({ provider: Type.String(), label: Type.String(), created_at: Time })),
    }),
    async handle(caller, _input, { services }) {
      const { signIns } = services.store;
      const [passkeys, identities] = await Promise.all([
        signIns.passkeysOf(caller.account.id),
        signIns.identitiesOf(caller.account.id),
      ]);
      return {
        password: caller.account.passwordHash !== '',
        passkeys: passkeys.map(({ id, name, createdAt, usedAt }) => ({
          id,
          name,
          created_at: createdAt,
          used_at: usedAt,
        })),
        identities: identities.map(({ provider, label, createdAt }) => ({ provider, label, created_at: createdAt })),
      };
    },
  }),
  operation({
    method: 'POST',
    path: '/passkeys/options',
    id: 'beginPasskey',
    tag: SIGN_IN,
    summary: 'Gives a browser what it makes a passkey with.',
    who: 'account',
    proof: true,
    answer: Type.Object({ flow: Type.String(), options: Anything }),
    async handle(caller, _input, { services, exchange }) {
      const { flow, options } = await services.passkeys.beginRegistration(caller.account, siteOf(services, exchange));
      return { flow, options: { ...options } };
    },
  }),
  operation({
    method: 'POST',
    path: '/passkeys',
    id: 'addPasskey',
    tag: SIGN_IN,
    summary: 'Keeps a passkey that a browser has made.',
    who: 'account',
    body: strict({ flow: Type.String({ maxLength: 100 }), name: Name, response: Anything }),
    async handle(caller, { body }, { services, exchange, change }) {
      const site = siteOf(services, exchange);
      await services.passkeys.finishRegistration(caller.account, site, body.flow, body.name, body.response);
      await change('passkey.add', `account:${caller.account.id}`, undefined, { name: body.name });
    },
  }),
  operation({
    method: 'DELETE',
    path: '/passkeys/{id}',
    id: 'removePasskey',
    tag: SIGN_IN,
    summary: 'Takes one of the caller’s passkeys away, unless it is his last way in.',
    who: 'account',
    proof: true,
    params: Type.Object({ id: Type.String({ maxLength: 1400 }) }),
    async handle(caller, { params }, { services, change }) {
      const { signIns } = services.store;
      const { account } = caller;
      const [passkeys, identities] = [await signIns.passkeysOf(account.id), await signIns.identitiesOf(account.id)];
      checkOtherWay(account.passwordHash !== '', passkeys.length - 1 + identities.length);
      if (!(await signIns.removePasskey(account.id, params.id)))
        throw new Failure('not_found', 'There is no such passkey.');
      await change('passkey.remove', `account:${account.id}`);
    },
  }),
  operation({
    method: 'POST',
    path: '/me/identities/{provider}',
    id: 'linkIdentity',
    tag: SIGN_IN,
    summary: 'Begins to link an identity of a provider outside to the caller’s account.',
    who: 'account',
    proof: true,
    params: ProviderParams,
    answer: Type.Object({ url: Type.String() }),
    async handle(caller, { params }, { services, exchange }) {
      const base = baseOf(services, exchange, 'Providers outside');
      const wish = { base, next: '/settings', invitation: '', link: caller.account.id };
      const { url, cookie } = await services.outside.begin(params.provider, wish);
      exchange.response.setHeader('set-cookie', setFlowCookie(cookie, securely(services, exchange)));
      return { url };
    },
  }),
  operation({
    method: 'DELETE',
    path: '/me/identities/{provider}',
    id: 'unlinkIdentity',
    tag: SIGN_IN,
    summary: 'Takes the link to a provider away, unless it is the caller’s last way in.',
    who: 'account',
    proof: true,
    params: ProviderParams,
    async handle(caller, { params }, { services, change }) {
      const { signIns } = services.store;
      const { account } = caller;
      const [passkeys, identities] = [await signIns.passkeysOf(account.id), await signIns.identitiesOf(account.id)];
      checkOtherWay(account.passwordHash !== '', passkeys.length + identities.length - 1);
      if (!(await signIns.unlink(account.id, params.provider)))
        throw new Failure('not_found', 'There is no such link.');
      await change('identity.unlink', `account:${account.id}`, { provider: params.provider }, undefined);
    },
  }),
  operation({
    method: 'POST',
    path: '/invitations',
    id: 'invite',
    tag: SIGN_IN,
    summary: 'Makes an invitation to register, good once, for a week.',
    who: 'accounts.write',
    status: 201,
    answer: Type.Object({ secret: Type.String(), path: Type.String(), expires_at: Time }),
    async handle(caller, _input, { services, change }) {
      const secret = newSecret();
      const expiresAt = Date.now() + INVITATION_MS;
      const flow = { kind: 'invitation', accountId: caller.account.id, body: '{}', expiresAt };
      await services.store.flows.begin(hashSecret(secret), flow);
      await change('invitation.create', `account:${caller.account.id}`);
      return { secret, path: `/console/register#${secret}`, expires_at: expiresAt };
    },
  }),
];

function checkOtherWay(hasPassword: boolean, others: number): void {
  if (!hasPassword && others <= 0)
    throw new Failure('conflict', 'This is your last way in. Set a password or add another way first.');
}

/** Ends a sign-in at a provider outside: the browser comes back, with whatever the provider sent along. */
export async function comeIn(services: Services, exchange: Exchange): Promise<string> {
  const provider = exchange.params['provider'] ?? '';
  const caller = await services.callers.find(exchange.request).catch(() => undefined);
  const raw = exchange.request.url ?? '';
  const search = raw.includes('?') ? raw.slice(raw.indexOf('?')) : '';
  const ending = await services.outside.end(provider, search, flowCookie(exchange.request) ?? '', caller?.account);
  if (ending.state === 'problem') {
    if (ending.detail !== '') services.warn(`a sign-in with ${provider} was refused: ${ending.detail}`);
    const place = caller === undefined ? 'sign-in' : 'settings';
    return `/console/${place}?problem=${ending.problem}`;
  }
  if (ending.state === 'linked') return `/console${ending.next}`;
  const welcomed = await welcomeOrAsk(services, exchange, ending.account);
  // What waits for the second factor stands behind the mark, so that no server logs it.
  if (welcomed.state === 'second_factor') return `/console/sign-in#${welcomed.flow}`;
  return `/console${ending.next}`;
}

export const waysInToOwn: readonly Operation[] = [...entrances, ...own];
