// What Bailian's clients may ask for: each service with its own rules, its usual count, and what it is priced by.

import { Failure } from '@turnpike/protocols/failures';
import { isRecord, list, record, text, type Json } from '../../relay/json.ts';
import { answer, type Answer, type Ask, type Desk, together } from '../dialect.ts';
import { checkNamedMedia } from '../named-media.ts';
import type { Measure, Order, Parent } from '../order.ts';

/** A service below `/services/aigc/` (bailian.md §1). */
interface Service {
  /** The model where the body names none. */
  readonly model?: string;
  /** Each needs at least one of its fields in `input`, as paths. */
  readonly needs: readonly (readonly string[])[];
  /** Pictures that are made when the body does not say; 0 for videos. */
  readonly count: number;
  /** Answered when it is done, where the client did not ask for a task. */
  readonly direct?: true;
}

const SERVICES: Readonly<Record<string, Service>> = {
  'text2image/image-synthesis': { needs: [['prompt']], count: 4 },
  'image2image/image-synthesis': { needs: [['prompt', 'images', 'sketch_image_url']], count: 1 },
  'image2image/out-painting': { needs: [['image_url']], count: 1 },
  'image-generation/generation': { needs: [['image_url', 'messages', 'prompt']], count: 1, direct: true },
  'background-generation/generation': {
    needs: [['base_image_url'], ['ref_image_url', 'ref_prompt']],
    count: 1,
  },
  'album/gen_potrait': { needs: [], count: 4 },
  'virtualmodel/generation': { needs: [], count: 1 },
  'wordart/semantic': { needs: [['text'], ['prompt']], count: 4 },
  'wordart/texture': {
    needs: [
      ['image', 'text'],
      ['prompt', 'texture_style'],
    ],
    count: 1,
  },
  'multimodal-generation/generation': { needs: [['messages', 'prompt']], count: 1, direct: true },
  'video-generation/video-synthesis': {
    needs: [['prompt', 'img_url', 'media', 'first_frame_url', 'video_url', 'reference_urls', 'template', 'images']],
    count: 0,
  },
  'image2video/video-synthesis': {
    needs: [['img_url', 'first_frame_url', 'image_url', 'video_url', 'images', 'template', 'media']],
    count: 0,
  },
};

/** A model of pictures, sounds or videos: the others are served as models of language. */
const MEDIA = /image|wan|z-image|happyhorse|flux|stable-diffusion|facechain|wordart/i;

/** Whether a model makes media of an input: it is asked for one by its kind, or to read a text aloud. */
export function makesMedia(model: string, input: Json): boolean {
  return MEDIA.test(model) || !Array.isArray(input['messages']);
}

function wrong(message: string, param = ''): Failure {
  return new Failure('invalid_request', message, { param });
}

/** The functions of the general editor (bailian.md §5), with what each needs beside prompt and picture. */
const FUNCTIONS: ReadonlySet<string> = new Set([
  'stylization_all',
  'stylization_local',
  'description_edit',
  'description_edit_with_mask',
  'remove_watermark',
  'expand',
  'super_resolution',
  'colorization',
  'doodle',
  'control_cartoon_feature',
]);

function checkEditor(input: Json): void {
  const name = text(input['function']);
  if (name === '') return;
  if (!FUNCTIONS.has(name)) throw wrong(`input.function must be one of ${[...FUNCTIONS].join(', ')}.`, 'function');
  if (text(input['base_image_url']) === '') throw wrong('input.base_image_url is required.', 'base_image_url');
  if (name === 'description_edit_with_mask' && text(input['mask_image_url']) === '')
    throw wrong('input.mask_image_url is required.', 'mask_image_url');
}

function checkRepaint(model: string, input: Json): void {
  if (!model.startsWith('wanx-style-repaint')) return;
  const index = input['style_index'];
  if (typeof index !== 'number' || !Number.isInteger(index))
    throw wrong('input.style_index must be an integer.', 'style_index');
  if (index === -1 && text(input['style_ref_url']) === '')
    throw wrong('input.style_ref_url is required when style_index is -1.', 'style_ref_url');
}

/** Whether a field of `input` says something. */
function given(input: Json, name: string): boolean {
  const value = input[name];
  return value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0);
}

function checkInput(path: string, service: Service, model: string, body: Json): Json {
  const input = record(body['input']);
  if (!isRecord(body['input']) && !(path === 'album/gen_potrait' && Array.isArray(body['resources'])))
    throw wrong('Field required: input', 'input');
  for (const names of service.needs) {
    if (names.some(name => given(input, name))) continue;
    throw wrong(`Field required: ${names.map(name => `input.${name}`).join(' or ')}`, names[0]);
  }
  // The SDK writes a function of its own into the input of videos.
  if (path === 'image2image/image-synthesis') checkEditor(input);
  checkRepaint(model, input);
  return input;
}

/** How many pictures. @throws Failure */
function countOf(service: Service, model: string, parameters: Json): number {
  const usual = service.count === 4 && /qwen-image|wan2\.[56]|z-image/.test(model) ? 1 : service.count;
  const n = parameters['n'] ?? usual;
  if (typeof n !== 'number' || !Number.isInteger(n) || n < 1 || n > 12)
    throw wrong('parameters.n must be an integer from 1 to 12.', 'n');
  return n;
}

/** What of a video's or picture's parameters its price depends on, in the words of the price list. */
function attributesOf(input: Json, parameters: Json): Record<string, string> {
  const [size, resolution] = [text(parameters['size']), text(parameters['resolution'])];
  const [, width, height] = /^(\d{2,5})\*(\d{2,5})$/.exec(size) ?? [];
  // Names of sizes are by area: 1280*720 and 960*960 are both 720P (bailian.md §4).
  const area = Number(width) * Number(height);
  const named =
    resolution || (width === undefined ? '' : area > 1_100_000 ? '1080P' : area > 600_000 ? '720P' : '480P');
  const pictured = ['img_url', 'first_frame_url', 'images', 'media', 'image_url'].some(name => given(input, name));
  return {
    ...(size === '' ? {} : { size: size.replace('*', 'x') }),
    ...(named === '' ? {} : { resolution: named.toLowerCase() }),
    input: given(input, 'video_url') ? 'video' : pictured ? 'image' : 'text',
  };
}

function measureOf(service: Service, model: string, input: Json, parameters: Json): Measure {
  const attributes = attributesOf(input, parameters);
  if (service.count > 0) return { images: countOf(service, model, parameters), attributes };
  const duration = parameters['duration'] ?? 5;
  if (typeof duration !== 'number' || !(duration > 0) || duration > 600)
    throw wrong('parameters.duration must be a number of seconds.', 'duration');
  return { seconds: duration, attributes: { resolution: '1080p', ...attributes, duration: String(duration) } };
}

/** Addresses of files that were put into Bailian's own store: they are one account's (bailian.md §13). */
function storedIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return value.startsWith('oss://') ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(storedIn);
}

/** The account that has the files which an input names. @throws Failure when it is not known, or not one. */
async function keeperOf(input: Json, desk: Desk): Promise<Parent | undefined> {
  let keeper: Parent | undefined;
  for (const address of storedIn(input)) {
    const folder = address.slice('oss://'.length, address.lastIndexOf('/'));
    const found = await desk.madeBy(folder);
    if (found === undefined) throw wrong(`The file ${address.slice(0, 200)} was not uploaded through here.`, 'input');
    keeper = together(keeper, found, 'input');
  }
  return keeper;
}

/** `GET /uploads?action=getPolicy&model=…`: where a client may put its files, at the account that will read them. */
export async function uploadPolicy(ask: Ask, desk: Desk): Promise<Answer> {
  const model = ask.query.get('model') ?? '';
  if (ask.query.get('action') !== 'getPolicy' || model === '')
    throw wrong('action must be getPolicy, and model the model that will read the file.', 'action');
  const query = new URLSearchParams({ action: 'getPolicy', model });
  const order = { models: [model], verb: 'uploads', measure: {}, free: true };
  const call = { method: 'GET' as const, path: `/api/v1/uploads?${query}` };
  const reply = await desk.direct(order, call, ({ status, json }) => {
    const folder = text(record(json['data'])['upload_dir']);
    return status < 300 && folder !== '' ? [folder] : undefined;
  });
  return answer(reply.json);
}

/** Headers of a client's that change what is made, and go on to Bailian. */
const PASSED = ['x-dashscope-datainspection', 'x-dashscope-ossresourceresolve'] as const;

function passedHeaders(headers: Ask['headers']): Json {
  const found: Record<string, string> = {};
  for (const name of PASSED) {
    const value = headers[name];
    if (typeof value === 'string') found[name] = value;
  }
  return found;
}

/** Pictures of a chat-shaped input are looked at as well. */
function checkMedia(input: Json, desk: Desk): void {
  const { messages, ...rest } = input;
  checkNamedMedia(rest, desk, 'input.');
  for (const message of list(messages)) {
    for (const part of list(record(message)['content'])) checkNamedMedia(record(part), desk, 'input.messages.');
  }
}

/** Whether a client waits for the result itself. */
export function isDirect(ask: Ask): boolean {
  const asked = ask.headers['x-dashscope-async'];
  return asked !== 'enable' && SERVICES[pathOf(ask)]?.direct === true && !isRepaint(ask.body);
}

const isRepaint = (body: Json): boolean => text(body['model']).startsWith('wanx-style-repaint');
const pathOf = (ask: Ask): string => (ask.params['path'] ?? '').replace(/\/+$/, '');

/** Reads what a client wants made. @throws Failure */
export async function bailianOrder(ask: Ask, desk: Desk): Promise<Order> {
  const path = pathOf(ask);
  const service = SERVICES[path];
  if (service === undefined) throw new Failure('not_found', `No such service: /services/aigc/${path.slice(0, 100)}`);
  const model = text(ask.body['model']);
  if (model === '') throw wrong('Field required: model', 'model');
  if (path === 'multimodal-generation/generation' && !MEDIA.test(model))
    throw wrong(`The model ${model} makes no pictures or videos. Ask it by /v1/chat/completions.`, 'model');
  const input = checkInput(path, service, model, ask.body);
  const parameters = record(ask.body['parameters']);
  const measure = measureOf(service, model, input, parameters);
  checkMedia(input, desk);
  const keeper = await keeperOf(input, desk);
  const resolve: Json = keeper === undefined ? {} : { 'x-dashscope-ossresourceresolve': 'enable' };
  return {
    ...(keeper === undefined ? {} : { parent: keeper }),
    verb: path,
    models: [model],
    body: ask.body,
    measure,
    memo: { direct: isDirect(ask), headers: { ...passedHeaders(ask.headers), ...resolve } },
  };
}
