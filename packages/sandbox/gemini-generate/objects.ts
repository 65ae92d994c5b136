// Google's files and cached contents, played: resumable uploads, owners by their key, and what requests make of them.

import { createHash } from 'node:crypto';
import { SANDBOX_HEADERS, sendJson, type Visit } from '../exchange.ts';
import { countTokens } from '../play/tokens.ts';
import { isObject } from '../shape.ts';
import { geminiError } from './errors.ts';
import { requireGoogleKey } from './key.ts';

type Json = Readonly<Record<string, unknown>>;

/** Where the provider's own names stand, whoever asks. */
const HOST = 'https://generativelanguage.googleapis.com';
const KEPT_MS = 48 * 3600 * 1000;
/** The least that is worth a cache here; the provider's own least depends on the model. */
const LEAST_TOKENS = 32;

interface StoredFile {
  readonly owner: string;
  readonly json: Json;
  readonly bytes: Buffer;
}
interface Upload {
  readonly owner: string;
  readonly type: string;
  readonly file: Json;
  bytes: Buffer;
}
interface StoredCache {
  readonly owner: string;
  readonly model: string;
  readonly tokens: number;
  json: Json;
}

const files = new Map<string, StoredFile>();
const uploads = new Map<string, Upload>();
const caches = new Map<string, StoredCache>();
let counter = 0;

/** Forgets every file, upload and cache. */
export function forgetObjects(): void {
  files.clear();
  uploads.clear();
  caches.clear();
}

function newName(): string {
  counter += 1;
  return createHash('sha256').update(`object ${counter} ${Date.now()}`).digest('hex').slice(0, 12);
}

function ownerOf(visit: Visit): string {
  requireGoogleKey(visit);
  return String(visit.request.headers['x-goog-api-key'] ?? visit.query.get('key'));
}

function header(visit: Visit, name: string): string {
  const value = visit.request.headers[name];
  return typeof value === 'string' ? value : '';
}

function bodyOf(visit: Visit): Json {
  if (visit.body === '') return {};
  try {
    const value: unknown = JSON.parse(visit.body);
    if (isObject(value)) return value;
  } catch {
    // Told below.
  }
  throw geminiError(400, 'Invalid JSON payload received.');
}

function store(owner: string, type: string, named: Json, bytes: Buffer): Json {
  const asked = typeof named['name'] === 'string' ? named['name'].replace(/^files\//, '') : newName();
  if (!/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/.test(asked)) throw geminiError(400, 'Invalid file name.');
  if (files.has(asked)) throw geminiError(409, 'Requested entity already exists');
  const now = Date.now();
  const json = {
    name: `files/${asked}`,
    ...(named['displayName'] === undefined ? {} : { displayName: named['displayName'] }),
    mimeType: type,
    sizeBytes: String(bytes.length),
    createTime: new Date(now).toISOString(),
    updateTime: new Date(now).toISOString(),
    expirationTime: new Date(now + KEPT_MS).toISOString(),
    sha256Hash: createHash('sha256').update(bytes).digest('base64'),
    uri: `${HOST}/v1beta/files/${asked}`,
    state: 'ACTIVE',
    source: 'UPLOADED',
  };
  files.set(asked, { owner, json, bytes });
  return json;
}

/** `POST /upload/v1beta/files`, in its resumable form and as multipart. */
export function serveUpload(visit: Visit): void {
  const owner = ownerOf(visit);
  const id = visit.query.get('upload_id');
  if (id !== null) {
    takePiece(visit, owner, id);
    return;
  }
  if (header(visit, 'x-goog-upload-protocol') === 'multipart' || visit.query.get('uploadType') === 'multipart') {
    takeParts(visit, owner);
    return;
  }
  if (header(visit, 'x-goog-upload-protocol') !== 'resumable' || header(visit, 'x-goog-upload-command') !== 'start')
    throw geminiError(400, 'Give X-Goog-Upload-Protocol and X-Goog-Upload-Command: start.');
  const body = bodyOf(visit);
  const file = isObject(body['file']) ? body['file'] : {};
  const name = newName();
  uploads.set(name, { owner, type: header(visit, 'x-goog-upload-header-content-type'), file, bytes: Buffer.alloc(0) });
  sendJson(
    visit,
    200,
    {},
    {
      'x-goog-upload-status': 'active',
      'x-goog-upload-url': `${HOST}/upload/v1beta/files?upload_id=${name}&upload_protocol=resumable`,
      'x-goog-upload-chunk-granularity': '262144',
    },
  );
}

function takePiece(visit: Visit, owner: string, id: string): void {
  const upload = uploads.get(id);
  if (upload === undefined || upload.owner !== owner) throw geminiError(404, 'Upload not found.');
  if (Number(header(visit, 'x-goog-upload-offset')) !== upload.bytes.length)
    throw geminiError(400, `Expected the offset ${upload.bytes.length}.`);
  upload.bytes = Buffer.concat([upload.bytes, visit.raw]);
  if (!header(visit, 'x-goog-upload-command').includes('finalize')) {
    visit.response.writeHead(200, { ...SANDBOX_HEADERS, 'x-goog-upload-status': 'active', 'content-length': 0 });
    visit.response.end();
    return;
  }
  uploads.delete(id);
  const file = store(owner, upload.type || 'application/octet-stream', upload.file, upload.bytes);
  sendJson(visit, 200, { file }, { 'x-goog-upload-status': 'final' });
}

function takeParts(visit: Visit, owner: string): void {
  const boundary = /boundary="?([^";]+)"?/.exec(header(visit, 'content-type'))?.[1];
  if (boundary === undefined) throw geminiError(400, 'No boundary.');
  const mark = `--${boundary}`;
  const [, first = '', second = ''] = visit.raw.toString('latin1').split(mark);
  const contentOf = (part: string): string => part.slice(part.indexOf('\r\n\r\n') + 4).replace(/\r\n$/, '');
  const said: unknown = JSON.parse(Buffer.from(contentOf(first), 'latin1').toString('utf8'));
  const type = /content-type:\s*([^\r\n]+)/i.exec(second)?.[1] ?? 'application/octet-stream';
  const named = isObject(said) && isObject(said['file']) ? said['file'] : {};
  sendJson(visit, 200, { file: store(owner, type, named, Buffer.from(contentOf(second), 'latin1')) });
}

function refused(what: string, id: string): Error {
  return geminiError(403, `You do not have permission to access the ${what} ${id} or it may not exist.`);
}

/** The list of files, one file, its deletion. */
export function serveFiles(visit: Visit, [, id]: RegExpExecArray): void {
  const owner = ownerOf(visit);
  if (id === undefined) {
    const mine = [...files.values()].filter(file => file.owner === owner).map(file => file.json);
    sendJson(visit, 200, mine.length === 0 ? {} : { files: mine });
    return;
  }
  const file = files.get(id);
  if (file === undefined || file.owner !== owner) throw refused('File', id);
  if (visit.request.method === 'DELETE') files.delete(id);
  sendJson(visit, 200, visit.request.method === 'DELETE' ? {} : file.json);
}

/** `GET …:download`. */
export function serveDownload(visit: Visit, [, id = '']: RegExpExecArray): void {
  const file = files.get(id);
  if (file === undefined || file.owner !== ownerOf(visit)) throw refused('File', id);
  visit.response.writeHead(200, {
    ...SANDBOX_HEADERS,
    'content-type': String(file.json['mimeType']),
    'content-length': file.bytes.length,
  });
  visit.response.end(file.bytes);
}

function secondsOf(body: Json, usual: number): number {
  const { ttl, expireTime } = body;
  if (typeof ttl === 'string' && /^\d+(?:\.\d+)?s$/.test(ttl)) return Number.parseFloat(ttl);
  if (typeof expireTime === 'string') return (Date.parse(expireTime) - Date.now()) / 1000;
  return usual;
}

/** Cached contents: created, listed, read, kept longer, deleted. */
export function serveCaches(visit: Visit, [, id]: RegExpExecArray): void {
  const owner = ownerOf(visit);
  const { method } = visit.request;
  if (id === undefined && method === 'POST') {
    sendJson(visit, 200, createCache(owner, bodyOf(visit)));
    return;
  }
  if (id === undefined) {
    const mine = [...caches.values()].filter(cache => cache.owner === owner).map(cache => cache.json);
    sendJson(visit, 200, mine.length === 0 ? {} : { cachedContents: mine });
    return;
  }
  const cache = caches.get(id);
  if (cache === undefined || cache.owner !== owner) throw refused('CachedContent', id);
  if (method === 'DELETE') caches.delete(id);
  if (method === 'PATCH') {
    const end = Date.now() + secondsOf(bodyOf(visit), 0) * 1000;
    cache.json = { ...cache.json, expireTime: new Date(end).toISOString(), updateTime: new Date().toISOString() };
  }
  sendJson(visit, 200, method === 'DELETE' ? {} : cache.json);
}

function createCache(owner: string, body: Json): Json {
  const model = String(body['model'] ?? '');
  if (!model.startsWith('models/'))
    throw geminiError(400, '* CreateCachedContentRequest.model: unexpected model name format');
  const contents = JSON.stringify([body['contents'] ?? [], body['systemInstruction'] ?? '', body['tools'] ?? '']);
  const tokens = countTokens(contents);
  if (tokens < LEAST_TOKENS)
    throw geminiError(
      400,
      `Cached content is too small. total_token_count=${tokens}, min_total_token_count=${LEAST_TOKENS}`,
    );
  const name = newName();
  const now = Date.now();
  const json = {
    name: `cachedContents/${name}`,
    model,
    displayName: body['displayName'] ?? '',
    createTime: new Date(now).toISOString(),
    updateTime: new Date(now).toISOString(),
    expireTime: new Date(now + secondsOf(body, 3600) * 1000).toISOString(),
    usageMetadata: { totalTokenCount: tokens },
  };
  caches.set(name, { owner, model, tokens, json });
  return json;
}

/** Tokens that a request reads from its cached content, after checking that it and every file are the caller's. */
export function readObjects(visit: Visit, model: string, request: Json): number {
  const owner = ownerOf(visit);
  for (const [, id = ''] of JSON.stringify(request).matchAll(/"fileUri":"[^"]*\/files\/([a-z0-9-]+)"/g)) {
    if (files.get(id)?.owner !== owner) throw refused('File', id);
  }
  const named = request['cachedContent'];
  if (named === undefined) return 0;
  const id = String(named).replace(/^cachedContents\//, '');
  const cache = caches.get(id);
  if (cache === undefined || cache.owner !== owner) throw refused('CachedContent', id);
  if (cache.model !== `models/${model}`)
    throw geminiError(
      400,
      `Model used by GenerateContent request (models/${model}) and CachedContent (${cache.model}) has to be the same.`,
    );
  if (['systemInstruction', 'tools', 'toolConfig'].some(name => request[name] !== undefined))
    throw geminiError(
      400,
      'CachedContent can not be used with GenerateContent request setting system_instruction, tools or tool_config.',
    );
  return cache.tokens;
}
