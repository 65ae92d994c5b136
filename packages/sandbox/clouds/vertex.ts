// Google Vertex AI, played: Gemini and Claude behind a project's paths, tokens of service accounts, Google's errors.

import { serveCount, serveMessages } from '../anthropic-messages/serve.ts';
import { sendJson, type Refused, type Visit } from '../exchange.ts';
import { geminiBody, geminiError } from '../gemini-generate/errors.ts';
import { serveCountTokens, serveGenerate } from '../gemini-generate/serve.ts';
import { servePredict } from '../media/gemini-media.ts';
import { serveChat } from '../openai-chat/serve.ts';
import { isObject } from '../shape.ts';
import { isEmbedding, serveVertexEmbed } from '../small/vertex-embeddings.ts';
import { innerVisit, objectBody, refusing, wordsOf, type CloudRoute } from './inner.ts';
import { hasToken, PROJECT } from './tokens.ts';

const VERSIONS = new Set(['vertex-2023-10-16', '2026-10-21']);
/** Betas of Anthropic's that Google does not know, though its own provider does. */
const UNKNOWN_BETA = /files-api|code-execution|mcp-client|skills|output-128k|token-efficient|claude-code|fine-grained/;

function authorize(visit: Visit, project: string): void {
  if (!hasToken(visit, 'google')) throw geminiError(401);
  if (project !== PROJECT) throw geminiError(403, `Permission denied on resource project ${project}.`);
  if (visit.query.has('key') || visit.request.headers['x-goog-api-key'] !== undefined)
    throw geminiError(400, 'Give a token or a key, not both.');
}

function bodyOf(visit: Visit): Record<string, unknown> {
  return objectBody(visit, message => geminiError(400, message));
}

function serveGoogle(visit: Visit, [, project = '', , model = '', verb = '']: RegExpExecArray): Promise<void> | void {
  authorize(visit, decodeURIComponent(project));
  const body = bodyOf(visit);
  if (verb === 'predict') {
    if (isEmbedding(body)) return serveVertexEmbed(visit, decodeURIComponent(model), body);
    return servePredict(visit, body);
  }
  const contents = Array.isArray(body['contents']) ? body['contents'].filter(isObject) : [];
  if (contents.some(content => content['role'] !== 'user' && content['role'] !== 'model'))
    throw geminiError(400, 'Please use a valid role: user, model.');
  const inner = innerVisit(visit, { headers: { 'x-goog-api-key': 'sandbox' } });
  const name = decodeURIComponent(model);
  if (verb === 'countTokens') return serveCountTokens(inner, name, body);
  return serveGenerate(inner, name, verb === 'streamGenerateContent', body);
}

async function serveClaude(visit: Visit, [, project = '', , model = '', verb = '']: RegExpExecArray): Promise<void> {
  const work = (): Promise<void> | void => {
    authorize(visit, decodeURIComponent(project));
    const { anthropic_version: version, model: named, ...body } = bodyOf(visit);
    if (!VERSIONS.has(String(version))) throw geminiError(400, 'anthropic_version: Field required');
    if (visit.request.headers['anthropic-version'] !== undefined)
      throw geminiError(400, 'The version belongs into the body.');
    const beta = String(visit.request.headers['anthropic-beta'] ?? '');
    if (UNKNOWN_BETA.test(beta)) throw geminiError(400, `Unexpected value(s) ${beta} for the anthropic-beta header.`);
    const headers = {
      'x-api-key': 'sandbox',
      'anthropic-version': String(version).replace('vertex-2023-10-16', '2023-06-01'),
    };
    const inner = innerVisit(visit, { headers });
    if (model === 'count-tokens') return serveCount(inner, { ...body, model: named });
    if (named !== undefined) throw geminiError(400, 'model: Extra inputs are not permitted');
    if ((verb === 'streamRawPredict') !== (body['stream'] === true))
      throw geminiError(400, 'The verb and the field stream say different things.');
    refuseUrls(body);
    if (/-\d{8}$/.test(model)) throw geminiError(404, `Publisher Model ${model} was not found.`);
    return serveMessages(inner, { ...body, model: model.replace('@', '-') });
  };
  // On the verb that streams, Google's own errors come in a list.
  await refusing(visit, work, refused => {
    const isGoogles = isObject(refused.body) && isObject(refused.body['error']) && 'status' in refused.body['error'];
    return { status: refused.status, body: isGoogles && verb === 'streamRawPredict' ? [refused.body] : refused.body };
  });
}

/** Claude fetches nothing here. */
function refuseUrls(body: Readonly<Record<string, unknown>>): void {
  if (/"source":\{"type":"url"/.test(JSON.stringify(body['messages'])))
    throw geminiError(400, 'messages: URL sources are not supported');
}

function servePartner(visit: Visit, [, project = '']: RegExpExecArray): Promise<void> {
  authorize(visit, decodeURIComponent(project));
  const body = bodyOf(visit);
  if (!/^[\w-]+\/|-maas$/.test(String(body['model'])))
    throw geminiError(400, 'The model must be named with its publisher.');
  return refusing(
    visit,
    () => serveChat(innerVisit(visit, { headers: { authorization: 'Bearer sandbox' } }), body),
    (refused: Refused) => ({ status: refused.status, body: [geminiBody(refused.status, wordsOf(refused))] }),
  );
}

const PLACE = String.raw`^\/v1(?:beta1)?\/projects\/([^/]+)\/locations\/([^/]+)`;

export const vertexRoutes: readonly CloudRoute[] = [
  [
    'POST',
    new RegExp(
      `${PLACE}\\/publishers\\/google\\/models\\/([^/]+):(generateContent|streamGenerateContent|countTokens|predict)$`,
    ),
    serveGoogle,
  ],
  [
    'POST',
    new RegExp(`${PLACE}\\/publishers\\/anthropic\\/models\\/([^/]+):(rawPredict|streamRawPredict)$`),
    serveClaude,
  ],
  ['POST', new RegExp(`${PLACE}\\/endpoints\\/openapi\\/chat\\/completions$`), servePartner],
  [
    'GET',
    /^\/v1beta1\/publishers\/google\/models$/,
    visit => {
      if (!hasToken(visit, 'google')) throw geminiError(401);
      const second = visit.query.get('pageToken') === 'second';
      const names = second ? ['gemini-2.5-pro'] : ['gemini-2.5-flash'];
      sendJson(visit, 200, {
        publisherModels: names.map(name => ({ name: `publishers/google/models/${name}`, versionId: 'default' })),
        ...(second ? {} : { nextPageToken: 'second' }),
      });
    },
  ],
];
