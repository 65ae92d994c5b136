// PixVerse's clients: `/openapi/v2` as it is and under `/pixverse`, with uploads that stay at the account that has them.

import { Failure } from '@turnpike/protocols/failures';
import { record, text, type Json } from '../../relay/json.ts';
import {
  answer,
  parentOf,
  wordsOf,
  type Answer,
  type Ask,
  type Desk,
  type Dialect,
  type DialectRoute,
  type Problem,
} from '../dialect.ts';
import { idText } from '../exact-json.ts';
import { optionalNumber, optionalText } from '../fields.ts';
import { digits16 } from '../ids.ts';
import type { Links } from '../links.ts';
import { multipartOf } from '../multipart-body.ts';
import { checkNamedMedia } from '../named-media.ts';
import type { Order, Parent } from '../order.ts';
import type { Task, TaskState } from '../task.ts';

/** What is made by which path, and the fields that it cannot do without (minimax-hailuo.md, PixVerse). */
const VERBS: Readonly<Record<string, readonly string[]>> = {
  text: ['prompt'],
  img: ['img_id', 'prompt'],
  transition: ['first_frame_img', 'last_frame_img'],
  multi_transition: ['multi_transition'],
  extend: ['source_video_id', 'prompt'],
  fusion: ['image_references', 'prompt'],
  lip_sync: [],
  sound_effect: [],
  restyle: [],
  swap: [],
  mimic: [],
  modify: ['prompt'],
};
/** A picture from a template: the body is the maker's own affair, but for the template. */
const TEMPLATE = 'image/template';

/** PixVerse's numbers for where a video stands; nothing but these four is known. */
const STATUSES: Readonly<Record<TaskState, number>> = {
  accepted: 5,
  submitting: 5,
  queued: 5,
  waiting_input: 5,
  running: 5,
  saving: 5,
  succeeded: 1,
  failed: 8,
  cancelled: 8,
  expired: 8,
};

const good = (resp: unknown): Answer => answer({ ErrCode: 0, ErrMsg: 'success', Resp: resp });

/** A result (`Resp` of the query). */
function render(task: Task, links: Links): Json {
  const asset = task.assets[0];
  const url = task.state === 'succeeded' ? (links.url(task, 0) ?? '') : '';
  const created = new Date(task.createdAt).toISOString();
  return {
    id: Number(task.publicId),
    status: task.error?.class === 'content' ? 7 : STATUSES[task.state],
    url,
    prompt: text(task.body['prompt']),
    negative_prompt: text(task.body['negative_prompt']),
    outputWidth: asset?.width ?? 0,
    outputHeight: asset?.height ?? 0,
    seed: typeof task.body['seed'] === 'number' ? task.body['seed'] : 0,
    size: asset?.stored?.bytes ?? 0,
    style: text(task.body['style']),
    create_time: created,
    modify_time: task.finishedAt === 0 ? created : new Date(task.finishedAt).toISOString(),
  };
}

/** Codes by statuses: an account that cannot, and too much at once. */
const CODES: Readonly<Record<number, number>> = { 401: 400012, 402: 400012, 403: 400012, 429: 500044 };

/** Failures are told by a code under a good status. */
function error(problem: Problem): Answer {
  const { status, message } = wordsOf(problem);
  const own =
    problem.kind === 'refused' && problem.rawWire === 'pixverse' && status < 500 ? Number(problem.error.code) : 0;
  const usual = CODES[status] ?? (status < 500 ? 400017 : 500000);
  return answer({ ErrCode: own > 0 ? own : usual, ErrMsg: message, Resp: null });
}

function wrong(field: string): Failure {
  return new Failure('invalid_request', `invalid parameter: ${field} is required`, { param: field });
}

/** Fields that name a picture or file that was uploaded through us. */
const UPLOADS = ['img_id', 'first_frame_img', 'last_frame_img', 'video_media_id', 'audio_media_id', 'mask_id'];

/** What an order goes on from: a video of ours, or an upload; it is done where that is. */
async function parentIn(body: Json, desk: Desk): Promise<Parent | undefined> {
  const source = body['source_video_id'];
  if (source !== undefined && source !== 0 && source !== '') {
    const task = await desk.find(idText(source));
    if (task?.dialect !== 'pixverse' || task.state !== 'succeeded')
      throw new Failure('invalid_request', 'invalid parameter: source_video_id', { param: 'source_video_id' });
    return parentOf(task);
  }
  const named = [
    ...UPLOADS.map(name => body[name]),
    ...[body['image_references'], body['multi_transition']].flatMap(list =>
      (Array.isArray(list) ? list : []).map(each => record(each)['img_id']),
    ),
  ]
    .map(idText)
    .filter(id => id !== '');
  let parent: Parent | undefined;
  for (const id of named) {
    parent = await desk.madeBy(id);
    if (parent === undefined) throw new Failure('invalid_request', `invalid parameter: ${id} does not exist`);
  }
  return parent;
}

async function orderOf(ask: Ask, desk: Desk): Promise<Order> {
  const verb = ask.params['verb'] ?? TEMPLATE;
  const needs = verb === TEMPLATE ? ['template_id'] : VERBS[verb];
  if (needs === undefined) throw new Failure('not_found', 'no such path');
  const { body } = ask;
  for (const field of needs) {
    const value = body[field];
    if (value === undefined || value === null || value === '' || value === 0) throw wrong(field);
  }
  checkNamedMedia(body, desk);
  const version = optionalText(body, 'model') ?? 'v5.5';
  const seconds = optionalNumber(body, 'duration') ?? 5;
  if (!(seconds > 0) || seconds > 60) throw new Failure('invalid_request', 'invalid parameter: duration');
  const parent = await parentIn(body, desk);
  const audio = body['generate_audio_switch'];
  return {
    verb,
    models: verb === TEMPLATE ? ['pixverse-image', 'pixverse'] : [`pixverse-${version}`, 'pixverse'],
    body,
    measure: {
      ...(verb === TEMPLATE ? { images: 1 } : { seconds }),
      attributes: {
        duration: String(seconds),
        resolution: optionalText(body, 'quality') ?? '540p',
        mode: optionalText(body, 'motion_mode') ?? 'normal',
        input: verb === 'text' ? 'text' : verb === 'extend' || verb === 'modify' ? 'video' : 'image',
        ...(typeof audio === 'boolean' ? { audio: audio ? 'on' : 'off' } : {}),
      },
    },
    ...(parent === undefined ? {} : { parent }),
  };
}

/** `field`: what the id is called. */
const create =
  (field: 'video_id' | 'image_id'): DialectRoute['handle'] =>
  async (ask, desk) =>
    good({ [field]: Number((await desk.submit(await orderOf(ask, desk))).publicId), credit: 0 });

/** What a mask may cover of a video: asked at the account that has the video, and named there later. */
const masks: DialectRoute['handle'] = async (ask, desk) => {
  checkNamedMedia(ask.body, desk);
  const parent = await parentIn(ask.body, desk);
  if (parent === undefined) throw wrong('source_video_id or video_media_id');
  const theirs = parent.upstreamId === '' ? {} : { source_video_id: Number(parent.upstreamId) };
  const call = { method: 'POST' as const, path: '/openapi/v2/video/mask/selection', json: { ...ask.body, ...theirs } };
  const order = { models: [], verb: 'mask', measure: {}, parent };
  const reply = await desk.direct(order, call, ({ json }) => {
    const found = record(json['Resp'])['mask_info'];
    const ids = (Array.isArray(found) ? found : []).map(each => String(record(each)['mask_id'] ?? ''));
    return json['ErrCode'] === 0 ? ids.filter(id => id !== '') : undefined;
  });
  return answer(reply.json);
};

const query: DialectRoute['handle'] = async (ask, desk) => {
  const task = await desk.find(ask.params['id'] ?? '');
  if (task?.dialect === 'pixverse') return good(render(task, desk.links));
  return answer({ ErrCode: 400017, ErrMsg: 'invalid parameter: video_id does not exist', Resp: null });
};

/** Pictures and media go to one account, and what names them later goes there as well. */
function upload(path: string, ids: readonly string[]): DialectRoute['handle'] {
  return async (ask, desk) => {
    checkNamedMedia(ask.body, desk);
    if (ask.files.length === 0 && Object.keys(ask.body).length === 0) throw wrong('image');
    const call = { method: 'POST' as const, path, ...multipartOf(ask.body, ask.files) };
    const reply = await desk.direct({ models: [], verb: 'upload', measure: {} }, call, ({ json }) => {
      const resp = record(json['Resp']);
      return json['ErrCode'] === 0
        ? ids.flatMap(name => (resp[name] === undefined ? [] : [String(resp[name])]))
        : undefined;
    });
    return answer(reply.json);
  };
}

const voices: DialectRoute['handle'] = async (ask, desk) => {
  const asked = ask.query.size === 0 ? '' : `?${ask.query}`;
  const call = { method: 'GET' as const, path: `/openapi/v2/video/lip_sync/tts_list${asked}` };
  const order = { models: [], verb: 'tts_list', measure: {} };
  return answer((await desk.direct(order, call, ({ json }) => (json['ErrCode'] === 0 ? [] : undefined))).json);
};

export const pixverse: Dialect = {
  name: 'pixverse',
  routes: ['', '/pixverse'].flatMap((prefix): DialectRoute[] => [
    { method: 'POST', pattern: `${prefix}/openapi/v2/video/{verb}/generate`, handle: create('video_id') },
    { method: 'GET', pattern: `${prefix}/openapi/v2/video/result/{id}`, handle: query },
    { method: 'POST', pattern: `${prefix}/openapi/v2/video/mask/selection`, handle: masks },
    { method: 'POST', pattern: `${prefix}/openapi/v2/image/template/generate`, handle: create('image_id') },
    { method: 'GET', pattern: `${prefix}/openapi/v2/image/result/{id}`, handle: query },
    {
      method: 'POST',
      pattern: `${prefix}/openapi/v2/image/upload`,
      handle: upload('/openapi/v2/image/upload', ['img_id']),
    },
    {
      method: 'POST',
      pattern: `${prefix}/openapi/v2/media/upload`,
      handle: upload('/openapi/v2/media/upload', ['media_id']),
    },
    { method: 'GET', pattern: `${prefix}/openapi/v2/video/lip_sync/tts_list`, handle: voices },
  ]),
  newId: digits16,
  render,
  error,
};
