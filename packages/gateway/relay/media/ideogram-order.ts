// Reads an order in Ideogram's own format, as a form or as JSON: what it costs by, and what cannot be meant.

import { fields, type Fields } from '@turnpike/protocols/conversation/counts';
import { Failure } from '@turnpike/protocols/failures';
import { parseJson } from '@turnpike/protocols/json';
import type { Exchange } from '../../http/exchange.ts';
import { contentOf, type SpooledForm } from '../../http/form.ts';
import { scanEnvelope } from '../envelope.ts';
import type { RelayServices } from '../services.ts';
import { fieldsOf, partsNamed } from './form-fields.ts';
import { operationOf, type IdeogramOperation } from './ideogram-paths.ts';
import { BadPicture, lookAt, type Look } from './picture.ts';

/** An order as it came and as it is understood. */
export interface IdeogramOrder {
  readonly path: string;
  readonly model: string;
  /** How many pictures are asked for; none of a description. */
  readonly pictures: number;
  /** `TURBO`, `DEFAULT` or `QUALITY`, since the third generation. */
  readonly speed: string;
  readonly kind: IdeogramOperation['kind'];
  readonly prompt: string;
  readonly carriage:
    { readonly kind: 'json'; readonly body: Buffer } | { readonly kind: 'form'; readonly form: SpooledForm };
}

/** Speeds and, of the latest models, qualities: by the speed whose price they have. */
const SPEEDS: Readonly<Record<string, string>> = {
  FLASH: 'TURBO',
  TURBO: 'TURBO',
  LOW: 'TURBO',
  DEFAULT: 'DEFAULT',
  BALANCED: 'DEFAULT',
  MEDIUM: 'DEFAULT',
  AUTO: 'DEFAULT',
  QUALITY: 'QUALITY',
  HIGH: 'QUALITY',
};
const PLAIN_SPEEDS = ['FLASH', 'TURBO', 'DEFAULT', 'BALANCED', 'QUALITY'];
const MODELS = /^(?:V_1|V_1_TURBO|V_2|V_2_TURBO|V_2A|V_2A_TURBO|V_3|AUTO)$/;
/** How sizes are written; the latest models have words for some. */
const SIZES: Readonly<Record<IdeogramOperation['generation'], RegExp>> = {
  legacy: /^(?:RESOLUTION_\d{2,5}_\d{2,5}|AUTO)$/,
  third: /^\d{2,5}x\d{2,5}$/,
  later: /^(?!.*-)[\w.: ]{1,40}$/,
};
const MOST_BYTES = 25 * 1024 * 1024;
const TAKEN = new Set(['image/png', 'image/jpeg', 'image/webp']);

function bad(param: string, message: string): Failure {
  return new Failure('invalid_request', message, { param });
}

/** Reads an order. @throws Failure 404 for a path that is none, 400 naming the field, 413, 415 */
export async function readIdeogramOrder(services: RelayServices, exchange: Exchange): Promise<IdeogramOrder> {
  const path = exchange.path.replace(/^\/ideogram/, '');
  const operation = operationOf(path);
  if (operation === undefined) throw new Failure('not_found', `Ideogram has no ${path.slice(0, 100)} here.`);
  const type = exchange.request.headers['content-type'] ?? '';
  if (!/^multipart\/form-data/i.test(type)) {
    if (operation.needs.includes('image'))
      throw new Failure('unsupported_media_type', 'Send the picture in a form: multipart/form-data.');
    const body = await exchange.body({ text: true });
    scanEnvelope(body);
    const value = fields(parseJson(body.toString('utf8')));
    const carried = kindlyNamed(operation, value);
    const kept = carried === value ? body : Buffer.from(JSON.stringify(carried));
    return understood(path, operation, carried, { kind: 'json', body: kept }, false);
  }
  const form = await exchange.form(services.spoolFolder, services.world().settings.maxUploadBytes);
  try {
    await checkFiles(form, operation);
    const body = fieldsOf(form);
    const character = form.parts.some(({ name }) => name.startsWith('character_reference_images'));
    return understood(path, operation, body, { kind: 'form', form }, character);
  } catch (error) {
    await form.spool.dispose();
    throw error;
  }
}

/** Old words in new orders, which relays’ pages show: `ASPECT_16_9` is `16x9`. The same object where there are none. */
function kindlyNamed({ generation }: IdeogramOperation, body: Fields): Fields {
  const ratio = body['aspect_ratio'];
  const magic = body['magic_prompt_option'];
  const old = typeof ratio === 'string' ? /^ASPECT_(\d+)_(\d+)$/.exec(ratio) : null;
  if (generation !== 'third' || (old === null && magic === undefined)) return body;
  const { magic_prompt_option: _old, ...rest } = body;
  return {
    ...rest,
    ...(old === null ? {} : { aspect_ratio: `${old[1]}x${old[2]}` }),
    ...(magic === undefined ? {} : { magic_prompt: magic }),
  };
}

function understood(
  path: string,
  operation: IdeogramOperation,
  body: Fields,
  carriage: IdeogramOrder['carriage'],
  character: boolean,
): IdeogramOrder {
  const inner = innerOf(path, operation, body);
  const said = saidIn(inner);
  if (operation.needs.includes('prompt') && said.trim() === '') throw bad('prompt', 'prompt must say what is wanted.');
  if (operation.needs.includes('resolution') && typeof inner['resolution'] !== 'string')
    throw bad('resolution', 'resolution must name the size to reframe to, such as 1024x1024.');
  const resolution = inner['resolution'];
  if (present(resolution) && (typeof resolution !== 'string' || !SIZES[operation.generation].test(resolution)))
    throw bad('resolution', 'resolution must be a size, such as 1024x1024.');
  if (present(inner['resolution']) && present(inner['aspect_ratio']))
    throw bad('resolution', 'resolution and aspect_ratio exclude each other. Send one.');
  if (present(inner['webhook_url']))
    throw bad('webhook_url', 'Answers come in the call itself. Leave webhook_url out.');
  wholeNumber(inner, 'seed', 0, 2_147_483_647);
  wholeNumber(inner, 'image_weight', 1, 100);
  const count = wholeNumber(inner, 'num_images', 1, 8) ?? 1;
  return {
    path,
    model: operation.model ?? modelIn(inner),
    pictures: path === '/describe' ? 0 : count,
    speed: speedOf(operation, inner),
    kind: character ? 'character' : operation.kind,
    prompt: said,
    carriage,
  };
}

const present = (value: unknown): boolean => value !== undefined && value !== null && value !== '';

/** What is wanted, in words or as the object that the fourth generation takes in their place. */
function saidIn(inner: Fields): string {
  for (const name of ['prompt', 'text_prompt', 'json_prompt']) {
    const value = inner[name];
    if (typeof value === 'string' && value.trim() !== '') return value;
    if (typeof value === 'object' && value !== null) return JSON.stringify(value);
  }
  return '';
}

/** The speed whose price holds. @throws Failure for one that there is not */
function speedOf({ generation }: IdeogramOperation, inner: Fields): string {
  const isLater = generation === 'later';
  const told = inner['rendering_speed'] ?? (isLater ? inner['quality'] : undefined) ?? 'DEFAULT';
  const speed = typeof told === 'string' ? SPEEDS[isLater ? told.toUpperCase() : told] : undefined;
  if (speed === undefined || (!isLater && !PLAIN_SPEEDS.includes(String(told))))
    throw bad('rendering_speed', `rendering_speed must be one of ${PLAIN_SPEEDS.join(', ')}.`);
  return speed;
}

/** The fields of the order: by themselves, or as an object or a text of JSON in `image_request`. @throws Failure */
function innerOf(path: string, { generation }: IdeogramOperation, body: Fields): Fields {
  if (generation !== 'legacy' || !['/generate', '/remix', '/upscale'].includes(path)) return body;
  const given = body['image_request'];
  if (typeof given !== 'string') {
    if (typeof given !== 'object' || given === null) throw bad('image_request', 'image_request must hold the order.');
    return fields(given);
  }
  try {
    return fields(parseJson(given));
  } catch (error) {
    throw new Failure('invalid_request', 'image_request is not valid JSON.', { param: 'image_request', cause: error });
  }
}

function modelIn(inner: Fields): string {
  const model = inner['model'] ?? 'V_2';
  if (typeof model !== 'string' || !MODELS.test(model))
    throw bad('model', 'model must be one of V_1, V_1_TURBO, V_2, V_2_TURBO, V_2A, V_2A_TURBO, V_3.');
  return model === 'AUTO' ? 'V_2' : model;
}

function wholeNumber(body: Fields, name: string, least: number, most: number): number | undefined {
  const value = body[name];
  if (!present(value)) return undefined;
  const number = typeof value === 'string' && /^\d{1,10}$/.test(value) ? Number(value) : value;
  if (typeof number === 'number' && Number.isInteger(number) && number >= least && number <= most) return number;
  throw bad(name, `${name} must be a whole number from ${least} to ${most}.`);
}

/** Looks at every picture of a form. @throws Failure */
async function checkFiles(form: SpooledForm, { generation, needs }: IdeogramOperation): Promise<void> {
  const named = generation === 'legacy' ? 'image_file' : 'image';
  let first: Look | undefined;
  for (const part of form.parts) {
    if (part.fileName === undefined) continue;
    const look = await looked(form, part);
    if (part.name === named) first ??= look;
  }
  if (needs.includes('image') && first === undefined) throw bad(named, `${named} must be the picture, as a file.`);
  if (!needs.includes('mask')) return;
  const [mask] = partsNamed(form, 'mask');
  if (mask === undefined) throw bad('mask', 'mask must be a picture whose black marks what is to be changed.');
  const size = await looked(form, mask);
  if (first !== undefined && (size.width !== first.width || size.height !== first.height))
    throw bad('mask', `mask is ${size.width}x${size.height}, but the picture is ${first.width}x${first.height}.`);
}

async function looked(form: SpooledForm, part: SpooledForm['parts'][number]): Promise<Look> {
  const bytes = contentOf(form, part);
  if (bytes.size > MOST_BYTES) throw bad(part.name, `${part.name} is larger than 25 MB.`);
  try {
    const look = await lookAt(bytes);
    if (!TAKEN.has(look.mediaType)) throw new BadPicture(`is ${look.mediaType}; PNG, JPEG and WebP are taken`);
    return look;
  } catch (error) {
    if (error instanceof BadPicture) throw bad(part.name, `${part.name}: the picture ${error.message}.`);
    throw error;
  }
}
