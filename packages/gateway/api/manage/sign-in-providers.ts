// Providers that people may sign in with: shown without their secrets, made, changed and removed where the file has them not.

import { Failure } from '@turnpike/protocols/failures';
import { Type, type Static } from 'typebox';
import { identityDocument, readIdentity } from '../../config/identity-section.ts';
import { readAs, type FileWords } from '../../config/words.ts';
import type { IdentityProvider } from '../../identity/providers.ts';
import type { DocumentRow } from '../../store/store.ts';
import type { Services } from '../services.ts';
import { operation, type Operation } from './operation.ts';
import { strict } from './schemas.ts';
import { changeableRow, givenAnew, rowsOf } from './secret-documents.ts';

const SIGN_IN = 'Sign-in';
const ByName = Type.Object({ name: Type.String({ maxLength: 40 }) });
const Kind = Type.Unsafe<IdentityProvider['kind']>({ enum: ['oidc', 'github'] });
const Address = Type.String({ maxLength: 500 });

const View = Type.Object({
  name: Type.String(),
  provider: Kind,
  label: Type.String({ description: 'What the button says.' }),
  issuer: Type.String(),
  client_id: Type.String(),
  scopes: Type.String(),
  domains: Type.Array(Type.String()),
  site_url: Type.String(),
  api_url: Type.String(),
  declared: Type.Boolean({ description: 'Declared in the configuration file, so read-only here.' }),
  place: Type.Union([Type.String(), Type.Null()], { description: 'File and line, where it is declared.' }),
  callback_url: Type.String({ description: 'What the provider is to be told; empty while public_url is not set.' }),
});

/** The fields of a provider in the file's own words. */
const FIELDS = {
  label: Type.Optional(Type.String({ maxLength: 100 })),
  issuer: Type.Optional(Address),
  client_id: Type.Optional(Type.String({ maxLength: 500 })),
  client_secret: Type.Optional(Type.String({ maxLength: 2_000, description: 'Written, and never shown again.' })),
  scopes: Type.Optional(Type.String({ maxLength: 500 })),
  domains: Type.Optional(Type.Array(Type.String({ maxLength: 253 }), { maxItems: 100 })),
  site_url: Type.Optional(Address),
  api_url: Type.Optional(Address),
};

/** A provider as the file would write it, its secret in clear. */
function wordsOf({ name, kind, label, issuer, clientId, clientSecret, scopes, ...rest }: IdentityProvider): FileWords {
  return {
    name,
    provider: kind,
    label,
    ...(kind === 'oidc' ? { issuer } : { site_url: rest.siteUrl, api_url: rest.apiUrl }),
    client_id: clientId,
    client_secret: clientSecret,
    scopes,
    domains: [...rest.domains],
  };
}

function withoutSecret({ client_secret: _secret, ...words }: FileWords): FileWords {
  return words;
}

function view(services: Services, provider: IdentityProvider, declared: boolean): Static<typeof View> {
  const { name, kind, label, issuer, clientId, scopes, domains, siteUrl, apiUrl } = provider;
  const { publicUrl } = services.world().settings;
  return {
    name,
    provider: kind,
    label,
    issuer,
    client_id: clientId,
    scopes,
    domains: [...domains],
    site_url: siteUrl,
    api_url: apiUrl,
    declared,
    place: services.places().get(`sign_in ${name}`) ?? null,
    callback_url: publicUrl === '' ? '' : `${publicUrl}/sign-in/${encodeURIComponent(name)}/callback`,
  };
}

/** A provider that is not the file's. @throws Failure */
async function changeable(services: Services, name: string) {
  const row = await changeableRow(services, 'identity', name, { long: 'provider', short: 'provider' });
  return { row, provider: services.world().identityProviders.find(one => one.name === name) };
}

/** Where the secret is sent to. */
const homeOf = ({ issuer, siteUrl }: IdentityProvider): string => URL.parse(issuer || siteUrl)?.origin ?? '';

/** A secret goes only to the address that it belongs to; and another issuer knows other people by the same numbers. */
function checkSameHome(before: IdentityProvider, after: IdentityProvider, written: FileWords): void {
  if (homeOf(before) !== homeOf(after) && written['client_secret'] === undefined)
    throw givenAnew('client_secret', 'address');
}

async function write(services: Services, provider: IdentityProvider, before: DocumentRow | undefined) {
  await services.store.documents.put({ ...identityDocument(provider, services.seal, before), declared: false });
  await services.refresh();
  return view(services, provider, false);
}

export const signInProviderOperations: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/sign-in-providers',
    id: 'listSignInProviders',
    tag: SIGN_IN,
    summary: 'Lists the providers that people may sign in with, without their secrets.',
    who: 'settings.read',
    answer: Type.Object({ items: Type.Array(View) }),
    async handle(_caller, _input, { services }) {
      const declared = new Map((await rowsOf(services, 'identity')).map(row => [row.name, row.declared]));
      const { identityProviders } = services.world();
      return { items: identityProviders.map(one => view(services, one, declared.get(one.name) === true)) };
    },
  }),
  operation({
    method: 'POST',
    path: '/sign-in-providers',
    id: 'addSignInProvider',
    tag: SIGN_IN,
    summary: 'Adds a provider that people may sign in with, in the words of the configuration file.',
    who: 'settings.write',
    proof: true,
    status: 201,
    body: strict({ ...FIELDS, name: Type.String({ minLength: 1, maxLength: 40 }), provider: Kind }),
    answer: View,
    async handle(_caller, { body }, { services, change }) {
      const provider = readAs('provider', body, readIdentity);
      if ((await rowsOf(services, 'identity')).some(row => row.name === provider.name))
        throw new Failure('conflict', `name: there is a provider ${provider.name} already.`, { param: 'name' });
      const made = await write(services, provider, undefined);
      await change('sign_in_provider.create', `sign_in_provider:${provider.name}`, undefined, withoutSecret(body));
      return made;
    },
  }),
  operation({
    method: 'PATCH',
    path: '/sign-in-providers/{name}',
    id: 'changeSignInProvider',
    tag: SIGN_IN,
    summary: 'Changes a provider that people may sign in with; fields left out stay, the secret too.',
    who: 'settings.write',
    proof: true,
    params: ByName,
    body: strict(FIELDS),
    answer: View,
    async handle(_caller, { params, body }, { services, change }) {
      const { row, provider } = await changeable(services, params.name);
      const before = provider === undefined ? { name: row.name } : wordsOf(provider);
      const after = readAs('provider', { ...before, ...body }, readIdentity);
      if (provider !== undefined) checkSameHome(provider, after, body);
      const made = await write(services, after, row);
      const subject = `sign_in_provider:${row.name}`;
      await change('sign_in_provider.change', subject, withoutSecret(before), withoutSecret(wordsOf(after)));
      return made;
    },
  }),
  operation({
    method: 'DELETE',
    path: '/sign-in-providers/{name}',
    id: 'removeSignInProvider',
    tag: SIGN_IN,
    summary: 'Removes a provider; whoever came in by it alone needs another way in.',
    who: 'settings.write',
    proof: true,
    params: ByName,
    async handle(_caller, { params }, { services, change }) {
      const { row, provider } = await changeable(services, params.name);
      await services.store.documents.remove('identity', row.name);
      await services.refresh();
      const before = provider === undefined ? undefined : withoutSecret(wordsOf(provider));
      await change('sign_in_provider.remove', `sign_in_provider:${row.name}`, before);
    },
  }),
];
