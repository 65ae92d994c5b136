// Seedance at Ark, and at relays under their own path: tasks of content generation, billed by tokens (jimeng.md D).

import { record, text, type Json } from '../../relay/json.ts';
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
import type { Asset, Task, TaskState, Used } from '../task.ts';
import { shapeOf } from '../video-form.ts';

const STATES: Readonly<Record<string, TaskState>> = {
  queued: 'queued',
  running: 'running',
  succeeded: 'succeeded',
  failed: 'failed',
  cancelled: 'cancelled',
  expired: 'expired',
};

/** Content that Ark will not make, by its codes. */
const CONTENT = /sensitive|risk|policy|copyright|moderat/i;

function prepare(call: UpstreamCall, { secret, provider }: Link): UpstreamCall {
  const path = `${provider === 'ark' ? '/api/v3' : '/volc/v1'}/contents/generations${call.path}`;
  return { ...call, path, ...(secret === '' ? {} : { headers: { authorization: `Bearer ${secret}` } }) };
}

function bodyFrom(video: VideoRequest): Json {
  const { ratio, resolution } = shapeOf(video);
  const picture = (url: string | undefined, role: string): Json[] =>
    url === undefined ? [] : [{ type: 'image_url', image_url: { url }, role }];
  const references = (video.references ?? []).flatMap(url => picture(url, 'reference_image'));
  const frames =
    references.length > 0 ? references : [...picture(video.first, 'first_frame'), ...picture(video.last, 'last_frame')];
  return {
    ...video.extra,
    content: [{ type: 'text', text: video.prompt }, ...frames],
    duration: video.seconds ?? 5,
    ...(resolution === undefined ? {} : { resolution }),
    ...(ratio === undefined ? {} : { ratio }),
    ...(video.seed === undefined ? {} : { seed: video.seed }),
    ...(video.audio === undefined ? {} : { generate_audio: video.audio }),
    ...(video.watermark === undefined ? {} : { watermark: video.watermark }),
  };
}

async function submit(order: Order, model: string, link: Link, task: Task): Promise<Submitted> {
  const { callback_url: _hook, ...given } = order.body;
  const told = link.callbackUrl === undefined ? {} : { callback_url: link.callbackUrl };
  const body = task.dialect === 'ark' ? given : bodyFrom(order.video ?? { prompt: '' });
  const reply = await link.send(prepare({ method: 'POST', path: '/tasks', json: { ...body, model, ...told } }, link));
  const id = text(reply.json['id']);
  return reply.status < 300 && id !== '' ? { kind: 'accepted', upstreamId: id } : refusal(reply);
}

function refusal(reply: UpstreamReply): Submitted {
  const error = record(reply.json['error']);
  const code = text(error['code']);
  const refused = refusedBy(reply, text(error['message']) || `The upstream answered ${reply.status}.`, code);
  if (refused.kind !== 'refused' || !CONTENT.test(code)) return refused;
  return { ...refused, error: { ...refused.error, class: 'content' }, retry: false };
}

async function pollOne(task: Task, link: Link): Promise<Polled> {
  const reply = await link.send(
    prepare({ method: 'GET', path: `/tasks/${encodeURIComponent(task.upstreamId)}` }, link),
  );
  if (reply.status === 404) return 'missing';
  return reply.status >= 300 ? 'silent' : newsOf(reply.json);
}

function newsOf(json: Json): Polled {
  const state = STATES[text(json['status'])];
  if (state === undefined) return 'silent';
  if (state === 'failed') {
    const error = record(json['error']);
    const code = text(error['code']) || 'InternalError';
    return {
      state,
      raw: json,
      error: upstreamError(
        code,
        text(error['message']) || 'The upstream gave no reason.',
        CONTENT.test(code) ? 'content' : 'upstream',
      ),
    };
  }
  if (state !== 'succeeded') return { state };
  const content = record(json['content']);
  const asset = (kind: Asset['kind'], role: string, url: string): Asset[] =>
    /^https?:/.test(url) ? [{ kind, role, upstreamUrl: url }] : [];
  const assets = [
    ...asset('video', 'video', text(content['video_url'])),
    ...asset('image', 'last_frame', text(content['last_frame_url'])),
  ];
  if (assets.length === 0)
    return { state: 'failed', error: upstreamError('no_result', 'The upstream shows no result.') };
  return { state, raw: json, assets, used: usedIn(json) };
}

function usedIn(json: Json): Used {
  const tokens = record(json['usage'])['completion_tokens'];
  const seconds = json['duration'];
  return {
    ...(typeof tokens === 'number' ? { tokens } : {}),
    ...(typeof seconds === 'number' && seconds > 0 ? { seconds } : {}),
  };
}

export const ark: Driver = {
  name: 'ark',
  wire: 'ark',
  providers: ['ark', 'relay', 'sandbox'],
  prepare,
  can: (order, dialect) => dialect === 'ark' || (order.video !== undefined && order.verb === 'create'),
  submit,
  refusal,
  poll: oneByOne(pollOne),
  batch: 8,
  interval: usualInterval,
  // Off-peak work may wait for two days, as its own field says.
  deadlineMs: ({ body }) => {
    const own = Number(body['execution_expires_after']);
    if (body['service_tier'] === 'flex') return (Number.isFinite(own) && own > 0 ? own : 172_800) * 1000;
    return 3_600_000;
  },
  async cancel(task, link) {
    const reply = await link.send(
      prepare({ method: 'DELETE', path: `/tasks/${encodeURIComponent(task.upstreamId)}` }, link),
    );
    return reply.status < 300;
  },
};
