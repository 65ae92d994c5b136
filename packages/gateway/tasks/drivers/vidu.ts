// Vidu, and relays that mirror its paths: tasks by id, creations whose links live an hour.

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
  oneByOne,
} from '../driver.ts';
import type { Order, VideoRequest } from '../order.ts';
import type { Asset, Task, TaskState } from '../task.ts';
import { shapeOf } from '../video-form.ts';

const STATES: Readonly<Record<string, TaskState>> = {
  created: 'queued',
  queueing: 'queued',
  scheduling: 'queued',
  processing: 'running',
  success: 'succeeded',
  failed: 'failed',
};

function prepare(call: UpstreamCall, { secret, provider }: Link): UpstreamCall {
  const scheme = provider === 'vidu' ? 'Token' : 'Bearer';
  return secret === '' ? call : { ...call, headers: { authorization: `${scheme} ${secret}`, ...call.headers } };
}

/** Which path makes a video, by its pictures (vidu.md: none, one, two, more). */
function pathFor(pictures: number, isReference: boolean): string {
  if (isReference || pictures > 2) return 'reference2video';
  return ['text2video', 'img2video', 'start-end2video'][pictures] ?? 'text2video';
}

function bodyFrom(video: VideoRequest): { readonly path: string; readonly body: Json } {
  const { ratio, resolution } = shapeOf(video);
  const references = video.references ?? [];
  const images = references.length > 0 ? references : [video.first, video.last].flatMap(each => each ?? []);
  const { action: _action, ...extra } = video.extra ?? {};
  const body: Json = {
    ...extra,
    prompt: video.prompt,
    ...(images.length === 0 ? {} : { images }),
    ...(video.seconds === undefined ? {} : { duration: video.seconds }),
    ...(ratio === undefined ? {} : { aspect_ratio: ratio }),
    ...(resolution === undefined ? {} : { resolution }),
    ...(video.seed === undefined ? {} : { seed: video.seed }),
    ...(video.audio === undefined ? {} : { audio: video.audio }),
    ...(video.watermark === undefined ? {} : { watermark: video.watermark }),
  };
  return { path: pathFor(images.length, references.length > 0), body };
}

async function submit(order: Order, model: string, link: Link, task: Task): Promise<Submitted> {
  const own = task.dialect === 'vidu';
  const drafted = own
    ? { path: text(order.memo?.['path']), body: order.body }
    : bodyFrom(order.video ?? { prompt: '' });
  const { callback_url: _hook, ...body } = drafted.body;
  // References are made by the plain model alone, whichever of its speeds is named.
  const name = drafted.path === 'reference2video' && !own ? model.replace(/^(viduq2)-(?:pro|turbo).*$/, '$1') : model;
  const call: UpstreamCall = {
    method: 'POST',
    path: `/ent/v2/${drafted.path}`,
    json: { ...body, model: name, ...(link.callbackUrl === undefined ? {} : { callback_url: link.callbackUrl }) },
  };
  const reply = await link.send(prepare(call, link));
  const id = idOf(reply.json['task_id']) || idOf(reply.json['id']);
  if (reply.status >= 300 || id === '') return refusal(reply);
  if (text(reply.json['state']) === 'failed') return refusal({ ...reply, status: 400 });
  return { kind: 'accepted', upstreamId: id };
}

const idOf = (value: unknown): string => (typeof value === 'number' ? String(value) : text(value));

const isContent = (words: string): boolean => /policy|audit|illegal|sensitive|moderat/i.test(words);

function refusal(reply: UpstreamReply): Submitted {
  const { json } = reply;
  const reason = text(json['reason']) || text(json['err_code']);
  const message = text(json['message']) || text(record(json['error'])['message']) || reason;
  if (reply.status < 300)
    return { kind: 'unknown', status: reply.status, message: 'The upstream gave no id of the task.' };
  const refused = refusedBy(reply, message || `The upstream answered ${reply.status}.`, reason);
  if (refused.kind !== 'refused' || !isContent(reason)) return refused;
  return { ...refused, error: { ...refused.error, class: 'content' }, retry: false };
}

async function pollOne(task: Task, link: Link): Promise<Polled> {
  const path = `/ent/v2/tasks/${encodeURIComponent(task.upstreamId)}/creations`;
  const reply = await link.send(prepare({ method: 'GET', path }, link));
  if (reply.status === 404) return 'missing';
  if (reply.status >= 300) return 'silent';
  const { json } = reply;
  const state = STATES[text(json['state'])];
  if (state === undefined) return 'silent';
  if (state === 'succeeded') return finished(json, task);
  const progress = Number(json['progress']);
  if (state !== 'failed') return { state, ...(progress > 0 ? { progress } : {}) };
  const code = text(json['err_code']) || 'failed';
  const message = text(json['err_msg']) || code;
  return { state, raw: json, error: upstreamError(code, message, isContent(code) ? 'content' : 'upstream') };
}

function finished(json: Json, task: Task): News {
  const path = text(task.memo['path']);
  const kind: Asset['kind'] = /image/.test(path) ? 'image' : /audio|tts/.test(path) ? 'audio' : 'video';
  const creations = list(json['creations']).map(record);
  const assets = creations.flatMap(creation => [
    ...asset(kind, kind, creation['url'], creation['id']),
    ...asset('image', 'cover', creation['cover_url'], undefined),
    ...asset(kind, 'watermarked', creation['watermarked_url'], undefined),
  ]);
  const { credits: _cost, ...raw } = json;
  if (assets.length > 0) return { state: 'succeeded', raw, assets };
  return { state: 'failed', raw, error: upstreamError('no_result', 'The upstream shows no result.') };
}

function asset(kind: Asset['kind'], role: string, url: unknown, id: unknown): Asset[] {
  if (typeof url !== 'string' || !/^https?:/.test(url)) return [];
  return [{ kind, role, upstreamUrl: url, ...(typeof id === 'string' ? { id } : {}) }];
}

export const vidu: Driver = {
  name: 'vidu',
  wire: 'vidu',
  providers: ['vidu', 'relay', 'sandbox'],
  prepare,
  can: (order, dialect) => dialect === 'vidu' || (order.video !== undefined && order.verb === 'create'),
  submit,
  refusal,
  poll: oneByOne(pollOne),
  batch: 8,
  interval: usualInterval,
  // What is made at off-peak times may take two days.
  deadlineMs: ({ body }) => (body['off_peak'] === true ? 48 * 3_600_000 : 3_600_000),
  async cancel(task, link) {
    const path = `/ent/v2/tasks/${encodeURIComponent(task.upstreamId)}/cancel`;
    return (await link.send(prepare({ method: 'POST', path, json: { id: task.upstreamId } }, link))).status < 300;
  },
  named: body => (isRecord(body) ? [idOf(body['id']) || idOf(body['task_id'])] : []),
};
