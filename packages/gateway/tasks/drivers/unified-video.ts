// The relays' unified video format as an upstream: create, then ask by id until there is an address.

import { text, type Json } from '../../relay/json.ts';
import { upstreamError, usualInterval, type Driver, type Link, type Polled, oneByOne, withBearer } from '../driver.ts';
import type { Order, VideoRequest } from '../order.ts';
import type { Task } from '../task.ts';
import { shapeOf } from '../video-form.ts';
import { refusal } from './openai-video.ts';

function bodyFrom(video: VideoRequest): Json {
  const { ratio, resolution } = shapeOf(video);
  const images = [video.first, video.last, ...(video.references ?? [])].flatMap(picture => picture ?? []);
  return {
    prompt: video.prompt,
    ...(images.length === 0 ? {} : { images: [...new Set(images)] }),
    ...(ratio === undefined ? {} : { aspect_ratio: ratio }),
    ...(video.seconds === undefined ? {} : { duration: video.seconds }),
    ...(resolution === undefined ? {} : { size: resolution }),
    ...video.extra,
  };
}

async function pollOne(task: Task, link: Link): Promise<Polled> {
  const path = `/v1/video/query?id=${encodeURIComponent(task.upstreamId)}`;
  const reply = await link.send(withBearer({ method: 'GET', path }, link));
  if (reply.status === 404) return 'missing';
  if (reply.status >= 300) return 'silent';
  return newsOf(reply.json);
}

/** Final are only success with an address and failure: what is said between differs by model (veo-unified.md A). */
function newsOf(json: Json): Polled {
  const status = text(json['status']).toLowerCase();
  const url = text(json['video_url']) || text(json['url']);
  const progress = Number(json['progress']);
  const seen = {
    ...(Number.isFinite(progress) && progress > 0 ? { progress } : {}),
    notes: { enhancedPrompt: text(json['enhanced_prompt']) },
  };
  if (['completed', 'success', 'succeeded'].includes(status)) {
    if (!/^https?:/.test(url)) return { state: 'running', empty: true, ...seen };
    return { state: 'succeeded', ...seen, assets: [{ kind: 'video', role: 'video', upstreamUrl: url }] };
  }
  if (/failed|error|cancelled|canceled/.test(status)) {
    const message = text(json['error']) || text(json['message']) || 'The upstream gave no reason.';
    const content = /moderation|policy|sensitive|unsafe/i.test(message);
    return { state: 'failed', error: upstreamError(status, message, content ? 'content' : 'upstream') };
  }
  if (status === '') return 'silent';
  return { state: status === 'pending' || status === 'image_downloading' ? 'queued' : 'running', ...seen };
}

export const unifiedVideo: Driver = {
  name: 'unified-video',
  wire: 'unified-video',
  providers: ['relay', 'sandbox'],
  prepare: withBearer,
  can: (_order, dialect) => dialect === 'unified-video',
  async submit(order: Order, model, link, task) {
    const own = task.dialect === 'unified-video';
    const { callback_url: _hook, id: _id, video_id: _video, ...given } = order.body;
    const parent = order.parent?.upstreamId ?? '';
    const body = {
      ...(own ? given : bodyFrom(order.video ?? { prompt: '' })),
      model,
      ...(parent === '' ? {} : { id: parent }),
    };
    const path = order.verb === 'extend' ? '/v1/video/extend' : '/v1/video/create';
    const reply = await link.send(withBearer({ method: 'POST', path, json: body }, link));
    const id = text(reply.json['id']) || text(reply.json['task_id']);
    if (reply.status >= 300 || id === '') return refusal(reply);
    return { kind: 'accepted', upstreamId: id, notes: { enhancedPrompt: text(reply.json['enhanced_prompt']) } };
  },
  poll: oneByOne(pollOne),
  batch: 8,
  interval: usualInterval,
  deadlineMs: () => 3_600_000,
};
