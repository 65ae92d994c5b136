// Azure OpenAI and Foundry: deployments by api-version, or the v1 API; a key or an Entra token; Claude under /anthropic.

import { createHash } from 'node:crypto';
import type { Protocol } from '@turnpike/protocols/failures';
import { objectOf, readNamed } from './account-calls.ts';
import { headerOf, withoutHeaders, type Account, type Details, type Grant, type Outgoing } from './outer.ts';
import type { Operation } from './outer.ts';
import { providerOf, standardPath, type Header } from './provider.ts';

/** For classic endpoints and for the v1 API alike (clouds §1.1); a channel may say another. */
const SCOPE = 'https://cognitiveservices.azure.com/.default';
const AUTHORITY = 'https://login.microsoftonline.com';
/** A preview of OpenAI-like features is opened by a header elsewhere, and belongs to one account of OpenAI's. */
const FOREIGN = /^openai-(?:organization|project|beta)$/;

export const azure = providerOf({
  name: 'azure',
  title: 'Azure OpenAI',
  defaultBaseUrl: '',
  roots: { 'openai-chat': '/openai/v1', 'openai-responses': '/openai/v1', 'anthropic-messages': '/anthropic/v1' },
  catalog: ['openai'],
  details: ['api_version', 'scope'],
  // Base models that the resource knows, not its deployments: those are listed on the management plane alone.
  list: { path: '/openai/v1/models', read: body => readNamed(objectOf(body)['data']) },
  failures: [
    // On provisioned deployments overflow is a normal answer, and a model that is not deployed is no fault of the key.
    { status: [400], code: /^OperationNotSupported$/, means: 404 },
    { status: [403], words: /temporarily blocked/i, means: 402 },
    { status: [403], words: /virtual network|firewall|public access/i, means: 401 },
    { status: [424, 408], means: 503 },
  ],
  authorize: (_protocol, secret) => credential(secret),
  speaksWith: model => (isClaude(model) ? ['anthropic-messages'] : ['openai-chat', 'openai-responses']),
  path: pathOf,
  grant,
  dress,
});

function isClaude(model: string): boolean {
  return /(?:^|[/.-])claude/i.test(model);
}

/** The name of a deployment where nothing maps it: Azure spells one family without its dot. */
function deploymentOf(model: string): string {
  return model.replace(/^gpt-3\.5-turbo/, 'gpt-35-turbo');
}

function pathOf(operation: Operation, details: Details = {}): string {
  const { protocol, model } = operation;
  const tail = standardPath(operation);
  const version = details.api_version;
  if (protocol === 'anthropic-messages') return `/anthropic/v1${tail}`;
  if (version === undefined || version === 'v1') return `/openai/v1${tail}`;
  // New features of the v1 API.
  if (version === 'preview') return `/openai/v1${tail}?api-version=preview`;
  if (protocol === 'openai-responses') return `/openai${tail}?api-version=${encodeURIComponent(version)}`;
  const deployment = encodeURIComponent(deploymentOf(model));
  return `/openai/deployments/${deployment}${tail}?api-version=${encodeURIComponent(version)}`;
}

/** A key in Azure's own header; a token that somebody else keeps fresh as a bearer. */
function credential(secret: string): readonly Header[] {
  if (secret === '' || clientOf(secret) !== undefined) return [];
  return isToken(secret) ? [['authorization', `Bearer ${secret}`]] : [['api-key', secret]];
}

function isToken(secret: string): boolean {
  return /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/.test(secret);
}

/** An application of Entra. */
interface Client {
  readonly tenant: string;
  readonly id: string;
  readonly secret: string;
  readonly authority: string;
}

/** The application in a key that is JSON, in the words of Azure's tools or of their environment. @throws Error */
function clientOf(secret: string): Client | undefined {
  if (!secret.trimStart().startsWith('{')) return undefined;
  let fields: Readonly<Record<string, unknown>>;
  try {
    fields = objectOf(JSON.parse(secret));
  } catch {
    throw new Error('The key is not valid JSON. Give an api key, or JSON with tenant_id, client_id and client_secret.');
  }
  const text = (...names: readonly string[]): string =>
    (names.map(name => fields[name]).find(value => typeof value === 'string') as string | undefined) ?? '';
  const [tenant, id] = [text('tenant_id', 'tenantId', 'tenant'), text('client_id', 'clientId', 'appId')];
  const password = text('client_secret', 'clientSecret', 'password');
  if (tenant === '' || id === '' || password === '')
    throw new Error('The key lacks tenant_id, client_id or client_secret.');
  return { tenant, id, secret: password, authority: text('authority') || AUTHORITY };
}

function grant(secret: string, details: Details): Grant | undefined {
  const client = clientOf(secret);
  if (client === undefined) return undefined;
  const scope = details.scope ?? SCOPE;
  const { tenant, id, authority } = client;
  return {
    id: createHash('sha256').update(`entra ${authority} ${tenant} ${id} ${client.secret} ${scope}`).digest('hex'),
    url: `${authority.replace(/\/$/, '')}/${encodeURIComponent(tenant)}/oauth2/v2.0/token`,
    form: () => ({ grant_type: 'client_credentials', client_id: id, client_secret: client.secret, scope }),
  };
}

function dress(request: Outgoing, { token }: Account): Outgoing {
  const headers = withoutHeaders(request.headers, name => FOREIGN.test(name));
  if (token !== undefined) headers.push('authorization', `Bearer ${token}`);
  const protocol: Protocol | undefined = request.operation?.protocol;
  // Foundry's Claude takes the key under Anthropic's name.
  const key = protocol === 'anthropic-messages' ? headerOf(headers, 'api-key') : undefined;
  if (key !== undefined) headers.push('x-api-key', key);
  return { ...request, path: oneQuery(request.path), headers };
}

/** The query of the path and that of the client as one. */
function oneQuery(path: string): string {
  const [route = '', ...queries] = path.split('?');
  const pairs = queries
    .join('&')
    .split('&')
    .filter(pair => pair !== '');
  const own = pairs.find(pair => pair.startsWith('api-version='));
  const kept = pairs.filter(pair => pair === own || !pair.startsWith('api-version='));
  return kept.length === 0 ? route : `${route}?${kept.join('&')}`;
}
