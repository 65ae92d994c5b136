// PixVerse, and relays that mirror its paths: numbers for states, failures under a good status.

import { randomUUID } from 'node:crypto';
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
import type { Task } from '../task.ts';
import { shapeOf } from '../video-form.ts';

function prepare(call: UpstreamCall, { secret, provider }: Link): UpstreamCall {
  const named: Record<string, string> =
    provider === 'relay' ? { authorization: `Bearer ${secret}` } : { 'api-key': secret };
  return { ...call, headers: { ...(secret === '' ? {} : named), 'ai-trace-id': randomUUID(), ...call.headers } };
}

function bodyFrom(video: VideoRequest): Json {
  const { ratio, resolution } = shapeOf(video);
  return {
    ...video.extra,
    prompt: video.prompt,
    ...(video.negativePrompt === undefined ? {} : { negative_prompt: video.negativePrompt }),
    duration: video.seconds ?? 5,
    quality: resolution ?? '540p',
    aspect_ratio: ratio ?? '16:9',
    ...(video.seed === undefined ? {} : { seed: video.seed }),
  };
}

/** Templates make pictures, under paths of their own; that their answers are like a video's is a guess. */
const placeOf = (verb: string): string => (verb.startsWith('image/') ? verb : `video/${verb}`);

async function submit(order: Order, model: string, link: Link, task: Task): Promise<Submitted> {
  const own = task.dialect === 'pixverse';
  const body = own ? order.body : bodyFrom(order.video ?? { prompt: '' });
  const source =
    own && body['source_video_id'] !== undefined ? { source_video_id: Number(order.parent?.upstreamId) } : {};
  const version = model.replace(/^pixverse-?/, '');
  const named = version === '' || version === 'image' ? {} : { model: version };
  const path = `/openapi/v2/${own ? placeOf(order.verb) : 'video/text'}/generate`;
  const reply = await link.send(prepare({ method: 'POST', path, json: { ...body, ...named, ...source } }, link));
  const made = record(reply.json['Resp']);
  const id = made['video_id'] ?? made['image_id'] ?? made['id'];
  if (reply.status < 300 && reply.json['ErrCode'] === 0 && (typeof id === 'number' || typeof id === 'string'))
    return { kind: 'accepted', upstreamId: String(id) };
  return refusal(reply);
}

function refusal(reply: UpstreamReply): Submitted {
  const code = Number(reply.json['ErrCode']);
  const message = text(reply.json['ErrMsg']) || `The upstream answered ${reply.status}.`;
  if (!(code > 0)) {
    if (reply.status < 300) return { kind: 'unknown', status: reply.status, message };
    return refusedBy(reply, message);
  }
  if (code >= 500_000 && code < 500_020) return { kind: 'unknown', status: reply.status, message };
  const account = code === 400_012 || /balance|credit|api.?key|concurren|limit/i.test(message);
  const content = /moderat|sensitive|violat/i.test(message);
  const kind = account ? 'upstream' : content ? 'content' : 'user';
  const error = upstreamError(String(code), message, kind);
  return { kind: 'refused', status: account ? 402 : 400, error, retry: account, raw: reply.json };
}

async function pollOne(task: Task, link: Link): Promise<Polled> {
  const kind = task.verb.startsWith('image/') ? 'image' : 'video';
  const path = `/openapi/v2/${kind}/result/${encodeURIComponent(task.upstreamId)}`;
  const reply = await link.send(prepare({ method: 'GET', path }, link));
  if (reply.status === 404) return 'missing';
  if (reply.status >= 300) return 'silent';
  const { json } = reply;
  if (json['ErrCode'] !== 0) return json['ErrCode'] === 400_017 ? 'missing' : 'silent';
  const result = record(json['Resp']);
  switch (Number(result['status'])) {
    case 1:
      return finished(result, kind);
    case 7:
      return {
        state: 'failed',
        raw: result,
        error: upstreamError('7', 'The content was refused by moderation.', 'content'),
      };
    case 8:
      return { state: 'failed', raw: result, error: upstreamError('8', 'The generation failed.') };
    case 5:
      return { state: 'running' };
    default:
      return 'silent';
  }
}

function finished(result: Json, kind: 'image' | 'video'): Polled {
  const url = text(result['url']) || text(result['image_url']);
  if (!/^https?:/.test(url))
    return { state: 'failed', raw: result, error: upstreamError('no_result', 'The upstream shows no result.') };
  const [width, height] = [Number(result['outputWidth']), Number(result['outputHeight'])];
  const size = width > 0 && height > 0 ? { width, height } : {};
  return { state: 'succeeded', raw: result, assets: [{ kind, role: kind, upstreamUrl: url, ...size }] };
}

export const pixverse: Driver = {
  name: 'pixverse',
  wire: 'pixverse',
  providers: ['pixverse', 'relay', 'sandbox'],
  prepare,
  // Pictures would have to be uploaded first: other forms get what is made of words.
  can: (order, dialect) =>
    dialect === 'pixverse' ||
    (order.verb === 'create' && order.video?.first === undefined && order.video?.prompt !== undefined),
  submit,
  refusal,
  poll: oneByOne(pollOne),
  batch: 8,
  interval: usualInterval,
  deadlineMs: () => 3_600_000,
};
