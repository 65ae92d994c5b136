// Luma at relays: its old web API under `/luma`, one question a task (luma.md B).

import { isRecord, record, text, type Json } from '../../relay/json.ts';
import { upstreamError, usualInterval, type Driver, type Link, type Polled, oneByOne, withBearer } from '../driver.ts';
import type { Asset, Task } from '../task.ts';
import { refusal } from './openai-video.ts';

async function pollOne(task: Task, link: Link): Promise<Polled> {
  const path = `/luma/generations/${encodeURIComponent(task.upstreamId)}`;
  const reply = await link.send(withBearer({ method: 'GET', path }, link));
  if (reply.status === 404) return 'missing';
  if (reply.status >= 300) return 'silent';
  // The older kind of relay wraps the object into a task of its own.
  const wrapped = record(record(reply.json['data'])['data']);
  return newsOf(Object.keys(wrapped).length > 0 ? wrapped : reply.json);
}

function newsOf(json: Json): Polled {
  const state = text(json['state']);
  const raw = json;
  if (state === 'pending' || state === 'queued') return { state: 'queued' };
  if (state === 'failed') {
    const reason = text(json['failure_reason']) || text(json['fail_reason']) || 'The upstream gave no reason.';
    return {
      state: 'failed',
      raw,
      error: upstreamError('failed', reason, /moderat|policy/i.test(reason) ? 'content' : 'upstream'),
    };
  }
  if (state !== 'completed') return state === '' ? 'silent' : { state: 'running' };
  const assets = assetsOf(json);
  return assets.length === 0 ? { state: 'running', empty: true } : { state: 'succeeded', raw, assets };
}

function assetsOf(json: Json): Asset[] {
  const video = record(json['video']);
  const url = text(video['download_url']) || text(video['url']);
  if (!/^https?:/.test(url)) return [];
  const sizes = isRecord(json['video_raw']) ? record(json['video_raw']) : video;
  const number = (name: string): number | undefined => (typeof sizes[name] === 'number' ? sizes[name] : undefined);
  const [width, height, duration] = [number('width'), number('height'), number('duration')];
  const picture = text(record(json['thumbnail'])['url']);
  return [
    {
      kind: 'video',
      role: 'video',
      upstreamUrl: url,
      ...(width === undefined ? {} : { width }),
      ...(height === undefined ? {} : { height }),
      ...(duration === undefined ? {} : { duration }),
    },
    ...(/^https?:/.test(picture) ? [{ kind: 'image', role: 'thumbnail', upstreamUrl: picture } as const] : []),
  ];
}

export const lumaRelay: Driver = {
  name: 'luma-relay',
  wire: 'luma',
  providers: ['relay', 'sandbox'],
  prepare: withBearer,
  can: (_order, dialect) => dialect === 'luma',
  async submit(order, _model, link) {
    const { notify_hook: _hook, ...given } = order.body;
    const told = link.callbackUrl === undefined ? {} : { notify_hook: link.callbackUrl };
    const prefix = order.memo?.['mode'] === 'pro' ? '/pro/luma' : '/luma';
    const parent = encodeURIComponent(order.parent?.upstreamId ?? '');
    const path = order.verb === 'extend' ? `${prefix}/generations/${parent}/extend` : `${prefix}/generations`;
    const reply = await link.send(withBearer({ method: 'POST', path, json: { ...given, ...told } }, link));
    const id = text(reply.json['id']);
    return reply.status < 300 && id !== '' ? { kind: 'accepted', upstreamId: id } : refusal(reply);
  },
  poll: oneByOne(pollOne),
  batch: 8,
  interval: usualInterval,
  deadlineMs: () => 1_800_000,
};
