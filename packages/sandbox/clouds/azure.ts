// Azure OpenAI, played: deployments by api-version, the v1 API, Claude on Foundry; one credential, and its filters' words.

import { serveMessages } from '../anthropic-messages/serve.ts';
import { Refused, type Framing, type Visit } from '../exchange.ts';
import { serveChat } from '../openai-chat/serve.ts';
import { serveResponses } from '../openai-responses/serve.ts';
import { isObject } from '../shape.ts';
import { innerVisit, objectBody, type CloudRoute } from './inner.ts';
import { hasToken } from './tokens.ts';

/** The key of the practice resource. */
export const AZURE_KEY = 'sandbox-azure-key';
const VERSIONS = /^20(?:24|25|26)-\d\d-\d\d(?:-preview)?$/;
const FILTER = { hate: { filtered: false, severity: 'safe' }, violence: { filtered: false, severity: 'safe' } };
const PROMPT_FILTER = [{ prompt_index: 0, content_filter_results: FILTER }];

function azureError(status: number, code: string, message: string): Refused {
  return new Refused(status, { error: { code, message } });
}

/** One credential, and no more: `api-key`, or a token of the directory. */
function authorize(visit: Visit): void {
  const { 'api-key': key, authorization } = visit.request.headers;
  const isKey = key === AZURE_KEY && authorization === undefined;
  const isToken = key === undefined && hasToken(visit, 'entra');
  if (!isKey && !isToken)
    throw azureError(401, '401', 'Access denied due to invalid subscription key or wrong API endpoint.');
  for (const name of ['openai-organization', 'openai-project'])
    if (visit.request.headers[name] !== undefined)
      throw azureError(400, '400', `The header ${name} is not known here.`);
}

function requireVersion(visit: Visit): void {
  const versions = visit.query.getAll('api-version');
  if (versions.length !== 1 || !VERSIONS.test(versions[0] ?? '')) throw azureError(404, '404', 'Resource not found');
}

/** What the filters say beside an answer; a stream begins with what they say of the prompt. */
function filtered(): Framing {
  let isFirst = true;
  return {
    event: text => {
      if (!isFirst) return text;
      isFirst = false;
      const chunk = {
        id: '',
        object: '',
        created: 0,
        model: '',
        prompt_filter_results: PROMPT_FILTER,
        choices: [],
        usage: null,
      };
      return `data: ${JSON.stringify(chunk)}\n\n${text}`;
    },
    whole: value => ({ ...(isObject(value) ? value : {}), prompt_filter_results: PROMPT_FILTER }),
  };
}

const BEARER = { authorization: 'Bearer sandbox' };

/** A chat of a deployment. Its underlying model has the name without the `deployed-` that practice deployments may have. */
function serveDeployment(visit: Visit, deployment: string): Promise<void> {
  const body = objectBody(visit, message => azureError(400, '400', message));
  if (deployment === '' || deployment.startsWith('missing'))
    throw azureError(404, 'DeploymentNotFound', 'The API deployment for this resource does not exist.');
  const model = deployment.replace(/^deployed-/, '');
  return serveChat(innerVisit(visit, { headers: BEARER, framing: filtered() }), { ...body, model });
}

export const azureRoutes: readonly CloudRoute[] = [
  [
    'POST',
    /^\/openai\/deployments\/([^/]+)\/chat\/completions$/,
    (visit, [, deployment = '']) => {
      authorize(visit);
      requireVersion(visit);
      return serveDeployment(visit, decodeURIComponent(deployment));
    },
  ],
  [
    'POST',
    /^\/openai\/v1\/chat\/completions$/,
    visit => {
      authorize(visit);
      const { model } = objectBody(visit, message => azureError(400, '400', message));
      return serveDeployment(visit, typeof model === 'string' ? model : '');
    },
  ],
  [
    'POST',
    /^\/openai\/(v1\/)?responses$/,
    (visit, [, v1]) => {
      authorize(visit);
      if (v1 === undefined) requireVersion(visit);
      const body = objectBody(visit, message => azureError(400, '400', message));
      return serveResponses(innerVisit(visit, { headers: BEARER }), body);
    },
  ],
  [
    'POST',
    /^\/anthropic\/v1\/messages$/,
    visit => {
      const { 'x-api-key': key, authorization } = visit.request.headers;
      const isKey = key === AZURE_KEY && authorization === undefined;
      if (!isKey && !hasToken(visit, 'entra')) throw azureError(401, '401', 'Access denied.');
      const body = objectBody(visit, message => azureError(400, '400', message));
      return serveMessages(innerVisit(visit, { headers: { 'x-api-key': 'sandbox' } }), body);
    },
  ],
];
