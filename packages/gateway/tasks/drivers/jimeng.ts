// Jimeng over Volcengine's visual API, signed; and over relays that mirror it at `/jimeng/?Action=` (jimeng.md A, B).

import { list, record, text, type Json } from '../../relay/json.ts';
import {
  refusedBy,
  upstreamError,
  type Driver,
  type Link,
  type Polled,
  type Submitted,
  type UpstreamCall,
  type UpstreamReply,
  oneByOne,
} from '../driver.ts';
import { bareBase64 } from '../media-urls.ts';
import type { Order, VideoRequest } from '../order.ts';
import type { Asset, Task, TaskError, TaskState } from '../task.ts';
import { shapeOf } from '../video-form.ts';
import { volcDate, volcHeaders } from './volc-signature.ts';

const STATES: Readonly<Record<string, TaskState>> = {
  in_queue: 'queued',
  generating: 'running',
  processing: 'running',
  done: 'succeeded',
  expired: 'expired',
};

const RELAY_STATES: Readonly<Record<string, TaskState>> = {
  NOT_START: 'queued',
  SUBMITTED: 'queued',
  QUEUED: 'queued',
  IN_PROGRESS: 'running',
  SUCCESS: 'succeeded',
  FAILURE: 'failed',
};

/** A pair of keys is Volcengine's own; a plain one means a relay. */
function prepare(call: UpstreamCall, link: Link): UpstreamCall {
  const [accessKey = '', secretKey] = link.secret.split('|');
  const base = new URL(link.baseUrl);
  if (secretKey === undefined || link.provider !== 'jimeng') {
    const path = link.provider === 'jimeng' ? call.path : `/jimeng${call.path}`;
    return { ...call, path, ...(accessKey === '' ? {} : { headers: { authorization: `Bearer ${accessKey}` } }) };
  }
  const body = call.body ?? Buffer.from(JSON.stringify(call.json ?? {}));
  const [path = '/', query = ''] = call.path.split('?');
  const headers = volcHeaders({
    accessKey,
    secretKey,
    date: volcDate(Date.now()),
    method: call.method,
    host: base.host,
    path: `${base.pathname.replace(/\/$/, '')}${path}`,
    query,
    body,
    region: 'cn-north-1',
    service: 'cv',
  });
  return { method: call.method, path: call.path, body, headers };
}

const action = (name: string): string => `/?Action=${name}&Version=2022-08-31`;

/** The service that a model's name stands for, by how many pictures there are (new-api's rule, jimeng.md A). */
export function requestKey(model: string, pictures: number): string {
  const plain = model.replace(/^sandbox\//, '');
  if (plain === 'jimeng_v30_pro' || plain === 'jimeng-video-3.0-pro') return 'jimeng_ti2v_v30_pro';
  const sharp = /1080p?$/.test(plain);
  if (!/^jimeng_v30|^jimeng-video-3\.0|^jimeng-videos$/.test(plain)) return plain;
  if (pictures === 0) return sharp ? 'jimeng_t2v_v30_1080p' : 'jimeng_t2v_v30';
  const kind = pictures === 1 ? 'jimeng_i2v_first_v30' : 'jimeng_i2v_first_tail_v30';
  return sharp ? `${kind}_1080` : kind;
}

/** Five seconds or ten: nothing else is made. */
const lengthOf = ({ seconds = 5 }: VideoRequest): number => (seconds > 5 ? 10 : 5);

async function bodyFrom(video: VideoRequest, model: string, link: Link): Promise<Json> {
  const pictures = [video.first, video.last].flatMap(picture => picture ?? []);
  const { ratio } = shapeOf(video);
  return {
    ...video.extra,
    req_key: requestKey(model, pictures.length),
    prompt: video.prompt,
    frames: 24 * lengthOf(video) + 1,
    seed: video.seed ?? -1,
    ...(pictures.length === 0 ? { aspect_ratio: ratio ?? '16:9' } : await picturesIn(pictures, link)),
  };
}

/** Addresses or bytes, not both: where one of them is bytes, the others are fetched. */
async function picturesIn(pictures: readonly string[], link: Link): Promise<Json> {
  if (pictures.every(picture => /^https?:/.test(picture))) return { image_urls: pictures };
  const bytes = pictures.map(async picture =>
    /^https?:/.test(picture) ? ((await link.media?.(picture))?.base64 ?? '') : bareBase64(picture),
  );
  return { binary_data_base64: await Promise.all(bytes) };
}

async function submit(order: Order, model: string, link: Link, task: Task): Promise<Submitted> {
  const own = task.dialect === 'jimeng' && order.memo?.['form'] === 'visual';
  const video = order.video ?? { prompt: '' };
  const body = own ? { ...order.body, req_key: model } : await bodyFrom(video, model, link);
  const reply = await link.send(prepare({ method: 'POST', path: action('CVSync2AsyncSubmitTask'), json: body }, link));
  const data = record(reply.json['data']);
  // new-api's own gateways answer with a video object of OpenAI's (jimeng.md B).
  const id = idOf(data['task_id']) || idOf(reply.json['task_id']) || idOf(reply.json['id']);
  if (reply.status < 300 && id !== '' && (reply.json['code'] === 10_000 || reply.json['code'] === undefined))
    return {
      kind: 'accepted',
      upstreamId: id,
      notes: { requestKey: body['req_key'], ...(own ? {} : { seconds: lengthOf(video) }) },
    };
  return refusal(reply);
}

const idOf = (value: unknown): string => (typeof value === 'number' ? String(value) : text(value));

/** What the visual API's codes mean: who is to blame, and whether another channel may take it. */
const CODES: readonly (readonly [
  from: number,
  to: number,
  kind: TaskError['class'],
  retry: boolean,
  status: number,
])[] = [
  [50_400, 50_404, 'user', false, 400],
  [50_411, 50_413, 'content', false, 400],
  [50_429, 50_430, 'upstream', true, 429],
  [50_511, 50_519, 'content', false, 400],
  [50_520, 50_522, 'content', false, 400],
];

function refusal(reply: UpstreamReply): Submitted {
  const code = Number(reply.json['code']);
  const signing = record(record(reply.json['ResponseMetadata'])['Error']);
  const message = text(reply.json['message']) || text(signing['Message']) || `The upstream answered ${reply.status}.`;
  if (text(signing['Code']) !== '')
    return { kind: 'refused', status: 401, error: upstreamError(text(signing['Code']), message), retry: true };
  const known = CODES.find(([from, to]) => code >= from && code <= to);
  if (known === undefined) return refusedBy(reply, message, Number.isFinite(code) ? String(code) : '');
  const [, , kind, retry, status] = known;
  return { kind: 'refused', status, error: upstreamError(String(code), message, kind), retry, raw: reply.json };
}

async function pollOne(task: Task, link: Link): Promise<Polled> {
  const body = {
    req_key: text(task.notes['requestKey']) || task.upstreamModel,
    task_id: task.upstreamId,
    req_json: JSON.stringify({ return_url: true }),
  };
  const reply = await link.send(prepare({ method: 'POST', path: action('CVSync2AsyncGetResult'), json: body }, link));
  const news = reply.json['code'] === 'success' ? relayNews(record(reply.json['data'])) : newsOf(reply);
  // What was made is charged, where something else was asked for.
  const seconds = Number(task.notes['seconds']);
  return typeof news === 'object' && news.state === 'succeeded' && seconds > 0 ? { ...news, used: { seconds } } : news;
}

/** A task of new-api's, which wraps the maker's answer. */
function relayNews(data: Json): Polled {
  const state = RELAY_STATES[text(data['status']).toUpperCase()];
  if (state === undefined) return 'silent';
  if (state === 'failed')
    return { state, error: upstreamError('FAILURE', text(data['fail_reason']) || 'The upstream gave no reason.') };
  if (state !== 'succeeded') return { state };
  const inner = record(record(data['data'])['data'] ?? data['data']);
  const assets = assetsOf({ video_url: data['result_url'], ...inner });
  return assets.length > 0 ? { state, assets } : { state: 'running', empty: true };
}

function newsOf(reply: UpstreamReply): Polled {
  const data = record(reply.json['data']);
  const status = text(data['status']);
  const code = Number(reply.json['code']);
  const message = text(reply.json['message']) || 'The upstream gave no reason.';
  if (status === 'not_found') return 'missing';
  const failed =
    code >= 50_400 && code < 50_600 && code !== 50_429 && code !== 50_430 && code !== 50_500 && code !== 50_501;
  if (failed || (status === 'done' && Number.isFinite(code) && code !== 10_000)) {
    const kind = CODES.find(([from, to]) => code >= from && code <= to)?.[2] ?? 'upstream';
    return { state: 'failed', error: upstreamError(String(code), message, kind) };
  }
  const state = STATES[status];
  if (reply.status >= 300 || state === undefined) return 'silent';
  if (state !== 'succeeded') return { state };
  const assets = assetsOf(data);
  return assets.length > 0
    ? { state, assets, raw: data }
    : { state: 'failed', error: upstreamError('no_result', 'The upstream says that it is done and shows no result.') };
}

function assetsOf(data: Json): Asset[] {
  const video = text(data['video_url']);
  const images = list(data['image_urls']).map(text);
  return [
    ...(/^https?:/.test(video) ? [{ kind: 'video', role: 'video', upstreamUrl: video } as const] : []),
    ...images
      .filter(url => /^https?:/.test(url))
      .map(upstreamUrl => ({ kind: 'image', role: 'image', upstreamUrl }) as const),
  ];
}

export const jimeng: Driver = {
  name: 'jimeng',
  wire: 'jimeng',
  providers: ['jimeng'],
  prepare,
  can: (order, dialect) =>
    (dialect === 'jimeng' && (order.memo?.['form'] === 'visual' || order.video !== undefined)) ||
    (order.video !== undefined && order.verb === 'create'),
  submit,
  refusal,
  poll: oneByOne(pollOne),
  batch: 4,
  // The address lives for an hour only, and the task for twelve.
  interval: age => Math.min(Math.max(age / 3, 1_000), 10_000),
  deadlineMs: () => 3_600_000,
};

/** The same at relays that mirror it under `/jimeng`, for clients of this form; others have the relays' own (C). */
export const jimengMirror: Driver = {
  ...jimeng,
  name: 'jimeng-mirror',
  providers: ['relay', 'sandbox'],
  can: (order, dialect) => dialect === 'jimeng' && order.memo?.['form'] === 'visual',
};
