// Google Vertex AI: Gemini, Claude and other makers' models behind one project; a service account, or an API key.

import { objectOf, objectsOf } from './account-calls.ts';
import { betasOf, bodyFields, claudeGeneration, versionFor, type Betas } from './claude-body.ts';
import { piecesOf, withBody, withoutHeaders, type Account, type Details, type Grant, type Outgoing } from './outer.ts';
import type { Operation } from './outer.ts';
import { providerOf } from './provider.ts';
import { GOOGLE_KEYS } from './refused-keys.ts';
import { googleGrant, isServiceAccount, serviceAccount } from './service-account.ts';

const GLOBAL = 'https://aiplatform.googleapis.com';
/** Stands for the project until it is read from the key. */
const PROJECT = '{project}';

/** What Vertex knows of Anthropic's betas (clouds §2.4). */
const BETAS: Betas = {
  kept: /^(?:compact-2026-01-12|computer-use-(?:2025-01-24|2025-11-24)|context-1m-2025-08-07|context-management-2025-06-27|interleaved-thinking-2025-05-14|tool-search-tool-2025-10-19|web-search-2025-03-05)$/,
  renamed: { 'advanced-tool-use-2025-11-20': 'tool-search-tool-2025-10-19' },
};

export const vertex = providerOf({
  name: 'vertex',
  title: 'Google Vertex AI',
  defaultBaseUrl: GLOBAL,
  roots: { 'openai-chat': '', 'anthropic-messages': '', 'gemini-generate': '' },
  catalog: ['google', 'anthropic'],
  details: ['region', 'regions', 'project'],
  fetches: false,
  // What Google offers to everybody; not all of it may be used by every project.
  list: {
    path: '/v1beta1/publishers/google/models?pageSize=200',
    read: body =>
      objectsOf(objectOf(body)['publisherModels'])?.flatMap(({ name }) =>
        typeof name === 'string' ? [{ id: name.replace(/^publishers\/[^/]+\/models\//, '') }] : [],
      ),
    next: body => {
      const token = objectOf(body)['nextPageToken'];
      return typeof token === 'string' && token !== ''
        ? `/v1beta1/publishers/google/models?pageSize=200&pageToken=${encodeURIComponent(token)}`
        : undefined;
    },
  },
  failures: [
    ...GOOGLE_KEYS,
    // The account has no role in the project.
    { status: [403], code: /^IAM_PERMISSION_DENIED$/, means: 401 },
    // Not enabled for the project, or not in this place: another channel may have it, and the key is good.
    { status: [400], code: /^FAILED_PRECONDITION$/, words: /publisher model/i, means: 404 },
    { status: [403], words: /publisher model|SERVICE_DISABLED/i, means: 403 },
  ],
  authorize: (_protocol, secret) => (secret === '' || isServiceAccount(secret) ? [] : [['x-goog-api-key', secret]]),
  address: ({ region }) => hostOf(region ?? 'global'),
  speaksWith: model =>
    isClaude(model) ? ['anthropic-messages'] : isPartner(model) ? ['openai-chat'] : ['gemini-generate'],
  path: pathOf,
  grant,
  dress,
});

function isClaude(model: string): boolean {
  return /(?:^|\/)claude-/.test(model);
}

/** Other makers' models, and Google's by its chat surface, are named with their maker in front. */
function isPartner(model: string): boolean {
  return /^(?!publishers\/|models\/|tunedModels\/)[\w.-]+\/[\w.@:-]+$/.test(model) || model.endsWith('-maas');
}

/** The host of a location (clouds §2.2). */
function hostOf(location: string): string {
  if (location === 'global') return GLOBAL;
  if (location === 'us' || location === 'eu') return `https://aiplatform.${location}.rep.googleapis.com`;
  return `https://${location}-aiplatform.googleapis.com`;
}

/** The location of a model: its own, or that of the channel. */
function locationOf(model: string, { region, regions }: Details): string {
  return regions?.[model] ?? region ?? 'global';
}

/** Dated models of Anthropic have their date behind an `@` here. */
function claudeName(model: string): string {
  return model.replace(/^.*\//, '').replace(/-(\d{8})$/, '@$1');
}

/** The place of a model in a project that is yet to be named. */
function placeOf(model: string, details: Details): string {
  return `/v1/projects/${PROJECT}/locations/${encodeURIComponent(locationOf(model, details))}`;
}

/** The path of one of Google's own models, before the colon and the verb. */
export function googleModel(model: string, details: Details): string {
  const name = encodeURIComponent(model.replace(/^models\//, ''));
  return `${placeOf(model, details)}/publishers/google/models/${name}`;
}

function pathOf(operation: Operation, details: Details = {}): string {
  const { protocol, action, model, streamed } = operation;
  const place = placeOf(model, details);
  if (protocol === 'openai-chat') return `${place}/endpoints/openapi/chat/completions`;
  const publisher = `${place}/publishers`;
  if (protocol === 'anthropic-messages') {
    if (action === 'count') return `${publisher}/anthropic/models/count-tokens:rawPredict`;
    return `${publisher}/anthropic/models/${claudeName(model)}:${streamed ? 'streamRawPredict' : 'rawPredict'}`;
  }
  const verb = action === 'count' ? 'countTokens' : streamed ? 'streamGenerateContent' : 'generateContent';
  return `${googleModel(model, details)}:${verb}`;
}

function grant(secret: string): Grant | undefined {
  return isServiceAccount(secret) ? googleGrant(serviceAccount(secret)) : undefined;
}

function dress(request: Outgoing, account: Account): Outgoing {
  const { secret, details, token } = account;
  const { operation } = request;
  const project = details.project ?? (isServiceAccount(secret) ? serviceAccount(secret).project : '');
  const location = locationOf(operation?.model ?? '', details);
  const standard = hostOf(details.region ?? 'global');
  // A base URL of the operator's own stays; Google's host follows the location.
  const origin = request.origin === standard ? hostOf(location) : request.origin;
  const headers = withoutHeaders(request.headers, isAnthropics);
  if (token !== undefined) headers.push('authorization', `Bearer ${token}`);
  const placed = { ...request, origin, path: withProject(request.path, project), headers };
  if (operation?.protocol === 'anthropic-messages') return claude(request, placed, operation);
  return operation?.protocol === 'gemini-generate' ? withRoles(placed) : placed;
}

/** Read from the body here, and refused by no one who finds them in the headers; betas are set anew. */
function isAnthropics(name: string): boolean {
  return name === 'anthropic-version' || name === 'anthropic-beta';
}

/** Keys of express mode belong to a project already, and their paths name none. */
function withProject(path: string, project: string): string {
  if (project !== '') return path.replace(PROJECT, encodeURIComponent(project));
  return path.replace(/\/projects\/\{project\}\/locations\/[^/]+/, '');
}

function claude(request: Outgoing, placed: Outgoing, { action, model }: Operation): Outgoing {
  const { model: _model, anthropic_version: own, ...fields } = bodyFields(request);
  const version = own ?? versionFor(request, 'vertex-2023-10-16', true);
  const body = {
    anthropic_version: version,
    ...(action === 'count' ? { model: claudeName(model) } : {}),
    ...fields,
  };
  const betas = betasOf(request, BETAS);
  const headers = betas.length === 0 ? placed.headers : [...placed.headers, 'anthropic-beta', betas.join(',')];
  // Below this a version with its own rules is not known everywhere; sampling says that the old one is meant.
  const isOld = claudeGeneration(model) < 4 || 'temperature' in fields || 'top_p' in fields || 'top_k' in fields;
  const kept = isOld && own === undefined ? { ...body, anthropic_version: 'vertex-2023-10-16' } : body;
  return withBody({ ...placed, headers }, kept);
}

/** Google's own API takes a content without a role for the user's; this one refuses it. */
function withRoles(request: Outgoing): Outgoing {
  const pieces = piecesOf(request);
  if (pieces.length === 0 || pieces.some(piece => piece.includes('"role"'))) return request;
  const fields = bodyFields(request);
  const contents = objectsOf(fields['contents']);
  if (contents === undefined) return request;
  return withBody(request, { ...fields, contents: contents.map(content => ({ role: 'user', ...content })) });
}
