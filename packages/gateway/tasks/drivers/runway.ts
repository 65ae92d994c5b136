// Runway at Runway, and at relays that mirror it under `/runwayml`.

import { list, text, type Json } from '../../relay/json.ts';
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
} from '../driver.ts';
import type { Order, VideoRequest } from '../order.ts';
import type { Asset, Task, TaskError, TaskState } from '../task.ts';
import { shapeOf } from '../video-form.ts';

const VERSION = '2024-11-06';

const STATES: Readonly<Record<string, TaskState>> = {
  PENDING: 'queued',
  THROTTLED: 'queued',
  RUNNING: 'running',
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  CANCELLED: 'cancelled',
};

function prepare(call: UpstreamCall, { secret, provider }: Link): UpstreamCall {
  const authorization: Record<string, string> = secret === '' ? {} : { authorization: `Bearer ${secret}` };
  const path = provider === 'runway' ? call.path : `/runwayml${call.path}`;
  return { ...call, path, headers: { ...authorization, 'x-runway-version': VERSION, ...call.headers } };
}

/** Shapes that every model of Runway's has, by the words of other APIs. */
const RATIOS: Readonly<Record<string, string>> = {
  '16:9': '1280:720',
  '9:16': '720:1280',
  '4:3': '1104:832',
  '3:4': '832:1104',
  '1:1': '960:960',
  '21:9': '1584:672',
};

function bodyFrom(video: VideoRequest): { readonly verb: string; readonly body: Json } {
  const { ratio } = shapeOf(video);
  const frames = [
    ...(video.first === undefined ? [] : [{ uri: video.first, position: 'first' }]),
    ...(video.last === undefined ? [] : [{ uri: video.last, position: 'last' }]),
  ];
  const pictured = frames.length > 0;
  const body: Json = {
    promptText: video.prompt,
    ratio: RATIOS[ratio ?? ''] ?? '1280:720',
    duration: video.seconds ?? 5,
    ...(pictured ? { promptImage: video.last === undefined ? video.first : frames } : {}),
    ...(video.seed === undefined ? {} : { seed: video.seed }),
    ...(video.audio === undefined ? {} : { audio: video.audio }),
  };
  return { verb: pictured ? 'image_to_video' : 'text_to_video', body };
}

async function submit(order: Order, model: string, link: Link, task: Task): Promise<Submitted> {
  const drafted =
    task.dialect === 'runway' ? { verb: order.verb, body: order.body } : bodyFrom(order.video ?? { prompt: '' });
  const call: UpstreamCall = { method: 'POST', path: `/v1/${drafted.verb}`, json: { ...drafted.body, model } };
  const reply = await link.send(prepare(call, link));
  const id = text(reply.json['id']);
  return reply.status < 300 && id !== '' ? { kind: 'accepted', upstreamId: id } : refusal(reply);
}

function refusal(reply: UpstreamReply): Submitted {
  const message = text(reply.json['error']) || `The upstream answered ${reply.status}.`;
  return refusedBy(reply, message);
}

async function pollOne(task: Task, link: Link): Promise<Polled> {
  const reply = await link.send(
    prepare({ method: 'GET', path: `/v1/tasks/${encodeURIComponent(task.upstreamId)}` }, link),
  );
  if (reply.status === 404) return 'missing';
  return reply.status >= 300 ? 'silent' : newsOf(reply.json, task);
}

/** Whose affair a failure is, by how its code begins (runway.md, failure codes). */
function classOf(code: string): TaskError['class'] {
  if (code.startsWith('SAFETY')) return 'content';
  return code.startsWith('ASSET') ? 'user' : 'upstream';
}

function newsOf(json: Json, task: Task): Polled {
  const state = STATES[text(json['status'])];
  if (state === undefined) return 'silent';
  const progress = typeof json['progress'] === 'number' ? Math.round(json['progress'] * 100) : undefined;
  const notes = { throttled: json['status'] === 'THROTTLED' };
  if (state === 'failed') {
    const code = text(json['failureCode']) || 'INTERNAL';
    return {
      state,
      error: upstreamError(code, text(json['failure']) || 'The upstream gave no reason.', classOf(code)),
    };
  }
  if (state !== 'succeeded') return { state, progress, notes };
  const kind: Asset['kind'] =
    /image/.test(task.verb) && !/video/.test(task.verb)
      ? 'image'
      : /speech|voice|sound/.test(task.verb)
        ? 'audio'
        : 'video';
  const assets = list(json['output'])
    .map(text)
    .filter(url => /^https?:/.test(url))
    .map(upstreamUrl => ({ kind, role: kind, upstreamUrl }));
  if (assets.length > 0) return { state, assets };
  return { state: 'failed', error: upstreamError('INTERNAL', 'The upstream shows no result.') };
}

export const runway: Driver = {
  name: 'runway',
  wire: 'runway',
  providers: ['runway', 'relay', 'sandbox'],
  prepare,
  can: (order, dialect) => dialect === 'runway' || (order.video !== undefined && order.verb === 'create'),
  submit,
  refusal,
  poll: oneByOne(pollOne),
  batch: 8,
  interval: age => Math.max(usualInterval(age), 2_000),
  // A job may wait long for its turn; two hours bound it all (runway.md, pitfalls).
  deadlineMs: () => 7_200_000,
  async cancel(task, link) {
    const reply = await link.send(
      prepare({ method: 'DELETE', path: `/v1/tasks/${encodeURIComponent(task.upstreamId)}` }, link),
    );
    return reply.status < 300 || reply.status === 404;
  },
};
