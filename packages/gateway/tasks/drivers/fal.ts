// fal's queue, at fal and at relays that mirror it: a completed request is a success only when its result is one.

import { isRecord, list, record, text, type Json } from '../../relay/json.ts';
import { appOf } from '../dialects/fal-paths.ts';
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
import { filesIn } from '../made-files.ts';
import type { Order, VideoRequest } from '../order.ts';
import type { Asset, Task, TaskError } from '../task.ts';
import { shapeOf } from '../video-form.ts';

function prepare(call: UpstreamCall, { secret, provider }: Link): UpstreamCall {
  // A relay has fal's own apps at its root, and those of other owners under a prefix.
  const path = provider !== 'fal' && !call.path.startsWith('/fal-ai/') ? `/fal${call.path}` : call.path;
  const scheme = provider === 'fal' ? 'Key' : 'Bearer';
  const authorization: Record<string, string> = secret === '' ? {} : { authorization: `${scheme} ${secret}` };
  return { ...call, path, headers: { ...authorization, ...call.headers } };
}

/** How models say a length, and what they call the last picture, where it is not as most of them have it. */
const DURATIONS: readonly (readonly [endpoint: RegExp, write: (seconds: number) => unknown])[] = [
  [/veo|luma|ray-?\d/i, seconds => `${seconds}s`],
  [/sora|wan|hunyuan|ltx/i, seconds => seconds],
];

/** An input from the neutral form, in the words that most of fal's video models share. */
function inputFrom(video: VideoRequest, endpoint: string): Json {
  const { ratio, resolution } = shapeOf(video);
  const write = DURATIONS.find(([models]) => models.test(endpoint))?.[1] ?? String;
  return {
    ...video.extra,
    prompt: video.prompt,
    ...(video.negativePrompt === undefined ? {} : { negative_prompt: video.negativePrompt }),
    ...(video.first === undefined ? {} : { image_url: video.first }),
    ...(video.last === undefined
      ? {}
      : { [endpoint.includes('kling') ? 'tail_image_url' : 'end_image_url']: video.last }),
    ...(video.seconds === undefined ? {} : { duration: write(video.seconds) }),
    ...(ratio === undefined ? {} : { aspect_ratio: ratio }),
    ...(resolution === undefined ? {} : { resolution }),
    ...(video.audio === undefined ? {} : { generate_audio: video.audio }),
    ...(video.seed === undefined ? {} : { seed: video.seed }),
  };
}

async function submit(order: Order, model: string, link: Link, task: Task): Promise<Submitted> {
  const own = task.dialect === 'fal';
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(record(order.memo?.['headers']))) headers[name] = text(value);
  const hook = link.callbackUrl === undefined ? '' : `?fal_webhook=${encodeURIComponent(link.callbackUrl)}`;
  const call: UpstreamCall = {
    method: 'POST',
    path: `/${model}${hook}`,
    json: own ? order.body : inputFrom(order.video ?? { prompt: '' }, model),
    headers,
  };
  const reply = await link.send(prepare(call, link));
  const id = text(reply.json['request_id']);
  if (reply.status >= 300 || id === '') return refusal(reply);
  return { kind: 'accepted', upstreamId: id, notes: { app: appOf(model) } };
}

/** The first reason in a `detail`, which is a text or a list of what is wrong where. */
function reasonOf(json: Json): { readonly message: string; readonly type: string } {
  const { detail } = json;
  const [first] = list(detail).map(record);
  const where = list(first?.['loc']).slice(1).join('.');
  const said = text(first?.['msg']);
  const message = text(detail) || (where === '' ? said : `${where}: ${said}`) || text(json['error']);
  return { message, type: text(json['error_type']) || text(first?.['type']) };
}

function refusal(reply: UpstreamReply): Submitted {
  const { message, type } = reasonOf(reply.json);
  if (reply.status < 300)
    return { kind: 'unknown', status: reply.status, message: 'The upstream gave no id of the request.' };
  // An account without credit is answered with 403.
  return refusedBy(reply, message || `The upstream answered ${reply.status}.`, type);
}

async function pollOne(task: Task, link: Link): Promise<Polled> {
  const path = `/${text(task.notes['app'])}/requests/${encodeURIComponent(task.upstreamId)}`;
  const reply = await link.send(prepare({ method: 'GET', path: `${path}/status?logs=1` }, link));
  if (reply.status === 404) return 'missing';
  if (reply.status >= 300) return 'silent';
  const status = text(reply.json['status']);
  const { logs, queue_position: position } = reply.json;
  const raw: Json = { logs: list(logs), ...(typeof position === 'number' ? { queue_position: position } : {}) };
  if (status === 'IN_QUEUE') return { state: 'queued', raw };
  if (status === 'IN_PROGRESS') return { state: 'running', raw };
  if (status !== 'COMPLETED') return 'silent';
  const { metrics } = reply.json;
  const seen: Json = { logs: list(logs), ...(isRecord(metrics) ? { metrics } : {}) };
  return readResult(await link.send(prepare({ method: 'GET', path }, link)), reply.json, seen, task);
}

function readResult(reply: UpstreamReply, status: Json, seen: Json, task: Task): Polled {
  const { message, type } = reasonOf(reply.json);
  if (reply.status === 400 && /still in progress/i.test(message)) return 'silent';
  const raw: Json = { ...seen, payload: reply.value ?? {}, http_status: reply.status };
  if (reply.status < 300) return finished(reply.json, raw, task);
  // A gateway's own fault says nothing of the request, unless the status told of one.
  const told = text(status['error']);
  if ((reply.status >= 500 && message === '' && told === '') || reply.status === 429) return 'silent';
  if ([401, 403].includes(reply.status) && told === '') return 'silent';
  return { state: 'failed', raw, error: failure(reply.status, message || told, type || text(status['error_type'])) };
}

function failure(status: number, message: string, type: string): TaskError {
  const content = /policy|nsfw|safety|sensitive/i.test(type);
  const kind = content ? 'content' : status === 422 || status === 400 ? 'user' : 'upstream';
  return upstreamError(type || `status_${status}`, message || 'The upstream gave no reason.', kind);
}

function finished(payload: Json, raw: Json, task: Task): News {
  const assets = filesIn(payload, /video|veo|kling|sora|seedance/i.test(task.upstreamModel) ? 'video' : 'image');
  const images = list(payload['images']).length;
  // A model of words has no file, and an answer all the same.
  if (assets.length === 0 && Object.keys(payload).length === 0)
    return { state: 'failed', raw, error: upstreamError('no_result', 'The upstream shows no result.') };
  const sized = assets.map(asset => ({ ...asset, ...sizeIn(payload, asset) }));
  return { state: 'succeeded', raw, assets: sized, ...(images > 0 ? { used: { images } } : {}) };
}

function sizeIn(payload: Json, asset: Asset): { readonly width?: number; readonly height?: number } {
  const item = list(payload['images'])
    .map(record)
    .find(({ url }) => url === asset.upstreamUrl);
  const [width, height] = [item?.['width'], item?.['height']];
  return typeof width === 'number' && typeof height === 'number' ? { width, height } : {};
}

/** Asked for; true only when it shows that nothing will be made. */
async function cancel(task: Task, link: Link): Promise<boolean> {
  const path = `/${text(task.notes['app'])}/requests/${encodeURIComponent(task.upstreamId)}`;
  const reply = await link.send(prepare({ method: 'PUT', path: `${path}/cancel` }, link));
  if (reply.status >= 300) return false;
  const after = await link.send(prepare({ method: 'GET', path: `${path}/status` }, link));
  return after.status === 404 || (after.status === 200 && text(after.json['error']) !== '');
}

export const fal: Driver = {
  name: 'fal',
  wire: 'fal',
  providers: ['fal', 'relay', 'sandbox'],
  prepare,
  can: (order, dialect) => dialect === 'fal' || (order.video !== undefined && order.verb === 'create'),
  submit,
  refusal,
  poll: oneByOne(pollOne),
  batch: 8,
  interval: usualInterval,
  deadlineMs: () => 3_600_000,
  cancel,
  named: body => (isRecord(body) ? [text(body['request_id'])] : []),
};
