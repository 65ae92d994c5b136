// Kling, both generations of its API, at Kling and at relays that mirror it under `/kling`.

import { isRecord, list, record, text, type Json } from '../../relay/json.ts';
import {
  refusedBy,
  upstreamError,
  usualInterval,
  type Driver,
  type Link,
  type News,
  type Polled,
  type Submitted,
  type UpstreamCall,
  type UpstreamReply,
} from '../driver.ts';
import { withNumbers } from '../exact-json.ts';
import { bareBase64 } from '../media-urls.ts';
import type { Order, VideoRequest } from '../order.ts';
import type { Asset, Task, TaskError, TaskState } from '../task.ts';
import { shapeOf } from '../video-form.ts';
import { klingAuthorization } from './kling-token.ts';

/** Words of both generations for where a task stands. */
const STATES: Readonly<Record<string, TaskState>> = {
  submitted: 'queued',
  processing: 'running',
  succeed: 'succeeded',
  succeeded: 'succeeded',
  failed: 'failed',
};

function prepare(call: UpstreamCall, { secret, provider }: Link): UpstreamCall {
  const authorization = klingAuthorization(secret);
  const path = provider === 'kling' ? call.path : `/kling${call.path}`;
  return { ...call, path, ...(authorization === '' ? {} : { headers: { authorization, ...call.headers } }) };
}

/** Fields that hold pictures: Kling wants base64 without the head of a data URL. */
const PICTURES = ['image', 'image_tail', 'static_mask', 'human_image', 'cloth_image', 'scene_image', 'style_image'];

function barePictures(body: Json): Json {
  const bare = PICTURES.filter(name => text(body[name]).startsWith('data:'));
  return { ...body, ...Object.fromEntries(bare.map(name => [name, bareBase64(text(body[name]))])) };
}

/** Kling's own body from the neutral form (kling.md §6): what is priced is never taken from vendor fields. */
function bodyFrom(video: VideoRequest): { readonly path: string; readonly body: Json } {
  const { ratio } = shapeOf(video);
  const pictured = video.first !== undefined;
  const body: Json = {
    ...video.extra,
    prompt: video.prompt,
    ...(video.negativePrompt === undefined ? {} : { negative_prompt: video.negativePrompt }),
    duration: String(video.seconds ?? 5),
    mode: video.mode ?? 'std',
    ...(video.audio === undefined ? {} : { sound: video.audio ? 'on' : 'off' }),
    ...(pictured ? { image: video.first } : { aspect_ratio: ratio ?? '16:9' }),
    ...(video.last === undefined ? {} : { image_tail: video.last }),
  };
  return { path: `/v1/videos/${pictured ? 'image2video' : 'text2video'}`, body };
}

async function submit(order: Order, model: string, link: Link, task: Task): Promise<Submitted> {
  const own = task.dialect === 'kling';
  const drafted = own ? { path: `/${order.verb}`, body: order.body } : bodyFrom(order.video ?? { prompt: '' });
  const modern = order.memo?.['generation'] === 2;
  const path = !own ? drafted.path : modern ? `/${order.verb.split('/')[0] ?? ''}/${model}` : `/v1/${order.verb}`;
  const body =
    order.memo?.['generation'] === 2
      ? newBody(drafted.body, link, task)
      : classicBody(drafted.body, own, model, link, task);
  const reply = await link.send(prepare({ method: 'POST', path, json: body }, link));
  return readSubmit(reply, path);
}

/** Our own id stands in `external_task_id`: by it a job is found whose submission was never answered. */
function classicBody(given: Json, own: boolean, model: string, link: Link, task: Task): Json {
  const { callback_url: _url, model: _model, external_task_id: _id, ...body } = given;
  const name = model.replace(/#.*$/, '');
  const named = own && given['model_name'] === undefined && given['model'] === undefined ? {} : { model_name: name };
  return {
    ...record(withNumbers(barePictures(body), 'element_id')),
    ...named,
    ...(Object.keys(named).length > 0 && link.provider !== 'kling' ? { model: name } : {}),
    external_task_id: task.id,
    ...(link.callbackUrl === undefined ? {} : { callback_url: link.callbackUrl }),
  };
}

function newBody(body: Json, link: Link, task: Task): Json {
  const { callback_url: _url, ...options } = record(body['options']);
  const told = link.callbackUrl === undefined ? {} : { callback_url: link.callbackUrl };
  return { ...body, options: { ...options, external_task_id: task.id, ...told } };
}

function readSubmit(reply: UpstreamReply, path: string): Submitted {
  const data = record(reply.json['data']);
  // A relay of the new-api family answers with a video object instead (kling.md §6).
  const id =
    idOf(data['task_id']) || idOf(data['id']) || (reply.json['code'] === undefined ? idOf(reply.json['id']) : '');
  if (reply.status < 300 && id !== '' && (reply.json['code'] === 0 || reply.json['code'] === undefined))
    return { kind: 'accepted', upstreamId: id, notes: { path } };
  return refusal(reply);
}

const idOf = (value: unknown): string => (typeof value === 'number' ? String(value) : text(value));

/** What Kling's codes mean: who is to blame, and whether another channel may take it (kling.md §4). */
const CODES: readonly (readonly [
  from: number,
  to: number,
  kind: TaskError['class'],
  retry: boolean,
  status: number,
])[] = [
  [1000, 1004, 'upstream', true, 401],
  [1100, 1102, 'upstream', true, 402],
  [1103, 1103, 'upstream', true, 403],
  [1200, 1201, 'user', false, 400],
  [1202, 1203, 'user', true, 404],
  [1300, 1301, 'content', false, 400],
  [1302, 1304, 'upstream', true, 429],
];

/** Reads an error of Kling's. */
export function refusal(reply: UpstreamReply): Submitted {
  const code = Number(reply.json['code']);
  const message =
    text(reply.json['message']) ||
    text(record(reply.json['error'])['message']) ||
    `The upstream answered ${reply.status}.`;
  const known = CODES.find(([from, to]) => code >= from && code <= to);
  if (known === undefined || reply.status >= 500) return refusedBy(reply, message);
  const [, , kind, retry, status] = known;
  return { kind: 'refused', status, error: upstreamError(String(code), message, kind), retry, raw: reply.json };
}

/** The classic path that a task was made by. */
function classicVerb(task: Task): string {
  if (task.dialect === 'kling') return task.verb;
  return task.video?.first === undefined ? 'videos/text2video' : 'videos/image2video';
}

async function poll(tasks: readonly Task[], link: Link): Promise<ReadonlyMap<string, Polled>> {
  const isNew = (task: Task): boolean => task.memo['generation'] === 2;
  const together = tasks.filter(isNew);
  const apart = tasks.filter(task => !isNew(task));
  const [batch, singles] = await Promise.all([
    pollTogether(together, link),
    Promise.all(apart.map(async task => [task.id, await pollOne(task, link)] as const)),
  ]);
  return new Map([...batch, ...singles]);
}

async function pollOne(task: Task, link: Link): Promise<Polled> {
  const path = text(task.notes['path']) || `/v1/${classicVerb(task)}`;
  const reply = await link.send(
    prepare({ method: 'GET', path: `${path}/${encodeURIComponent(task.upstreamId)}` }, link),
  );
  const code = Number(reply.json['code']);
  if (code === 1203 || reply.status === 404) return 'missing';
  const outer = record(reply.json['data']);
  if (reply.status >= 300) return 'silent';
  // A relay of the new-api family wraps Kling's answer into its own task.
  if (reply.json['code'] === 'success')
    return newsOf({ ...record(record(outer['data'])['data']), task_status: plainStatus(outer['status']) });
  return code === 0 ? newsOf(outer) : 'silent';
}

function plainStatus(status: unknown): string {
  const word = text(status).toUpperCase();
  if (word === 'SUCCESS') return 'succeed';
  if (word === 'FAILURE') return 'failed';
  return word === 'IN_PROGRESS' ? 'processing' : 'submitted';
}

async function pollTogether(tasks: readonly Task[], link: Link): Promise<readonly (readonly [string, Polled])[]> {
  if (tasks.length === 0) return [];
  const ids = tasks.map(task => encodeURIComponent(task.upstreamId)).join(',');
  const reply = await link.send(prepare({ method: 'GET', path: `/tasks?task_ids=${ids}` }, link));
  if (reply.status >= 300 || reply.json['code'] !== 0) return [];
  const found = new Map(
    list(reply.json['data'])
      .filter(isRecord)
      .map(item => [idOf(item['id']), item]),
  );
  return tasks.map(task => {
    const item = found.get(task.upstreamId);
    return [task.id, item === undefined ? 'missing' : newsOf(item)] as const;
  });
}

/** News of either generation. */
function newsOf(data: Json): Polled {
  const state = STATES[text(data['task_status']) || text(data['status'])];
  if (state === undefined) return 'silent';
  const reason = text(data['task_status_msg']) || text(data['message']);
  const assets = assetsOf(data);
  const news: News = { state, raw: data, assets, references: referencesOf(data) };
  if (state === 'succeeded' && assets.length === 0 && news.references?.length === 0)
    return { ...news, state: 'failed', error: upstreamError('no_result', 'The upstream shows no result.') };
  if (state !== 'failed') return news;
  const content = /risk|sensitive|policy|moderat|audit/i.test(reason);
  return {
    ...news,
    error: upstreamError('failed', reason || 'The upstream gave no reason.', content ? 'content' : 'upstream'),
  };
}

type AssetKind = Asset['kind'];

function assetsOf(data: Json): Asset[] {
  const result = record(data['task_result']);
  const asset = (kind: AssetKind, item: unknown, field = 'url'): Asset[] => {
    const fields = record(item);
    const upstreamUrl = text(fields[field]);
    const duration = Number(fields['duration']);
    if (!/^https?:/.test(upstreamUrl)) return [];
    return [{ kind, role: kind, upstreamUrl, id: idOf(fields['id']), ...(duration > 0 ? { duration } : {}) }];
  };
  const each = (name: string, kind: AssetKind, field?: string): Asset[] =>
    list(result[name]).flatMap(item => asset(kind, item, field));
  const outputs = list(data['outputs']).filter(isRecord);
  return [
    ...each('videos', 'video'),
    ...each('images', 'image'),
    ...each('series_images', 'image'),
    ...each('audios', 'audio'),
    ...each('audios', 'audio', 'url_mp3'),
    ...outputs.flatMap(item => {
      if (item['type'] === 'video') return asset('video', item);
      return item['type'] === 'image' ? asset('image', item) : asset('audio', item, 'mp3_url');
    }),
  ];
}

/** Ids of videos, voices and elements: follow-ups name them. */
function referencesOf(data: Json): string[] {
  const result = record(data['task_result']);
  const items = ['videos', 'audios', 'voices', 'elements'].flatMap(name => list(result[name]));
  return [...items, ...list(data['outputs'])]
    .map(record)
    .flatMap(item => [idOf(item['id']), idOf(item['voice_id']), idOf(item['element_id']), text(item['session_id'])])
    .filter(id => id !== '');
}

export const kling: Driver = {
  name: 'kling',
  wire: 'kling',
  providers: ['kling', 'relay', 'sandbox'],
  prepare,
  can: (order, dialect) => dialect === 'kling' || (order.video !== undefined && order.verb === 'create'),
  submit,
  refusal,
  poll,
  batch: 16,
  interval: usualInterval,
  deadlineMs: () => 3_600_000,
  async recover(task, link) {
    const classic = task.memo['generation'] !== 2;
    const path = classic ? `/v1/${classicVerb(task)}/${task.id}` : `/tasks?external_task_ids=${task.id}`;
    const reply = await link.send(prepare({ method: 'GET', path }, link));
    const { data } = reply.json;
    const found = record(Array.isArray(data) ? data[0] : data);
    return reply.json['code'] === 0 ? idOf(found['task_id']) || idOf(found['id']) || undefined : undefined;
  },
  named: body => (isRecord(body) ? [idOf(body['task_id']) || idOf(body['id'])] : []),
};
