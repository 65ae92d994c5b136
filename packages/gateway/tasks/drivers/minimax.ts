// Hailuo's videos at MiniMax and at relays under `/minimax`: failures hidden in a 200, and files behind an id.

import { isRecord, record, text, type Json } from '../../relay/json.ts';
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
import type { Order, VideoRequest } from '../order.ts';
import type { Task, TaskError, TaskState } from '../task.ts';
import { shapeOf } from '../video-form.ts';

const STATES: Readonly<Record<string, TaskState>> = {
  preparing: 'queued',
  queueing: 'queued',
  queued: 'queued',
  processing: 'running',
  running: 'running',
  success: 'succeeded',
  succeeded: 'succeeded',
  fail: 'failed',
  failed: 'failed',
  expired: 'failed',
};

function prepare(call: UpstreamCall, { secret, provider }: Link): UpstreamCall {
  const path = provider === 'minimax' ? call.path : `/minimax${call.path}`;
  const authorization: Record<string, string> = secret === '' ? {} : { authorization: `Bearer ${secret}` };
  return { ...call, path, headers: { ...authorization, ...call.headers } };
}

/** Whether a model is served by the newer form. */
const isNew = (model: string): boolean => /^minimax-h\d/i.test(model);

/** MiniMax's names of resolutions, by the lines that others say. */
const RESOLUTIONS: Readonly<Record<string, string>> = {
  '480p': '512P',
  '512p': '512P',
  '720p': '768P',
  '768p': '768P',
  '1080p': '1080P',
};

function classicFrom(video: VideoRequest, model: string): Json {
  const { resolution } = shapeOf(video);
  const old = /-01/.test(model);
  const named = old && resolution === '720p' ? '720P' : RESOLUTIONS[resolution ?? ''];
  // Only the model of subjects takes one; the others begin from a picture.
  const [subject] = /^s2v/i.test(model) ? [video.references?.[0] ?? video.first] : [];
  return {
    ...video.extra,
    prompt: video.prompt,
    ...(video.seconds === undefined ? {} : { duration: video.seconds }),
    ...(named === undefined ? {} : { resolution: named }),
    ...(video.first === undefined || subject !== undefined ? {} : { first_frame_image: video.first }),
    ...(video.last === undefined ? {} : { last_frame_image: video.last }),
    ...(subject === undefined ? {} : { subject_reference: [{ type: 'character', image: [subject] }] }),
  };
}

function newFrom(video: VideoRequest): Json {
  const { ratio, resolution } = shapeOf(video);
  const picture = (url: string | undefined, role: string): Json[] =>
    url === undefined ? [] : [{ type: 'image_url', image_url: { url }, role }];
  return {
    content: [
      { type: 'text', text: video.prompt },
      ...picture(video.first, 'first_frame'),
      ...picture(video.last, 'last_frame'),
      ...(video.references ?? []).flatMap(url => picture(url, 'reference_image')),
    ],
    ...(video.seconds === undefined ? {} : { duration: video.seconds }),
    ...(resolution === undefined ? {} : { resolution: resolution === '2k' ? '2K' : '768P' }),
    ...(ratio === undefined ? {} : { ratio }),
  };
}

async function submit(order: Order, model: string, link: Link, task: Task): Promise<Submitted> {
  const own = task.dialect === 'minimax' || task.dialect === 'minimax-v2';
  const modern = own ? task.dialect === 'minimax-v2' : isNew(model);
  const { callback_url: _hook, ...given } = order.body;
  const video = order.video ?? { prompt: '' };
  const speaks = own && order.verb === 'speech';
  const body = own ? given : modern ? newFrom(video) : classicFrom(video, model);
  const call: UpstreamCall = {
    method: 'POST',
    path: speaks ? '/v1/t2a_async_v2' : modern ? '/v2/video_generation' : '/v1/video_generation',
    json: { ...body, model, ...(link.callbackUrl === undefined || speaks ? {} : { callback_url: link.callbackUrl }) },
  };
  const reply = await link.send(prepare(call, link));
  const id = idOf(reply.json['task_id']);
  if (reply.status < 300 && id !== '' && codeIn(reply.json) === 0)
    return { kind: 'accepted', upstreamId: id, notes: { generation: speaks ? 3 : modern ? 2 : 1 } };
  return refusal(reply);
}

const idOf = (value: unknown): string => (typeof value === 'number' ? String(value) : text(value));

/** The code that says how it went; 0 is good, and so is none. */
function codeIn(json: Json): number {
  return Number(record(json['base_resp'])['status_code'] ?? 0);
}

/** What the codes mean: who is to blame, and whether another channel may take it. */
const CODES: Readonly<Record<number, readonly [kind: TaskError['class'], status: number, retry: boolean]>> = {
  1002: ['upstream', 429, true],
  1039: ['upstream', 429, true],
  1004: ['upstream', 401, true],
  2049: ['upstream', 401, true],
  1008: ['upstream', 402, true],
  1026: ['content', 400, false],
  1027: ['content', 400, false],
  2013: ['user', 400, false],
};

/** Reads an error, also one that is hidden in a 200. */
function refusal(reply: UpstreamReply): Submitted {
  const code = codeIn(reply.json);
  const told = record(reply.json['error']);
  const message =
    text(record(reply.json['base_resp'])['status_msg']) ||
    text(told['message']) ||
    `The upstream answered ${reply.status}.`;
  const known = CODES[code];
  if (known !== undefined) {
    const [kind, status, retry] = known;
    return { kind: 'refused', status, error: upstreamError(String(code), message, kind), retry, raw: reply.json };
  }
  // A code that nobody knows, under a good status: there may be a job, or none.
  if (reply.status < 300) return { kind: 'unknown', status: reply.status, message: `${code}: ${message}` };
  return refusedBy(reply, message, text(told['type']));
}

async function pollOne(task: Task, link: Link): Promise<Polled> {
  return task.notes['generation'] === 2 ? pollNew(task, link) : pollClassic(task, link);
}

function failure(code: number, message: string): TaskError {
  const [kind = 'upstream'] = CODES[code] ?? [];
  return upstreamError(code > 0 ? String(code) : 'failed', message || 'The upstream gave no reason.', kind);
}

async function pollClassic(task: Task, link: Link): Promise<Polled> {
  const speaks = task.notes['generation'] === 3;
  const query = speaks ? 't2a_async_query_v2' : 'video_generation';
  const path = `/v1/query/${query}?task_id=${encodeURIComponent(task.upstreamId)}`;
  const reply = await link.send(prepare({ method: 'GET', path }, link));
  if (reply.status === 404) return 'missing';
  if (reply.status >= 300) return 'silent';
  const { json } = reply;
  const code = codeIn(json);
  const message = text(record(json['base_resp'])['status_msg']);
  const state = STATES[text(json['status']).toLowerCase()];
  if (state === 'failed') return { state, raw: json, error: failure(code, message) };
  if (state === undefined) return code === 2013 ? 'missing' : 'silent';
  if (state !== 'succeeded') return { state };
  return fileOf(json, link, speaks ? 'audio' : 'video');
}

/** What was made is behind the id of a file. */
async function fileOf(json: Json, link: Link, kind: 'audio' | 'video'): Promise<Polled> {
  const file = idOf(json['file_id']);
  const none = upstreamError('no_result', 'The upstream shows no result.');
  if (file === '') return { state: 'failed', raw: json, error: none };
  const path = `/v1/files/retrieve?file_id=${encodeURIComponent(file)}`;
  const reply = await link.send(prepare({ method: 'GET', path }, link));
  const url = text(record(reply.json['file'])['download_url']);
  // A file that cannot be read now is asked for again.
  if (!/^https?:/.test(url)) return reply.status < 300 ? { state: 'running', empty: true } : { state: 'running' };
  const [width, height] = [Number(json['video_width']), Number(json['video_height'])];
  const size = width > 0 && height > 0 ? { width, height } : {};
  return { state: 'succeeded', raw: json, assets: [{ kind, role: kind, upstreamUrl: url, ...size }] };
}

async function pollNew(task: Task, link: Link): Promise<Polled> {
  const path = `/v2/query/video_generation/${encodeURIComponent(task.upstreamId)}`;
  const reply = await link.send(prepare({ method: 'GET', path }, link));
  if (reply.status === 404) return 'missing';
  if (reply.status >= 300) return 'silent';
  const job = record(reply.json['task']);
  const state = STATES[text(job['status']).toLowerCase()];
  if (state === undefined) return text(job['status']) === 'cancelled' ? { state: 'cancelled' } : 'silent';
  const told = record(job['error']);
  if (state === 'failed') return { state, raw: job, error: failure(Number(told['code']) || 0, text(told['message'])) };
  if (state !== 'succeeded') return { state };
  const url = text(record(job['content'])['url']) || text(record(job['content'])['video_url']);
  if (!/^https?:/.test(url))
    return { state: 'failed', raw: job, error: upstreamError('no_result', 'The upstream shows no result.') };
  const seconds = Number(record(job['usage'])['total_seconds'] ?? record(job['usage'])['output_seconds']);
  return {
    state,
    raw: job,
    assets: [{ kind: 'video', role: 'video', upstreamUrl: url }],
    ...(seconds > 0 ? { used: { seconds } } : {}),
  };
}

export const minimax: Driver = {
  name: 'minimax',
  wire: 'minimax',
  providers: ['minimax', 'relay', 'sandbox'],
  prepare,
  can: (order, dialect) =>
    dialect === 'minimax' || dialect === 'minimax-v2' || (order.video !== undefined && order.verb === 'create'),
  submit,
  refusal,
  poll: oneByOne(pollOne),
  batch: 8,
  // MiniMax asks for ten seconds between questions.
  interval: age => (age < 30_000 ? 3_000 : 10_000),
  deadlineMs: () => 3_600_000,
  named: body => (isRecord(body) ? [idOf(body['task_id'])] : []),
};
