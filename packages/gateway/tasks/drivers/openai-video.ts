// OpenAI's videos at OpenAI, at relays, and at whoever serves that form: status by id, the file behind the key.

import { isRecord, record, text, type Json } from '../../relay/json.ts';
import {
  refusedBy,
  upstreamError,
  usualInterval,
  type Driver,
  type Link,
  type Polled,
  type Submitted,
  type UpstreamCall,
  type UpstreamReply,
  oneByOne,
  withBearer,
} from '../driver.ts';
import { multipartOf } from '../multipart-body.ts';
import type { Order, VideoRequest } from '../order.ts';
import type { Asset, Task, TaskState } from '../task.ts';

/** Statuses of OpenAI and of the relays that speak its form (sora.md §1); an unknown one goes on. */
const STATES: Readonly<Record<string, TaskState>> = {
  queued: 'queued',
  pending: 'queued',
  submitted: 'queued',
  not_start: 'queued',
  completed: 'succeeded',
  succeeded: 'succeeded',
  success: 'succeeded',
  failed: 'failed',
  failure: 'failed',
  error: 'failed',
  cancelled: 'failed',
  canceled: 'failed',
};

/** The state that a status means, whatever case it is in. */
export function stateOf(status: string): TaskState {
  return STATES[status.toLowerCase()] ?? 'running';
}

/** A body for this wire from the neutral form, for orders that came in another one. */
function bodyFrom(video: VideoRequest): Json {
  const { first, last, size, ratio, extra } = video;
  const images = [first, last, ...(video.references ?? [])].flatMap(picture => picture ?? []);
  const shape = size ?? (ratio === '9:16' ? '720x1280' : ratio === '16:9' ? '1280x720' : undefined);
  return {
    prompt: video.prompt,
    ...(video.seconds === undefined ? {} : { seconds: String(video.seconds) }),
    ...(shape === undefined ? {} : { size: shape }),
    ...(images.length === 0 ? {} : { input_reference: { image_url: images[0] }, images: [...new Set(images)] }),
    ...(extra === undefined || Object.keys(extra).length === 0 ? {} : { metadata: extra }),
  };
}

/** Words of relays' clients, which OpenAI itself refuses; what of them it can do is in the neutral form. */
const RELAYS_OWN = new Set(
  `image images image_url duration metadata watermark private style aspect_ratio orientation
  character_url character_timestamps task_id notify_hook`.split(/\s+/),
);

/** A body as OpenAI takes it: its own words, and a picture as an object. */
function officialBody(given: Json, { first, size, ratio }: VideoRequest): Json {
  const own = Object.entries(given).filter(([name]) => !RELAYS_OWN.has(name) && name !== 'input_reference');
  const shape = size ?? (ratio === '9:16' ? '720x1280' : ratio === '16:9' ? '1280x720' : undefined);
  const reference = isRecord(given['input_reference'])
    ? given['input_reference']
    : first === undefined
      ? undefined
      : { image_url: first };
  return {
    ...Object.fromEntries(own),
    ...(shape === undefined ? {} : { size: shape }),
    ...(reference === undefined ? {} : { input_reference: reference }),
  };
}

const PATHS: Readonly<Record<string, string>> = { create: '', edits: '/edits', extensions: '/extensions' };

async function submit(order: Order, model: string, link: Link, task: Task): Promise<Submitted> {
  const own = task.dialect === 'openai-video';
  const { callback_url: _hook, seconds: _seconds, model: _model, ...given } = order.body;
  const parent = order.parent?.upstreamId ?? '';
  const remix = order.verb === 'remix';
  const told = link.callbackUrl === undefined || link.provider === 'openai' ? {} : { callback_url: link.callbackUrl };
  // OpenAI's own edits say nothing of model and length, its extensions nothing of the model (sora.md §1).
  const official = link.provider === 'openai' && order.verb !== 'create';
  const untimed = remix || (official && order.verb === 'edits');
  const video = order.video ?? { prompt: '' };
  const drafted = own ? given : bodyFrom(video);
  const files = order.files ?? [];
  const isOpenai = link.provider === 'openai' && order.verb === 'create' && files.length === 0;
  const body: Json = {
    ...(isOpenai ? officialBody(drafted, video) : drafted),
    ...(remix || official ? {} : { model, ...told }),
    ...(parent === '' || remix || order.verb === 'create' ? {} : { video: { id: parent } }),
    // Seconds are what was priced, and a text as the makers of this form want them.
    ...(order.video?.seconds === undefined || untimed ? {} : { seconds: String(order.video.seconds) }),
  };
  const path = remix ? `/v1/videos/${encodeURIComponent(parent)}/remix` : `/v1/videos${PATHS[order.verb] ?? ''}`;
  const call: UpstreamCall =
    files.length > 0 ? { method: 'POST', path, ...multipartOf(body, files) } : { method: 'POST', path, json: body };
  return readSubmit(await link.send(withBearer(call, link)));
}

/** A video object, or an envelope of the relays' around it. */
function videoIn(json: Json): Json {
  const data = record(json['data']);
  return text(json['id']) === '' && text(json['task_id']) === '' && Object.keys(data).length > 0 ? data : json;
}

function idOf(video: Json): string {
  return text(video['id']) || text(video['task_id']);
}

function readSubmit(reply: UpstreamReply): Submitted {
  const video = videoIn(reply.json);
  const id = idOf(video);
  if (reply.status < 300 && id !== '')
    return { kind: 'accepted', upstreamId: id, state: earlier(stateOf(text(video['status']))) };
  return refusal(reply);
}

/** News of the end are read by a poll, which sees the whole answer. */
function earlier(state: TaskState): TaskState {
  return state === 'running' ? 'running' : 'queued';
}

/** What OpenAI's and the relays' errors say. */
export function refusal(reply: UpstreamReply): Submitted {
  const error = record(reply.json['error']);
  const message = text(error['message']) || text(reply.json['message']) || `The upstream answered ${reply.status}.`;
  const code = text(error['code']) || text(reply.json['code']);
  if (reply.status < 300)
    return { kind: 'unknown', status: reply.status, message: 'The upstream gave no id of the job.' };
  const refused = refusedBy(reply, message, code);
  if (refused.kind !== 'refused' || !/moderation|policy|sensitive/i.test(code)) return refused;
  return { ...refused, error: { ...refused.error, class: 'content' }, retry: false };
}

async function pollOne(task: Task, link: Link): Promise<Polled> {
  const reply = await link.send(
    withBearer({ method: 'GET', path: `/v1/videos/${encodeURIComponent(task.upstreamId)}` }, link),
  );
  if (reply.status === 404) return 'missing';
  if (reply.status >= 300) return 'silent';
  return newsOf(videoIn(reply.json), task, link);
}

function newsOf(video: Json, task: Task, link: Link): Polled {
  const status = text(video['status']);
  if (status === '') return 'silent';
  const state = stateOf(status);
  const progress = Number(String(video['progress'] ?? '').replace('%', ''));
  const error = record(video['error']);
  if (state === 'failed') {
    const message =
      text(error['message']) || text(video['fail_reason']) || text(video['error']) || 'The upstream gave no reason.';
    const code = text(error['code']) || 'upstream_failed';
    const content = /moderation|policy|sensitive/i.test(`${code} ${message}`);
    return { state, error: upstreamError(code, message, content ? 'content' : 'upstream') };
  }
  return {
    state,
    progress: Number.isFinite(progress) && progress > 0 ? progress : undefined,
    ...(state === 'succeeded' ? { assets: [assetOf(video, task, link), ...picturesOf(task, link)] } : {}),
  };
}

/** Where relays put an address, else the content behind the key. */
function assetOf(video: Json, task: Task, link: Link): Asset {
  const places = [record(video['metadata'])['url'], video['video_url'], video['url'], video['result_url']];
  const url = places.map(text).find(place => /^https?:/.test(place));
  const common = { kind: 'video', role: 'video', id: idOf(video) } as const;
  if (url !== undefined) return { ...common, upstreamUrl: url };
  const path = `/v1/videos/${encodeURIComponent(task.upstreamId)}/content`;
  return { ...common, upstreamUrl: `${link.baseUrl}${path}`, authorized: true };
}

/** OpenAI itself has a still and a sheet of them beside the video. */
function picturesOf(task: Task, link: Link): Asset[] {
  if (link.provider !== 'openai') return [];
  const content = `${link.baseUrl}/v1/videos/${encodeURIComponent(task.upstreamId)}/content`;
  return ['thumbnail', 'spritesheet'].map(role => ({
    kind: 'image',
    role,
    upstreamUrl: `${content}?variant=${role}`,
    authorized: true,
  }));
}

export const openaiVideo: Driver = {
  name: 'openai-video',
  wire: 'openai-video',
  providers: ['openai', 'compatible', 'relay', 'sandbox'],
  prepare: withBearer,
  can: (order, dialect) => order.video !== undefined || dialect === 'openai-video',
  submit,
  poll: oneByOne(pollOne),
  batch: 8,
  interval: usualInterval,
  deadlineMs: () => 3_600_000,
  assetHeaders: (asset, { secret }): Readonly<Record<string, string>> =>
    asset.authorized === true && secret !== '' ? { authorization: `Bearer ${secret}` } : {},
};
