// OpenAI's images API, played: orders as JSON and as forms, real pictures of the asked size, streams with partial ones.

import { misbehave, sendJson, sendStream, SANDBOX_HEADERS, type Visit } from '../exchange.ts';
import { openaiError, openaiRefusal, openaiStatus, requireBearer } from '../openai-errors.ts';
import { failing } from '../play/failing.ts';
import { lookInto } from '../play/media.ts';
import { readMarkers, type Markers } from '../play/markers.ts';
import { countTokens } from '../play/tokens.ts';
import { isObject } from '../shape.ts';
import { note } from '../tally.ts';
import { Refused } from '../exchange.ts';
import { isForm, readForm, type FormFile } from './form.ts';
import { isNew, orderOf, understood, type Order } from './image-words.ts';
import { picture } from './pictures.ts';

const TOKENS: Readonly<Record<string, readonly [square: number, oblong: number]>> = {
  low: [272, 408],
  medium: [1056, 1584],
  high: [4160, 6240],
};
/** Of one picture that is read. */
const READ_TOKENS = 40;

/** What the practice upstream keeps for those that ask for an address. */
const kept = new Map<string, { readonly type: string; readonly bytes: Buffer }>();
const MOST_KEPT = 200;
let counter = 0;

/** Keeps a picture under an address of its own. */
export function keep(visit: Visit, type: string, bytes: Buffer): string {
  counter += 1;
  if (kept.size >= MOST_KEPT) kept.delete(kept.keys().next().value ?? '');
  const name = `${counter}.${type === 'jpeg' ? 'jpg' : type}`;
  kept.set(name, { type: `image/${type}`, bytes });
  return `http://${visit.request.headers.host ?? 'sandbox'}/__sandbox/pictures/${name}`;
}

/** Serves a kept picture. */
export function servePicture(visit: Visit, [, name = '']: RegExpExecArray): void {
  const one = kept.get(name);
  if (one === undefined) throw new Refused(404, { error: 'gone' });
  visit.response.writeHead(200, { ...SANDBOX_HEADERS, 'content-type': one.type, 'content-length': one.bytes.length });
  visit.response.end(one.bytes);
}

/** `/v1/images/generations`, `/edits`, `/variations`. */
export async function serveImages(visit: Visit, [, verb = '']: RegExpExecArray): Promise<void> {
  requireBearer(visit.request.headers);
  const { order, read } = isForm(visit.request) ? fromForm(visit, verb) : fromJson(visit, verb);
  const markers = readMarkers(`${order.prompt}\n${order.model}`);
  const seed = `${order.model} ${order.prompt}`;
  if (failing({ markers, seed })) throw openaiStatus(markers.error?.status ?? 500, markers.error?.retryAfter);
  if (markers.refuse === true)
    throw new Refused(
      400,
      openaiError(
        'Your request was rejected by the safety system.',
        'image_generation_user_error',
        null,
        'moderation_blocked',
      ),
    );
  if (await misbehave(visit, markers)) return;
  const usage = usageOf(order, read, markers);
  const made = Array.from({ length: order.n }, (_, index) => drawn(order, index));
  const whole = order.streams
    ? await stream(visit, order, verb, made, usage, markers)
    : answer(visit, order, made, usage);
  note(order.model, { ...NOTHING, input: usage.input_tokens, output: usage.output_tokens }, whole);
}

const NOTHING = { input: 0, cacheRead: 0, cacheWrite: 0, cacheWrite1h: 0, output: 0, thinking: 0, searches: 0 };

function drawn(order: Order, index: number): Buffer {
  const seed = [...order.prompt].reduce(
    (sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 0xffffff,
    7 + index,
  );
  return picture(order.format, seed, order.width, order.height, order.background === 'transparent');
}

interface ImageUsage {
  readonly total_tokens: number;
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly input_tokens_details: { readonly text_tokens: number; readonly image_tokens: number };
  readonly output_tokens_details: { readonly image_tokens: number; readonly text_tokens: number };
}

function usageOf(order: Order, read: number, { usage: forced = {} }: Markers): ImageUsage {
  const text = forced['input'] ?? countTokens(order.prompt);
  const images = forced['imageIn'] ?? read * READ_TOKENS;
  const [square, oblong] = TOKENS[order.quality] ?? [1056, 1584];
  const each = (order.width === order.height ? square : oblong) + 100 * order.partials;
  const output = forced['output'] ?? each * order.n;
  return {
    total_tokens: text + images + output,
    input_tokens: text + images,
    output_tokens: output,
    input_tokens_details: { text_tokens: text, image_tokens: images },
    output_tokens_details: { image_tokens: output, text_tokens: 0 },
  };
}

const CREATED = 1_767_225_600;

function said(order: Order): Record<string, unknown> {
  return isNew(order.model)
    ? { background: order.background, output_format: order.format, size: order.size, quality: order.quality }
    : {};
}

function answer(visit: Visit, order: Order, made: readonly Buffer[], usage: ImageUsage): boolean {
  const data = made.map(bytes => ({
    ...(order.url ? { url: keep(visit, order.format, bytes) } : { b64_json: bytes.toString('base64') }),
    ...(order.model === 'dall-e-3' ? { revised_prompt: `[sandbox] ${order.prompt}` } : {}),
  }));
  const counted = isNew(order.model) && readMarkers(order.prompt).noUsage !== true;
  sendJson(visit, 200, { created: CREATED, ...said(order), data, ...(counted ? { usage } : {}) });
  return true;
}

async function stream(
  visit: Visit,
  order: Order,
  verb: string,
  made: readonly Buffer[],
  usage: ImageUsage,
  markers: Markers,
): Promise<boolean> {
  const name = verb === 'edits' ? 'image_edit' : 'image_generation';
  const event = (type: string, rest: object): string =>
    `event: ${type}\ndata: ${JSON.stringify({ type, ...rest })}\n\n`;
  const events = made.flatMap((bytes, at) => {
    const base = { b64_json: bytes.toString('base64'), created_at: CREATED, ...said(order) };
    const share = at === made.length - 1 ? usage : undefined;
    return [
      ...Array.from({ length: order.partials }, (_, index) =>
        event(`${name}.partial_image`, { ...base, partial_image_index: index }),
      ),
      event(`${name}.completed`, {
        ...base,
        ...(share === undefined || markers.noUsage === true ? {} : { usage: share }),
      }),
    ];
  });
  const failure = openaiError('The server had an error while drawing.', 'server_error', null, null);
  const errorEvent = `event: error\ndata: ${JSON.stringify(failure)}\n\n`;
  return sendStream(visit, { contentType: 'text/event-stream', headers: {}, events, errorEvent }, markers);
}

function fromJson(visit: Visit, verb: string): { order: Order; read: number } {
  let body: unknown;
  try {
    body = JSON.parse(visit.body);
  } catch {
    throw openaiRefusal('We could not parse the JSON body of your request.');
  }
  if (verb === 'variations') throw openaiRefusal('Expected a multipart form.');
  const order = orderOf(body, verb === 'edits');
  const given = isObject(body) ? (body['images'] ?? body['image']) : undefined;
  const sources: readonly unknown[] = Array.isArray(given) ? given : given === undefined ? [] : [given];
  for (const source of sources) {
    const url = isObject(source) ? source['image_url'] : source;
    if (typeof url !== 'string' || !url.startsWith('data:')) continue;
    const media = lookInto(url.replace(/^data:[^,]*,/, ''));
    if (media?.type?.startsWith('image/') !== true)
      throw openaiRefusal(
        'Invalid image file or mode for image 1, please check your image file.',
        'images',
        'invalid_image_file',
      );
  }
  return { order, read: sources.length };
}

const TAKEN = new Set(['image/png', 'image/jpeg', 'image/webp']);

/** A file whose type is what its bytes are. @throws Refused */
function checkFile(file: FormFile): { width: number; height: number; type: string } {
  if (!TAKEN.has(file.type))
    throw openaiRefusal(
      `Invalid file '${file.field}': unsupported mimetype ('${file.type}'). Supported file formats are 'image/jpeg', 'image/png', and 'image/webp'.`,
      file.field,
      'unsupported_file_mimetype',
    );
  const media = lookInto(file.bytes.subarray(0, 96 * 1024).toString('base64'));
  if (media?.type !== file.type)
    throw openaiRefusal(
      'Invalid image file or mode for image 1, please check your image file.',
      file.field,
      'invalid_image_file',
    );
  return { width: media.width, height: media.height, type: file.type };
}

function fromForm(visit: Visit, verb: string): { order: Order; read: number } {
  const form = readForm(visit.raw, visit.request.headers['content-type'] ?? '');
  if (form === undefined || verb === 'generations') throw openaiRefusal('The form of your request could not be read.');
  const body: Record<string, unknown> = {};
  for (const [name, values] of form.fields) body[name] = values[0];
  if (!('model' in body)) body['model'] = 'dall-e-2';
  if (!/^\d+$/.test(String(body['n'] ?? '1'))) throw openaiRefusal('n must be an integer.', 'n', 'invalid_type');
  const images = form.files.filter(({ field }) => field === 'image' || field === 'image[]');
  const masks = form.files.filter(({ field }) => field === 'mask');
  const strange = form.files.find(({ field }) => !['image', 'image[]', 'mask'].includes(field));
  if (strange !== undefined)
    throw openaiRefusal(`Unknown parameter: '${strange.field}'.`, strange.field, 'unknown_parameter');
  const [first] = images;
  if (first === undefined)
    throw openaiRefusal("Missing required parameter: 'image'.", 'image', 'missing_required_parameter');
  if (images.length > 1 && images.some(({ field }) => field === 'image'))
    throw openaiRefusal(
      "Duplicate parameter: 'image'. Use 'image[]' for several files.",
      'image',
      'duplicate_parameter',
    );
  if (verb === 'edits' && typeof body['prompt'] !== 'string')
    throw openaiRefusal("Missing required parameter: 'prompt'.", 'prompt', 'missing_required_parameter');
  const looks = images.map(checkFile);
  const [mask] = masks.map(checkFile);
  if (mask !== undefined && (mask.width !== looks[0]?.width || mask.height !== looks[0]?.height))
    throw openaiRefusal(
      'Invalid mask image format - mask size does not match image size',
      'mask',
      'invalid_image_file',
    );
  return { order: understood(body, String(body['model'])), read: images.length + masks.length };
}
