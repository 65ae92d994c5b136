// Reads an order of pictures from a client, as JSON or as a form, and looks at every picture that it brings.

import type { Fields } from '@turnpike/protocols/conversation/counts';
import { Failure } from '@turnpike/protocols/failures';
import { maskIn, MOST_SOURCES, readImageRequest, sourcesIn } from '@turnpike/protocols/images/openai-request';
import type { ImageOperation, ImageRequest, ImageSource } from '@turnpike/protocols/images/request';
import type { Exchange } from '../../http/exchange.ts';
import { contentOf, type FormPart, type SpooledForm } from '../../http/form.ts';
import { inMemory, type Spooled } from '../../http/spool.ts';
import { fieldValue, scanEnvelope, type Envelope } from '../envelope.ts';
import type { RelayServices } from '../services.ts';
import { fieldsOf, partsNamed, type Retold } from './form-fields.ts';
import { BadPicture, lookAt, type Look } from './picture.ts';
import { StandIns } from './streamed-body.ts';

/** How an order came: its bytes pass to upstreams of the same format. */
export type Carriage =
  | { readonly kind: 'json'; readonly envelope: Envelope }
  | {
      readonly kind: 'form';
      readonly form: SpooledForm;
      /** Files whose media type the client left out or mistook, with what they are. */
      readonly files: ReadonlyMap<FormPart, Retold>;
    };

/** An order of pictures, as it came and as it is understood. */
export interface ImageOrder {
  readonly request: ImageRequest;
  readonly carriage: Carriage;
  readonly standIns: StandIns;
}

/** What OpenAI's models take; others take what they take, but no less. */
const TAKEN = new Set(['image/png', 'image/jpeg', 'image/webp']);
const MOST_BYTES = 50 * 1024 * 1024;
const MOST_OLD_BYTES = 4 * 1024 * 1024;
const MOST_MASK_BYTES = 4 * 1024 * 1024;
/** Fields that may hold whole pictures. */
const HEAVY = new Set(['image', 'images', 'mask']);

function bad(param: string, message: string): Failure {
  return new Failure('invalid_request', message, { param });
}

/** Reads an order. @throws Failure 400 naming the field, 413, 415 */
export async function readImageOrder(
  services: RelayServices,
  exchange: Exchange,
  operation: ImageOperation,
): Promise<ImageOrder> {
  const type = exchange.request.headers['content-type'] ?? '';
  if (/^multipart\/form-data/i.test(type)) return readForm(services, exchange, operation);
  const allowed = type === '' || /json|^text\/plain|^application\/x-www-form-urlencoded/i.test(type);
  if (!allowed)
    throw new Failure(
      'unsupported_media_type',
      `The content type ${type.slice(0, 80)} is not taken. Send JSON or a form.`,
    );
  return readJson(await exchange.body({ text: true }), operation);
}

async function readJson(body: Buffer, operation: ImageOperation): Promise<ImageOrder> {
  const envelope = scanEnvelope(body);
  const plain: Record<string, unknown> = {};
  for (const name of envelope.fields.keys()) plain[name] = fieldValue(envelope, name);
  const named = sourcesIn(plain);
  const mask = maskIn(plain);
  if (operation !== 'generate' && named.length === 0) throw bad('images', 'images must hold the pictures to change.');
  const images = await Promise.all(named.map((source, index) => looked(source, `images[${index}]`)));
  const sources = images.map(({ source }) => source);
  const marked = mask === undefined ? undefined : await looked(mask, 'mask', MOST_MASK_BYTES);
  checkMask(marked?.look, images[0]?.look);
  // A picture beside a prompt makes a change of it, whichever path it came by.
  const meant = operation === 'generate' && sources.length > 0 ? 'edit' : operation;
  const rest = Object.fromEntries(Object.entries(plain).filter(([name]) => !HEAVY.has(name)));
  const request = readImageRequest(meant, rest, sources, marked?.source);
  return { request, carriage: { kind: 'json', envelope }, standIns: new StandIns() };
}

/** A source whose bytes were looked at, if they are here; its type is what they are, not what it was called. */
async function looked(
  source: ImageSource,
  param: string,
  most = MOST_BYTES,
): Promise<{ source: ImageSource; look: Look | undefined }> {
  if (source.kind !== 'base64') return { source, look: undefined };
  if (!/^[A-Za-z0-9+/_-]+={0,2}\s*$/.test(source.data.slice(0, 4096)))
    throw bad(param, `${param} is not valid base64.`);
  const bytes = Buffer.from(source.data, 'base64');
  const look = await inspected(inMemory(bytes), param, most);
  return { source: { ...source, mediaType: look.mediaType }, look };
}

async function inspected(bytes: Spooled, param: string, most: number): Promise<Look> {
  if (bytes.size > most) throw bad(param, `${param} is larger than ${most / 1024 / 1024} MB.`);
  try {
    const look = await lookAt(bytes);
    if (!TAKEN.has(look.mediaType)) throw new BadPicture(`is ${look.mediaType}; PNG, JPEG and WebP are taken`);
    return look;
  } catch (error) {
    if (error instanceof BadPicture) throw bad(param, `${param}: the picture ${error.message}.`);
    throw error;
  }
}

function checkMask(mask: Look | undefined, first: Look | undefined): void {
  if (mask === undefined) return;
  if (mask.mediaType !== 'image/png') throw bad('mask', `mask must be a PNG, not ${mask.mediaType}.`);
  if (first !== undefined && (first.width !== mask.width || first.height !== mask.height))
    throw bad(
      'mask',
      `mask is ${mask.width}x${mask.height}, but the first picture is ${first.width}x${first.height}: they must be alike.`,
    );
}

async function readForm(services: RelayServices, exchange: Exchange, operation: ImageOperation): Promise<ImageOrder> {
  if (operation === 'generate')
    throw new Failure('unsupported_media_type', 'Send the order as JSON: only changes of pictures come as forms.');
  const form = await exchange.form(services.spoolFolder, services.world().settings.maxUploadBytes);
  try {
    return await understood(form, operation);
  } catch (error) {
    await form.spool.dispose();
    throw error;
  }
}

async function understood(form: SpooledForm, operation: ImageOperation): Promise<ImageOrder> {
  const body: Fields = fieldsOf(form);
  const old = body['model'] === 'dall-e-2';
  const standIns = new StandIns();
  const retold = new Map<FormPart, Retold>();
  const files = partsNamed(form, 'image');
  const take = async (part: FormPart, param: string): Promise<{ source: ImageSource; look: Look }> => {
    const bytes = contentOf(form, part);
    const most = param === 'mask' ? MOST_MASK_BYTES : old ? MOST_OLD_BYTES : MOST_BYTES;
    const look = await inspected(bytes, param, most);
    const name = param === 'mask' ? param : files.length === 1 ? 'image' : 'image[]';
    if (part.type !== look.mediaType || part.name !== name)
      retold.set(part, { name, type: look.mediaType, fileName: part.fileName || 'picture' });
    return { source: { kind: 'base64', data: standIns.of(bytes), mediaType: look.mediaType }, look };
  };
  if (files.length === 0) throw bad('image', 'image must be a file: the picture to change.');
  if (files.length > MOST_SOURCES) throw bad('image', `image may hold at most ${MOST_SOURCES} pictures.`);
  const images = await Promise.all(files.map(part => take(part, 'image')));
  const [first] = images;
  if (old && first !== undefined && (first.look.mediaType !== 'image/png' || first.look.width !== first.look.height))
    throw bad('image', 'image must be a square PNG for this model.');
  const [masked, ...masks] = partsNamed(form, 'mask');
  if (masks.length > 0) throw bad('mask', 'mask may be given once.');
  const mask = masked === undefined ? undefined : await take(masked, 'mask');
  checkMask(mask?.look, first?.look);
  const sources = images.map(({ source }) => source);
  const request = readImageRequest(operation, body, sources, mask?.source);
  return { request, carriage: { kind: 'form', form, files: retold }, standIns };
}
