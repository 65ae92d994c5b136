// Pika at relays, in the form that one open client knows (minimax-hailuo.md, Pika).

import { list, record, text, type Json } from '../../relay/json.ts';
import { upstreamError, usualInterval, type Driver, type Link, type Polled, oneByOne, withBearer } from '../driver.ts';
import type { Task, TaskState } from '../task.ts';
import { refusal } from './openai-video.ts';

const STATES: Readonly<Record<string, TaskState>> = {
  queued: 'queued',
  pending: 'running',
  finished: 'succeeded',
  error: 'failed',
};

const prefixOf = (mode: unknown): string => (mode === 'pro' ? '/pro/pika' : '/pika');

async function pollOne(task: Task, link: Link): Promise<Polled> {
  const path = `${prefixOf(task.memo['mode'])}/feed/${encodeURIComponent(task.upstreamId)}`;
  const reply = await link.send(withBearer({ method: 'GET', path }, link));
  if (reply.status === 404) return 'missing';
  return reply.status >= 300 ? 'silent' : newsOf(record(list(reply.json['videos'])[0]));
}

function newsOf(video: Json): Polled {
  const state = STATES[text(video['status'])];
  if (state === undefined) return 'silent';
  if (state === 'failed')
    return { state, error: upstreamError('error', text(video['error']) || 'The upstream gave no reason.') };
  const progress = Number(video['progress']);
  if (state !== 'succeeded') return { state, progress: progress > 0 ? progress : undefined };
  const url = [video['resultUrl'], video['sharingUrl']].map(text).find(each => /^https?:/.test(each));
  const poster = text(video['videoPoster']);
  if (url === undefined) return { state: 'running', empty: true };
  const thumbnail = { kind: 'image', role: 'thumbnail', upstreamUrl: poster } as const;
  return {
    state,
    assets: [{ kind: 'video', role: 'video', upstreamUrl: url }, ...(/^https?:/.test(poster) ? [thumbnail] : [])],
  };
}

export const pika: Driver = {
  name: 'pika',
  wire: 'pika',
  providers: ['relay', 'sandbox'],
  prepare: withBearer,
  can: (_order, dialect) => dialect === 'pika',
  async submit(order, _model, link) {
    const path = `${prefixOf(order.memo?.['mode'])}/generate`;
    const reply = await link.send(withBearer({ method: 'POST', path, json: order.body }, link));
    const id = text(reply.json['id']);
    return reply.status < 300 && id !== '' ? { kind: 'accepted', upstreamId: id } : refusal(reply);
  },
  poll: oneByOne(pollOne),
  batch: 8,
  interval: usualInterval,
  deadlineMs: () => 3_600_000,
};
