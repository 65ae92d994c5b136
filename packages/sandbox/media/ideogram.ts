// Ideogram's API, played: the third generation and the older ones, forms and JSON, real pictures at short-lived addresses.

import { misbehave, Refused, sendJson, type Visit } from '../exchange.ts';
import { failing } from '../play/failing.ts';
import { lookInto } from '../play/media.ts';
import { readMarkers } from '../play/markers.ts';
import { isObject } from '../shape.ts';
import { isForm, readForm } from './form.ts';
import { keep } from './images.ts';
import { picture } from './pictures.ts';

type Json = Readonly<Record<string, unknown>>;

const THIRD = new Set(
  `prompt image mask resolution aspect_ratio rendering_speed magic_prompt negative_prompt num_images seed style_type
  style_preset style_codes color_palette style_reference_images character_reference_images
  character_reference_images_mask custom_model_uri image_weight`.split(/\s+/),
);
const RATIOS: Readonly<Record<string, string>> = { '1x1': '1024x1024', '16x9': '1344x768', '9x16': '768x1344' };

const refuse = (status: number, message: string): Refused => new Refused(status, { error: message });

/** Every path of it. */
export async function serveIdeogram(visit: Visit, [, path = '']: RegExpExecArray): Promise<void> {
  const key = visit.request.headers['api-key'] ?? visit.request.headers.authorization;
  if (typeof key !== 'string' || key === '') throw refuse(401, 'Invalid API key');
  const { body, files } = orderOf(visit);
  if (/^v1\/(?:ideogram-v4\/|edit$)|^v2\//.test(path)) {
    await serveLater(visit, path, body);
    return;
  }
  const isThird = path.startsWith('v1/ideogram-v3/');
  const strange = isThird ? Object.keys(body).find(name => !THIRD.has(name.replace(/\[\]$/, ''))) : undefined;
  if (strange !== undefined) throw refuse(400, `Unknown field: ${strange}`);
  const order = isThird || !('image_request' in body) ? body : requestIn(body['image_request']);
  const needsImage = !/generate/.test(path);
  if (needsImage && !files.includes(isThird ? 'image' : 'image_file')) throw refuse(400, 'Missing image');
  if (/edit|inpaint/.test(path) && !files.includes('mask')) throw refuse(400, 'Missing mask');
  const prompt = typeof order['prompt'] === 'string' ? order['prompt'] : '';
  if (/generate|edit|remix|replace/.test(path) && prompt === '') throw refuse(400, 'prompt is required');
  const markers = readMarkers(prompt);
  if (failing({ markers, seed: `${path} ${prompt}` })) throw refuse(markers.error?.status ?? 500, 'As asked.');
  if (markers.refuse === true)
    throw refuse(422, 'Prompt provided failed safety check due to the inclusion of prohibited content.');
  if (await misbehave(visit, markers)) return;
  if (path === 'describe') {
    sendJson(visit, 200, { descriptions: [{ text: '[sandbox] A chequered picture of two colours.' }] });
    return;
  }
  const size = sizeOf(order);
  const count = Number(order['num_images'] ?? 1);
  const data = Array.from({ length: count }, (_, index) => drawn(visit, order, size, index));
  sendJson(visit, 200, { created: '2026-01-01T00:00:00.000000+00:00', data });
}

/** What came after the third generation: words or an object for a prompt, and the model in the path. */
async function serveLater(visit: Visit, path: string, body: Json): Promise<void> {
  const words = body['prompt'] ?? body['text_prompt'];
  const prompt = typeof words === 'string' ? words : JSON.stringify(body['json_prompt'] ?? '');
  if (/ideogram-v4|^v1\/edit/.test(path) && prompt === '""')
    throw refuse(400, 'text_prompt or json_prompt is required');
  if ('text_prompt' in body && 'json_prompt' in body)
    throw refuse(400, 'text_prompt and json_prompt exclude each other');
  const markers = readMarkers(prompt);
  if (failing({ markers, seed: `${path} ${prompt}` })) throw refuse(markers.error?.status ?? 500, 'As asked.');
  if (await misbehave(visit, markers)) return;
  const count = Number(body['num_images'] ?? 1);
  const data = Array.from({ length: count }, (_, index) => drawn(visit, { ...body, prompt }, sizeOf(body), index));
  sendJson(visit, 200, { created: '2026-01-01T00:00:00.000000+00:00', data });
}

function drawn(visit: Visit, order: Json, size: string, index: number): Json {
  const [width = 1024, height = 1024] = size.split('x').map(Number);
  const seed = Number(order['seed'] ?? 7) + index;
  return {
    prompt: order['prompt'] ?? '',
    resolution: size,
    is_image_safe: true,
    seed,
    style_type: order['style_type'] ?? 'GENERAL',
    url: keep(visit, 'png', picture('png', seed, width, height)),
  };
}

function sizeOf(order: Json): string {
  const told = String(order['resolution'] ?? '').replace(/^RESOLUTION_(\d+)_(\d+)$/, '$1x$2');
  if (/^\d+x\d+$/.test(told)) return told;
  const ratio = String(order['aspect_ratio'] ?? '1x1').replace(/^ASPECT_(\d+)_(\d+)$/, '$1x$2');
  return (Object.hasOwn(RATIOS, ratio) ? RATIOS[ratio] : undefined) ?? '1024x1024';
}

function requestIn(value: unknown): Json {
  try {
    const parsed: unknown = typeof value === 'string' ? JSON.parse(value) : value;
    if (isObject(parsed)) return parsed;
  } catch {
    // Said below.
  }
  throw refuse(400, 'image_request is not valid');
}

function orderOf(visit: Visit): { body: Json; files: readonly string[] } {
  if (!isForm(visit.request)) return { body: requestIn(visit.body), files: [] };
  const form = readForm(visit.raw, visit.request.headers['content-type'] ?? '');
  if (form === undefined) throw refuse(400, 'The form could not be read');
  for (const file of form.files) {
    const media = lookInto(file.bytes.subarray(0, 96 * 1024).toString('base64'));
    if (media?.type?.startsWith('image/') !== true) throw refuse(400, `${file.field} is not an image`);
  }
  const body = Object.fromEntries([...form.fields].map(([name, values]) => [name, values[0]]));
  return { body, files: form.files.map(({ field }) => field) };
}
