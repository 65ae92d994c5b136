// The file of a batch's requests: read from where it is kept, and put where it is needed, with the model's other name.

import { randomUUID } from 'node:crypto';
import { Failure } from '@turnpike/protocols/failures';
import { Spool, type Spooled } from '../../http/spool.ts';
import type { Outgoing } from '../../providers/outer.ts';
import type { Candidate } from '../../routing/plan.ts';
import { dispatch } from '../dispatch.ts';
import { scanEnvelope, scanObject } from '../envelope.ts';
import { parseRecord, text } from '../json.ts';
import { streamedBody } from '../media/streamed-body.ts';
import { ask, patienceOf } from '../objects/google-objects.ts';
import { credentialHeaders, pathBehind, roadTo } from '../road.ts';
import type { RelayServices } from '../services.ts';
import { modelEdits, splice } from '../splice.ts';
import { streamedAnswer } from '../stream-answer.ts';
import { chunksOf, linesOf } from './lines.ts';

/** Of a file of requests, and of one of them (OpenAI takes 200 MB). */
const MOST_BYTES = 256 * 1024 * 1024;
export const MOST_LINE = 32 * 1024 * 1024;

/** Bytes that are written at once. */
const WRITTEN = 256 * 1024;
const NEWLINE = Buffer.from('\n');

function requestTo(
  { channel, credential }: Candidate,
  method: 'GET' | 'POST',
  path: string,
  type?: string,
  body?: Outgoing['body'] & { readonly bytes: number },
): Outgoing {
  const road = roadTo(channel);
  const headers = ['accept-encoding', 'identity', 'user-agent', 'turnpike'];
  if (body !== undefined && type !== undefined)
    headers.push('content-type', type, 'content-length', String(body.bytes));
  headers.push(...credentialHeaders(channel, credential, 'openai-chat').flat());
  return { origin: road.origin, path: pathBehind(road, path), method, headers, body };
}

/** The content of a file, on disk where it is large. Whoever takes it disposes of it. @throws Failure */
export async function readBatchFile(services: RelayServices, place: Candidate, id: string): Promise<Spool> {
  const request = requestTo(place, 'GET', `/v1/files/${encodeURIComponent(id)}/content`);
  const patience = patienceOf(services.world());
  const answer = await streamedAnswer(sink => dispatch(services, place, request, patience, sink));
  if (answer instanceof Failure) throw answer;
  const { status, body } = answer;
  if (status !== 200) {
    body.destroy();
    throw status === 404
      ? new Failure('not_found', `No such File object: ${id}`, { param: 'input_file_id' })
      : new Failure('bad_response', `The file could not be read from its provider (status ${status}).`);
  }
  const spool = new Spool(services.spoolFolder);
  try {
    for await (const chunk of body) {
      const bytes: Buffer = chunk;
      if (spool.size + bytes.length > MOST_BYTES)
        throw new Failure('invalid_request', `The file is larger than ${MOST_BYTES} bytes.`, {
          param: 'input_file_id',
        });
      await spool.append(bytes);
    }
    return spool;
  } catch (error) {
    await spool.dispose();
    throw error;
  }
}

/** Puts the requests at a place, with the model by its name there; answers the id of the new file. @throws Failure */
export async function putBatchFile(
  services: RelayServices,
  place: Candidate,
  source: Spooled,
  model: string,
  upstream: string,
): Promise<string> {
  const told = model === upstream ? undefined : await renamed(services, source, model, upstream);
  try {
    return await upload(services, place, told ?? source);
  } finally {
    await told?.dispose();
  }
}

async function renamed(services: RelayServices, source: Spooled, model: string, upstream: string): Promise<Spool> {
  const spool = new Spool(services.spoolFolder);
  let pieces: Buffer[] = [];
  let bytes = 0;
  const write = async (): Promise<void> => {
    await spool.append(Buffer.concat(pieces));
    pieces = [];
    bytes = 0;
  };
  for await (const line of linesOf(chunksOf(source), MOST_LINE)) {
    const span = scanEnvelope(line.bytes).fields.get('body');
    const body = span === undefined ? undefined : scanObject(line.bytes, span);
    const edits = body === undefined ? [] : modelEdits(body, model, upstream);
    pieces.push(...splice(line.bytes, edits), NEWLINE);
    bytes += line.bytes.length;
    if (bytes > WRITTEN) await write();
  }
  await write();
  return spool;
}

async function upload(services: RelayServices, place: Candidate, content: Spooled): Promise<string> {
  const boundary = `turnpike-${randomUUID()}`;
  const head =
    `--${boundary}\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nbatch\r\n--${boundary}\r\n` +
    'Content-Disposition: form-data; name="file"; filename="batch.jsonl"\r\nContent-Type: application/jsonl\r\n\r\n';
  const body = streamedBody([
    Buffer.from(head),
    { spooled: content, as: 'bytes' },
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
  const type = `multipart/form-data; boundary=${boundary}`;
  const answer = await ask(services, place, requestTo(place, 'POST', '/v1/files', type, body));
  const id = answer.status < 300 ? text(parseRecord(answer.body.toString('utf8'))?.['id']) : '';
  if (id === '')
    throw new Failure('bad_response', `The provider did not take the file of the batch (status ${answer.status}).`);
  return id;
}
