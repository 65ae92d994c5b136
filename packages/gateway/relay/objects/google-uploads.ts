// Uploads to Google's file store: begun here, their bytes passed on as they come, the file noted as the account's.

import { Failure } from '@turnpike/protocols/failures';
import type { Exchange } from '../../http/exchange.ts';
import { findCredential } from '../../identity/credentials.ts';
import type { Outgoing } from '../../providers/outer.ts';
import { parseRecord, record } from '../json.ts';
import { pass } from '../pass.ts';
import type { RelayServices } from '../services.ts';
import {
  ask,
  deliver,
  keeperOf,
  newKeeper,
  noteObject,
  patienceOf,
  pinnedObject,
  requestTo,
} from './google-objects.ts';

const UPLOAD_PATH = '/upload/v1beta/files';
/** Google's own limit for one file (gemini-native-media.md §6), bytes. */
const MOST_BYTES = 2 * 1024 ** 3;
const UPLOAD = 'google-upload';

function header(exchange: Exchange, name: string): string {
  const value = exchange.request.headers[name];
  return typeof value === 'string' ? value : '';
}

/** `POST /upload/v1beta/files`: begins an upload, takes a whole one, or goes on with one that was begun. */
export async function relayUpload(services: RelayServices, exchange: Exchange, origin: string): Promise<void> {
  const id = exchange.query.get('upload_id');
  await (id === null ? begin(services, exchange, origin) : goOn(services, exchange, id));
}

async function begin(services: RelayServices, exchange: Exchange, origin: string): Promise<void> {
  const principal = await services.identify(exchange);
  const announced = Number(header(exchange, 'x-goog-upload-header-content-length') || 0);
  if (announced > MOST_BYTES) throw new Failure('invalid_request', 'The file is larger than 2 GB. Send less.');
  const keeper = newKeeper(services, services.world(), principal);
  const body = await exchange.body({ text: false });
  const request = requestTo(keeper, exchange, 'POST', UPLOAD_PATH, body.length === 0 ? undefined : [body]);
  const answer = await ask(services, keeper, request);
  const told = answer.headers['x-goog-upload-url'];
  const file = record(parseRecord(answer.body.toString('utf8'))?.['file']);
  if (answer.status < 300) noteObject(services, principal.account.id, keeper, 'files', file);
  if (typeof told !== 'string') {
    deliver(exchange, answer);
    return;
  }
  const query = new URL(told, 'https://upload').searchParams;
  query.delete('key');
  services.pins.note(UPLOAD, query.get('upload_id') ?? '', {
    accountId: principal.account.id,
    channel: keeper.channel.id,
    credential: keeper.credential.id,
  });
  deliver(exchange, answer, { 'x-goog-upload-url': `${origin}${UPLOAD_PATH}?${query.toString()}` });
}

/**
 * Pieces of an upload: Google's client for Python sends them without a key, as the id of an upload is one at Google's.
 * With a key it must be the one of whoever began.
 */
async function goOn(services: RelayServices, exchange: Exchange, id: string): Promise<void> {
  const hasKey = findCredential(exchange) !== undefined;
  const principal = hasKey ? await services.identify(exchange) : undefined;
  const pin = await services.pins.find(UPLOAD, id, principal?.account.id);
  if (pin === undefined) throw new Failure('not_found', 'There is no upload with this upload_id. Begin a new one.');
  const keeper = keeperOf(services.world(), principal, pin);
  const method = exchange.method === 'PUT' ? 'PUT' : 'POST';
  const answer = await ask(services, keeper, requestTo(keeper, exchange, method, UPLOAD_PATH, await bytesOf(exchange)));
  const file = record(parseRecord(answer.body.toString('utf8'))?.['file']);
  if (answer.status < 300) noteObject(services, pin.accountId, keeper, 'files', file);
  deliver(exchange, answer);
}

/** The bytes of a piece: from the client's socket into the upstream's where their number is known, never all in memory. */
async function bytesOf(exchange: Exchange): Promise<Outgoing['body']> {
  const { headers } = exchange.request;
  const bytes = Number(headers['content-length'] ?? Number.NaN);
  if (bytes > MOST_BYTES) throw new Failure('invalid_request', 'The piece is larger than 2 GB. Send less.');
  const isPlain = headers.expect === undefined && headers['content-encoding'] === undefined;
  if (Number.isInteger(bytes) && bytes > 0 && isPlain) return { bytes, open: () => exchange.request };
  const body = await exchange.body({ text: false });
  return body.length === 0 ? undefined : [body];
}

/** `GET …/files/{id}:download`: the bytes of a file that was made for the account. */
export async function relayDownload(services: RelayServices, exchange: Exchange): Promise<void> {
  const principal = await services.identify(exchange);
  const id = exchange.params['id'] ?? '';
  const world = services.world();
  const keeper = keeperOf(world, principal, await pinnedObject(services, principal, 'files', id));
  const request = requestTo(keeper, exchange, 'GET', `/v1beta/files/${encodeURIComponent(id)}:download`);
  await pass(services, keeper, exchange, request, patienceOf(world));
}
