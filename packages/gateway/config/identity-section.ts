// The section of ways to sign in by others, and the stored form of one, with its secret sealed.

import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { IdentityProvider } from '../identity/providers.ts';
import type { Seal } from '../identity/seal.ts';
import type { DocumentRow } from '../store/store.ts';
import { required, texts } from './fields.ts';
import type { YamlNode } from './yaml-node.ts';

const FIELDS = [
  'name',
  'provider',
  'label',
  'issuer',
  'client_id',
  'client_secret',
  'scopes',
  'domains',
  'site_url',
  'api_url',
];
const KINDS = ['oidc', 'github'] as const;
const NAME = /^[a-z0-9][a-z0-9_-]{0,39}$/;
const LABELS = { oidc: 'OpenID Connect', github: 'GitHub' };
const SCOPES = { oidc: 'openid profile email', github: 'read:user user:email' };

const address = (field: YamlNode | undefined): string | undefined =>
  field?.value('a URL such as https://id.example.com', text => {
    if (!/^https?:\/\/[^?#\s]+$/.test(text)) throw new Error('it must be a URL without a query');
    return text;
  });

/** Reads a provider. */
export function readIdentity(node: YamlNode): IdentityProvider | undefined {
  const fields = node.fields(FIELDS);
  const name = required(node, fields, 'name');
  if (name !== undefined && !NAME.test(name))
    fields.get('name')?.fault('must be lower-case letters, digits, - and _: it stands in an address');
  required(node, fields, 'provider');
  const kind = fields.get('provider')?.word(KINDS);
  const clientId = required(node, fields, 'client_id');
  const clientSecret = required(node, fields, 'client_secret');
  const issuer = address(fields.get('issuer'));
  if (kind === 'oidc' && !fields.has('issuer')) node.fault('lacks the field "issuer"');
  if (name === undefined || kind === undefined || clientId === undefined || clientSecret === undefined)
    return undefined;
  return {
    name,
    kind,
    label: fields.get('label')?.text() ?? LABELS[kind],
    issuer: issuer ?? '',
    clientId,
    clientSecret,
    scopes: fields.get('scopes')?.text() ?? SCOPES[kind],
    domains: texts(fields.get('domains')) ?? [],
    siteUrl: address(fields.get('site_url')) ?? 'https://github.com',
    apiUrl: address(fields.get('api_url')) ?? 'https://api.github.com',
  };
}

const check = Compile(
  Type.Object({
    kind: Type.Union(KINDS.map(word => Type.Literal(word))),
    label: Type.String(),
    issuer: Type.String(),
    clientId: Type.String(),
    clientSecret: Type.String(),
    scopes: Type.String(),
    domains: Type.Array(Type.String()),
    siteUrl: Type.String(),
    apiUrl: Type.String(),
  }),
);

/** The document of a provider. A secret that is sealed in `before` already keeps its form: nothing changed. */
export function identityDocument(
  { name, ...provider }: IdentityProvider,
  seal: Seal,
  before: DocumentRow | undefined,
): Omit<DocumentRow, 'id' | 'declared'> {
  const clientSecret = sealedBefore(provider.clientSecret, seal, before) ?? seal.seal(provider.clientSecret);
  return { kind: 'identity', name, body: JSON.stringify({ ...provider, clientSecret }) };
}

function sealedBefore(secret: string, seal: Seal, before: DocumentRow | undefined): string | undefined {
  try {
    const sealed = before === undefined ? undefined : check.Parse(JSON.parse(before.body)).clientSecret;
    return sealed !== undefined && seal.open(sealed) === secret ? sealed : undefined;
  } catch {
    return undefined;
  }
}

/** The provider of a document. @throws Error when it is malformed or sealed under another secret. */
export function readIdentityDocument(row: DocumentRow, seal: Seal): IdentityProvider {
  const body = check.Parse(JSON.parse(row.body));
  return { ...body, name: row.name, clientSecret: seal.open(body.clientSecret) };
}
