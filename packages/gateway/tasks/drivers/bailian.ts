// Bailian's asynchronous services, at Alibaba and at relays that mirror them under `/alibailian`.

import { list, record, text, type Json } from '../../relay/json.ts';
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
import type { Asset, Task, TaskError, TaskState, Used } from '../task.ts';
import { shapeOf } from '../video-form.ts';

const STATES: Readonly<Record<string, TaskState>> = {
  PENDING: 'queued',
  SUSPENDED: 'queued',
  RUNNING: 'running',
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  CANCELED: 'cancelled',
};

/** Services that answer when they are done, unless they are asked for a task; milliseconds that this may take. */
const DIRECT_MS = 170_000;

function prepare(call: UpstreamCall, { secret, provider }: Link): UpstreamCall {
  const path = provider === 'relay' ? `/alibailian${call.path}` : call.path;
  const authorization: Record<string, string> = secret === '' ? {} : { authorization: `Bearer ${secret}` };
  return { ...call, path, headers: { ...authorization, ...call.headers } };
}

/** Wan's body from the neutral form: pixels for words, a class of resolution for pictures. */
function bodyFrom(video: VideoRequest): { readonly path: string; readonly body: Json } {
  const { extra } = video;
  const { resolution, ratio } = shapeOf(video);
  const frames = video.first !== undefined && video.last !== undefined;
  const size = video.first === undefined ? sizeOf(video.size, ratio, resolution) : undefined;
  const input: Json = {
    ...record(extra?.['input']),
    prompt: video.prompt,
    ...(video.negativePrompt === undefined ? {} : { negative_prompt: video.negativePrompt }),
    ...(frames ? { first_frame_url: video.first, last_frame_url: video.last } : {}),
    ...(!frames && video.first !== undefined ? { img_url: video.first } : {}),
  };
  const parameters: Json = {
    ...record(extra?.['parameters']),
    ...(video.seconds === undefined ? {} : { duration: video.seconds }),
    ...(size === undefined ? {} : { size }),
    ...(size === undefined && resolution !== undefined ? { resolution: resolution.toUpperCase() } : {}),
    ...(video.seed === undefined ? {} : { seed: video.seed }),
    ...(video.watermark === undefined ? {} : { watermark: video.watermark }),
  };
  const service = frames ? 'image2video' : 'video-generation';
  return { path: `${service}/video-synthesis`, body: { input, parameters } };
}

const SHORT_SIDES: Readonly<Record<string, number>> = { '480p': 480, '720p': 720, '1080p': 1080 };

function sizeOf(
  size: string | undefined,
  ratio: string | undefined,
  resolution: string | undefined,
): string | undefined {
  if (size !== undefined && /^\d+[x*]\d+$/.test(size)) return size.replace('x', '*');
  const short = SHORT_SIDES[resolution ?? ''];
  const [across, down] = (ratio ?? '').split(':').map(Number);
  if (across === undefined || down === undefined || !(across > 0) || !(down > 0)) return undefined;
  const side = short ?? 720;
  const long = Math.round((side * Math.max(across, down)) / Math.min(across, down));
  return across >= down ? `${long}*${side}` : `${side}*${long}`;
}

async function submit(order: Order, model: string, link: Link, task: Task): Promise<Submitted> {
  const own = task.dialect === 'bailian';
  const drafted = own ? { path: order.verb, body: order.body } : bodyFrom(order.video ?? { prompt: '' });
  const direct = order.memo?.['direct'] === true;
  const headers: Record<string, string> = direct ? {} : { 'x-dashscope-async': 'enable' };
  for (const [name, value] of Object.entries(record(order.memo?.['headers']))) headers[name] = text(value);
  const call: UpstreamCall = {
    method: 'POST',
    path: `/api/v1/services/aigc/${drafted.path}`,
    json: { ...drafted.body, model },
    headers,
    ...(direct ? { timeoutMs: DIRECT_MS } : {}),
  };
  const reply = await link.send(prepare(call, link));
  const output = record(reply.json['output']);
  if (reply.status >= 300) return refusal(reply);
  const id = text(output['task_id']);
  if (direct && id === '') return made(reply);
  return id === '' ? refusal(reply) : { kind: 'accepted', upstreamId: id };
}

/** A result that came at once. */
function made(reply: UpstreamReply): Submitted {
  const news = finished(reply.json);
  if (news.state !== 'succeeded') return refusal(reply);
  return { kind: 'accepted', upstreamId: text(reply.json['request_id']), ...news };
}

/** What Bailian's codes mean: who is to blame, and whether another channel may take it (bailian.md §2). */
const CODES: readonly (readonly [begins: RegExp, kind: TaskError['class'], status: number, retry: boolean])[] = [
  [/^(?:DataInspection|InvalidParameter\.DataInspection)/, 'content', 400, false],
  [/^Invalid(?:Parameter|URL|File|Image)/, 'user', 400, false],
  [/^InvalidApiKey/, 'upstream', 401, true],
  [/^Arrearage/, 'upstream', 402, true],
  [/AccessDenied/, 'upstream', 403, true],
  [/^ModelNotFound/, 'upstream', 404, true],
  [/^Throttling/, 'upstream', 429, true],
];

function refusal(reply: UpstreamReply): Submitted {
  const code = text(reply.json['code']) || text(record(reply.json['output'])['code']);
  const message =
    text(reply.json['message']) ||
    text(record(reply.json['output'])['message']) ||
    `The upstream answered ${reply.status}.`;
  const known = CODES.find(([begins]) => begins.test(code));
  if (known !== undefined && reply.status < 500) {
    const [, kind, status, retry] = known;
    return { kind: 'refused', status, error: upstreamError(code, message, kind), retry, raw: reply.json };
  }
  if (reply.status < 300) return { kind: 'unknown', status: reply.status, message };
  return refusedBy(reply, message, code);
}

async function pollOne(task: Task, link: Link): Promise<Polled> {
  const path = `/api/v1/tasks/${encodeURIComponent(task.upstreamId)}`;
  const reply = await link.send(prepare({ method: 'GET', path }, link));
  if (reply.status === 404) return 'missing';
  if (reply.status >= 300) return 'silent';
  const output = record(reply.json['output']);
  const status = text(output['task_status']);
  if (status === 'UNKNOWN') return 'missing';
  const state = STATES[status];
  if (state === undefined) return 'silent';
  if (state === 'succeeded') return finished(reply.json);
  if (state !== 'failed') return { state, raw: reply.json };
  return { state, raw: reply.json, error: errorOf(output) };
}

function errorOf(output: Json): TaskError {
  const code = text(output['code']) || 'failed';
  const message = text(output['message']) || text(output['error_message']) || 'The upstream gave no reason.';
  const [, kind] = CODES.find(([begins]) => begins.test(code)) ?? [];
  return upstreamError(code, message, kind === 'user' || kind === 'content' ? kind : 'upstream');
}

/** A success: what there is of it. One without any file is none, whatever it says. */
function finished(json: Json): News {
  const output = record(json['output']);
  const assets = assetsOf(output);
  const used = usedOf(json, assets);
  if (assets.length > 0) return { state: 'succeeded', raw: json, assets, ...(used === undefined ? {} : { used }) };
  const failed = list(output['results'])
    .map(record)
    .find(item => text(item['code']) !== '');
  return {
    state: 'failed',
    raw: json,
    error: failed === undefined ? upstreamError('no_result', 'The upstream shows no result.') : errorOf(failed),
  };
}

/** Addresses wherever the services put them. Items of a partial success that failed have none. */
function assetsOf(output: Json): Asset[] {
  const asset = (kind: Asset['kind'], value: unknown, role: string = kind): Asset[] =>
    typeof value === 'string' && /^https?:/.test(value) ? [{ kind, role, upstreamUrl: value }] : [];
  const results = Array.isArray(output['results']) ? output['results'] : [output['results']];
  const items = results.map(record);
  const parts = list(output['choices']).flatMap(choice => list(record(record(choice)['message'])['content']));
  return [
    ...asset('video', output['video_url']),
    ...asset('image', output['result_url']),
    ...asset('image', output['output_image_url']),
    ...items.flatMap(item => [
      ...asset('image', item['url']),
      ...asset('image', item['png_url']),
      ...asset('image', item['svg_url'], 'vector'),
      ...asset('video', item['video_url']),
    ]),
    ...parts.map(record).flatMap(part => [...asset('image', part['image']), ...asset('video', part['video'])]),
  ];
}

/** What is billed by: pictures as counted, seconds as made. */
function usedOf(json: Json, assets: readonly Asset[]): Used | undefined {
  const usage = record(json['usage']);
  const seconds = Number(usage['output_video_duration'] ?? usage['video_duration'] ?? usage['duration']);
  if (assets.some(({ kind }) => kind === 'video')) return seconds > 0 ? { seconds } : undefined;
  const count = Number(usage['image_count']);
  return { images: count > 0 ? count : assets.filter(({ role }) => role !== 'vector').length };
}

export const bailian: Driver = {
  name: 'bailian',
  wire: 'bailian',
  providers: ['bailian', 'relay', 'sandbox'],
  prepare,
  can: (order, dialect) => dialect === 'bailian' || (order.video !== undefined && order.verb === 'create'),
  submit,
  refusal,
  poll: oneByOne(pollOne),
  batch: 8,
  interval: usualInterval,
  deadlineMs: ({ verb }) => (verb.includes('video') || verb === 'create' ? 3_600_000 : 1_800_000),
  async cancel(task, link) {
    const path = `/api/v1/tasks/${encodeURIComponent(task.upstreamId)}/cancel`;
    const reply = await link.send(prepare({ method: 'POST', path }, link));
    return reply.status < 300 && text(reply.json['code']) === '';
  },
};
