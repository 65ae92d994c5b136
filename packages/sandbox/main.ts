// The practice upstream: four providers on one origin, strict and deterministic, without a key of any of them.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { forgetMessageBatches } from './batches/anthropic.ts';
import { forgetBatches } from './batches/openai.ts';
import { BATCH_ROUTES } from './batches/routes.ts';
import { forgetThreads, requireHeaders, serveCount, serveMessages } from './anthropic-messages/serve.ts';
import { anthropicError } from './anthropic-messages/errors.ts';
import { Refused, SANDBOX_HEADERS, sendJson, type Visit } from './exchange.ts';
import { forgetObjects, serveCaches, serveDownload, serveFiles, serveUpload } from './gemini-generate/objects.ts';
import { geminiBody, geminiError } from './gemini-generate/errors.ts';
import { serveCountTokens, serveGenerate } from './gemini-generate/serve.ts';
import { requireGoogleKey } from './gemini-generate/key.ts';
import { serveChat } from './openai-chat/serve.ts';
import { openaiError, requireBearer } from './openai-errors.ts';
import { forgetResponses, serveInputTokens, serveResponses, serveStored } from './openai-responses/serve.ts';
import { CLOUD_ROUTES, forgetTokens } from './clouds/routes.ts';
import { forgetPayments, PAYMENT_ROUTES } from './payments/routes.ts';
import { forget } from './play/scene.ts';
import { forgetLive, serveAuthTokens } from './gemini-live/tokens.ts';
import { serveUpgrade } from './sockets/upgrade.ts';
import { isObject } from './shape.ts';
import { SMALL_ROUTES } from './small/routes.ts';
import { resetTally, tally } from './tally.ts';
import { forgetFiles, requireFiles } from './media/files.ts';
import { isForm } from './media/form.ts';
import { servePredict } from './media/gemini-media.ts';
import { MEDIA_ROUTES } from './media/routes.ts';
import { isEmbedding, serveVertexEmbed } from './small/vertex-embeddings.ts';
import { setUsualTime } from './tasks/job.ts';
import { forgetTasks, TASK_ROUTES } from './tasks/routes.ts';

/** A running practice upstream. */
export interface Sandbox {
  /** `http://host:port`. */
  readonly url: string;
  close(): Promise<void>;
}

export interface SandboxOptions {
  readonly host?: string;
  readonly port?: number;
  /** Model names that the lists show. */
  readonly models?: readonly string[];
  /** Milliseconds that a job of a task platform takes when its prompt does not say; 1 500 where this is left out. */
  readonly jobMilliseconds?: number;
}

const DEFAULT_MODELS = ['gpt-4o-mini', 'gpt-5.1', 'claude-sonnet-4-5', 'gemini-2.5-flash'];
/** Sixteen pictures of 50 MB, each. */
const MAX_BYTES = 1024 * 1024 * 1024;

type Family = 'openai' | 'anthropic' | 'gemini';
type Handler = (visit: Visit, match: RegExpExecArray, models: readonly string[]) => Promise<void> | void;

const ROUTES: readonly (readonly [method: string, pattern: RegExp, handler: Handler])[] = [
  ['POST', /^\/v1\/chat\/completions$/, visit => serveChat(visit, bodyWithFiles(visit))],
  ['POST', /^\/v1\/responses$/, visit => serveResponses(visit, bodyWithFiles(visit))],
  ['POST', /^\/v1\/responses\/input_tokens$/, visit => serveInputTokens(visit, bodyOf(visit))],
  ['GET', /^\/v1\/responses\/([^/]+)$/, (visit, [, id = '']) => serveStored(visit, id, '')],
  ['DELETE', /^\/v1\/responses\/([^/]+)$/, (visit, [, id = '']) => serveStored(visit, id, '')],
  ['POST', /^\/v1\/responses\/([^/]+)\/cancel$/, (visit, [, id = '']) => serveStored(visit, id, 'cancel')],
  ['GET', /^\/v1\/responses\/([^/]+)\/input_items$/, (visit, [, id = '']) => serveStored(visit, id, 'input_items')],
  ['POST', /^\/v1\/messages$/, visit => serveMessages(visit, bodyWithFiles(visit))],
  ['POST', /^\/v1\/messages\/count_tokens$/, visit => serveCount(visit, bodyOf(visit))],
  ['POST', /^\/v1(?:beta|alpha)?\/models\/(.+):(generateContent|streamGenerateContent|countTokens)$/, serveGemini],
  [
    'GET',
    /^\/v1beta\/models$/,
    (visit, _match, models) => {
      requireGoogleKey(visit);
      sendJson(visit, 200, { models: models.map(geminiModel) });
    },
  ],
  [
    'GET',
    /^\/v1beta\/models\/((?!.*\/operations\/).+)$/,
    (visit, [, id = '']) => {
      requireGoogleKey(visit);
      sendJson(visit, 200, geminiModel(id));
    },
  ],
  ['GET', /^\/v1\/models(?:\/(.+))?$/, serveModels],
  ['POST', /^\/upload\/v1beta\/files$/, serveUpload],
  ['PUT', /^\/upload\/v1beta\/files$/, serveUpload],
  // Files of Veo's have names of their own (tasks/veo.ts).
  ['GET', /^\/v1beta\/files\/((?!op\d{20}x)[^/:]+):download$/, serveDownload],
  ...(['GET', 'DELETE'] as const).map(method => [method, /^\/v1beta\/files(?:\/([^/:]+))?$/, serveFiles] as const),
  ...(['GET', 'POST', 'PATCH', 'DELETE'] as const).map(
    method => [method, /^\/v1beta\/cachedContents(?:\/([^/:]+))?$/, serveCaches] as const,
  ),
  ...SMALL_ROUTES.map(
    ([pattern, serve]) =>
      ['POST', pattern, (visit: Visit, match: RegExpExecArray) => serve(visit, bodyOf(visit), match)] as const,
  ),
  ...PAYMENT_ROUTES,
  ...CLOUD_ROUTES,
  ...MEDIA_ROUTES,
  ...BATCH_ROUTES,
  [
    'POST',
    /^\/v1(?:beta|alpha)?\/models\/(.+):predict$/,
    (visit, [, model = '']) => {
      requireGoogleKey(visit);
      const body = bodyOf(visit);
      if (isEmbedding(body)) return serveVertexEmbed(visit, decodeURIComponent(model), body);
      servePredict(visit, body);
    },
  ],
  // Some platforms have their models for paths: they come last.
  ...TASK_ROUTES,
  ['POST', /^\/v1alpha\/auth_tokens$/, visit => serveAuthTokens(visit, bodyOf(visit))],
  ['GET', /^\/__sandbox\/served$/, visit => sendJson(visit, 200, tally())],
  [
    'POST',
    /^\/__sandbox\/reset$/,
    visit => {
      forget();
      forgetResponses();
      forgetThreads();
      resetTally();
      forgetTasks();
      forgetTokens();
      forgetObjects();
      forgetFiles();
      forgetBatches();
      forgetMessageBatches();
      forgetPayments();
      forgetLive();
      sendJson(visit, 200, { reset: true });
    },
  ],
];

function serveGemini(visit: Visit, [, model = '', verb = '']: RegExpExecArray): Promise<void> | void {
  const name = decodeURIComponent(model).replace(/^models\//, '');
  if (verb === 'countTokens') return serveCountTokens(visit, name, bodyOf(visit));
  return serveGenerate(visit, name, verb === 'streamGenerateContent', bodyOf(visit));
}

function geminiModel(id: string): Record<string, unknown> {
  return {
    name: `models/${id}`,
    version: '001',
    displayName: id,
    description: 'A model of the sandbox.',
    inputTokenLimit: 1_048_576,
    outputTokenLimit: 65_536,
    supportedGenerationMethods: ['generateContent', 'countTokens'],
  };
}

function serveModels(visit: Visit, [, id]: RegExpExecArray, models: readonly string[]): void {
  if (visit.request.headers['anthropic-version'] !== undefined) {
    requireHeaders(visit);
    const one = (name: string): unknown => ({
      type: 'model',
      id: name,
      display_name: name,
      created_at: '2026-01-01T00:00:00Z',
    });
    sendJson(
      visit,
      200,
      id === undefined
        ? { data: models.map(one), has_more: false, first_id: models[0] ?? null, last_id: models.at(-1) ?? null }
        : one(id),
    );
    return;
  }
  requireBearer(visit.request.headers);
  const one = (name: string): unknown => ({ id: name, object: 'model', created: 1_767_225_600, owned_by: 'sandbox' });
  sendJson(visit, 200, id === undefined ? { object: 'list', data: models.map(one) } : one(id));
}

/** Which provider's shape errors of a path take. */
function familyOf(path: string): Family {
  if (path.startsWith('/v1/messages')) return 'anthropic';
  return /^\/v1(?:beta|alpha)\//.test(path) || /^\/v1\/models\/.+:/.test(path) ? 'gemini' : 'openai';
}

/** An error of no particular provider, in the shape of the path's. */
function refusal(path: string, status: number, message: string): Refused {
  const family = familyOf(path);
  if (family === 'anthropic') return anthropicError(status, message);
  return family === 'gemini' ? geminiError(status, message) : new Refused(status, openaiError(message));
}

/** The body of a request whose files, where it names any, are its key's own. */
function bodyWithFiles(visit: Visit): Readonly<Record<string, unknown>> {
  requireFiles(visit);
  return bodyOf(visit);
}

function bodyOf(visit: Visit): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(visit.body);
  } catch {
    throw refusal(visit.path, 400, 'We could not parse the JSON body of your request.');
  }
  if (!isObject(value)) throw refusal(visit.path, 400, 'The JSON body of your request must be an object.');
  return value;
}

async function handle(request: IncomingMessage, response: ServerResponse, models: readonly string[]): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://sandbox');
  const draft = { request, response, path: url.pathname, query: url.searchParams };
  const raw = await read(request);
  // Forms with files are no text.
  const visit: Visit = { ...draft, raw, body: isForm(request) ? '' : raw.toString('utf8') };
  for (const [method, pattern, handler] of ROUTES) {
    const match = method === request.method ? pattern.exec(visit.path) : null;
    if (match === null) continue;
    await handler(visit, match, models);
    return;
  }
  throw refusal(visit.path, 404, `Invalid URL (${request.method ?? ''} ${visit.path})`);
}

async function read(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    const piece = Buffer.from(chunk);
    bytes += piece.length;
    if (bytes > MAX_BYTES) throw refusal(request.url ?? '/', 413, 'The request is too large.');
    chunks.push(piece);
  }
  return Buffer.concat(chunks);
}

function answerFault(error: unknown, request: IncomingMessage, response: ServerResponse): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const refused =
    error instanceof Refused
      ? error
      : new Refused(
          500,
          familyOf(request.url ?? '/') === 'gemini'
            ? geminiBody(500)
            : openaiError('The sandbox itself failed.', 'server_error'),
        );
  const body = JSON.stringify(refused.body);
  response.writeHead(refused.status, {
    ...SANDBOX_HEADERS,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    ...(refused.retryAfter === undefined ? {} : { 'retry-after': String(refused.retryAfter) }),
  });
  response.end(body);
}

/** Starts a practice upstream on a loopback port of its own choosing, unless told otherwise. */
export function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const models = options.models ?? DEFAULT_MODELS;
  if (options.jobMilliseconds !== undefined) setUsualTime(options.jobMilliseconds);
  const server = createServer({ keepAliveTimeout: 75_000 }, (request, response) => {
    handle(request, response, models).catch((error: unknown) => answerFault(error, request, response));
  });
  const sockets = new Set<Duplex>();
  server.on('upgrade', (request, connection, head) => {
    sockets.add(connection);
    connection.once('close', () => sockets.delete(connection));
    serveUpgrade(request, connection, head);
  });
  const host = options.host ?? '127.0.0.1';
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, host, () => {
      server.off('error', reject);
      // A TCP server that listens has an address with a port.
      const { port } = server.address() as AddressInfo;
      const close = (): Promise<void> =>
        new Promise(done => {
          server.close(() => done());
          server.closeAllConnections();
          // Sockets that were upgraded are no longer the server's.
          for (const socket of sockets) socket.destroy();
        });
      resolve({ url: `http://${host}:${port}`, close });
    });
  });
}
