// Files of OpenAI's and Anthropic's clients, played: kept for the key that uploaded them, unknown to every other.

import { randomUUID } from 'node:crypto';
import { anthropicError } from '../anthropic-messages/errors.ts';
import { Refused, SANDBOX_HEADERS, sendJson, type Visit } from '../exchange.ts';
import { openaiError, openaiRefusal } from '../openai-errors.ts';
import { readForm } from './form.ts';

interface Kept {
  readonly owner: string;
  readonly view: Readonly<Record<string, unknown>>;
  readonly bytes: Buffer;
  readonly type: string;
}

const files = new Map<string, Kept>();

/** Forgets every file. */
export function forgetFiles(): void {
  files.clear();
}

const isClaudes = ({ request }: Visit): boolean => request.headers['anthropic-version'] !== undefined;

/** Whose a request is: files and batches are kept by it. */
export function ownerOf({ request }: Visit): string {
  const { authorization = '', 'x-api-key': key } = request.headers;
  return typeof key === 'string' ? key : authorization.replace(/^Bearer\s+/i, '');
}

function missing(visit: Visit, id: string): Refused {
  if (isClaudes(visit)) return anthropicError(404, `File not found: ${id}`);
  return new Refused(404, openaiError(`No such File object: ${id}`, 'invalid_request_error', 'id', null));
}

function upload(visit: Visit): void {
  const form = readForm(visit.raw, visit.request.headers['content-type'] ?? '');
  const [file] = form?.files ?? [];
  if (form === undefined || file === undefined || file.field !== 'file')
    throw isClaudes(visit)
      ? anthropicError(400, 'file: Field required')
      : openaiRefusal("'file' is a required property", 'file');
  const now = Date.now();
  const id = isClaudes(visit) ? `file_${randomUUID().replaceAll('-', '')}` : `file-${randomUUID().replaceAll('-', '')}`;
  const purpose = form.fields.get('purpose')?.[0];
  if (!isClaudes(visit) && purpose === undefined) throw openaiRefusal("'purpose' is a required property", 'purpose');
  const view = isClaudes(visit)
    ? {
        id,
        type: 'file',
        filename: file.name,
        mime_type: file.type,
        size_bytes: file.bytes.length,
        created_at: new Date(now).toISOString(),
        downloadable: false,
      }
    : {
        id,
        object: 'file',
        bytes: file.bytes.length,
        created_at: Math.floor(now / 1000),
        expires_at: null,
        filename: file.name,
        purpose,
        status: 'processed',
      };
  files.set(id, { owner: ownerOf(visit), view, bytes: file.bytes, type: file.type });
  sendJson(visit, 200, view);
}

/** Keeps a file that was made here; answers its id. */
export function storeFile(visit: Visit, filename: string, purpose: string, bytes: Buffer): string {
  const id = `file-${randomUUID().replaceAll('-', '')}`;
  const now = Math.floor(Date.now() / 1000);
  const view = { id, object: 'file', bytes: bytes.length, created_at: now, expires_at: null, filename, purpose };
  files.set(id, { owner: ownerOf(visit), view, bytes, type: 'application/jsonl' });
  return id;
}

/** The content of a file of OpenAI's client, and what it is for. */
export function contentOf(visit: Visit, id: string): { readonly bytes: Buffer; readonly purpose: string } {
  const { bytes, view } = found(visit, id);
  return { bytes, purpose: String(view['purpose']) };
}

function found(visit: Visit, id: string): Kept {
  const kept = files.get(id);
  if (kept === undefined || kept.owner !== ownerOf(visit)) throw missing(visit, id);
  return kept;
}

/** Serves everything under `/v1/files`. */
export function serveProviderFiles(visit: Visit, [, id = '', tail = '']: RegExpExecArray): void {
  const { method } = visit.request;
  if (method === 'POST') upload(visit);
  else if (id === '') {
    const data = [...files.values()].filter(({ owner }) => owner === ownerOf(visit)).map(({ view }) => view);
    sendJson(visit, 200, { ...(isClaudes(visit) ? {} : { object: 'list' }), data, has_more: false });
  } else if (method === 'DELETE') {
    found(visit, id);
    files.delete(id);
    sendJson(visit, 200, isClaudes(visit) ? { id, type: 'file_deleted' } : { id, object: 'file', deleted: true });
  } else if (tail === '') sendJson(visit, 200, found(visit, id).view);
  else {
    const { bytes, type } = found(visit, id);
    visit.response.writeHead(200, { ...SANDBOX_HEADERS, 'content-type': type || 'application/octet-stream' });
    visit.response.end(bytes);
  }
}

/** Refuses a request that names files which this key has not. */
export function requireFiles(visit: Visit): void {
  for (const [, id = ''] of visit.body.matchAll(/"file_id"\s*:\s*"(file[-_][^"]+)"/g)) found(visit, id);
}
